/* The tracking page: open a case from the address's fragment, copy the ready text.
   Number and code stand behind the # only, which no browser sends anywhere. */

/** Fill in number and code from #26-004217-5.482913607, hide them, and go on. */
function openFromFragment() {
  const form = document.getElementById("track");
  const [number, code] = decodeFragment().split(".");
  if (!form || !number) return;
  history.replaceState(null, "", location.pathname);
  form.elements.number.value = number;
  form.elements.code.value = code ?? "";
  if (code) form.requestSubmit();
  else form.elements.code.focus();
}

/** The fragment as text; empty when it is not a number with or without a code. */
function decodeFragment() {
  const text = location.hash.slice(1);
  return /^[\d-]+(\.[\d-]+)?$/.test(text) ? text : "";
}

/** Buttons that copy a text; hidden where the browser cannot. */
function enableCopying() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const area = document.getElementById(button.dataset.copy);
    const told = button.parentElement.querySelector("[data-copied]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      area.select();
      await navigator.clipboard.writeText(area.value);
      told.hidden = false;
    });
  }
}

openFromFragment();
addEventListener("hashchange", openFromFragment);
enableCopying();
