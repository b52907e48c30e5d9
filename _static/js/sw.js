/*
 * Service worker: stores the pages that a reader has visited, and shows them when the network is unavailable.
 *
 * Registered by site.js, and written to /sw.js by offline.py. Loads no other script. Pages come from the network, or
 * from the cache if the network fails or takes longer than three seconds. Files with a content hash in their name
 * come from the cache first. All URLs are relative to the worker's scope, so the site can be in any folder on a host.
 */

const PAGES = `pages ${registration.scope}`;
const FILES = `files ${registration.scope}`;
const MAX_ENTRIES = { [PAGES]: 80, [FILES]: 160 };
const NETWORK_TIMEOUT = 3000; // milliseconds
const CONTENT_HASH = /-[0-9a-f]{8,}\.\w+$/;

addEventListener("install", () => skipWaiting());

addEventListener("activate", (event) => event.waitUntil(activate()));

/* If the site was previously built with Gatsby, Gatsby's service worker cached whole pages and would keep showing
   the old pages. Delete the caches of Gatsby's worker, and reload the open pages. */
async function activate() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("gatsby-plugin-offline") && name.endsWith(registration.scope));
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
  if (!old.length) return;
  for (const client of await clients.matchAll({ type: "window" })) client.navigate(client.url).catch(() => {});
}

/* The page that registered this worker was loaded before the worker was active, so the page sends the worker the URLs
   to store: the page's own URL and those of the files that the page uses. */
addEventListener("message", (event) => {
  if (event.data?.store) event.waitUntil(Promise.all(event.data.store.map(fetchAndStore)));
});

async function fetchAndStore(url) {
  if (!url.startsWith(registration.scope)) return;
  const response = await fetch(url).catch(() => null);
  const isPage = response?.headers.get("content-type")?.startsWith("text/html");
  await store(isPage ? PAGES : FILES, url, response);
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = request.url.split("#")[0];
  if (request.method !== "GET" || !url.startsWith(registration.scope) || request.headers.has("range")) return;
  if (request.mode === "navigate") event.respondWith(respondWithPage(event, url));
  else if (["style", "script", "font", "image", "manifest"].includes(request.destination)) {
    event.respondWith(respondWithFile(event, url));
  }
});

async function respondWithPage(event, url) {
  const cached = await (await caches.open(PAGES)).match(url, { ignoreSearch: true });
  const fetched = fetch(event.request).then((response) => {
    const isPage = response.headers.get("content-type")?.startsWith("text/html");
    if (isPage) event.waitUntil(store(PAGES, url.split("?")[0], response.clone()));
    return response;
  });
  if (!cached) return fetched.catch(offlinePage);
  fetched.catch(() => {});
  const timeout = new Promise((resolve) => setTimeout(resolve, NETWORK_TIMEOUT, cached));
  return Promise.race([fetched.catch(() => cached), timeout]);
}

async function respondWithFile(event, url) {
  const cached = await (await caches.open(FILES)).match(url);
  if (cached && (CONTENT_HASH.test(url) || navigator.connection?.saveData)) return cached;
  const fetched = fetch(event.request).then((response) => {
    event.waitUntil(store(FILES, url, response.clone()));
    return response;
  });
  if (!cached) return fetched;
  event.waitUntil(fetched.catch(() => {}));
  return cached;
}

/* Store a copy of a response, and delete the cache's oldest entries. Browsers reject redirected responses to page
   requests, so the copy is a new response that is not marked as redirected. */
async function store(name, url, response) {
  if (!response?.ok || response.type !== "basic") return;
  const cache = await caches.open(name);
  const { body, status, statusText, headers } = response;
  await cache.delete(url);
  await cache.put(url, new Response(body, { status, statusText, headers }));
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, -MAX_ENTRIES[name]).map((key) => cache.delete(key)));
}

function offlinePage() {
  const text = `<!doctype html><html lang="en"><meta charset="utf-8"><title>You are offline</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<body style="max-width:34rem;margin:4rem auto;padding:0 1.25rem;font:1.1875rem/1.6 Georgia,serif;
background:light-dark(#fbfaf7,#16171a);color:light-dark(#1d1b18,#e8e5de)">
<h1>You are offline</h1><p>This page is not stored on your device. You can still open pages that you read before.</p>
<p><a style="color:inherit" href="${registration.scope}">Go to the front page</a></p>`;
  return new Response(text, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
}
