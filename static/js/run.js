/* Follows an import: what the page shows is asked for again until it is done.
   Without this file the link beside the bar does the same. */

const EVERY = 2000; // milliseconds

async function follow() {
  const shown = document.getElementById("run");
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("run");
    if (!now) return; // signed out meanwhile
    shown.replaceWith(now);
    if ("underWay" in now.dataset) setTimeout(follow, EVERY);
  } catch {
    setTimeout(follow, EVERY * 5); // no network for a moment
  }
}

setTimeout(follow, EVERY);
