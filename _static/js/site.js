/* What every page does with a script. What few readers use is loaded when they use it. Without it the page is whole. */

const root = document.documentElement;
const all = (selector) => [...document.querySelectorAll(selector)];
const live = document.querySelector(".live");
const say = (text) => (live.textContent = text);

/* Colour mode: as the system has it, light, dark, and round again. The head sets it before anything is painted. */
const MODES = ["auto", "light", "dark"];
const frames = all('meta[name="theme-color"]').map((meta) => [meta, meta.content]);

function show(mode) {
  if (mode === "light" || mode === "dark") root.dataset.mode = mode;
  else delete root.dataset.mode;
  const paper = getComputedStyle(root).getPropertyValue("--paper").trim();
  for (const [meta, own] of frames) meta.content = root.dataset.mode ? paper : own;
}

function stored() {
  try {
    return localStorage.getItem("mode");
  } catch {
    return null;
  }
}

for (const button of all(".mode")) {
  button.addEventListener("click", () => {
    const mode = MODES[(MODES.indexOf(root.dataset.mode ?? "auto") + 1) % MODES.length];
    show(mode);
    try {
      localStorage.setItem("mode", mode);
    } catch {} // kept for this page only
    say(`Colour mode: ${mode}`);
  });
}
addEventListener("storage", (event) => event.key === "mode" && show(event.newValue));
addEventListener("pageshow", (event) => event.persisted && show(stored()));
if (root.dataset.mode) show(root.dataset.mode);

/* The drawer of the bar: Escape and a click beside it close it, and so does leaving it by keyboard. */
const drawer = document.querySelector(".drawer");
const summary = drawer.querySelector("summary");

function close({ back }) {
  if (back) summary.focus();
  drawer.open = false;
}

drawer.addEventListener("toggle", () => (drawer.querySelector(".panel").scrollTop = 0));
drawer.addEventListener("focusout", ({ relatedTarget }) => {
  if (relatedTarget && !drawer.contains(relatedTarget)) close({ back: false });
});
document.addEventListener("pointerdown", ({ target }) => {
  if (drawer.open && !drawer.contains(target)) close({ back: drawer.contains(document.activeElement) });
});
addEventListener("pagehide", () => close({ back: false }));
matchMedia("(width >= 62rem)").addEventListener("change", ({ matches }) => {
  if (!matches || !drawer.open) return;
  const inside = drawer.contains(document.activeElement);
  close({ back: false });
  if (inside) document.querySelector(".masthead .name a").focus();
});

/* Search: the link leads to the search page; with a script it opens the dialog, which is loaded at first use. */
const find = document.querySelector(".find");

async function search(event) {
  event.preventDefault();
  try {
    (await import(new URL(find.dataset.dialog, location.href))).open();
  } catch {
    location.assign(find.href);
  }
}

find.addEventListener("click", (event) => {
  // With one of these keys a link opens elsewhere.
  if (!event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) search(event);
});
document.addEventListener("keydown", (event) => {
  const { key, code, target } = event;
  if (key === "Escape" && drawer.open) close({ back: true });
  const command = event.ctrlKey || event.metaKey;
  const slash = key === "/" && !command && !event.altKey && !target.closest?.("input, textarea, select, [contenteditable]");
  // A Korean keyboard has the key, with another letter.
  const k = (key === "k" || code === "KeyK") && command && !event.altKey && !event.shiftKey;
  if (slash || k) search(event);
});

/* The list of contents: the section that is read is marked, and the list makes way for what stands in the margin. */
const toc = document.querySelector(".toc");
const links = new Map(all('.toc a[href^="#"]').map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
const sections = all(".text section[id]").filter((section) => links.has(section.id));
const seen = new Set();
let current;

function mark() {
  const link = links.get(sections.findLast((section) => seen.has(section))?.id);
  if (link === current) return;
  current?.removeAttribute("aria-current");
  link?.setAttribute("aria-current", "location");
  current = link;
  if (link && toc.scrollHeight > toc.clientHeight) toc.scrollTop = link.offsetTop - toc.clientHeight / 2;
}

if (toc && sections.length) {
  const reading = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) seen[isIntersecting ? "add" : "delete"](target);
      mark();
    },
    { rootMargin: "-20% 0px -79% 0px" },
  );
  for (const section of sections) reading.observe(section);

  const beside = new Set();
  const height = Math.max(0, innerHeight - toc.offsetHeight);
  const covering = new IntersectionObserver(
    (entries) => {
      const box = toc.querySelector("ul").getBoundingClientRect();
      for (const { target, isIntersecting, boundingClientRect: rect } of entries) {
        const covers = isIntersecting && rect.right > box.left && rect.left < box.right;
        beside[covers ? "add" : "delete"](target);
      }
      toc.classList.toggle("covered", beside.size > 0);
    },
    { rootMargin: `0px 0px -${height}px 0px` },
  );
  for (const thing of all(".post-cover, .text aside.note, .text .margin")) covering.observe(thing);
}

/* A button for each block of code. */
for (const block of all('.text div[class*="highlight-"]')) {
  const button = document.createElement("button");
  button.className = "copy";
  button.type = "button";
  button.innerHTML = 'Copy<span class="unseen"> the code</span>';
  block.append(button);
}

/* Buttons that copy what stands in the same box, and the one that prints. */
for (const button of all(".copy")) {
  button.addEventListener("click", async () => {
    const source = button.parentElement.querySelector("pre, .copied").cloneNode(true);
    for (const number of source.querySelectorAll(".linenos")) number.remove();
    await navigator.clipboard.writeText(source.textContent.replace(/^\n+|\s+$/g, ""));
    say("Copied");
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 2000);
  });
}
for (const button of all(".print")) button.addEventListener("click", () => print());

/* Reading offline, but in a preview, which names no worker. */
const worker = document.querySelector("script[data-worker]")?.dataset.worker;
if (worker && "serviceWorker" in navigator && location.protocol.startsWith("http")) {
  addEventListener("load", async () => {
    const isNew = !navigator.serviceWorker.controller;
    await navigator.serviceWorker.register(worker).catch(() => {});
    const saves = navigator.connection?.saveData || matchMedia("(prefers-reduced-data: reduce)").matches;
    if (!isNew || saves) return;
    const { active } = await navigator.serviceWorker.ready;
    const parts = performance.getEntriesByType("resource").map(({ name }) => name);
    active.postMessage({ keep: [location.href.split(/[?#]/)[0], ...parts] });
  });
}
