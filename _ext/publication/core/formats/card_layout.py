"""Determines the text on a preview card, and the font size and line breaks of its title.

A preview card is the image that other sites show when they link to a page without a cover.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    WidthMeasure = Callable[[str], float]

CARD_SIZE = (1200, 630)
"""The width and height in pixels that sites with link previews recommend.

Source: https://ogp.me, and the help pages of those sites.
"""
TITLE_SIZES = (84, 72, 62, 54, 46)
"""The font sizes to try for a title, in pixels, from largest to smallest."""
MAX_TITLE_HEIGHT = 330
"""The maximum height of a title, in pixels."""
LINE_HEIGHT = 1.16
"""The line height of a title, as a multiple of the font size."""
_ELLIPSIS = "…"
_BALANCE_STEPS = 8
"""The number of bisection steps used to balance lines, enough to be accurate to less than a letter's width."""


@dataclass(frozen=True, slots=True)
class CardText:
    """The text on a card. ``category`` and ``tagline`` may be empty."""

    title: str
    category: str
    publication: str
    tagline: str = ""

    @property
    def alt(self) -> str:
        """The card's alt text."""
        parts = (self.title, self.category, self.tagline, self.publication)
        unique_parts = dict.fromkeys(part.strip().rstrip(".") for part in parts if part.strip())
        return ". ".join(unique_parts)


def fit_title(text: str, width: float, measure: WidthMeasure) -> tuple[int, list[str]]:
    """Return the largest font size at which a title fits, and the title's lines.

    A title that is too long for the smallest size is cut and ends in an ellipsis. ``width`` is the line width in
    pixels. ``measure`` returns the width of a word or space at a font size of one pixel. It is called often.
    """
    lines: list[str] = []
    size = TITLE_SIZES[0]
    for size in TITLE_SIZES:
        lines = wrap_lines(text, width / size, measure)
        if len(lines) * size * LINE_HEIGHT <= MAX_TITLE_HEIGHT:
            return size, balance_lines(text, width / size, measure)
    max_lines = int(MAX_TITLE_HEIGHT / (size * LINE_HEIGHT))
    last = lines[max_lines - 1]
    while last and measure(last + _ELLIPSIS) > width / size:
        last = last[:-1]
    return size, [*lines[: max_lines - 1], last.rstrip() + _ELLIPSIS]


def balance_lines(text: str, width: float, measure: WidthMeasure) -> list[str]:
    """Break a title into as few lines as possible, and make the lines as equal in width as possible.

    Bisection finds the narrowest width at which the title has no more lines than at full width.
    """
    best = _measured_lines(text, width, measure)
    too_narrow, wide_enough = 0.0, width
    for _ in range(_BALANCE_STEPS if len(best) > 1 else 0):
        middle = (too_narrow + wide_enough) / 2
        lines = _measured_lines(text, middle, measure)
        if len(lines) == len(best) and max(used for _, used in lines) <= middle:
            best, wide_enough = lines, middle
        else:
            too_narrow = middle
    return [line for line, _ in best]


def wrap_lines(text: str, width: float, measure: WidthMeasure) -> list[str]:
    """Break a title into lines. Lines break between words; a word is split only if it is wider than a line."""
    return [line for line, _ in _measured_lines(text, width, measure)]


def _measured_lines(text: str, width: float, measure: WidthMeasure) -> list[tuple[str, float]]:
    """Break a title into lines. Returns each line with its width, the sum of the widths of its words and spaces."""
    lines: list[tuple[str, float]] = []
    space = measure(" ")
    for word in text.split():
        word_width = measure(word)
        if lines and lines[-1][1] + space + word_width <= width:
            line, used = lines[-1]
            lines[-1] = (f"{line} {word}", used + space + word_width)
            continue
        lines.append((word, word_width))
        while lines[-1][1] > width and len(lines[-1][0]) > 1:
            rest, _ = lines.pop()
            end = next((end for end in range(len(rest) - 1, 1, -1) if measure(rest[:end]) <= width), 1)
            lines += [(part, measure(part)) for part in (rest[:end], rest[end:])]
    return lines
