/* Petitions that wait on this phone for a network. Used by the pages and by the service
   worker, so it touches neither document nor window. Each petition has its client key,
   under which the server makes one case however often it is sent. */

const STORE = "outbox";
const channel = globalThis.BroadcastChannel ? new BroadcastChannel(STORE) : null;

function openStore() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("portal", 1);
    opening.onupgradeneeded = () =>
      opening.result.createObjectStore(STORE, { keyPath: "key" });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}

async function inStore(mode, act) {
  const database = await openStore();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** One at a time over all tabs and the worker. */
function alone(act) {
  return navigator.locks ? navigator.locks.request(STORE, act) : act();
}

async function write(entry) {
  await inStore("readwrite", (store) => store.put(entry));
  channel?.postMessage("changed");
}

/** Everything kept: waiting, refused, and sent but not yet noted. */
export function all() {
  return inStore("readonly", (store) => store.getAll());
}

/** Call `act` whenever another tab or the worker changed something. */
export function onChange(act) {
  channel?.addEventListener("message", act);
}

/** Keep a filled-in form. `page` is the form's address, `receipt` where it is sent. */
export function keep(data, { page, receipt }) {
  const fields = [...data].filter(([name]) => name !== "csrfmiddlewaretoken");
  const key = data.get("client_key");
  return write({ key, page, receipt, fields, state: "waiting" });
}

/** Forget one that was sent and noted. */
export async function forget(key) {
  await inStore("readwrite", (store) => store.delete(key));
  channel?.postMessage("changed");
}

/** Take one back to change it; nothing when it has gone out meanwhile. */
export function takeBack(key) {
  return alone(async () => {
    const entry = await inStore("readonly", (store) => store.get(key));
    if (!entry || entry.state === "sent") return undefined;
    await forget(key);
    return entry;
  });
}

/** Send what waits; returns how many still wait. */
export function sendAll() {
  return alone(async () => {
    let left = 0;
    for (const entry of await all()) {
      if (entry.state === "waiting" && !(await send(entry))) left += 1;
    }
    return left;
  });
}

async function send(entry) {
  try {
    const outcome = await post(entry);
    // Once it is sent, the text leaves the phone; number and code stay until noted.
    const rest = outcome.state === "sent" ? { key: entry.key } : entry;
    await write({ ...rest, ...outcome });
    return true;
  } catch {
    return false; // no network, a captive portal, a server at rest: later again
  }
}

async function post(entry) {
  const body = new FormData();
  for (const [name, value] of entry.fields) body.append(name, value);
  body.append("csrfmiddlewaretoken", await freshToken(entry.page));
  const answer = await fetch(entry.receipt, {
    method: "POST",
    headers: { Accept: "application/json" },
    body,
  });
  if (answer.ok) return { state: "sent", result: await answer.json() };
  if (answer.status === 422) {
    const { errors } = await answer.json();
    return { state: "refused", errors: Object.values(errors).flat() };
  }
  if ([400, 413].includes(answer.status)) return { state: "refused", errors: [] };
  throw new Error(`answer ${answer.status}`);
}

/** The token of a form fetched now, which also brings its cookie. */
export async function freshToken(page) {
  const answer = await fetch(page, { cache: "no-store" });
  const [, token] = (await answer.text()).match(
    /name="csrfmiddlewaretoken" value="(\w+)"/,
  );
  return token;
}
