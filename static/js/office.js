/* Small helps for the back office. Every form works without them. */

/** Insert a ready text into the form at once instead of asking the server. */
function insertTemplates() {
  for (const button of document.querySelectorAll("button[data-fill]")) {
    button.addEventListener("click", (event) => {
      const form = button.form;
      const select = form.querySelector("select[data-reply-template]");
      const text = form.querySelector("textarea[name=text]");
      const body = select?.selectedOptions[0]?.dataset.body;
      if (!text || body === undefined) return;
      event.preventDefault();
      text.value = [body, text.value.trim()].filter(Boolean).join("\n\n");
      text.dispatchEvent(new Event("input", { bubbles: true }));
      text.focus();
    });
  }
}

/** Send each form once: a second press while the first is on its way does nothing. */
function sendOnce() {
  const sent = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    // A download leaves the page as it is, so it may be asked for again.
    if (form.method !== "post" || form.closest(".files")) return;
    if (sent.has(form)) event.preventDefault();
    sent.add(form);
  });
  // Coming back to a kept page, the form may be sent again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}

/** Ask before a page with a half-written text is left. */
function keepTyped() {
  let isTyped = false;
  document.addEventListener("input", (event) => {
    if (event.target.matches("form textarea")) isTyped = true;
  });
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && !event.target.closest(".files")) isTyped = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isTyped) event.preventDefault();
  });
}

/** Ctrl + Enter in a text sends its form, as in mail. */
function sendFromKeyboard() {
  document.addEventListener("keydown", (event) => {
    const isSend = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (!isSend || !event.target.matches("form textarea")) return;
    event.preventDefault();
    event.target.form.querySelector("button[type=submit]:not([data-fill])")?.click();
  });
}

/** Open the panel that the address names, and put the cursor into it. */
function openNamedPanel() {
  const panel = document.querySelector("details.move-panel:target");
  if (panel) panel.open = true;
}

insertTemplates();
sendOnce();
keepTyped();
sendFromKeyboard();
openNamedPanel();
