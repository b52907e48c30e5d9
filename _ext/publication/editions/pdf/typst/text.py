"""Writes text and URLs as Typst source code.

All of a post's text becomes Typst string literals, so none of it can be executed as Typst code.

Source: https://typst.app/docs/reference/foundations/str/ (the syntax of a string literal)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Hangul syllables, all blocks of Hangul jamo, tone marks, and Hanja. Source: Unicode's Blocks.txt
_KOREAN = (
    "\u1100-\u11ff\u302e\u302f\u3131-\u318e\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7fb\uffa1-\uffdc"
    "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# A run includes the spaces between Korean words, because each change of style takes compilation time and memory.
_KOREAN_RUN = re.compile(f"[{_KOREAN}]+(?: +[{_KOREAN}]+)*")
# A word that contains Korean, including any characters attached to it without a space, such as the digit in 4자회담
# and the dots in 남·북·미.
_KOREAN_WORD = re.compile(rf"[\w·]*[{_KOREAN}][\w·]*")
_LONGEST_UNBROKEN_WORD = 16
"""The maximum length, in characters, of a word that must not be broken in a heading."""
_LINE_BREAK_OR_TAB = re.compile(r"[\t\n\r\f\v\u2028\u2029]")
# Control characters, surrogates and noncharacters. None of them belongs in text.
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_VERY_LONG_WORD = re.compile(r"[^\s\u200b]{32,}")
_BREAK_AFTER_PUNCTUATION = re.compile(r"(?<=[/._\-?&=%#~:+,;|@])(?=[^/._\-?&=%#~:+,;|@])")
_LONGEST_PIECE = 16
"""The number of characters between two break points in a very long word."""
_ESCAPED_NON_ASCII = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_SAFE_IN_URL = "!#$%&'()*+,/:;=?@[]~-._"
"""The characters that a URL may contain besides letters and digits, including ``%``, which begins an escape.

Source: RFC 3986.
"""
_ZERO_WIDTH_SPACE = "\u200b"


def string_literal(value: str) -> str:
    r"""Return a string as a Typst string literal on one line.

    Only ``\`` and ``"`` have a special meaning in a Typst string. Characters that are not text are removed.
    """
    plain = _NOT_TEXT.sub("", value)
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"').replace("\r\n", "\n").replace("\r", "\n")
    return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t") + '"'


def single_line(value: str) -> str:
    """Replace every line break and tab with a space."""
    return _LINE_BREAK_OR_TAB.sub(" ", value)


def text_markup(value: str, *, keep_words: bool = False) -> str:
    """Return a string as Typst markup, with Hangul and Hanja at their own size and marked as Korean.

    A line may break between two Korean syllables, as in Korean books. With ``keep_words``, which is used for
    headings, it breaks only between words.
    """
    value = single_line(value)
    return _replace_matches(value, _KOREAN_WORD, _word_markup) if keep_words else _korean_runs_markup(value)


def plain_text_markup(value: str) -> str:
    """Return a string as Typst markup, without treating Hangul and Hanja differently."""
    return _literal_markup(single_line(value))


def _word_markup(word: str) -> str:
    markup = _korean_runs_markup(word)
    return f"#box[{markup}];" if len(word) <= _LONGEST_UNBROKEN_WORD else markup


def _korean_runs_markup(value: str) -> str:
    return _replace_matches(value, _KOREAN_RUN, lambda run: f"#korean({string_literal(run)});")


def _replace_matches(value: str, pattern: re.Pattern[str], write_match: Callable[[str], str]) -> str:
    """Return a string as Typst markup. ``write_match`` writes pattern matches; other text is written literally."""
    parts = []
    end = 0
    for match in pattern.finditer(value):
        parts += [_literal_markup(value[end : match.start()]), write_match(match[0])]
        end = match.end()
    parts.append(_literal_markup(value[end:]))
    return "".join(parts)


def _literal_markup(value: str) -> str:
    return f"#{string_literal(add_break_points(value))};" if value else ""


def add_break_points(value: str) -> str:
    """Insert zero-width spaces into very long words, so that lines can break within them.

    URLs are not changed, because Typst finds break points in them itself.
    """
    return _VERY_LONG_WORD.sub(lambda match: _add_break_points_to_word(match[0]), value)


def _add_break_points_to_word(word: str) -> str:
    if "://" in word:
        return word
    parts = _BREAK_AFTER_PUNCTUATION.split(word)
    pieces = (part[start : start + _LONGEST_PIECE] for part in parts for start in range(0, len(part), _LONGEST_PIECE))
    return _ZERO_WIDTH_SPACE.join(pieces)


def url_literal(url: str) -> str:
    """Return a URL as a string literal, percent-encoded to ASCII."""
    return string_literal(quote(_NOT_TEXT.sub("", url).strip(), safe=_SAFE_IN_URL))


def readable_url_literal(url: str) -> str:
    """Return a URL as a string literal in readable form, with non-ASCII letters not percent-encoded."""
    return string_literal(_ESCAPED_NON_ASCII.sub(lambda match: _decode_escapes(match[0]), url))


def _decode_escapes(escapes: str) -> str:
    """Decode percent-encoded UTF-8, unless the result is invalid, invisible or blank."""
    try:
        text = bytes.fromhex(escapes.replace("%", "")).decode()
    except UnicodeDecodeError:
        return escapes
    return text if text.isprintable() and not any(character.isspace() for character in text) else escapes


def label_literal(docname: str, anchor: str = "") -> str:
    """Return the Typst label for a document, or for an anchor in it, as a string literal.

    The label contains only ASCII characters, because the path and the anchor are percent-encoded.
    """
    return string_literal(quote(f"{docname}#{anchor}", safe="/#"))


def array_literal(items: Iterable[str]) -> str:
    """Return Typst code for an array. Each item is Typst code."""
    written = list(items)
    return "(" + ", ".join(written) + ("," if written else "") + ")"


def dictionary_literal(items: Iterable[tuple[str, str]]) -> str:
    """Return Typst code for a dictionary, from (key, value) pairs in which each value is Typst code."""
    written = [f"{name}: {code}" for name, code in items]
    return "(" + ", ".join(written) + ")" if written else "(:)"
