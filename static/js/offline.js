/* On every public page: registers the service worker, sends what waits in the outbox
   and shows what became of it. The words are <template>s of the form page. */

const link = document.getElementById("outbox-module");
const outbox = await import(link.href);
const RETRY = 30_000; // milliseconds

let words;

/** The templates of this page, or of the form page when this one has none. */
async function findWords() {
  if (document.getElementById("say-waiting")) return document;
  const answer = await fetch(link.dataset.form);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function copyOf(name) {
  const template = words.getElementById(`say-${name}`);
  return document.importNode(template.content, true).firstElementChild;
}

function fill(card, slot, text) {
  const place = card.querySelector(`[data-slot="${slot}"]`);
  if (place) place.textContent = text;
}

function drop(card, part) {
  card.querySelector(`[data-part="${part}"]`)?.remove();
}

const fillers = {
  waiting(card, entry) {
    const [, text] = entry.fields.find(([name]) => name === "body") ?? [];
    fill(card, "text", (text ?? "").slice(0, 90));
  },
  sent(card, { result }) {
    fill(card, "number", result.number);
    fill(card, "code", result.code);
    card.querySelector('[data-slot="link"]').href = result.tracking_url;
    if (result.due_on) fill(card, "due", result.due_on.replaceAll("-", "."));
    else drop(card, "due");
  },
  refused(card, entry) {
    const items = entry.errors.map((sentence) => {
      const item = document.createElement("li");
      item.textContent = sentence;
      return item;
    });
    card.querySelector('[data-slot="errors"]').append(...items);
    if (items.length) drop(card, "plain");
  },
};

const acts = {
  send: () => sendAndShow(),
  forget: (key) => outbox.forget(key),
  async edit(key) {
    const form = document.getElementById("intake");
    if (!form) {
      location.href = link.dataset.form;
      return;
    }
    const entry = await outbox.takeBack(key);
    if (entry) form.dispatchEvent(new CustomEvent("fill", { detail: entry }));
  },
};

function cardOf(entry) {
  const card = copyOf(entry.state);
  fillers[entry.state](card, entry);
  for (const button of card.querySelectorAll("[data-act]")) {
    button.addEventListener("click", async () => {
      await acts[button.dataset.act](entry.key);
      await show();
    });
  }
  return card;
}

function panel() {
  const found = document.getElementById("outbox");
  if (found) return found;
  const made = document.createElement("div");
  made.id = "outbox";
  made.setAttribute("role", "status");
  document.getElementById("main").prepend(made);
  return made;
}

/** Draw the outbox at the top of the page. */
async function show() {
  const entries = await outbox.all();
  if (!entries.length && !document.getElementById("outbox")) return;
  if (entries.length) words ??= await findWords();
  panel().replaceChildren(...entries.map(cardOf));
}

let timer;

async function sendAndShow() {
  clearTimeout(timer);
  const left = await outbox.sendAll();
  await show();
  if (left) timer = setTimeout(sendAndShow, RETRY);
}

navigator.serviceWorker
  ?.register("/service-worker.js", { type: "module" })
  .catch(() => {}); // an old browser: the pages still send by themselves
outbox.onChange(show);
window.addEventListener("online", sendAndShow);
document.addEventListener("outbox", show);
await show();
await sendAndShow();
