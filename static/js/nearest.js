/* "The nearest to me": asked for only when pressed, computed on the phone, sent nowhere. */

const button = document.querySelector("[data-nearest]");
const said = document.querySelector("[data-nearest-said]");
const EARTH = 6371; // km

function kilometres(from, item) {
  const rad = Math.PI / 180;
  const [lat, lon] = [Number(item.dataset.lat), Number(item.dataset.lon)];
  const a =
    Math.sin(((lat - from.latitude) * rad) / 2) ** 2 +
    Math.cos(lat * rad) *
      Math.cos(from.latitude * rad) *
      Math.sin(((lon - from.longitude) * rad) / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.sqrt(a));
}

function sort({ coords }) {
  const list = document.querySelector("[data-sortable]");
  const items = [...(list?.children ?? [])].filter((item) => item.dataset.lat);
  const ordered = items.map((item) => [kilometres(coords, item), item]);
  ordered.sort(([one], [other]) => one - other);
  for (const [km, item] of ordered) {
    list.append(item);
    item.querySelector(".distance").textContent = said.dataset.distance.replace(
      "{km}",
      String(Math.round(km)),
    );
  }
  ordered[0]?.[1].querySelector("a").focus();
}

function fail() {
  said.textContent = said.dataset.failed;
  said.hidden = false;
}

if (button && "geolocation" in navigator) {
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(sort, fail, { timeout: 10_000 });
  });
}
