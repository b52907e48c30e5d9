"""The letters that a list of names is divided by."""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .taxonomies import Term

_SYLLABLES = range(0xAC00, 0xD7A4)
_PER_CONSONANT = 588  # 21 vowels with 28 finals each
# The 19 leading consonants of a syllable in Unicode's order; a doubled one stands with the plain one.
# Source: The Unicode Standard, chapter 3.12, Conjoining Jamo Behavior.
_CONSONANTS = "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ"
OTHERS = "#"
"""Stands for names that begin with no letter."""


def initial_of(name: str) -> str:
    """The letter that a name is looked up under: ``É`` under E, ``통일`` under ㅌ, ``4.27`` under #."""
    for sign in unicodedata.normalize("NFC", name):
        if ord(sign) in _SYLLABLES:
            return _CONSONANTS[(ord(sign) - _SYLLABLES[0]) // _PER_CONSONANT]
        if sign.isalpha():
            return unicodedata.normalize("NFD", sign)[0].upper()[0]
        if sign.isdigit():
            break
    return OTHERS


def group_by_initial(terms: Iterable[Term]) -> Sequence[tuple[str, list[Term]]]:
    """Terms by their initials: signs and digits first, then Latin, then other scripts in Unicode's order."""

    def order(term: Term) -> tuple[bool, str, str, str]:
        letter = initial_of(term.name)
        parts = unicodedata.normalize("NFD", term.name.casefold())
        plain = "".join(sign for sign in parts if not unicodedata.combining(sign))
        return letter != OTHERS, letter, plain, term.key

    return [(letter, list(group)) for letter, group in groupby(sorted(terms, key=order), lambda t: initial_of(t.name))]
