"""What stands on a card, the preview picture of a page without a cover, and how its title is broken into lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Measure = Callable[[str], float]

SIZE = (1200, 630)
"""What those who show previews ask for. Source: https://ogp.me, and the help of those who show them."""
TITLE_SIZES = (84, 72, 62, 54, 46)
"""The sizes of type in pixels that a title is tried in, the largest first."""
MOST_HEIGHT = 330
"""The room of a title in pixels."""
LEADING = 1.16
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says."""

    title: str
    above: str
    publication: str
    below: str = ""

    @property
    def alt(self) -> str:
        """The same in words, for those who do not see it."""
        parts = (self.title, self.above, self.below, self.publication)
        said = dict.fromkeys(part.strip().rstrip(".") for part in parts if part.strip())
        return ". ".join(said)


def fitted(text: str, width: float, measure: Measure) -> tuple[int, list[str]]:
    """The size of type in which a title fits, and its lines; one that is too long for the smallest is cut.

    ``measure`` gives the width of a word in type of one pixel. It is asked for words and spaces, again and again.
    """
    lines: list[str] = []
    size = TITLE_SIZES[0]
    for size in TITLE_SIZES:
        lines = broken(text, width / size, measure)
        if len(lines) * size * LEADING <= MOST_HEIGHT:
            return size, balanced(text, width / size, measure)
    most = int(MOST_HEIGHT / (size * LEADING))
    last = lines[most - 1]
    while last and measure(last + _ELLIPSIS) > width / size:
        last = last[:-1]
    return size, [*lines[: most - 1], last.rstrip() + _ELLIPSIS]


def balanced(text: str, width: float, measure: Measure) -> list[str]:
    """The fewest lines that a text fits into, as equal in width as they can be."""
    best = _lines(text, width, measure)
    narrow, wide = 0.0, width
    for _ in range(8 if len(best) > 1 else 0):  # to a part of a word
        middle = (narrow + wide) / 2
        lines = _lines(text, middle, measure)
        if len(lines) == len(best) and max(used for _, used in lines) <= middle:
            best, wide = lines, middle
        else:
            narrow = middle
    return [line for line, _ in best]


def broken(text: str, width: float, measure: Measure) -> list[str]:
    """The lines of a text: broken between words, and within a word only when it is wider than a line."""
    return [line for line, _ in _lines(text, width, measure)]


def _lines(text: str, width: float, measure: Measure) -> list[tuple[str, float]]:
    """The lines of a text, each with its width, which is that of its words and spaces."""
    lines: list[tuple[str, float]] = []
    space = measure(" ")
    for word in text.split():
        wide = measure(word)
        if lines and lines[-1][1] + space + wide <= width:
            line, used = lines[-1]
            lines[-1] = (f"{line} {word}", used + space + wide)
            continue
        lines.append((word, wide))
        while lines[-1][1] > width and len(lines[-1][0]) > 1:
            rest, _ = lines.pop()
            end = next((end for end in range(len(rest) - 1, 1, -1) if measure(rest[:end]) <= width), 1)
            lines += [(part, measure(part)) for part in (rest[:end], rest[end:])]
    return lines
