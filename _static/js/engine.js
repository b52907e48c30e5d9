/* The index: Pagefind, loaded when it is first asked for. See _ext/publication/search.py for what is in it. */
import { bare, swapped } from "./found.js";

export const ROOT = new URL("../../", import.meta.url);
export const FILTERS = ["category", "year"];
/* A title that has the words comes first; then one that has them within a compound. Dates find, but move nothing up. */
const RANKING = { metaWeights: { title: 8, within: 4, terms: 1, date: 0 } };

let engine;

/** What posts are filtered by and marked with; it fails when the index cannot be reached, of which Pagefind says nothing. */
async function reach() {
  const answer = await fetch(new URL("pagefind/facts.json", ROOT), { cache: "no-cache" });
  if (!answer.ok) throw new Error("There is no index.");
  return answer.json();
}

async function started() {
  const facts = await reach();
  const pagefind = await import(new URL("pagefind/pagefind.js", ROOT));
  await pagefind.options({ noWorker: true, ranking: RANKING }); // a worker is 12 kB more for a search of 5 ms
  await pagefind.init();
  return { pagefind, facts };
}

/** Pagefind, ready; loaded once. */
export function load() {
  engine ??= started();
  return engine;
}

/** The results of a query, those with its words as they were typed first, and how many each value of a filter leaves. */
export async function ask(query, filters) {
  const { pagefind, facts } = await load();
  const search = async (words) => (await pagefind.search(swapped(words))).results;
  const known = new Map((await search(bare(query))).map((result) => [result.id, result]));
  const typed = (await search(query)).map(({ id }) => known.get(id)).filter(Boolean);
  const all = [...new Set([...typed, ...known.values()])].map((result) => ({ ...result, facts: facts[result.id] }));
  if (!all.length) await reach();
  const fits = (result, names) => names.every((name) => !filters[name] || [result.facts[name]].flat().includes(filters[name]));
  const counts = {};
  for (const name of FILTERS) {
    const others = FILTERS.filter((other) => other !== name);
    const values = all.filter((result) => fits(result, others)).flatMap((result) => result.facts[name] ?? []);
    counts[name] = values.reduce((sum, value) => sum.set(value, (sum.get(value) ?? 0) + 1), new Map());
  }
  return { results: all.filter((result) => fits(result, FILTERS)), counts, total: all.length };
}

/** After a failure nothing is kept: Pagefind would remember what it could not load as empty. */
export async function forget() {
  const failed = engine;
  engine = undefined;
  await failed?.then(({ pagefind }) => pagefind.destroy()).catch(() => {});
}
