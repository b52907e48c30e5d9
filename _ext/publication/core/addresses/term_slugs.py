"""Names to the last part of an address.

``kebab_case`` is lodash's function of that name (version 4; the starter used it for categories and
tags), so that every archive keeps its address. The algorithm: fold accented Latin letters to plain
ones, drop apostrophes, cut the text into words, join them by hyphens in lower case. A word ends
where the case or the class of character changes: ``fooBar`` is two words, ``2019년`` is two.

Source: https://lodash.com/docs#kebabCase (``deburr``, ``words``). JavaScript sees UTF-16, so all
characters beyond U+FFFF are one class of their own there, and here.
"""

from __future__ import annotations

import re
import unicodedata

_FOLDED = {
    "Æ": "Ae", "æ": "ae", "Ð": "D", "ð": "d", "Ø": "O", "ø": "o", "Þ": "Th", "þ": "th", "ß": "ss",
    "Đ": "D", "đ": "d", "Ħ": "H", "ħ": "h", "ı": "i", "Ĳ": "IJ", "ĳ": "ij", "ĸ": "k", "Ŀ": "L",
    "ŀ": "l", "Ł": "L", "ł": "l", "ŉ": "'n", "Ŋ": "N", "ŋ": "n", "Œ": "Oe", "œ": "oe", "Ŧ": "T",
    "ŧ": "t", "ſ": "s",
}  # fmt: skip
_LATIN = re.compile("[À-ÖØ-öø-ÿĀ-ſ]")
_MARKS = "\u0300-\u036f\ufe20-\ufe2f\u20d0-\u20ff"
_COMBINING = re.compile(f"[{_MARKS}]")
_APOSTROPHE = re.compile("['\u2019]")


def _word_pattern() -> re.Pattern[str]:
    """The pattern of one word, most specific form first."""
    lower, upper = "a-zß-öø-ÿ", "A-ZÀ-ÖØ-Þ"
    dingbat = "\u2700-\u27bf"
    # Everything that separates words: signs, ASCII and Latin-1 punctuation, general punctuation, spaces.
    gap = (
        r"\xac\xb1\xd7\xf7\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\xbf\u2000-\u206f"
        r"\ufeff\u1680\u180e\u3000"
    )
    astral = "\U00010000-\U0010ffff"
    other = f"[^{astral}{gap}0-9+{dingbat}{lower}{upper}]"  # letters without case: Hangul, Arabic …
    low, up = f"(?:[{lower}]|{other})", f"(?:[{upper}]|{other})"
    modifier = f"(?:[{_MARKS}]|[\U0001f3fb-\U0001f3ff])?"
    flag = "[\U0001f1e6-\U0001f1ff]{2}"
    joined = f"(?:\u200d(?:[^{astral}]|{flag}|[{astral}])[\ufe0e\ufe0f]?{modifier})*"
    stop = f"[{gap}]"
    forms = (
        f"[{upper}]?[{lower}]+(?={stop}|[{upper}]|\\Z)",
        f"{up}+(?={stop}|[{upper}]{low}|\\Z)",
        f"[{upper}]?{low}+",
        f"[{upper}]+",
        "[0-9]*(?:1ST|2ND|3RD|(?![123])[0-9]TH)(?=\\b|[a-z_])",
        "[0-9]*(?:1st|2nd|3rd|(?![123])[0-9]th)(?=\\b|[A-Z_])",
        "[0-9]+",
        f"(?:[{dingbat}]|{flag}|[{astral}])[\ufe0e\ufe0f]?{modifier}{joined}",
    )
    return re.compile("|".join(forms), re.ASCII)


_WORD = _word_pattern()
_MIXED = re.compile("[a-z][A-Z]|[A-Z]{2}[a-z]|[0-9][a-zA-Z]|[a-zA-Z][0-9]|[^a-zA-Z0-9 ]")
_PLAIN_WORD = re.compile("[^\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+")


def nfc(text: str) -> str:
    """The composed form of Unicode, the only one that stands on disk and in addresses."""
    return unicodedata.normalize("NFC", text)


def kebab_case(name: str) -> str:
    """The kebab case that lodash makes of a name, in NFC; empty when the name holds no word."""
    text = _APOSTROPHE.sub("", _folded(name))
    pattern = _WORD if _MIXED.search(text) else _PLAIN_WORD
    return nfc("-".join(word.lower() for word in pattern.findall(text)))


def term_key(name: str) -> str:
    """The last part of a term's address: its kebab case, or its code points when it holds no word."""
    return kebab_case(name) or "-".join(f"u{ord(char):04x}" for char in nfc(name))


def _folded(text: str) -> str:
    """Text without the accents of Latin-1 and Latin Extended-A, and without combining marks."""
    return _COMBINING.sub("", _LATIN.sub(_fold, text))


def _fold(match: re.Match[str]) -> str:
    letter = match[0]
    return _FOLDED.get(letter) or unicodedata.normalize("NFD", letter)[0]
