/* Holds the text while somebody writes, and shows beside each box how it will look. Without this file the button
   "Preview what is saved" shows the real page. */

const WAIT = 600; // milliseconds after the last letter
const HELD = 300_000; // milliseconds; the lock holds for three times that

const form = document.querySelector("form[data-draw]");

function post(address, values) {
  const body = new FormData();
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const all = { ...values, csrfmiddlewaretoken: token };
  for (const [name, value] of Object.entries(all)) body.append(name, value);
  return fetch(address, { method: "POST", body });
}

/** Hold the text while somebody types, or say that somebody else does. */
async function lock() {
  try {
    const answer = await post(form.dataset.lock, {});
    const { writer } = await answer.json();
    document.querySelector("[data-locked]").hidden = !writer;
  } catch {
    // no network for a moment: saving tells
  }
}

async function draw(area, target) {
  try {
    const answer = await post(form.dataset.draw, { text: area.value });
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

let held = 0;
form?.addEventListener("input", () => {
  if (Date.now() - held < HELD) return;
  held = Date.now();
  lock();
});
