/*
 * Search index: loads Pagefind on first use, runs a query, and counts the results for each filter value.
 *
 * Loaded by search_ui.js. Loads search_matching.js and, when a reader first searches, /pagefind/pagefind.js with the
 * parts of the index that the query needs. search_texts.py says what the index contains.
 */
import { swapHangul, withoutParticles } from "./search_matching.js";

export const SITE_ROOT = new URL("../../", import.meta.url);
export const FILTERS = ["category", "year"];
/* Posts with the words in the title come first, then posts with them inside a compound in the title. A date can be
   found, but does not affect the order. */
const RANKING = { metaWeights: { title: 8, within: 4, terms: 1, date: 0 } };

let starting;

/** The filter values of each post, by Pagefind id. Unlike Pagefind, this fails when the index is unreachable. */
async function fetchDetails() {
  const response = await fetch(new URL("pagefind/facts.json", SITE_ROOT), { cache: "no-cache" });
  if (!response.ok) throw new Error("There is no search index.");
  return response.json();
}

async function start() {
  const details = await fetchDetails();
  const pagefind = await import(new URL("pagefind/pagefind.js", SITE_ROOT));
  await pagefind.options({ noWorker: true, ranking: RANKING }); // a worker would cost 12 kB to save 5 ms a search
  await pagefind.init();
  return { pagefind, details };
}

/** Load Pagefind, once. */
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
  if (!all.length) await fetchDetails(); // fails when no results only means that the reader went offline
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

/** Start afresh after a failure: Pagefind would treat the files that it could not load as empty. */
export async function reset() {
  const failed = starting;
  starting = undefined;
  await failed?.then(({ pagefind }) => pagefind.destroy()).catch(() => {});
}
