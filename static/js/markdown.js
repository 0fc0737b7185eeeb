/* Shows beside each box how its text will look. Without this file the button
   "Preview what is saved" shows the real page. */

const WAIT = 600; // milliseconds after the last letter

const form = document.querySelector("form[data-draw]");

async function draw(area, target) {
  const body = new FormData();
  body.append("text", area.value);
  body.append(
    "csrfmiddlewaretoken",
    form.querySelector("[name=csrfmiddlewaretoken]").value,
  );
  try {
    const answer = await fetch(form.dataset.draw, { method: "POST", body });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    target.replaceChildren(...page.body.childNodes);
    target.hidden = false;
  } catch {
    target.hidden = true; // no network for a moment
  }
}

for (const target of form?.querySelectorAll("[data-drawn]") ?? []) {
  const area = form.querySelector(`[name=${target.dataset.drawn}]`);
  let timer;
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => draw(area, target), WAIT);
  });
}
