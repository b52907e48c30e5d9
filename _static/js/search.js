/*
 * The search: a dialog on every page, and the page /search/, which keeps its state in its address.
 *
 * It asks Pagefind, which is loaded when the dialog opens. Results are a list of links, among which the arrow keys move
 * the focus itself: so they read, open and copy as links do everywhere. Works at any address of the site.
 */
import { FILTERS, ROOT, ask, forget, load } from "./engine.js";
import { cleaned, excerpt, headed, plain } from "./found.js";

const LABELS = { category: ["Section", "All sections"], year: ["Year", "All years"] };
const AT_ONCE = 8;
const SECTIONS = 3; // of a post, linked below its excerpt
const TYPING = 150; // milliseconds without a key until a search
const COMPOSING = 500; // the same while a syllable is being written, which may still change
const SPEAKING = 700; // until the number of results is read out

/* Pieces of the page */

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function link(className, href, ...children) {
  const made = element("a", className, ...children);
  made.href = href;
  return made;
}

/** One result: title, date and section, excerpt, and the sections of the post that hold the most. */
async function entry(result, query) {
  const { url, meta, anchors, content } = await result.data();
  const { lang, mark, category = [] } = result.facts;
  const about = [mark, plain(meta.date ?? ""), ...category].filter(Boolean).join(" · ");
  const text = element("p", "found-text", ...excerpt({ content, locations: result.words }, query));
  const item = element("li", "found", link("found-link", url, ...headed(plain(meta.title), query)), element("p", "found-about", about), text);
  if (lang) item.querySelectorAll("a, .found-text").forEach((part) => (part.lang = lang));
  const counts = new Map();
  for (const place of result.words) {
    const section = anchors.findLast(({ location }) => location <= place);
    if (section) counts.set(section, (counts.get(section) ?? 0) + 1);
  }
  const most = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a)).slice(0, SECTIONS);
  const places = most.map(({ id, text: title }) => link("", `${url}#${encodeURIComponent(id)}`, plain(title)));
  if (places.length) item.append(element("p", "found-places", ...places));
  return item;
}

const ICON = (path) => `<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${path}</svg>`;
const PARTS = `
<form class="search-form" role="search" action="${new URL("search/", ROOT)}">
${ICON('<circle cx="6.5" cy="6.5" r="5"/><path d="m10.3 10.3 4.7 4.7"/>')}
<input type="search" name="q" aria-label="Words to search for" placeholder="Search" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="search">
<button type="button" class="search-close" aria-label="Close">${ICON('<path d="m3 3 10 10M13 3 3 13"/>')}</button>
</form>
<div class="search-body">
<div class="search-filters" role="group" aria-label="Filters" hidden><button type="button" class="search-clear">Clear</button></div>
<p class="search-count"></p>
<ol class="search-results"></ol>
<button type="button" class="search-more" hidden>Show more</button>
</div>
<p class="unseen" role="status"></p>`;

/** Make a search in a box. `changed` is told each query and its filters. */
function searchIn(box, changed) {
  box.innerHTML = PARTS;
  const [form, field, close, filters, clear, count, list, more, live] = [
    "form", "input", ".search-close", ".search-filters", ".search-clear", ".search-count", "ol", ".search-more", "[role=status]",
  ].map((selector) => box.querySelector(selector));
  const selects = FILTERS.map((name) => {
    const select = element("select");
    select.name = name;
    clear.before(element("label", "", `${LABELS[name][0]} `, select));
    select.addEventListener("change", update);
    return select;
  });
  let turn = 0;
  let typing;
  let speaking;
  let found = [];

  /** Say how it went, at once to the eye, and to the ear when the reader pauses. */
  function say(text, ...more) {
    list.ariaBusy = "false";
    count.replaceChildren(text, ...more);
    clearTimeout(speaking);
    speaking = setTimeout(() => (live.textContent = text), SPEAKING);
  }

  function chosen() {
    return Object.fromEntries(selects.filter(({ value }) => value).map(({ name, value }) => [name, value]));
  }

  async function update() {
    clearTimeout(typing);
    const mine = ++turn;
    const query = cleaned(field.value);
    const set = chosen();
    changed(query, set);
    if (!query) {
      draw([], {}, set);
      say("");
      return;
    }
    if (!list.children.length) count.textContent = "Searching …";
    try {
      const answer = await ask(query, set);
      const entries = await Promise.all(answer.results.slice(0, AT_ONCE).map((result) => entry(result, query)));
      if (mine !== turn) return;
      found = answer.results;
      draw(entries, answer.counts, set);
      say(told(query, answer));
    } catch (error) {
      await forget();
      if (mine === turn) fail(error);
    }
  }

  function told(query, { results, total }) {
    const { length } = results;
    if (!length && total) return total === 1 ? "The one result does not fit the filters." : `None of ${total} results fits the filters.`;
    if (!length) return `Nothing found for “${query}”. Try fewer words, another spelling, or the archive.`;
    if (length < total) return `${length} of ${total} results`;
    return length === 1 ? "1 result" : `${length} results`;
  }

  function draw(entries, counts, set) {
    list.replaceChildren(...entries);
    more.hidden = found.length <= entries.length || !entries.length;
    for (const select of selects) {
      const values = new Map([...(set[select.name] ? [[set[select.name], 0]] : []), ...(counts[select.name] ?? [])]);
      const names = [...values.keys()].sort();
      if (select.name === "year") names.reverse();
      const options = names.map((name) => new Option(`${name} (${values.get(name)})`, name));
      select.replaceChildren(new Option(LABELS[select.name][1], ""), ...options);
      select.value = set[select.name] ?? "";
      select.parentElement.hidden = names.length < 2 && !select.value;
    }
    clear.hidden = !Object.keys(set).length;
    filters.hidden = selects.every((select) => select.parentElement.hidden);
  }

  function fail(error) {
    console.warn(error);
    draw([], {}, chosen());
    const again = element("button", "", "Try again");
    again.type = "button";
    again.addEventListener("click", () => {
      field.focus();
      update();
    });
    const reason = navigator.onLine ? "The search cannot be loaded just now." : "You are offline, and the search needs a connection.";
    say(reason, " ", again);
  }

  function soon({ type, isComposing }) {
    list.ariaBusy = "true";
    clearTimeout(typing);
    typing = setTimeout(update, type === "input" && isComposing ? COMPOSING : TYPING);
  }

  field.addEventListener("input", soon);
  field.addEventListener("compositionend", soon);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await update();
    list.querySelector("a")?.focus();
  });
  clear.addEventListener("click", () => {
    for (const select of selects) select.value = "";
    field.focus();
    update();
  });
  more.addEventListener("click", async () => {
    const mine = turn;
    const from = list.children.length;
    const query = cleaned(field.value);
    try {
      const entries = await Promise.all(found.slice(from, from + AT_ONCE).map((result) => entry(result, query)));
      if (mine !== turn) return;
      list.append(...entries);
      more.hidden = found.length <= list.children.length;
      entries[0].querySelector("a").focus();
    } catch (error) {
      await forget();
      if (mine === turn) fail(error);
    }
  });
  box.addEventListener("keydown", (event) => {
    const stops = [field, ...list.querySelectorAll(".found-link"), ...(more.hidden ? [] : [more])];
    const at = stops.indexOf(document.activeElement.closest("li")?.querySelector("a") ?? document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, ...(at > 0 && { Home: 1, End: stops.length - 1 }) }[event.key];
    if (at < 0 || event.isComposing || event.altKey || event.ctrlKey || event.metaKey || !stops[to]) return;
    event.preventDefault();
    stops[to].focus();
  });
  return { field, close, update, selects };
}

/* The page */

function page(box) {
  const address = new URL(location.href);
  const { field, close, selects, update } = searchIn(box, (query, filters) => {
    address.search = new URLSearchParams({ ...(query && { q: query }), ...filters });
    history.replaceState(null, "", address);
  });
  close.remove();
  const given = address.searchParams;
  // The form is a page like others; a list of results is none, and should stand in no index.
  if (given.size) document.head.append(Object.assign(document.createElement("meta"), { name: "robots", content: "noindex" }));
  for (const select of selects) {
    const value = given.get(select.name) ?? "";
    select.append(new Option(value, value));
    select.value = value;
  }
  field.value = given.get("q") ?? "";
  if (field.value) update();
  field.addEventListener("focus", () => load().catch(forget), { once: true });
  return field;
}

/* The dialog */

function dialog() {
  const box = element("dialog", "search-dialog");
  box.setAttribute("aria-label", "Search");
  const all = link("", new URL("search/", ROOT), "Open as a page");
  const { close } = searchIn(box, (query, filters) => {
    all.search = new URLSearchParams({ ...(query && { q: query }), ...filters });
  });
  const keys = element("span", "search-keys", "↑ ↓ to move, Enter to open, Esc to close");
  keys.ariaHidden = "true";
  box.append(element("p", "search-foot", all, link("", new URL("archive/", ROOT), "Archive"), keys));
  close.addEventListener("click", () => box.close());
  box.addEventListener("close", () => (document.documentElement.style.paddingInlineEnd = ""));
  box.addEventListener("click", ({ target }) => {
    if (target === box || target.closest("a")) box.close(); // beside it, or a link, which may lead into this very page
  });
  // A field of search empties itself at Esc; here the dialog closes, unless Esc takes back a syllable.
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    box.close();
  });
  document.body.append(box);
  return box;
}

const place = document.querySelector(".search-page");
const onPage = place && page(place);
let made;

/** Open the search: the dialog, or the field of the page that searches. */
export function open() {
  load().catch(forget); // while the reader types; the search itself tells of a failure
  if (onPage) {
    onPage.focus();
    return;
  }
  made ??= dialog();
  if (!made.open) {
    const { documentElement: root } = document;
    root.style.paddingInlineEnd = `${innerWidth - root.clientWidth}px`; // where the scroll bar was
    made.showModal();
  }
  made.querySelector("input").select();
}
