"""What stands on a card, the preview picture of a page without a cover, and how its title is broken into lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

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


def fitted(text: str, width: float, measure: Callable[[str], float]) -> tuple[int, list[str]]:
    """The size of type in which a title fits, and its lines; one that is too long for the smallest is cut.

    ``measure`` gives the width of a text in type of one pixel.
    """
    lines: list[str] = []
    size = TITLE_SIZES[0]
    for size in TITLE_SIZES:
        lines = balanced(text, width / size, measure)
        if len(lines) * size * LEADING <= MOST_HEIGHT:
            return size, lines
    most = int(MOST_HEIGHT / (size * LEADING))
    last = lines[most - 1]
    while last and measure(last + _ELLIPSIS) > width / size:
        last = last[:-1]
    return size, [*lines[: most - 1], last.rstrip() + _ELLIPSIS]


def balanced(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The fewest lines that a text fits into, as equal in width as they can be."""
    lines = broken(text, width, measure)
    narrow, wide = 0.0, width
    for _ in range(8):  # to a part of a word
        middle = (narrow + wide) / 2
        if (
            len(broken(text, middle, measure)) == len(lines)
            and max(map(measure, broken(text, middle, measure))) <= middle
        ):
            wide = middle
        else:
            narrow = middle
    return broken(text, wide, measure)


def broken(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The lines of a text: broken between words, and within a word only when it is wider than a line."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer) <= width:
            lines[-1] = longer
            continue
        lines.append(word)
        while measure(lines[-1]) > width and len(lines[-1]) > 1:
            rest = lines.pop()
            end = next((end for end in range(len(rest) - 1, 1, -1) if measure(rest[:end]) <= width), 1)
            lines += [rest[:end], rest[end:]]
    return lines
