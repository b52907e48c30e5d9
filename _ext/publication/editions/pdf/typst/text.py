"""Text and addresses as Typst reads them: always string literals, so that nothing in a post can become code.

Source: https://typst.app/docs/reference/foundations/str/ (what a string literal is)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Hangul syllables, letters of all blocks and tone marks, and Hanja. Source: Unicode's Blocks.txt
_KOREAN = (
    "\u1100-\u11ff\u302e\u302f\u3131-\u318e\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7fb\uffa1-\uffdc"
    "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Hangul and Hanja with the spaces between their words: each change of style costs the book time and memory.
_RUN = re.compile(f"[{_KOREAN}]+(?: +[{_KOREAN}]+)*")
# A word of a heading that may not be broken: Hangul with what is joined to it without a space, such as the digits of
# 4자회담 and the dots of 남·북·미.
_WORD = re.compile(rf"[\w·]*[{_KOREAN}][\w·]*")
_LONGEST_WORD = 16
_SPACE = re.compile(r"[\t\n\r\f\v\u2028\u2029]")
# What no text holds: control characters, halves of surrogate pairs, and code points that are no characters.
_UNUSABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LONG = re.compile(r"[^\s\u200b]{32,}")
_BREAK = re.compile(r"(?<=[/._\-?&=%#~:+,;|@])(?=[^/._\-?&=%#~:+,;|@])")
_STEP = 16
# RFC 3986: the characters that stand in an address, escapes among them
_ESCAPED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_IN_ADDRESS = "!#$%&'()*+,/:;=?@[]~-._"


def literal(value: str) -> str:
    r"""A string literal of a value, on one line. Typst gives ``\\`` and ``"`` a meaning in it, and nothing else."""
    plain = _UNUSABLE.sub("", value)
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"').replace("\r\n", "\n").replace("\r", "\n")
    return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t") + '"'


def line(value: str) -> str:
    """A value with every line break and tab as a space: a text that has none."""
    return _SPACE.sub(" ", value)


def text(value: str, *, whole: bool = False) -> str:
    """Markup that prints a value: Hangul and Hanja in their own size and language.

    Lines may end between two syllables, as in Korean books, but where words are to be kept whole.
    """
    value = line(value)
    return _parts(value, _WORD, _word) if whole else _runs(value)


def plain(value: str) -> str:
    """Markup that prints a value as it is."""
    return _plain(line(value))


def _word(word: str) -> str:
    return f"#box[{_runs(word)}];" if len(word) <= _LONGEST_WORD else _runs(word)


def _runs(value: str) -> str:
    return _parts(value, _RUN, lambda run: f"#korean({literal(run)});")


def _parts(value: str, pattern: re.Pattern[str], write: Callable[[str], str]) -> str:
    """A value with what a pattern finds in it written in a way of its own."""
    parts = []
    end = 0
    for found in pattern.finditer(value):
        parts += [_plain(value[end : found.start()]), write(found[0])]
        end = found.end()
    parts.append(_plain(value[end:]))
    return "".join(parts)


def _plain(value: str) -> str:
    return f"#{literal(breakable(value))};" if value else ""


def breakable(value: str) -> str:
    """A text whose very long words may be broken: Typst knows where web addresses may be, and of nothing else."""
    return _LONG.sub(lambda match: _with_breaks(match[0]), value)


def _with_breaks(word: str) -> str:
    if "://" in word:
        return word
    parts = _BREAK.split(word)
    pieces = (part[start : start + _STEP] for part in parts for start in range(0, len(part), _STEP))
    return "\u200b".join(pieces)


def address(value: str) -> str:
    """A string literal of a web address, in ASCII."""
    return literal(quote(_UNUSABLE.sub("", value).strip(), safe=_IN_ADDRESS))


def readable(value: str) -> str:
    """A string literal of a web address as people read it: letters beyond ASCII are not escaped."""
    return literal(_ESCAPED.sub(lambda run: _decoded(run[0]), value))


def _decoded(run: str) -> str:
    try:
        text = bytes.fromhex(run.replace("%", "")).decode()
    except UnicodeDecodeError:
        return run
    return text if text.isprintable() and not any(character.isspace() for character in text) else run


def label(docname: str, anchor: str = "") -> str:
    """A string literal that names a place in a document, in ASCII, so that it can be part of any file."""
    return literal(quote(f"{docname}#{anchor}", safe="/#"))


def array(items: Iterable[str]) -> str:
    """An array of code."""
    written = list(items)
    return "(" + ", ".join(written) + ("," if written else "") + ")"


def dictionary(items: Iterable[tuple[str, str]]) -> str:
    """A dictionary of names and code."""
    written = [f"{name}: {code}" for name, code in items]
    return "(" + ", ".join(written) + ")" if written else "(:)"
