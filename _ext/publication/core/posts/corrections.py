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

from publication.core.problems import Problem, ProblemKind, quoted

from .dates import parse_datetime
from .post import Correction, Post

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence


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
class CorrectionOpening:
    """A correction as it stands in a file: the line that opens it, and the date as it is written."""

    line: int
    date: str


def find_openings(text: str, start: int) -> tuple[CorrectionOpening, ...]:
    """Every correction in a file's text below its line ``start``; lines count from 1."""
    return tuple(_found(text.split("\n"), start)) if _SIGN in text else ()


def _found(lines: Sequence[str], start: int) -> Iterator[CorrectionOpening]:
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
                yield CorrectionOpening(number, block["argument"].strip())
            if block and block["name"] in _MARKDOWN:
                around.append(fence["fence"])
            else:
                code = fence["fence"]
        else:
            end = next((last for first, last in _HTML if first.match(line) and not last.search(line)), None)


def _closes(line: str, fence: str) -> bool:
    mark = line.strip()
    return len(mark) >= len(fence) and not mark.strip(fence[0]) and not line.startswith("    ")


def parse_dates(
    typed: Sequence[CorrectionOpening], file: str, zone: dt.tzinfo
) -> tuple[tuple[Correction, ...], list[Problem]]:
    """The corrections of a file whose dates exist, and the problems of the others."""
    found, problems = [], []
    for one in typed:
        try:
            found.append(Correction(parse_datetime(one.date, zone), one.line))
        except ValueError as error:
            message = f"this correction has no date: write `{_SIGN} YYYY-MM-DD`"
            if one.date:
                message = f"this correction is dated {quoted(one.date)}, {error}"
            problems.append(Problem(ProblemKind.CORRECTION, message, file, one.line))
    return tuple(found), problems


def apply_to_post(post: Post, clock: dt.datetime) -> tuple[Post, list[Problem]]:
    """A post that counts as updated when it was last corrected, and the problems of corrections that cannot be.

    A correction must not be before the post, nor after the clock: what will be corrected is not yet.
    """
    kept, problems = [], []
    for one in post.corrections:
        if post.date and one.when.date() < post.date.date():
            fault = f"before the post itself ({post.date:%Y-%m-%d}): correct one of the two dates"
        elif one.when > clock:
            fault = "which is in the future: correct the date"
        else:
            kept.append(one)
            continue
        message = f"this correction is dated {one.when:%Y-%m-%d}, {fault}"
        problems.append(Problem(ProblemKind.CORRECTION, message, post.file, one.line))
    if not kept:
        return post, problems
    # On the day itself a day without a time is its first minute, and so before the post's time.
    moments = [one.when for one in kept] + [when for when in (post.updated, post.date) if when]
    return replace(post, updated=max(moments)), problems
