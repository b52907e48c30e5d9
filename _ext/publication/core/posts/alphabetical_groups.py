"""Groups terms by initial letter, for the alphabetical lists of tags, authors and other terms."""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .taxonomies import Term

# Unicode orders the Hangul syllables by their leading consonant. There are 19 leading consonants, 21 vowels, and 28
# possible endings (27 final consonants, or none). A double leading consonant is grouped with the plain one. Source:
# The Unicode Standard, chapter 3.12, Conjoining Jamo Behavior.
_SYLLABLES = range(0xAC00, 0xD7A4)
_SYLLABLES_PER_CONSONANT = 21 * 28
_LEADING_CONSONANTS = "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ"
OTHER_INITIALS = "#"
"""The heading for names that do not start with a letter."""


def initial_of(name: str) -> str:
    """Return the letter under which a name is listed: E for ``É``, ㅌ for ``통일``, # for ``4.27``.

    Punctuation at the start of the name is skipped.
    """
    for char in unicodedata.normalize("NFC", name):
        if ord(char) in _SYLLABLES:
            return _LEADING_CONSONANTS[(ord(char) - _SYLLABLES[0]) // _SYLLABLES_PER_CONSONANT]
        if char.isalpha():
            return unicodedata.normalize("NFD", char)[0].upper()[0]
        if char.isdigit():
            break
    return OTHER_INITIALS


def group_by_initial(terms: Iterable[Term]) -> Sequence[tuple[str, list[Term]]]:
    """Group terms by initial: first ``#``, then Latin letters, then other scripts in Unicode order."""

    def sort_key(term: Term) -> tuple[bool, str, str, str]:
        letter = initial_of(term.name)
        decomposed = unicodedata.normalize("NFD", term.name.casefold())
        plain = "".join(char for char in decomposed if not unicodedata.combining(char))
        return letter != OTHER_INITIALS, letter, plain, term.slug

    groups = groupby(sorted(terms, key=sort_key), key=lambda term: initial_of(term.name))
    return [(letter, list(group)) for letter, group in groups]
