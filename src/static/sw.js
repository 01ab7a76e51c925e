// The service worker: keeps one version of the app, whole, so that it opens with the network gone.
//
// It answers for the files it was built with, for opening the page, and for config.json. Everything else, the
// bridge above all, is none of its business: mail never comes this way and is never kept here. What a notification
// says goes from the page to the browser, which shows it and tells of a click; here only the place is read to which
// that leads.

// Filled in by `cargo xtask build`: every file with its hash, so that a set of two versions cannot come together.
const APP = { version: "unbuilt", files: {} };

const APP_CACHE = `restante-app-${APP.version}`;
const CONFIG_CACHE = "restante-config";
const PAGE = "";
const CONFIG = "config.json";
// Addresses of the bridge that a person may open by hand.
const NOT_THE_APP = ["bridge", "healthz", "readyz", "metrics"];

const address = (path) => new URL(path, self.registration.scope).href;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

// A new version waits until the page says that its user agreed.
self.addEventListener("message", (event) => {
  if (event.data === "skip-waiting") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const answer = answerTo(event.request);
  if (answer) event.respondWith(answer);
});

// Browsers of phones show a page's notifications in the name of its service worker, and tell nobody else of a click.
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(lead(event.notification.data));
});

async function install() {
  const cache = await caches.open(APP_CACHE);
  await Promise.all(Object.entries(APP.files).map(([path, integrity]) => keep(cache, path, integrity)));
}

async function keep(cache, path, integrity) {
  const url = address(path);
  if (await cache.match(url)) return; // An earlier attempt got so far.
  // Revalidated, because not every name carries a hash; the integrity refuses anything but this version's bytes.
  const response = await fetch(url, { cache: "no-cache", integrity });
  if (!response.ok) throw new Error(`${path || "the page"}: ${response.status}`);
  await cache.put(url, response);
}

async function activate() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("restante-app-") && name !== APP_CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  // The very first visit opens offline too.
  await self.clients.claim();
}

// To a place in the app: in the page that was seen last, which knows the way; in a new one where none is open.
async function lead(place) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find(({ frameType, url }) => frameType !== "nested" && isThePage(pathInScope(url)));
  if (!page) return self.clients.openWindow(address(place));
  page.postMessage({ place });
  return page.focus();
}

const isThePage = (path) => path !== undefined && !NOT_THE_APP.includes(path);

// The answer to a request, or nothing where it is the network's.
function answerTo(request) {
  if (request.method !== "GET") return undefined;
  const path = pathInScope(request.url);
  if (path === undefined) return undefined;
  if (path === CONFIG) return newestConfig(request);
  if (Object.hasOwn(APP.files, path) && path !== PAGE) return kept(path, request);
  const opensPage = request.mode === "navigate" && request.destination === "document";
  if (opensPage && Object.hasOwn(APP.files, PAGE) && isThePage(path)) return kept(PAGE, request);
  return undefined;
}

// The address seen from the app, without query; nothing for other origins.
function pathInScope(url) {
  const { origin, pathname } = new URL(url);
  const scope = new URL(self.registration.scope);
  if (origin !== scope.origin || !pathname.startsWith(scope.pathname)) return undefined;
  return pathname.slice(scope.pathname.length);
}

// From this version's set. Browsers may take single entries away: then the network has to do.
async function kept(path, request) {
  const cache = await caches.open(APP_CACHE);
  const response = await cache.match(address(path), { ignoreVary: true });
  return response ?? fetch(request);
}

// What the host offers may change any day; without a network, what it offered last.
async function newestConfig(request) {
  const cache = await caches.open(CONFIG_CACHE);
  const response = await fetch(request).catch(() => undefined);
  if (response?.ok) await cache.put(address(CONFIG), response.clone());
  if (response) return response;
  return (await cache.match(address(CONFIG), { ignoreVary: true })) ?? Response.error();
}
