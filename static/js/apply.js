/* Small helps for the application form. Every page works without them. */

/** Send each form once: a second press while the first is on its way does nothing. */
function sendOnce() {
  const sent = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (sent.has(form)) event.preventDefault();
    sent.add(form);
  });
  // Coming back to a kept page, its forms hold an old version: ask for a new page.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}

/** Ask before a page is left on which something was typed and not saved. */
function keepTyped() {
  let isTyped = false;
  document.addEventListener("input", (event) => {
    if (event.target.form?.method === "post") isTyped = true;
  });
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) isTyped = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isTyped) event.preventDefault();
  });
}

/** Open a folded part whose box has to be looked at. */
function openFolded() {
  const wanted = document.querySelector("details .field-error, details [data-focus]");
  if (wanted) wanted.closest("details").open = true;
}

sendOnce();
keepTyped();
openFolded();
