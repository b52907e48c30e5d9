/*
 * Search matching: cleans up queries, and highlights matching words in titles and excerpts.
 *
 * Loaded by search_ui.js and search_pagefind.js. Loads nothing itself: these functions do not use the network.
 */

/* These constants match korean_tokens.py: the character before each part of a compound in the index, and the distance
   from a Hangul syllable's code point to the code point that replaces the syllable in the index. */
const JOINER = "\u2060";
const SHIFT = 0x20000 - 0xac00;
const HANGUL = /^[\uac00-\ud7a3]+$/;
const PUNCTUATION_AT_ENDS = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

/* Particles that can end a noun, longest first. With particles removed, a search for 평화를 also finds 평화와. */
const PARTICLES = (
  "이라는 에게서 으로서 으로써 에서는 에서도 까지는 이라고 으로는 으로 에서 에게 에는 에도 와의 과의 까지 부터 보다 처럼 " +
  "마다 조차 라는 라고 이란 이나 이며 로서 로써 하고 한테 은 는 이 가 을 를 의 에 로 와 과 도 만 란 나 며"
).split(" ");

/**
 * Normalize a query to NFC, and remove the unfinished syllable at its end that the reader is still typing.
 *
 * Quotation marks require words to be adjacent. Korean queries lose their quotation marks, because the index contains
 * the parts of compounds between the words.
 */
export function cleanQuery(text) {
  const query = text.normalize("NFC").replace(/[\u3131-\u318e]+$/, "").replace(/\s+/g, " ").trim();
  return /[\uac00-\ud7a3]/.test(query) ? query.replaceAll('"', "") : query;
}

/** Return a query without Korean particles. Each word keeps at least two syllables. */
export function withoutParticles(query) {
  return query.split(" ").map((word) => {
    const particle = HANGUL.test(word) && PARTICLES.find((end) => word.endsWith(end) && word.length - end.length >= 2);
    return particle ? word.slice(0, -particle.length) : word;
  }).join(" ");
}

/** Convert Hangul to the characters that replace Hangul in the index, or convert these characters back. */
export function swapHangul(text) {
  const other = (code) => String.fromCodePoint(code < 0x10000 ? code + SHIFT : code - SHIFT);
  return text.replace(/[\uac00-\ud7a3\u{20000}-\u{22ba3}]/gu, (letter) => other(letter.codePointAt(0)));
}

/** Convert text from the index back to the text on the page. */
export function fromIndex(text) {
  return swapHangul(text).split(/\s+/).filter((word) => !word.startsWith(JOINER)).join(" ");
}

/**
 * Return the passage with the most matches as DOM nodes, with each match in a <mark>.
 *
 * We do not use Pagefind's own excerpts, because they contain the parts of compounds and always mark whole words.
 */
export function highlightExcerpt({ content, locations }, query, length = 30) {
  const words = [];
  const matched = new Set();
  const positions = new Set(locations);
  let partMatched = false; // whether a part of the next word matched
  swapHangul(content).split(/\s+/).forEach((word, position) => {
    if (word.startsWith(JOINER)) {
      partMatched ||= positions.has(position);
      return;
    }
    if (partMatched || positions.has(position)) matched.add(words.length);
    partMatched = false;
    words.push(word);
  });
  const start = excerptStart([...matched].sort((a, b) => a - b), words.length, length);
  const terms = withoutParticles(query).split(" ");
  const nodes = [start > 0 ? "… " : ""];
  words.slice(start, start + length).forEach((word, index) => {
    nodes.push(...(matched.has(start + index) ? highlightWord(word, terms) : [word]), " ");
  });
  return start + length < words.length ? [...nodes, "…"] : nodes;
}

/** Return a title as DOM nodes, with each match in a <mark>. The index only says that a title matches, not where. */
export function highlightTitle(title, query) {
  const fold = (text) => text.normalize("NFD").replace(/[\p{M}'’]/gu, "").toLowerCase();
  const terms = withoutParticles(query).split(" ");
  const matchesTerm = (word, term) => (HANGUL.test(term) ? word.includes(term) : fold(word).startsWith(fold(term)));
  const matches = (word) => terms.some((term) => matchesTerm(word, term));
  const nodes = title.split(" ").flatMap((word) => [
    " ", ...(matches(word.replace(PUNCTUATION_AT_ENDS, "")) ? highlightWord(word, terms) : [word]),
  ]);
  return nodes.slice(1);
}

/** Return the index of the word that an excerpt starts with, a few words before the passage with the most matches. */
function excerptStart(matched, wordCount, length) {
  const matchesFrom = (start) => matched.filter((index) => index >= start && index < start + length - 6).length;
  const best = matched.reduce((one, other) => (matchesFrom(other) > matchesFrom(one) ? other : one), matched[0] ?? 0);
  return best < length / 2 ? 0 : Math.max(0, Math.min(best - 6, wordCount - length));
}

/** Return a matching word as DOM nodes. In Korean, only the search term is marked; otherwise, the whole word is
    marked without punctuation. */
function highlightWord(word, terms) {
  const term = terms.find((one) => HANGUL.test(one) && word.includes(one)) ?? word.replace(PUNCTUATION_AT_ENDS, "");
  const start = word.indexOf(term);
  const mark = document.createElement("mark");
  mark.textContent = term;
  return [word.slice(0, start), mark, word.slice(start + term.length)];
}
