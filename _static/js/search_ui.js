/*
 * Search interface: the search dialog on every page, and the search page at /search/, whose URL stores its state.
 *
 * Loaded by site.js when a reader first opens the dialog, and by the search page. Loads search_pagefind.js and
 * search_matching.js. The results are a list of links. The arrow keys move the real focus, so each result works like
 * any other link: screen readers announce it, and readers can open it in a new tab or copy it. All URLs are relative
 * to this script, so the site can be in any folder on a host.
 */
import { cleanQuery, fromIndex, highlightExcerpt, highlightTitle } from "./search_matching.js";
import { FILTERS, SITE_ROOT, load, reset, search } from "./search_pagefind.js";

const FILTER_LABELS = { category: ["Section", "All sections"], year: ["Year", "All years"] };
const RESULTS_AT_ONCE = 8;
const SECTIONS_PER_RESULT = 3; // how many of the post's sections are linked below its excerpt
const TYPING_DELAY = 150; // milliseconds to wait after a keystroke before searching
const COMPOSING_DELAY = 500; // the same delay while a syllable is being composed and may still change
const ANNOUNCEMENT_DELAY = 700; // milliseconds before the number of results is announced to screen readers

/* Building elements */

function createElement(name, className, ...children) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

function createLink(className, href, ...children) {
  const link = createElement("a", className, ...children);
  link.href = href;
  return link;
}

/** Build one result: title, date and category, excerpt, and links to the sections with the most matches. */
async function createResult(result, query) {
  const { url, meta, anchors, content } = await result.data();
  const { lang, status, category = [] } = result.details;
  const title = createLink("search-result-link", url, ...highlightTitle(fromIndex(meta.title), query));
  const about = [status, fromIndex(meta.date ?? ""), ...category].filter(Boolean).join(" · ");
  const excerpt = highlightExcerpt({ content, locations: result.words }, query);
  const item = createElement(
    "li",
    "search-result",
    title,
    createElement("p", "search-result-meta", about),
    createElement("p", "search-result-excerpt", ...excerpt),
  );
  if (lang) item.querySelectorAll("a, .search-result-excerpt").forEach((part) => (part.lang = lang));
  const counts = new Map();
  for (const position of result.words) {
    const section = anchors.findLast(({ location }) => location <= position);
    if (section) counts.set(section, (counts.get(section) ?? 0) + 1);
  }
  const best = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a)).slice(0, SECTIONS_PER_RESULT);
  const links = best.map(({ id, text }) => createLink("", `${url}#${encodeURIComponent(id)}`, fromIndex(text)));
  if (links.length) item.append(createElement("p", "search-result-sections", ...links));
  return item;
}

const icon = (path) => `<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${path}</svg>`;
const SEARCH_HTML = `
<form class="search-form" role="search" action="${new URL("search/", SITE_ROOT)}">
${icon('<circle cx="6.5" cy="6.5" r="5"/><path d="m10.3 10.3 4.7 4.7"/>')}
<input type="search" name="q" aria-label="Search posts and pages" placeholder="Search" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="search">
<button type="button" class="search-close" aria-label="Close search">${icon('<path d="m3 3 10 10M13 3 3 13"/>')}</button>
</form>
<div class="search-body">
<div class="search-filters" role="group" aria-label="Filters" hidden><button type="button" class="search-clear">Clear filters</button></div>
<p class="search-message"></p>
<ol class="search-results"></ol>
<button type="button" class="search-more" hidden>Show more</button>
</div>
<p class="visually-hidden" role="status"></p>`;

/** Build the search interface inside an element. `onSearch` is called with each query and its filters. */
function createSearch(container, onSearch) {
  container.innerHTML = SEARCH_HTML;
  const [form, field, closeButton, filterBar, clearButton, message, list, moreButton, liveRegion] = [
    "form",
    "input",
    ".search-close",
    ".search-filters",
    ".search-clear",
    ".search-message",
    "ol",
    ".search-more",
    "[role=status]",
  ].map((selector) => container.querySelector(selector));
  const selects = FILTERS.map((name) => {
    const select = createElement("select");
    select.name = name;
    clearButton.before(createElement("label", "", `${FILTER_LABELS[name][0]} `, select));
    select.addEventListener("change", update);
    return select;
  });
  let latestSearch = 0; // answers to earlier searches are ignored
  let searchTimer;
  let announcementTimer;
  let results = [];

  /** Show a message immediately, and announce it to screen readers once the user stops typing. */
  function showMessage(text, ...elements) {
    list.ariaBusy = "false";
    message.replaceChildren(text, ...elements);
    clearTimeout(announcementTimer);
    announcementTimer = setTimeout(() => (liveRegion.textContent = text), ANNOUNCEMENT_DELAY);
  }

  function chosenFilters() {
    return Object.fromEntries(selects.filter(({ value }) => value).map(({ name, value }) => [name, value]));
  }

  async function update() {
    clearTimeout(searchTimer);
    const thisSearch = ++latestSearch;
    const query = cleanQuery(field.value);
    const filters = chosenFilters();
    onSearch(query, filters);
    if (!query) {
      render([], {}, filters);
      showMessage("");
      return;
    }
    if (!list.children.length) message.textContent = "Searching…";
    try {
      const answer = await search(query, filters);
      const first = answer.results.slice(0, RESULTS_AT_ONCE);
      const items = await Promise.all(first.map((result) => createResult(result, query)));
      if (thisSearch !== latestSearch) return;
      results = answer.results;
      render(items, answer.counts, filters);
      showMessage(summarize(query, answer));
    } catch (error) {
      await reset();
      if (thisSearch === latestSearch) showFailure(error);
    }
  }

  function summarize(query, { results: { length }, total }) {
    if (!length && total === 1) return "The only result does not match the filters.";
    if (!length && total) return `None of the ${total} results match the filters.`;
    if (!length) return `No results for “${query}”. Try fewer words, a different spelling, or the archive.`;
    if (length < total) return `${length} of ${total} results`;
    return length === 1 ? "1 result" : `${length} results`;
  }

  function render(items, counts, filters) {
    list.replaceChildren(...items);
    moreButton.hidden = results.length <= items.length || !items.length;
    for (const select of selects) {
      const chosen = filters[select.name];
      const values = new Map([...(chosen ? [[chosen, 0]] : []), ...(counts[select.name] ?? [])]);
      const names = [...values.keys()].sort();
      if (select.name === "year") names.reverse();
      const options = names.map((name) => new Option(`${name} (${values.get(name)})`, name));
      select.replaceChildren(new Option(FILTER_LABELS[select.name][1], ""), ...options);
      select.value = chosen ?? "";
      select.parentElement.hidden = names.length < 2 && !select.value;
    }
    clearButton.hidden = !Object.keys(filters).length;
    filterBar.hidden = selects.every((select) => select.parentElement.hidden);
  }

  function showFailure(error) {
    console.warn(error);
    render([], {}, chosenFilters());
    const retryButton = createElement("button", "", "Try again");
    retryButton.type = "button";
    retryButton.addEventListener("click", () => {
      field.focus();
      update();
    });
    const offline = "You are offline. Search needs an internet connection.";
    showMessage(navigator.onLine ? "Search could not be loaded." : offline, " ", retryButton);
  }

  function updateSoon({ type, isComposing }) {
    list.ariaBusy = "true";
    clearTimeout(searchTimer);
    searchTimer = setTimeout(update, type === "input" && isComposing ? COMPOSING_DELAY : TYPING_DELAY);
  }

  field.addEventListener("input", updateSoon);
  field.addEventListener("compositionend", updateSoon);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await update();
    list.querySelector("a")?.focus();
  });
  clearButton.addEventListener("click", () => {
    for (const select of selects) select.value = "";
    field.focus();
    update();
  });
  moreButton.addEventListener("click", async () => {
    const thisSearch = latestSearch;
    const shown = list.children.length;
    const query = cleanQuery(field.value);
    try {
      const next = results.slice(shown, shown + RESULTS_AT_ONCE);
      const items = await Promise.all(next.map((result) => createResult(result, query)));
      if (thisSearch !== latestSearch) return;
      list.append(...items);
      moreButton.hidden = results.length <= list.children.length;
      items[0].querySelector("a").focus();
    } catch (error) {
      await reset();
      if (thisSearch === latestSearch) showFailure(error);
    }
  });
  container.addEventListener("keydown", (event) => {
    const stops = [field, ...list.querySelectorAll(".search-result-link"), ...(moreButton.hidden ? [] : [moreButton])];
    const from = stops.indexOf(document.activeElement.closest("li")?.querySelector("a") ?? document.activeElement);
    const steps = { ArrowDown: from + 1, ArrowUp: from - 1, ...(from > 0 && { Home: 1, End: stops.length - 1 }) };
    const to = steps[event.key];
    if (from < 0 || event.isComposing || event.altKey || event.ctrlKey || event.metaKey || !stops[to]) return;
    event.preventDefault();
    stops[to].focus();
  });
  return { field, closeButton, selects, update };
}

/* The search page */

/** Build the search page from the query and filters in its URL, and return its search field. */
function createPage(container) {
  const url = new URL(location.href);
  const { field, closeButton, selects, update } = createSearch(container, (query, filters) => {
    url.search = new URLSearchParams({ ...(query && { q: query }), ...filters });
    history.replaceState(null, "", url);
  });
  closeButton.remove();
  const parameters = url.searchParams;
  // Search engines may index the empty search page, but not a list of results.
  if (parameters.size) {
    const robots = Object.assign(document.createElement("meta"), { name: "robots", content: "noindex" });
    document.head.append(robots);
  }
  for (const select of selects) {
    const value = parameters.get(select.name) ?? "";
    select.append(new Option(value, value));
    select.value = value;
  }
  field.value = parameters.get("q") ?? "";
  if (field.value) update();
  field.addEventListener("focus", () => load().catch(reset), { once: true });
  return field;
}

/* The search dialog */

function createDialog() {
  const dialog = createElement("dialog", "search-dialog");
  dialog.setAttribute("aria-label", "Search");
  const pageLink = createLink("", new URL("search/", SITE_ROOT), "Open the search page");
  const archiveLink = createLink("", new URL("archive/", SITE_ROOT), "Archive");
  const { closeButton } = createSearch(dialog, (query, filters) => {
    pageLink.search = new URLSearchParams({ ...(query && { q: query }), ...filters });
  });
  const keys = createElement("span", "search-keys", "↑ ↓ to move, Enter to open, Esc to close");
  keys.ariaHidden = "true";
  dialog.append(createElement("p", "search-footer", pageLink, archiveLink, keys));
  closeButton.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => (document.documentElement.style.paddingInlineEnd = ""));
  dialog.addEventListener("click", ({ target }) => {
    // Close on a click on the backdrop, whose target is the dialog, or on a link, which may lead to the current page.
    if (target === dialog || target.closest("a")) dialog.close();
  });
  // Browsers clear a search field on Escape. Close the dialog instead, unless Escape cancels a composition.
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    dialog.close();
  });
  document.body.append(dialog);
  return dialog;
}

const pageContainer = document.querySelector(".search-page");
const pageField = pageContainer && createPage(pageContainer);
let dialog;

/** Open the search: focus the field on the search page, and show the dialog on every other page. */
export function open() {
  load().catch(reset); // load Pagefind while the reader types: the next search reports a failure
  if (pageField) {
    pageField.focus();
    return;
  }
  dialog ??= createDialog();
  if (!dialog.open) {
    const { documentElement: root } = document;
    root.style.paddingInlineEnd = `${innerWidth - root.clientWidth}px`; // replaces the scrollbar, which disappears
    dialog.showModal();
  }
  dialog.querySelector("input").select();
}
