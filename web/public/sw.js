/**
 * Lets a page that was open before open without a network: it keeps the app's page and the files that a page loaded, and
 * nothing else. No answer of the API goes through here, and no address is kept but the app's own.
 *
 * A page comes from the server whenever that answers, so no version outlives the server's. The files have the version in
 * their names. So this worker can take over at once, whatever version it comes from.
 */
/** Where the app lies on its host. Another one on the same host has a worker and a cache of its own. */
const PAGE = new URL('.', self.location.href).pathname;
const CACHE = `herringbone${PAGE.slice(0, -1)}`;
const PAGES = /^(?:$|join(?:\/|$)|(?:board|facilitate|project)\/)/;
const FILES = `${PAGE}assets/`;
/** A server that does not answer for so long is as good as none. */
const PATIENCE_MS = 4000;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (!pathname.startsWith(PAGE)) return;
  if (request.mode === 'navigate' && PAGES.test(pathname.slice(PAGE.length))) event.respondWith(page(request));
  else if (pathname.startsWith(FILES)) event.respondWith(file(request));
});

/** A page says which files it was made of. The answer is whether it can be opened without a network now. */
self.addEventListener('message', (event) => {
  const kept = keep(event.data).catch(() => false);
  event.waitUntil(kept.then((done) => event.ports[0]?.postMessage(done)));
});

async function page(request) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(reject, PATIENCE_MS)));
  try {
    const answer = await Promise.race([fetch(request), late]);
    // A proxy whose server is away answers, too.
    if (answer.status < 500) return answer;
    return (await kept(PAGE)) ?? answer;
  } catch {
    return (await kept(PAGE)) ?? Response.error();
  } finally {
    clearTimeout(timer);
  }
}

async function file(request) {
  const known = await kept(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) {
    const copy = answer.clone();
    caches
      .open(CACHE)
      .then((cache) => cache.put(request, copy))
      .catch(() => {});
  }
  return answer;
}

/** Where storage is blocked, nothing is kept. */
function kept(request) {
  return caches.match(request, { cacheName: CACHE, ignoreVary: true }).catch(() => undefined);
}

async function keep({ entry, files }) {
  const cache = await caches.open(CACHE);
  const before = await (await cache.match(PAGE))?.text();
  const answer = await fetch(PAGE, { cache: 'no-store' }).catch(() => null);
  if (!answer?.ok) return before?.includes(entry) ?? false;
  const text = await answer.clone().text();
  // The page that asks is older than the server: what is kept must fit together.
  if (!text.includes(entry)) return false;
  await Promise.all(
    files.map(async (address) => {
      if (await cache.match(address, { ignoreVary: true })) return;
      const one = await fetch(address);
      if (!one.ok) throw new Error(address);
      await cache.put(address, one);
    }),
  );
  await cache.put(PAGE, answer);
  if (before === text) return true;
  // Files of another version.
  const wanted = new Set([PAGE, ...files].map((address) => new URL(address, self.location.origin).href));
  for (const { url } of await cache.keys()) if (!wanted.has(url)) await cache.delete(url);
  return true;
}
