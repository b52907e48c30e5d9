"""Index words for Korean: the words within a compound, and substitutes for Hangul.

Korean writes a compound as one word, and adds particles to the end of a word: 정전협정은 is 정전 (armistice), 협정
(agreement) and the particle 은. A search index finds a word by its beginning, so a query for 협정 would not find this
word. Therefore the index also contains the *endings* of the word, 전협정은 and 협정은, and a reader finds it by any
two adjacent syllables. Chinese characters are treated in the same way.

Pagefind divides its index into parts, so that a search loads only the part that it needs. But it splits Hangul into
consonants and vowels, and never divides an index of these. So each search in Korean would load the whole index,
megabytes for a thousand posts. Therefore the index contains another character for each syllable, one that Pagefind
does not split. ``_static/js/search_matching.js`` makes the same replacement in queries and results.
Source: https://github.com/Pagefind/pagefind/issues/1211

Measured with 300 posts of 540 Korean words: with endings, indexing takes 7 s instead of 2 s, and the index has 4 MB
instead of 1 MB, in parts of 45 kB, of which a query loads one. The alternative is a file of all words, in which the
browser looks for compounds. For 1,001 posts it would have 356 kB, to be loaded before the first Korean query, and
each compound would then need a search of its own.
"""

from __future__ import annotations

import re
import unicodedata

ENDING_MARK = "\u2060"
"""The character before each ending in the index, by which a script tells it from a word of the text. It is the word
joiner of Unicode, which has no width and does not affect a search."""

_FIRST_SYLLABLE, _SYLLABLE_COUNT = 0xAC00, 11172
_FIRST_SUBSTITUTE = 0x20000
"""The first of the characters that replace syllables. They are rare Chinese characters of Extension B. Where a text
contains one of them, it is replaced by the syllable in turn. So no information is lost, and the same function
replaces and restores."""
_SUBSTITUTES = {_FIRST_SYLLABLE + offset: _FIRST_SUBSTITUTE + offset for offset in range(_SYLLABLE_COUNT)}
_SUBSTITUTES |= {substitute: syllable for syllable, substitute in _SUBSTITUTES.items()}

_MAX_ENDING = 8
"""The characters of an ending that are indexed. A word is found by its beginning, and longer endings would make the
index larger for little use."""
# Hangul syllables, and Chinese characters of the blocks in use with their compatibility forms.
_TWO_SYLLABLES = re.compile(r"[\uac00-\ud7a3\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2}")
_LETTERS_AND_DIGITS = re.compile(r"[^\W_]+")


def endings(word: str) -> list[str]:
    """The endings of a word that have at least two syllables, the longest first, without the word itself.

    The text after punctuation counts as an ending too, such as 전쟁 in 6·25전쟁.
    """
    found: list[str] = []
    for number, piece in enumerate(_LETTERS_AND_DIGITS.findall(word)):
        first = 0 if number else 1
        starts = (at for at in range(first, len(piece) - 1) if _TWO_SYLLABLES.match(piece, at))
        found += [piece[at : at + _MAX_ENDING] for at in starts]
    return found


def split_words(text: str) -> list[str]:
    """The words of a text, in Unicode's composed form (NFC)."""
    return unicodedata.normalize("NFC", text).split()


def swap_hangul(text: str) -> str:
    """The text with each Hangul syllable replaced by its substitute, and each substitute by its syllable."""
    return text.translate(_SUBSTITUTES)
