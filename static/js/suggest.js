/* Suggestions under the search box (the ARIA combobox with a list). Without scripts
   the box is the same form, with a datalist. Nothing is asked before two characters. */

const LEAST = 2;
const PAUSE = 150; // milliseconds of quiet before the server is asked

/** Make the box inside `row` a combobox; `row` says where to ask. */
function suggestIn(row) {
  const box = row.querySelector("input");
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${box.id}-suggestions`;
  list.hidden = true;
  setAll(list, { role: "listbox", "aria-label": row.dataset.label });
  row.append(list);
  box.removeAttribute("list"); // the browser's own would stand over ours
  setAll(box, {
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
  });

  let timer = 0;
  let asked = null; // aborts the question that is under way
  let typed = box.value;
  let at = -1; // the option chosen with the keys

  const close = () => {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    at = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };

  const show = (found) => {
    close();
    list.replaceChildren(...found.map((one, number) => option(one, number)));
    list.hidden = found.length === 0;
    box.setAttribute("aria-expanded", String(found.length > 0));
  };

  const option = (one, number) => {
    const item = document.createElement("li");
    item.id = `${list.id}-${number}`;
    item.textContent = one.text;
    item.className = one.kind;
    item.dataset.url = one.url;
    setAll(item, { role: "option", "aria-selected": "false" });
    return item;
  };

  const ask = async () => {
    asked = new AbortController();
    const { signal } = asked;
    try {
      const address = `${row.dataset.suggest}?${new URLSearchParams({ q: typed })}`;
      const answer = await fetch(address, { signal });
      if (answer.ok) show(await answer.json());
    } catch {
      // Typed on, or no network: the form works without.
    }
  };

  const move = (step) => {
    const items = [...list.children];
    // One place more than there are options: the box itself.
    at = ((at + 1 + step + items.length + 1) % (items.length + 1)) - 1;
    for (const [number, item] of items.entries()) {
      item.setAttribute("aria-selected", String(number === at));
    }
    box.value = at < 0 ? typed : items[at].textContent;
    if (at < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", items[at].id);
  };

  box.addEventListener("input", () => {
    typed = box.value;
    close();
    if (typed.trim().length >= LEAST) timer = setTimeout(ask, PAUSE);
  });

  box.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      location.assign(list.children[at].dataset.url);
    } else if (event.key === "Escape") {
      event.preventDefault();
      box.value = typed;
      close();
    }
  });

  // Before the box loses the focus, which would take the list away.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (item) location.assign(item.dataset.url);
  });
  box.addEventListener("blur", close);
}

function setAll(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
}

for (const row of document.querySelectorAll("[data-suggest]")) suggestIn(row);
