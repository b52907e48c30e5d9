"""Finds the corrections in a post without parsing its Markdown, and checks their dates.

The date of the last correction becomes the post's ``updated`` date, which listings, feeds and the sitemap show. The
library must therefore know it before Sphinx parses anything. This module searches the post's text line by line for
``{correction}`` blocks, and skips code and HTML according to the rules of CommonMark. Source:
https://spec.commonmark.org/0.31.2/#fenced-code-blocks and #html-blocks.
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


DIRECTIVE_NAME = "correction"
_DIRECTIVE_SYNTAX = f"{{{DIRECTIVE_NAME}}}"
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}(?=[^`]*$)|~{3,}|:{3,})[ \t]*(?P<info>.*)")
_INFO_STRING = re.compile(r"\{(?P<name>[^\s{}]+)\}[ \t]*(?P<argument>.*)")
_MARKDOWN_BLOCKS = frozenset(
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
"""Directives whose content is Markdown and can therefore contain a correction."""
# Patterns for the start and end of HTML blocks that may contain empty lines. An empty line ends any other HTML block.
_HTML_BLOCKS = (
    (
        re.compile(r" {0,3}<(?:script|pre|style|textarea)(?:[ \t>]|$)", re.IGNORECASE),
        re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    ),
    (re.compile(r" {0,3}<!--"), re.compile("-->")),
)


@dataclass(frozen=True, slots=True)
class CorrectionOpening:
    """The first line of a correction: its number in the file, and the date as the author typed it."""

    line: int
    date: str


def find_correction_openings(text: str, start: int) -> tuple[CorrectionOpening, ...]:
    """Find every correction in a file's text after line ``start``, the last line of the front matter."""
    return tuple(_iter_openings(text.split("\n"), start)) if _DIRECTIVE_SYNTAX in text else ()


def _iter_openings(lines: Sequence[str], start: int) -> Iterator[CorrectionOpening]:
    open_blocks: list[str] = []  # the fences of the directives around the current line, the outermost first
    open_code = ""  # the fence of the code block around the current line
    html_end: re.Pattern[str] | None = None  # the end of the HTML block around the current line
    for number, line in enumerate(lines[start:], start=start + 1):
        if html_end:
            html_end = None if html_end.search(line) else html_end
        elif open_code:
            open_code = "" if _closes_fence(line, open_code) else open_code
        elif open_blocks and _closes_fence(line, open_blocks[-1]):
            open_blocks.pop()
        elif fence := _FENCE.match(line):
            directive = _INFO_STRING.match(fence["info"])
            if directive and directive["name"] == DIRECTIVE_NAME:
                yield CorrectionOpening(number, directive["argument"].strip())
            if directive and directive["name"] in _MARKDOWN_BLOCKS:
                open_blocks.append(fence["fence"])
            else:
                open_code = fence["fence"]
        else:
            ends = (end for begin, end in _HTML_BLOCKS if begin.match(line) and not end.search(line))
            html_end = next(ends, None)


def _closes_fence(line: str, fence: str) -> bool:
    stripped = line.strip()
    return len(stripped) >= len(fence) and not stripped.strip(fence[0]) and not line.startswith("    ")


def parse_correction_dates(
    openings: Sequence[CorrectionOpening], file: str, zone: dt.tzinfo
) -> tuple[tuple[Correction, ...], list[Problem]]:
    """Return the corrections in ``file`` with a valid date, and a problem for each correction with an invalid date.

    A date without a time zone is taken to be in ``zone``.
    """
    corrections, problems = [], []
    for opening in openings:
        try:
            corrections.append(Correction(parse_datetime(opening.date, zone), opening.line))
        except ValueError as error:
            message = f"this correction has no date: write `{_DIRECTIVE_SYNTAX} YYYY-MM-DD`"
            if opening.date:
                message = f"this correction is dated {quoted(opening.date)}, {error}"
            problems.append(Problem(ProblemKind.CORRECTION, message, file, opening.line))
    return tuple(corrections), problems


def apply_corrections(post: Post, clock: dt.datetime) -> tuple[Post, list[Problem]]:
    """Set a post's ``updated`` to the time of its last correction. Also returns a problem for each impossible date.

    A correction must not be earlier than the post or later than the build time (``clock``).
    """
    valid, problems = [], []
    for correction in post.corrections:
        if post.date and correction.when.date() < post.date.date():
            reason = f"before the post itself ({post.date:%Y-%m-%d}): correct one of the two dates"
        elif correction.when > clock:
            reason = "which is in the future: correct the date"
        else:
            valid.append(correction)
            continue
        message = f"this correction is dated {correction.when:%Y-%m-%d}, {reason}"
        problems.append(Problem(ProblemKind.CORRECTION, message, post.file, correction.line))
    if not valid:
        return post, problems
    # A correction without a time counts as midnight, which can be earlier than the post's own time on the same day.
    times = [correction.when for correction in valid] + [when for when in (post.updated, post.date) if when]
    return replace(post, updated=max(times)), problems
