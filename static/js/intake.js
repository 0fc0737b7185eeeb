/* The petition's form, made kinder: a draft on the phone, a counter, sending without a
   network. Without this file the form is whole. The words are in feedback/kept.html. */

const outbox = await import(document.getElementById("outbox-module").href);
const DRAFT = "draft";
const DRAFT_DAYS = 30;
const DAY = 24 * 3600 * 1000;
const TAKEN = /\.(jpe?g|png|webp|gif|pdf|docx|xlsx|odt|txt)$/i;
const NEVER_KEPT = ["csrfmiddlewaretoken", "files", "website", "remove_file"];

const form = document.getElementById("intake");
const check = document.getElementById("check");
const receipt = document.getElementById("receipt");

/** A random key; randomUUID needs https, which a test server has not. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function say(name) {
  const template = document.getElementById(`say-${name}`);
  return template.content.firstElementChild.cloneNode(true);
}

// ── Draft ──────────────────────────────────────────────────────────────────────
function readDraft() {
  try {
    const draft = JSON.parse(localStorage.getItem(DRAFT));
    if (draft && Date.now() - draft.at < DRAFT_DAYS * DAY) return draft;
  } catch {
    // no storage allowed, or not ours: as if there were none
  }
  return null;
}

function dropDraft() {
  try {
    localStorage.removeItem(DRAFT);
  } catch {
    // no storage allowed
  }
}

function saveDraft() {
  const typed = [...new FormData(form)].filter(([name]) => !NEVER_KEPT.includes(name));
  const fields = Object.fromEntries(typed);
  if (!fields.body?.trim()) {
    dropDraft();
    return;
  }
  const draft = { key: fields.client_key, at: Date.now(), fields };
  try {
    localStorage.setItem(DRAFT, JSON.stringify(draft));
  } catch {
    // no room or not allowed: the form works without
  }
}

function fillForm(fields) {
  for (const [name, value] of fields) {
    if (value instanceof File || NEVER_KEPT.includes(name)) continue;
    const control = form.elements[name];
    if (!control) continue;
    if (control.type === "checkbox") control.checked = true;
    else control.value = value;
  }
  const more = form.querySelector("details");
  more.open ||= Boolean(form.elements.name.value || form.elements.address.value);
  form.dispatchEvent(new Event("change"));
}

function fillFiles(fields) {
  const files = fields.map(([, value]) => value).filter((value) => value instanceof File);
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  form.elements.files.files = transfer.files;
}

function startAfresh() {
  dropDraft();
  form.reset();
  form.elements.client_key.value = newKey();
  form.querySelector("[data-notice]")?.remove();
  form.dispatchEvent(new Event("change"));
}

/** Bring back what was being written, unless it is on its way already. */
async function restoreDraft() {
  const chosen = new URLSearchParams(location.search);
  form.elements.client_key.value = newKey();
  if (chosen.get("kind")) form.elements.kind.value = chosen.get("kind");
  const draft = readDraft();
  const kept = await outbox.all().catch(() => []);
  if (!draft || kept.some((entry) => entry.key === draft.key)) {
    dropDraft();
    return;
  }
  const asked = ["kind", "category"].filter((name) => chosen.get(name));
  const fields = Object.entries(draft.fields);
  fillForm(fields.filter(([name]) => !asked.includes(name)));
  const notice = say("draft");
  notice.dataset.notice = "";
  notice.querySelector("[data-act]").addEventListener("click", () => {
    startAfresh();
    form.elements.body.focus();
  });
  form.prepend(notice);
}

// ── While writing ──────────────────────────────────────────────────────────────
function countLetters() {
  const words = document.getElementById("body-left");
  const limit = Number(words.dataset.limit);
  const left = limit - [...form.elements.body.value.trim()].length;
  words.hidden = left > limit / 10;
  words.classList.toggle("over", left < 0);
  words.querySelector("[data-left]").textContent = String(left);
}

/** Consent is asked only when there is something to consent to. */
function askConsent() {
  const personal = ["phone", "email", "name", "address"]
    .map((name) => form.elements[name])
    .some((box) => box.value.trim() && !box.closest("[hidden]"));
  const part = form.querySelector("[data-consent]");
  part.hidden = !personal && !part.classList.contains("invalid");
}

// ── Sending ────────────────────────────────────────────────────────────────────
/** The first thing the server would certainly refuse: [control, which sentence]. */
function firstFault() {
  const { body, kind, reply_by: replyBy, phone, email, files, consent } = form.elements;
  const limit = Number(document.getElementById("body-left").dataset.limit);
  const chosen = [...files.files];
  const consentPart = form.querySelector("[data-consent]");
  const faults = [
    [body, "body", !body.value.trim()],
    [body, "long", [...body.value.trim()].length > limit],
    [kind[0], "kind", !kind.value],
    [files, "type", chosen.some((file) => !TAKEN.test(file.name))],
    [files, "many", chosen.length > Number(form.dataset.maxFiles)],
    [files, "big", chosen.some((file) => file.size > Number(form.dataset.maxBytes))],
    [phone, "phone", replyBy.value === "phone" && !/(\d\D*){8}/.test(phone.value)],
    [email, "email", replyBy.value === "email" && !/.@.+\../.test(email.value)],
    [consent, "consent", !consentPart.hidden && !consent.checked],
  ];
  return faults.find(([, , isWrong]) => isWrong);
}

function isReady() {
  const fault = firstFault();
  if (!fault) return true;
  const [control, name] = fault;
  const words = document.getElementById("say-faults").content;
  control.setCustomValidity(words.querySelector(`[data-say="${name}"]`).textContent);
  control.reportValidity();
  const clear = () => control.setCustomValidity("");
  form.addEventListener("input", clear, { once: true });
  return false;
}

/** Keep the form on the phone; the outbox sends it when the network returns. */
async function keep(data, from) {
  try {
    await outbox.keep(data, { page: from.dataset.page, receipt: from.dataset.receipt });
  } catch {
    from.prepend(say("full"));
    return;
  }
  if (form) startAfresh();
  else check.remove();
  dropDraft();
  document.dispatchEvent(new Event("outbox"));
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.sync?.register("outbox").catch(() => {});
  document.getElementById("outbox").scrollIntoView({ block: "center" });
}

/** Boxes that an answer made needless are not sent. */
function silenceHidden(isSilent) {
  for (const box of form?.querySelectorAll("[hidden] input") ?? []) {
    box.disabled = isSilent;
  }
}

let isSending = false;

function onSubmit(event) {
  const from = event.target;
  if (isSending) {
    event.preventDefault();
    return;
  }
  silenceHidden(true);
  if (navigator.onLine) {
    if (form) saveDraft();
    isSending = true;
    event.submitter?.setAttribute("aria-disabled", "true");
    return;
  }
  event.preventDefault();
  if (check || isReady()) keep(new FormData(from), from);
  silenceHidden(false);
}

function onReturn() {
  // Back from the next page: everything may be pressed again.
  isSending = false;
  silenceHidden(false);
  for (const button of document.querySelectorAll("[aria-disabled]")) {
    button.removeAttribute("aria-disabled");
  }
}

function showOffline() {
  document.getElementById("no-network")?.remove();
  if (navigator.onLine) return;
  const notice = say("offline");
  notice.id = "no-network";
  form.prepend(notice);
}

if (form) {
  if ("fresh" in form.dataset) await restoreDraft();
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(saveDraft, 300);
    countLetters();
    askConsent();
  });
  form.addEventListener("change", () => setTimeout(askConsent));
  form.addEventListener("fill", ({ detail }) => {
    fillForm(detail.fields);
    fillFiles(detail.fields);
    saveDraft();
    form.elements.body.focus();
  });
  window.addEventListener("pagehide", saveDraft);
  window.addEventListener("offline", showOffline);
  window.addEventListener("online", async () => {
    showOffline();
    // The page may have come from the phone, with a token of long ago.
    form.elements.csrfmiddlewaretoken.value = await outbox.freshToken(form.dataset.page);
  });
  countLetters();
  askConsent();
  showOffline();
}
for (const each of [form, check]) each?.addEventListener("submit", onSubmit);
window.addEventListener("pageshow", onReturn);
if (receipt) dropDraft();
