"""Code blocks: the info string, which follows the three backticks that open a block, and the known code languages.

An info string has a language and the options of gatsby-remark-prismjs, in any order: ``js{1,3-5}``,
``js:title=main.js``, ``{2}``, ``js {1}``.
"""

from __future__ import annotations

import re
from functools import cache

from pygments.lexers import get_all_lexers

PLAIN_TEXT_LANGUAGES = frozenset({"", "none", "text", "default", "plain", "plaintext", "txt"})
"""The languages of code blocks without colours."""
_PRISM_LINES = re.compile(r"\{([\d,\s-]+)\}")
_PRISM_TITLE = re.compile(r":title=(\S+)")
_LANGUAGE_NAME = re.compile(r"[\w#+.*-]+")


def has_braced_name(info: str) -> bool:
    """Whether an info string begins with a name in braces, such as ``{note}``, and not with ``{1,3-5}``."""
    return info.startswith("{") and not _PRISM_LINES.match(info)


def parse_info_string(info: str) -> tuple[str, str, str]:
    """The language, the title and the emphasised lines in the info string of a code block.

    Each is empty if it is not given. Lines are numbers and ranges, such as ``1,3-5``: see ``line_numbers``.
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
    """The line numbers in numbers and ranges such as ``1,3-5``, in ascending order, at most ``line_count``."""
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
    # Plugins are ignored, because the packages that happen to be installed must not change how a post looks.
    lexers = get_all_lexers(plugins=False)
    return frozenset(alias.casefold() for _, aliases, _, _ in lexers for alias in aliases)
