"""Converts the name of a category, tag, author or series into its slug, the last part of its URL.

``kebab_case`` returns the same result as lodash's ``kebabCase`` function (version 4). gatsby-starter-lumen used that
function for categories and tags, so an old blog's listings keep their URLs. The algorithm replaces accented Latin
letters with plain ones, removes apostrophes, splits the name into words, and joins the words in lower case with
hyphens. A word ends where the case or the class of characters changes: ``fooBar`` and ``2019년`` are two words each.

Source: https://lodash.com/docs#kebabCase (``deburr``, ``words``). JavaScript strings are UTF-16, so lodash treats all
characters above U+FFFF as one class. This module does the same.
"""

from __future__ import annotations

import re
import unicodedata

_PLAIN_LETTERS = {
    "Æ": "Ae", "æ": "ae", "Ð": "D", "ð": "d", "Ø": "O", "ø": "o", "Þ": "Th", "þ": "th", "ß": "ss",
    "Đ": "D", "đ": "d", "Ħ": "H", "ħ": "h", "ı": "i", "Ĳ": "IJ", "ĳ": "ij", "ĸ": "k", "Ŀ": "L",
    "ŀ": "l", "Ł": "L", "ł": "l", "ŉ": "'n", "Ŋ": "N", "ŋ": "n", "Œ": "Oe", "œ": "oe", "Ŧ": "T",
    "ŧ": "t", "ſ": "s",
}  # fmt: skip
_ACCENTED_LATIN = re.compile("[À-ÖØ-öø-ÿĀ-ſ]")
_COMBINING_RANGES = "\u0300-\u036f\ufe20-\ufe2f\u20d0-\u20ff"
_COMBINING = re.compile(f"[{_COMBINING_RANGES}]")
_APOSTROPHE = re.compile("['\u2019]")


def _word_pattern() -> re.Pattern[str]:
    """The pattern for one word, as in lodash's ``unicodeWords``. The most specific alternatives come first."""
    lower, upper = "a-zß-öø-ÿ", "A-ZÀ-ÖØ-Þ"
    dingbat = "\u2700-\u27bf"
    # These characters separate words: mathematical signs, ASCII, Latin-1 and Unicode punctuation, and spaces.
    separator = (
        r"\xac\xb1\xd7\xf7\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\xbf\u2000-\u206f"
        r"\ufeff\u1680\u180e\u3000"
    )
    above_ffff = "\U00010000-\U0010ffff"
    caseless = f"[^{above_ffff}{separator}0-9+{dingbat}{lower}{upper}]"  # letters without case, such as Hangul
    lower_or_caseless, upper_or_caseless = f"(?:[{lower}]|{caseless})", f"(?:[{upper}]|{caseless})"
    modifier = f"(?:[{_COMBINING_RANGES}]|[\U0001f3fb-\U0001f3ff])?"
    flag = "[\U0001f1e6-\U0001f1ff]{2}"
    joined_emoji = f"(?:\u200d(?:[^{above_ffff}]|{flag}|[{above_ffff}])[\ufe0e\ufe0f]?{modifier})*"
    alternatives = (
        f"[{upper}]?[{lower}]+(?=[{separator}]|[{upper}]|\\Z)",
        f"{upper_or_caseless}+(?=[{separator}]|[{upper}]{lower_or_caseless}|\\Z)",
        f"[{upper}]?{lower_or_caseless}+",
        f"[{upper}]+",
        "[0-9]*(?:1ST|2ND|3RD|(?![123])[0-9]TH)(?=\\b|[a-z_])",
        "[0-9]*(?:1st|2nd|3rd|(?![123])[0-9]th)(?=\\b|[A-Z_])",
        "[0-9]+",
        f"(?:[{dingbat}]|{flag}|[{above_ffff}])[\ufe0e\ufe0f]?{modifier}{joined_emoji}",
    )
    return re.compile("|".join(alternatives), re.ASCII)


_WORD = _word_pattern()
# lodash uses the full word pattern only for strings that match this pattern, and the simple pattern below otherwise.
_NEEDS_FULL_PATTERN = re.compile("[a-z][A-Z]|[A-Z]{2}[a-z]|[0-9][a-zA-Z]|[a-zA-Z][0-9]|[^a-zA-Z0-9 ]")
_SIMPLE_WORD = re.compile("[^\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+")


def nfc(text: str) -> str:
    """Convert a string to Unicode's composed form (NFC), the only form used in permalinks and output file names."""
    return unicodedata.normalize("NFC", text)


def kebab_case(name: str) -> str:
    """Return the result of lodash's ``kebabCase``, in NFC: ``foo-bar`` for ``Fóo Bar``.

    The result is empty if the name has no words.
    """
    text = _APOSTROPHE.sub("", _without_accents(name))
    pattern = _WORD if _NEEDS_FULL_PATTERN.search(text) else _SIMPLE_WORD
    return nfc("-".join(word.lower() for word in pattern.findall(text)))


def term_slug(name: str) -> str:
    """The last part of a term's URL: the name in kebab case, or its code points if it has no words."""
    return kebab_case(name) or "-".join(f"u{ord(char):04x}" for char in nfc(name))


def _without_accents(text: str) -> str:
    """Remove the accents of Latin-1 and Latin Extended-A letters, and all combining marks."""
    return _COMBINING.sub("", _ACCENTED_LATIN.sub(_plain_letter, text))


def _plain_letter(match: re.Match[str]) -> str:
    letter = match[0]
    return _PLAIN_LETTERS.get(letter) or unicodedata.normalize("NFD", letter)[0]
