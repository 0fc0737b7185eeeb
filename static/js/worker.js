/* The service worker: public pages come from the network and, without one, from the
   phone; a petition sent without a network goes to the outbox. Loaded by
   /service-worker.js, which says what to keep. Pages of a person are never kept. */

const anyway = { ignoreVary: true };
const PRIVATE = /^\/(admin|account|api)\//;

/** Listen. `kept`: version, files, languages with their pages; `outbox`: the module. */
export function start(kept, outbox) {
  const cacheName = `portal-${kept.version}`;
  const english = kept.languages.en;
  const pages = Object.values(kept.languages).flatMap((language) => language.pages);
  const languageOf = (path) =>
    path.startsWith(english.prefix) ? english : kept.languages.mn;

  async function fill() {
    const cache = await caches.open(cacheName);
    // Pages of the other language are kept when they are visited.
    const first = [...kept.files, ...kept.languages.mn.pages];
    // Without cookies: an answer on its way while somebody signs in would put the
    // token of before back, and their next form would be refused.
    const fresh = { cache: "reload", credentials: "omit" };
    const requests = first.map((address) => new Request(address, fresh));
    await cache.addAll(requests);
    await self.skipWaiting();
  }

  async function clearOld() {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith("portal-") && name !== cacheName);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  }

  async function freshPage(request, url) {
    const cache = await caches.open(cacheName);
    try {
      const answer = await fetch(request);
      if (answer.ok && !url.search && pages.includes(url.pathname)) {
        await cache.put(url.pathname, answer.clone()).catch(() => {});
      }
      return answer;
    } catch {
      const page = await cache.match(url.pathname, anyway);
      const own = await cache.match(languageOf(url.pathname).offline, anyway);
      return page ?? own ?? cache.match(kept.languages.mn.offline, anyway);
    }
  }

  async function keptFile(request) {
    const cache = await caches.open(cacheName);
    return (await cache.match(request, anyway)) ?? fetch(request);
  }

  async function sendOrKeep(request, language) {
    const copy = request.clone();
    try {
      return await fetch(request);
    } catch {
      await outbox.keep(await copy.formData(), {
        page: language.form,
        receipt: language.receipt,
      });
      await self.registration.sync?.register("outbox").catch(() => {});
      return Response.redirect(language.form, 303);
    }
  }

  self.addEventListener("install", (event) => event.waitUntil(fill()));
  self.addEventListener("activate", (event) => event.waitUntil(clearOld()));

  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (url.origin !== self.location.origin || PRIVATE.test(url.pathname)) return;
    if (kept.files.includes(url.pathname)) {
      event.respondWith(keptFile(request));
    } else if (request.mode !== "navigate") {
      // Words for the outbox; a token is asked for with no-store and must be fresh.
      const isKept = pages.includes(url.pathname) && request.cache === "default";
      if (isKept) event.respondWith(freshPage(request, url));
    } else if (request.method === "GET") {
      event.respondWith(freshPage(request, url));
    } else if (languageOf(url.pathname).sent.includes(url.pathname)) {
      event.respondWith(sendOrKeep(request, languageOf(url.pathname)));
    }
  });

  self.addEventListener("sync", (event) => {
    if (event.tag !== "outbox") return;
    const send = async () => {
      // A failed sync is tried again by the browser.
      if (await outbox.sendAll()) throw new Error("some still wait");
    };
    event.waitUntil(send());
  });
}
