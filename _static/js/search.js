/* The search page: asks Pagefind, which is loaded at the first query. Works at any address of the site. */
const form = document.querySelector(".search-form");
const field = form.querySelector("input");
const status = document.querySelector(".search-status");
const list = document.querySelector(".search-results");
let engine;
let turn = 0;

async function ask(query) {
  const mine = ++turn;
  if (!query) {
    list.replaceChildren();
    status.textContent = "";
    return;
  }
  engine ??= await import(new URL("../../pagefind/pagefind.js", import.meta.url));
  const { results } = await engine.search(query);
  const found = await Promise.all(results.slice(0, 20).map((result) => result.data()));
  if (mine !== turn) return;
  list.replaceChildren(...found.map(entry));
  status.textContent = results.length === 1 ? "1 result" : `${results.length} results`;
}

/** One result. Pagefind escapes the excerpt, and marks what was found. */
function entry({ url, meta, excerpt }) {
  const item = document.createElement("li");
  item.className = "row";
  const about = document.createElement("p");
  about.className = "kicker";
  about.textContent = [meta.date, meta.category].filter(Boolean).join(" · ");
  const heading = document.createElement("h2");
  const link = document.createElement("a");
  link.href = url;
  link.textContent = meta.title;
  heading.append(link);
  const text = document.createElement("p");
  text.className = "excerpt";
  text.innerHTML = excerpt;
  item.append(about, heading, text);
  return item;
}

function search() {
  const query = field.value.trim();
  const address = new URL(location.href);
  query ? address.searchParams.set("q", query) : address.searchParams.delete("q");
  history.replaceState(null, "", address);
  ask(query);
}

let wait;
field.addEventListener("input", () => {
  clearTimeout(wait);
  wait = setTimeout(search, 200);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
field.value = new URLSearchParams(location.search).get("q") ?? "";
ask(field.value.trim());
