"""Corrections in the text of a post, found without reading its Markdown.

The library is made before Sphinx reads anything, and a correction moves ``updated``, which listings, feeds
and the sitemap show. So the lines of the text are looked through for the opening of a ``{correction}``
block, by the rules of CommonMark for what is code and what is HTML.
Source: https://spec.commonmark.org/0.31.2/#fenced-code-blocks and #html-blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from publication.core.problems import ProblemKind, Problem, quoted

from .dates import moment

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from .post import Post

NAME = "correction"
_SIGN = "{correction}"
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}(?=[^`]*$)|~{3,}|:{3,})[ \t]*(?P<info>.*)")
_DIRECTIVE = re.compile(r"\{(?P<name>[^\s{}]+)\}[ \t]*(?P<argument>.*)")
_MARKDOWN = frozenset(
    (
        "admonition",
        "attention",
        "caution",
        "danger",
        "error",
        "hint",
        "important",
        "note",
        "seealso",
        "tip",
        "warning",
    )
) | {"container", "epigraph", "highlights", "margin", "pull-quote", "sidebar", "topic"}
"""Blocks whose text is Markdown again, so that a correction may stand within them."""
# Where HTML begins that an empty line does not end, and what ends it.
_HTML = (
    (
        re.compile(r" {0,3}<(?:script|pre|style|textarea)(?:[ \t>]|$)", re.IGNORECASE),
        re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    ),
    (re.compile(r" {0,3}<!--"), re.compile("-->")),
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A correction as it stands in a file: the line that opens it, and the date as it is written."""

    line: int
    date: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction with a date that exists: when it was made, and the line that opens it."""

    when: dt.datetime
    line: int


def find(text: str, start: int) -> tuple[Typed, ...]:
    """Every correction in a file's text below its line ``start``; lines count from 1."""
    return tuple(_found(text.split("\n"), start)) if _SIGN in text else ()


def _found(lines: Sequence[str], start: int) -> Iterator[Typed]:
    around: list[str] = []  # the fences of the blocks that are open, the outermost first
    code = ""  # the fence of the code that is open
    end: re.Pattern[str] | None = None  # what ends the HTML that is open
    for number, line in enumerate(lines[start:], start=start + 1):
        if end:
            end = None if end.search(line) else end
        elif code:
            code = "" if _closes(line, code) else code
        elif around and _closes(line, around[-1]):
            around.pop()
        elif fence := _FENCE.match(line):
            block = _DIRECTIVE.match(fence["info"])
            if block and block["name"] == NAME:
                yield Typed(number, block["argument"].strip())
            if block and block["name"] in _MARKDOWN:
                around.append(fence["fence"])
            else:
                code = fence["fence"]
        else:
            end = next((last for first, last in _HTML if first.match(line) and not last.search(line)), None)


def _closes(line: str, fence: str) -> bool:
    mark = line.strip()
    return len(mark) >= len(fence) and not mark.strip(fence[0]) and not line.startswith("    ")


def read(typed: Sequence[Typed], file: str, zone: dt.tzinfo) -> tuple[tuple[Correction, ...], list[Problem]]:
    """The corrections of a file whose dates exist, and the problems of the others."""
    found, problems = [], []
    for one in typed:
        try:
            found.append(Correction(moment(one.date, zone), one.line))
        except ValueError as error:
            value = quoted(one.date) if one.date else "none"
            message = f"a correction’s date {error}, found {value}; write {_SIGN} YYYY-MM-DD"
            problems.append(Problem(ProblemKind.CORRECTION, message, file, one.line))
    return tuple(found), problems


def settled(post: Post, clock: dt.datetime) -> tuple[Post, list[Problem]]:
    """A post that counts as updated when it was last corrected, and the problems of corrections that cannot be.

    A correction must not be before the post, nor after the clock: what will be corrected is not yet.
    """
    kept, problems = [], []
    for one in post.corrections:
        if post.date and one.when.date() < post.date.date():
            rule = f"must not be before the post’s date, {post.date:%Y-%m-%d}"
        elif one.when > clock:
            rule = "must not be in the future"
        else:
            kept.append(one)
            continue
        message = f"a correction’s date {rule}, found {one.when:%Y-%m-%d}; correct one of them"
        problems.append(Problem(ProblemKind.CORRECTION, message, post.file, one.line))
    if not kept:
        return post, problems
    # On the day itself a day without a time is its first minute, and so before the post's time.
    moments = [one.when for one in kept] + [when for when in (post.updated, post.date) if when]
    return replace(post, updated=max(moments)), problems
