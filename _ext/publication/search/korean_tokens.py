"""Korean in the index of words: the words within a compound, and Hangul in letters that the index keeps apart.

Korean writes compounds without a space, and particles at the end of a word: 정전협정은 is 정전 + 협정 + 은. An index
of words finds a word by its beginning, so that 협정 would find nothing. With the endings of the word beside it in the
index, 전협정은 and 협정은, a reader finds it by any two syllables that stand together. Chinese characters are alike.

Pagefind divides its index, so that a search loads the part that it needs; but it takes Hangul apart into consonants
and vowels, and never divides an index of these: every search in Korean would load all of it, megabytes for a thousand
posts. So each syllable stands in the index as a character that it leaves whole, and search_matching.js does the same.
Source: https://github.com/Pagefind/pagefind/issues/1211
"""

from __future__ import annotations

import re
import unicodedata

ENDING_MARK = "\u2060"
"""What marks an ending in the index, where it is no word of the text: it has no width, and no meaning in a search."""

_FIRST, _COUNT = 0xAC00, 11172
_STANDS_IN = 0x20000
"""The first of the characters that stand for syllables. They are rare Chinese ones, of Extension B, which in their
turn become Hangul: so nothing is lost, and reading back is the same as writing."""
_SWAPPED = {_FIRST + at: _STANDS_IN + at for at in range(_COUNT)}
_SWAPPED |= {letter: syllable for syllable, letter in _SWAPPED.items()}

_LONGEST = 8
"""Characters of an ending that are kept: a word is found by its beginning, and endings of endings add up."""
# Hangul syllables; Chinese characters of the planes in use, with their compatibility forms.
_SYLLABLES = re.compile(r"[\uac00-\ud7a3\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2}")
_PIECE = re.compile(r"[^\W_]+")


def endings(word: str) -> list[str]:
    """The endings of a word that begin within it and have two syllables at least, longest first.

    One that follows punctuation begins a word of its own, as 전쟁 does in 6·25전쟁.
    """
    found: list[str] = []
    for number, piece in enumerate(_PIECE.findall(word)):
        first = 0 if number else 1
        found += [piece[at : at + _LONGEST] for at in range(first, len(piece) - 1) if _SYLLABLES.match(piece, at)]
    return found


def split_words(text: str) -> list[str]:
    """The words of a text, in the composed form of Unicode."""
    return unicodedata.normalize("NFC", text).split()


def swap_hangul(text: str) -> str:
    """A text as it stands in the index, and back."""
    return text.translate(_SWAPPED)
