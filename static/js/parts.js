/* One more row for what hangs on an edition. Without this file one row is free, and
   saving brings the next. */

// The server takes 500 fields of a form (DATA_UPLOAD_MAX_NUMBER_FIELDS).
const MOST_FIELDS = 470;

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
  if (parts.closest("form").elements.length > MOST_FIELDS) endRows();
}

/** No further row fits into one form: say so where the buttons were. */
function endRows() {
  for (const place of document.querySelectorAll("[data-parts] .add-part")) {
    place.hidden = true;
    place.parentElement.querySelector("[data-full]").hidden = false;
  }
}

for (const parts of document.querySelectorAll("[data-parts]")) {
  const button = parts.querySelector(".add-part button");
  if (!button) continue;
  button.parentElement.hidden = false;
  button.addEventListener("click", () => addRow(parts));
}
