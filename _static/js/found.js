/* What was asked and what was found: the words of a query, and the words of a text around them. No page, no network. */

/* Of the index: what marks a part of a Korean word, and what Hangul is written in. See _ext/publication/core/compounds.py. */
const JOINER = "\u2060";
const SHIFT = 0x20000 - 0xac00;
const HANGUL = /^[\uac00-\ud7a3]+$/;
const EDGES = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

/* Particles that a noun ends in, longest first: a reader types 평화를, a text has 평화와. */
const PARTICLES = (
  "이라는 에게서 으로서 으로써 에서는 에서도 까지는 이라고 으로는 으로 에서 에게 에는 에도 와의 과의 까지 부터 보다 처럼 " +
  "마다 조차 라는 라고 이란 이나 이며 로서 로써 하고 한테 은 는 이 가 을 를 의 에 로 와 과 도 만 란 나 며"
).split(" ");

/**
 * A query as it is searched: composed, without half a syllable at its end, which the reader is still writing.
 * Quotation marks ask for words that follow each other; in Korean the parts of compounds stand between them.
 */
export function cleaned(text) {
  const query = text.normalize("NFC").replace(/[\u3131-\u318e]+$/, "").replace(/\s+/g, " ").trim();
  return /[\uac00-\ud7a3]/.test(query) ? query.replaceAll('"', "") : query;
}

/** The same query without particles: at least two syllables of a word remain. */
export function bare(query) {
  return query.split(" ").map((word) => {
    const particle = HANGUL.test(word) && PARTICLES.find((end) => word.endsWith(end) && word.length - end.length >= 2);
    return particle ? word.slice(0, -particle.length) : word;
  }).join(" ");
}

/** A text as it stands in the index, and back. */
export function swapped(text) {
  const other = (at) => String.fromCodePoint(at < 0x10000 ? at + SHIFT : at - SHIFT);
  return text.replace(/[\uac00-\ud7a3\u{20000}-\u{22ba3}]/gu, (letter) => other(letter.codePointAt(0)));
}

/** A text of the index as its readers know it. */
export function plain(text) {
  return swapped(text).split(/\s+/).filter((word) => !word.startsWith(JOINER)).join(" ");
}

/**
 * The words around the most of what was found, as nodes; what was found is marked.
 *
 * Pagefind has an excerpt of its own, as HTML; but in it stand the parts of compounds, and it marks whole words.
 */
export function excerpt({ content, locations }, query, length = 30) {
  const words = [];
  const found = new Set();
  const places = new Set(locations);
  let within = false; // whether a part of the next word was found
  swapped(content).split(/\s+/).forEach((word, at) => {
    if (word.startsWith(JOINER)) {
      within ||= places.has(at);
      return;
    }
    if (within || places.has(at)) found.add(words.length);
    within = false;
    words.push(word);
  });
  const start = densest([...found].sort((a, b) => a - b), words.length, length);
  const terms = bare(query).split(" ");
  const nodes = [start > 0 ? "… " : ""];
  words.slice(start, start + length).forEach((word, at) => {
    nodes.push(...(found.has(start + at) ? marked(word, terms) : [word]), " ");
  });
  return start + length < words.length ? [...nodes, "…"] : nodes;
}

/** A title, as nodes, with what was asked for marked. Of it the index tells only that something was found. */
export function headed(title, query) {
  const folded = (text) => text.normalize("NFD").replace(/[\p{M}'’]/gu, "").toLowerCase();
  const terms = bare(query).split(" ");
  const isAsked = (word) => terms.some((term) => (HANGUL.test(term) ? word.includes(term) : folded(word).startsWith(folded(term))));
  const nodes = title.split(" ").flatMap((word) => [" ", ...(isAsked(word.replace(EDGES, "")) ? marked(word, terms) : [word])]);
  return nodes.slice(1);
}

/** Where an excerpt begins: a few words before the stretch that holds the most of what was found. */
function densest(found, count, length) {
  const most = (from) => found.filter((at) => at >= from && at < from + length - 6).length;
  const best = found.reduce((one, other) => (most(other) > most(one) ? other : one), found[0] ?? 0);
  return best < length / 2 ? 0 : Math.max(0, Math.min(best - 6, count - length));
}

/** A word that was found. Of a Korean one only what was asked for is marked; of others the word, without its comma. */
function marked(word, terms) {
  const term = terms.find((one) => HANGUL.test(one) && word.includes(one)) ?? word.replace(EDGES, "");
  const at = word.indexOf(term);
  const mark = document.createElement("mark");
  mark.textContent = term;
  return [word.slice(0, at), mark, word.slice(at + term.length)];
}
