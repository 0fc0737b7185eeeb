/* Small helps for every page. Each works on what it finds and is not missed when absent:
   all pages are whole without it. How to mark them up: docs/face.md. */

/** Move focus to the error summary, so it is read out first. */
function focusSummary() {
  document.querySelector("[data-focus]")?.focus();
}

/** Write how many letters are left under each textarea that has a limit. */
function countLetters() {
  for (const area of document.querySelectorAll("textarea[maxlength]")) {
    const words = document.getElementById(`${area.id}_left`);
    if (!words) continue;
    const show = () => {
      words.querySelector("[data-left]").textContent = String(
        area.maxLength - area.value.length,
      );
    };
    area.addEventListener("input", show);
    words.hidden = false;
    show();
  }
}

/** Does the form hold the value a [data-shown-when="name=value"] part waits for? */
function isWanted(form, condition) {
  const [name, values] = condition.split("=");
  const chosen = new FormData(form).getAll(name);
  return values.split(" ").some((value) => chosen.includes(value));
}

/** Hide the parts of a form that an answer has made needless; keep what was typed. */
function showConditionalParts() {
  const parts = document.querySelectorAll("form [data-shown-when]");
  const update = () => {
    for (const part of parts) {
      part.hidden = !isWanted(part.closest("form"), part.dataset.shownWhen);
    }
  };
  for (const form of new Set([...parts].map((part) => part.closest("form")))) {
    form.addEventListener("change", update);
  }
  update();
}

/** Show the print buttons, which are useless without JavaScript. */
function enablePrinting() {
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

focusSummary();
countLetters();
showConditionalParts();
enablePrinting();
