/* Keeps what was read readable without a network. Pages come from the network first, and after three seconds or without one
   from what was kept; files whose name is made from their content come from what was kept first. It works below any path. */

const PAGES = `pages ${registration.scope}`;
const FILES = `files ${registration.scope}`;
const MOST = { [PAGES]: 80, [FILES]: 160 };
const PATIENCE = 3000;
const HASHED = /-[0-9a-f]{8,}\.\w+$/;

addEventListener("install", () => skipWaiting());

addEventListener("activate", (event) => event.waitUntil(begin()));

/* The worker of the site's earlier self, gatsby-plugin-offline, kept whole pages of it, and would show them for ever. */
async function begin() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("gatsby-plugin-offline") && name.endsWith(registration.scope));
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
  if (!old.length) return;
  for (const client of await clients.matchAll({ type: "window" })) client.navigate(client.url).catch(() => {});
}

/* The page that brought the worker here was loaded without it, and tells what it consists of. */
addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(Promise.all(event.data.keep.map(first)));
});

async function first(address) {
  if (!address.startsWith(registration.scope)) return;
  const response = await fetch(address).catch(() => null);
  const isPage = response?.headers.get("content-type")?.startsWith("text/html");
  await keep(isPage ? PAGES : FILES, address, response);
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const address = request.url.split("#")[0];
  if (request.method !== "GET" || !address.startsWith(registration.scope) || request.headers.has("range")) return;
  if (request.mode === "navigate") event.respondWith(page(event, address));
  else if (["style", "script", "font", "image", "manifest"].includes(request.destination)) {
    event.respondWith(file(event, address));
  }
});

async function page(event, address) {
  const kept = await (await caches.open(PAGES)).match(address, { ignoreSearch: true });
  const coming = fetch(event.request).then((response) => {
    const isPage = response.headers.get("content-type")?.startsWith("text/html");
    if (isPage) event.waitUntil(keep(PAGES, address.split("?")[0], response.clone()));
    return response;
  });
  if (!kept) return coming.catch(notKept);
  coming.catch(() => {});
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([coming.catch(() => kept), late]);
}

async function file(event, address) {
  const kept = await (await caches.open(FILES)).match(address);
  if (kept && (HASHED.test(address) || navigator.connection?.saveData)) return kept;
  const coming = fetch(event.request).then((response) => {
    event.waitUntil(keep(FILES, address, response.clone()));
    return response;
  });
  if (!kept) return coming;
  event.waitUntil(coming.catch(() => {}));
  return kept;
}

/* A redirect that was followed cannot answer for a page, so a copy without that mark is kept. The oldest goes. */
async function keep(name, address, response) {
  if (!response?.ok || response.type !== "basic") return;
  const cache = await caches.open(name);
  const { body, status, statusText, headers } = response;
  await cache.delete(address);
  await cache.put(address, new Response(body, { status, statusText, headers }));
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, -MOST[name]).map((key) => cache.delete(key)));
}

function notKept() {
  const text = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Not kept offline</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<body style="max-width:34rem;margin:4rem auto;padding:0 1.25rem;font:1.1875rem/1.6 Georgia,serif;
background:light-dark(#fbfaf7,#16171a);color:light-dark(#1d1b18,#e8e5de)">
<h1>Not kept offline</h1><p>There is no connection, and this page was not read before. Pages that were read can be opened again.</p>
<p><a style="color:inherit" href="${registration.scope}">Front page</a></p>`;
  return new Response(text, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
}
