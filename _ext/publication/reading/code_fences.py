"""Parses the info strings of code blocks (the text after the opening backticks), and lists all code languages.

An info string may contain a language and the options of gatsby-remark-prismjs, in any order: ``js{1,3-5}``,
``js:title=main.js``, ``{2}``, ``js {1}``.
"""

from __future__ import annotations

import re
from functools import cache

from pygments.lexers import get_all_lexers

PLAIN_TEXT_LANGUAGES = frozenset({"", "none", "text", "default", "plain", "plaintext", "txt"})
"""The language names for which code is not highlighted."""
_PRISM_LINES = re.compile(r"\{([\d,\s-]+)\}")
_PRISM_TITLE = re.compile(r":title=(\S+)")
_LANGUAGE_NAME = re.compile(r"[\w#+.*-]+")


def has_braced_name(info: str) -> bool:
    """Whether an info string begins with a name in braces, such as ``{note}``, rather than lines (``{1,3-5}``)."""
    return info.startswith("{") and not _PRISM_LINES.match(info)


def parse_info_string(info: str) -> tuple[str, str, str]:
    """The language, the title and the emphasised lines in a code block's info string.

    Anything that the info string does not specify is returned as an empty string. The lines are numbers and ranges
    such as ``1,3-5``, which ``line_numbers`` parses.
    """
    lines = _PRISM_LINES.search(info)
    title = _PRISM_TITLE.search(info)
    rest = _PRISM_TITLE.sub(" ", _PRISM_LINES.sub(" ", info)).strip()
    language = _LANGUAGE_NAME.match(rest)
    return (
        language[0] if language else "",
        title[1] if title else "",
        lines[1].replace(" ", "") if lines else "",
    )


def line_numbers(lines: str, line_count: int) -> list[int]:
    """The line numbers in a list such as ``1,3-5``, in ascending order, without any above ``line_count``."""
    numbers: set[int] = set()
    for part in lines.split(","):
        first, _, last = part.partition("-")
        if first.isdigit():
            end = int(last) if last.isdigit() else int(first)
            numbers.update(range(int(first), min(end, line_count) + 1))
    return sorted(number for number in numbers if 1 <= number <= line_count)


@cache
def code_languages() -> frozenset[str]:
    """The names of all languages that Pygments can highlight, in lower case."""
    # Plugins are ignored, so that a post looks the same whichever packages happen to be installed.
    lexers = get_all_lexers(plugins=False)
    return frozenset(alias.casefold() for _, aliases, _, _ in lexers for alias in aliases)
