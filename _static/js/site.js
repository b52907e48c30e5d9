/*
 * A page's JavaScript features: colour mode, menu drawer, search shortcut, table of contents, copy and print buttons,
 * and offline reading. Pages are complete without this script.
 *
 * Loaded by every page (layout.html). Loads search_ui.js when a reader first opens the search.
 */

const root = document.documentElement;
const all = (selector) => [...document.querySelectorAll(selector)];
const liveRegion = document.querySelector(".live-region");
const announce = (text) => (liveRegion.textContent = text);

/* Colour mode: the button cycles through the system's mode, light and dark. A script in the head applies the stored
   mode before the page is painted (color_mode.py). */
const MODES = ["auto", "light", "dark"];
const themeColors = all('meta[name="theme-color"]').map((meta) => [meta, meta.content]);

function applyMode(mode) {
  if (mode === "light" || mode === "dark") root.dataset.mode = mode;
  else delete root.dataset.mode;
  const paper = getComputedStyle(root).getPropertyValue("--paper").trim();
  for (const [meta, systemColor] of themeColors) meta.content = root.dataset.mode ? paper : systemColor;
}

function storedMode() {
  try {
    return localStorage.getItem("mode");
  } catch {
    return null;
  }
}

for (const button of all(".mode-button")) {
  button.addEventListener("click", () => {
    const mode = MODES[(MODES.indexOf(root.dataset.mode ?? "auto") + 1) % MODES.length];
    applyMode(mode);
    try {
      localStorage.setItem("mode", mode);
    } catch {} // storage is blocked, so the mode applies to this page only
    announce(`Colour mode: ${mode}`);
  });
}
addEventListener("storage", (event) => event.key === "mode" && applyMode(event.newValue));
addEventListener("pageshow", (event) => event.persisted && applyMode(storedMode()));
if (root.dataset.mode) applyMode(root.dataset.mode);

/* Menu drawer: Escape, a click outside the drawer, or moving the focus out of the drawer closes it. */
const drawer = document.querySelector(".drawer");
const drawerButton = drawer.querySelector("summary");

function closeDrawer({ restoreFocus }) {
  if (restoreFocus) drawerButton.focus();
  drawer.open = false;
}

drawer.addEventListener("toggle", () => (drawer.querySelector(".panel").scrollTop = 0));
drawer.addEventListener("focusout", ({ relatedTarget }) => {
  if (relatedTarget && !drawer.contains(relatedTarget)) closeDrawer({ restoreFocus: false });
});
document.addEventListener("pointerdown", ({ target }) => {
  if (drawer.open && !drawer.contains(target)) closeDrawer({ restoreFocus: drawer.contains(document.activeElement) });
});
addEventListener("pagehide", () => closeDrawer({ restoreFocus: false }));
matchMedia("(width >= 62rem)").addEventListener("change", ({ matches }) => {
  if (!matches || !drawer.open) return;
  const hadFocus = drawer.contains(document.activeElement);
  closeDrawer({ restoreFocus: false });
  if (hadFocus) document.querySelector(".masthead .site-name a").focus();
});

/* Search: the search link leads to the search page, but with JavaScript the link opens the dialog instead. */
const searchLink = document.querySelector(".search-link");

async function openSearch(event) {
  event.preventDefault();
  try {
    (await import(new URL(searchLink.dataset.searchScript, location.href))).open();
  } catch {
    location.assign(searchLink.href);
  }
}

searchLink.addEventListener("click", (event) => {
  // With these keys, a click opens the link in another tab or window.
  if (!event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) openSearch(event);
});
document.addEventListener("keydown", (event) => {
  const { key, code, target } = event;
  if (key === "Escape" && drawer.open) closeDrawer({ restoreFocus: true });
  const command = event.ctrlKey || event.metaKey;
  const inField = target.closest?.("input, textarea, select, [contenteditable]");
  const isSlash = key === "/" && !command && !event.altKey && !inField;
  // With a Korean keyboard layout, the K key has a different letter but the same code.
  const isCommandK = (key === "k" || code === "KeyK") && command && !event.altKey && !event.shiftKey;
  if (isSlash || isCommandK) openSearch(event);
});

/* Table of contents: highlight the section being read, and hide the list while other content is in the margin. */
const toc = document.querySelector(".toc");
const tocLinks = new Map(all('.toc a[href^="#"]').map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
const sections = all(".text section[id]").filter((section) => tocLinks.has(section.id));
const visibleSections = new Set();
let currentLink;

function highlightCurrent() {
  const link = tocLinks.get(sections.findLast((section) => visibleSections.has(section))?.id);
  if (link === currentLink) return;
  currentLink?.removeAttribute("aria-current");
  link?.setAttribute("aria-current", "location");
  currentLink = link;
  if (link && toc.scrollHeight > toc.clientHeight) toc.scrollTop = link.offsetTop - toc.clientHeight / 2;
}

if (toc && sections.length) {
  const sectionObserver = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) visibleSections[isIntersecting ? "add" : "delete"](target);
      highlightCurrent();
    },
    { rootMargin: "-20% 0px -79% 0px" },
  );
  for (const section of sections) sectionObserver.observe(section);

  const overlapping = new Set();
  const height = Math.max(0, innerHeight - toc.offsetHeight);
  const overlapObserver = new IntersectionObserver(
    (entries) => {
      const list = toc.querySelector("ul").getBoundingClientRect();
      for (const { target, isIntersecting, boundingClientRect: box } of entries) {
        const overlaps = isIntersecting && box.right > list.left && box.left < list.right;
        overlapping[overlaps ? "add" : "delete"](target);
      }
      toc.classList.toggle("covered", overlapping.size > 0);
    },
    { rootMargin: `0px 0px -${height}px 0px` },
  );
  for (const element of all(".post-cover, .text aside.footnote, .text .margin")) overlapObserver.observe(element);
}

/* Add a copy button to each code block. */
for (const block of all('.text div[class*="highlight-"]')) {
  const button = document.createElement("button");
  button.className = "copy-button";
  button.type = "button";
  button.innerHTML = 'Copy<span class="visually-hidden"> code</span>';
  block.append(button);
}

/* A copy button copies the text in the box that contains the button, without line numbers. */
for (const button of all(".copy-button")) {
  button.addEventListener("click", async () => {
    const source = button.parentElement.querySelector("pre, .copy-text").cloneNode(true);
    for (const number of source.querySelectorAll(".linenos")) number.remove();
    await navigator.clipboard.writeText(source.textContent.replace(/^\n+|\s+$/g, ""));
    announce("Copied");
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 2000);
  });
}
for (const button of all(".print-button")) button.addEventListener("click", () => print());

/* Offline reading. Previews have no service worker, so there is nothing to register. */
const serviceWorker = document.querySelector("script[data-service-worker]")?.dataset.serviceWorker;
if (serviceWorker && "serviceWorker" in navigator && location.protocol.startsWith("http")) {
  addEventListener("load", async () => {
    const isFirstVisit = !navigator.serviceWorker.controller;
    await navigator.serviceWorker.register(serviceWorker).catch(() => {});
    const savesData = navigator.connection?.saveData || matchMedia("(prefers-reduced-data: reduce)").matches;
    if (!isFirstVisit || savesData) return;
    // This page was loaded before the worker was active, so tell the worker which files to store.
    const { active } = await navigator.serviceWorker.ready;
    const files = performance.getEntriesByType("resource").map(({ name }) => name);
    active.postMessage({ store: [location.href.split(/[?#]/)[0], ...files] });
  });
}
