/*
 * Search index: loads Pagefind on first use, runs a query, and counts the results for each filter value.
 *
 * Loaded by search_ui.js. Loads search_matching.js and, when a reader first searches, /pagefind/pagefind.js and the
 * parts of the index that the query needs. See search_texts.py for what the index contains.
 */
import { swapHangul, withoutParticles } from "./search_matching.js";

export const SITE_ROOT = new URL("../../", import.meta.url);
export const FILTERS = ["category", "year"];
/* Posts with the search terms in the title come first, then posts with the terms inside a compound in the title.
   Dates are searchable, but do not affect the ranking. */
const RANKING = { metaWeights: { title: 8, within: 4, terms: 1, date: 0 } };

let starting;

/** Fetch each post's filter values, by Pagefind id. Unlike Pagefind, this fails if the index is unreachable. */
async function fetchDetails() {
  const response = await fetch(new URL("pagefind/facts.json", SITE_ROOT), { cache: "no-cache" });
  if (!response.ok) throw new Error("There is no search index.");
  return response.json();
}

async function start() {
  const details = await fetchDetails();
  const pagefind = await import(new URL("pagefind/pagefind.js", SITE_ROOT));
  await pagefind.options({ noWorker: true, ranking: RANKING }); // a worker would load 12 kB to save 5 ms per search
  await pagefind.init();
  return { pagefind, details };
}

/** Load Pagefind, unless it is already loaded. */
export function load() {
  starting ??= start();
  return starting;
}

/** Find the posts that match a query and filters, exact matches first, and count the posts for each filter value. */
export async function search(query, filters) {
  const { pagefind, details } = await load();
  const find = async (words) => (await pagefind.search(swapHangul(words))).results;
  const byId = new Map((await find(withoutParticles(query))).map((result) => [result.id, result]));
  const exact = (await find(query)).map(({ id }) => byId.get(id)).filter(Boolean);
  const all = [...new Set([...exact, ...byId.values()])].map((result) => ({ ...result, details: details[result.id] }));
  if (!all.length) await fetchDetails(); // throws an error if the reason for no results is that the reader is offline
  const matches = (result, names) =>
    names.every((name) => !filters[name] || [result.details[name]].flat().includes(filters[name]));
  const counts = {};
  for (const name of FILTERS) {
    const others = FILTERS.filter((other) => other !== name);
    const values = all.filter((result) => matches(result, others)).flatMap((result) => result.details[name] ?? []);
    counts[name] = values.reduce((sum, value) => sum.set(value, (sum.get(value) ?? 0) + 1), new Map());
  }
  return { results: all.filter((result) => matches(result, FILTERS)), counts, total: all.length };
}

/** Unload Pagefind after a failure, because Pagefind would treat files that it could not load as empty. */
export async function reset() {
  const failed = starting;
  starting = undefined;
  await failed?.then(({ pagefind }) => pagefind.destroy()).catch(() => {});
}
