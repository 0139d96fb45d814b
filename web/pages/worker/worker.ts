/**
 * The service worker of a page: keeps what the page is made of, so that it opens without a network.
 *
 * It keeps exactly the files of one build, each with the hash that the build found, and nothing else ever: whatever a
 * network in between answers, a wrong file is not kept, and the page stays as it was. A new build is a new worker, which
 * waits until the page asks for it.
 */

declare const self: ServiceWorkerGlobalScope;
declare const FILES_OF_THE_PAGE: [address: string, hash: string][];

const files = new Map(FILES_OF_THE_PAGE.map(([address, hash]) => [new URL(address, self.location.href).href, hash]));
const page = new URL("./", self.location.href).href;
// Several wallets and gates may lie on one site, each under a path of its own.
const prefix = `huepass ${page} `;
const cacheName = prefix + [...files.values()].map((hash) => hash.slice(7, 15)).join("");

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data === "begin") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = request.url.replace(/[?#].*$/s, "");
  const wanted = url === `${page}index.html` ? page : url;
  const hash = files.get(wanted);
  if (hash === undefined) return;
  const found = answer(wanted, hash);
  // What was kept may have been thrown away, and the page be another by now: then it opens as if there were no worker.
  event.respondWith(request.mode === "navigate" ? found.catch(() => fetch(request)) : found);
});

async function keepAll(): Promise<void> {
  const cache = await caches.open(cacheName);
  await Promise.all([...files].map(async ([url, hash]) => { await cache.put(url, await fetched(url, hash)); }));
}

/** A file of this build, from the network; fails if it is another. */
async function fetched(url: string, hash: string): Promise<Response> {
  const response = await fetch(url, { integrity: hash, cache: "no-cache", credentials: "omit", redirect: "error" });
  if (!response.ok) throw new TypeError("a file of the page is missing");
  return response;
}

async function answer(url: string, hash: string): Promise<Response> {
  // Also where the browser can't reach what it keeps.
  const kept = await caches.match(url, { cacheName }).catch(() => undefined);
  return kept ?? fetched(url, hash);
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(prefix) && name !== cacheName).map((name) => caches.delete(name)));
}
