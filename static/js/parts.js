/* One more row for what hangs on an edition. Without this file one row is free, and
   saving brings the next. */

function addRow(parts) {
  const prefix = parts.dataset.parts;
  const total = parts.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
  const row = parts.querySelector("template").content.firstElementChild.cloneNode(true);
  for (const element of row.querySelectorAll("*")) {
    for (const name of ["id", "name", "for", "aria-describedby"]) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replace("__prefix__", total.value));
    }
  }
  total.value = Number(total.value) + 1;
  parts.querySelector(".add-part").before(row);
  row.querySelector("input:not([type=hidden]), select, textarea").focus();
}

for (const parts of document.querySelectorAll("[data-parts]")) {
  const button = parts.querySelector(".add-part button");
  if (!button) continue;
  button.parentElement.hidden = false;
  button.addEventListener("click", () => addRow(parts));
}
