"""A picture as a page shows it: how large, in which widths it is offered, and which of them fits.

Source of ``srcset`` and ``sizes``: https://html.spec.whatwg.org/multipage/images.html#sizes-attributes
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

WIDTHS = (480, 960, 1600)
"""The widths in pixels of smaller copies: a telephone, the column of text, and a cover or a fine screen."""
LARGEST = 2000
"""The most pixels on a side that a reader is sent; an original that is larger is replaced by a copy."""
MOST_PIXELS = 80_000_000
"""More pixels than any camera makes are no picture but an attack on the memory of whoever opens it."""

COLUMN = 624
"""The width of the text in CSS pixels: ``--measure`` of ``tokens.css``."""
COVER = 904
"""The width of a cover beside an empty margin: text, gutter and margin column."""
_NARROW = 40  # CSS pixels of a small window beside its text: twice `--edge`
_WIDE_WINDOW = "(min-width: 75rem)"  # where layout.css has a margin column
_CLOSE = 0.85  # a copy that is nearly as wide as the next one saves nothing
_PIXELS = {
    "": 1,
    "px": 1,
    "rem": 16,
    "em": 19,
    "ex": 9,
    "in": 96,
    "cm": 96 / 2.54,
    "mm": 9.6 / 2.54,
    "pt": 4 / 3,
    "pc": 16,
}
_MEASURE = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*([a-z]*|%)")


class UnusableError(ValueError):
    """A file that cannot be shown as a picture; the message says what was found instead of one."""


class Kind(Enum):
    """What can be done with a picture."""

    STILL = "still"
    """Pixels: smaller copies can be made."""
    MOVING = "moving"
    """Pixels that move: it stays as it is."""
    DRAWING = "drawing"
    """SVG, which has every size."""


class Role(Enum):
    """Where a picture stands, which decides how wide it is."""

    TEXT = "text"
    COVER = "cover"
    LEAD = "lead"
    """The cover of a post in a listing."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of the file of a picture. Width and height are those of the picture when it stands upright."""

    digest: str
    width: int
    height: int
    kind: Kind
    instead: str = ""
    """The ending of the copy that is sent instead of the file: it is too large, lies on its side, has a format that
    not every reader knows, or is a drawing, which is made safe. Empty when the file can be sent as it is."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as HTML has it. Addresses are paths from the site's root, escaped."""

    src: str
    alt: str
    width: int
    height: int
    candidates: tuple[tuple[str, int], ...] = ()
    """Copies of other widths: address and width in pixels, the narrowest first."""
    sizes: str = ""
    first: bool = False
    """Whether it is seen at once, and so is not left until the reader comes near."""


def steps(picture: Picture) -> tuple[int, ...]:
    """The widths of the copies to make: those of ``WIDTHS``, none wider than the picture; none of a small one."""
    if picture.kind is not Kind.STILL or picture.width <= WIDTHS[0]:
        return ()
    top = min(picture.width, WIDTHS[-1])
    return (*(width for width in WIDTHS if width < top * _CLOSE), top)


def fitted(width: int, height: int, most: int) -> tuple[int, int]:
    """A size with the same proportions and no side longer than ``most``."""
    scale = min(1.0, most / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def sent_size(picture: Picture) -> tuple[int, int]:
    """The size in pixels of the file that is sent for a picture."""
    limit = LARGEST if picture.instead and picture.kind is Kind.STILL else max(picture.width, picture.height)
    return fitted(picture.width, picture.height, limit)


def display(picture: Picture, width: str = "", height: str = "", scale: str = "") -> tuple[int, int]:
    """The size in CSS pixels: the author's measures where given, the rest by the picture's proportions."""
    across, down = pixels(width), pixels(height)
    if not across and not down:
        across = picture.width * (float(scale) if scale else 100) / 100
    if not across:
        across = down * picture.width / picture.height
    if not down:
        down = across * picture.height / picture.width
    return max(1, round(across)), max(1, round(down))


def pixels(measure: str) -> float:
    """An author's measure in CSS pixels, ``%`` of the column of text; 0 when there is none."""
    found = _MEASURE.fullmatch(measure.strip().lower())
    if not found:
        return 0
    number, unit = float(found[1]), found[2]
    return number * COLUMN / 100 if unit == "%" else number * _PIXELS.get(unit, 0)


def sizes(width: int, role: Role) -> str:
    """How wide a picture of a width is shown in which window, as ``sizes`` has it."""
    wide = COLUMN if role is not Role.TEXT else min(width, COLUMN)
    narrow = f"(max-width: {wide + _NARROW}px) calc(100vw - {_NARROW}px)"
    cover = f"{_WIDE_WINDOW} {COVER}px, " if role is Role.COVER else ""
    return f"{narrow}, {cover}{wide}px"


def attributes(shown: Shown, at: Callable[[str], str]) -> dict[str, str]:
    """The attributes of an ``img`` element; ``at`` makes an address of a path from the site's root."""
    found = {"src": at(shown.src), "alt": shown.alt, "width": str(shown.width), "height": str(shown.height)}
    if shown.candidates:
        found["srcset"] = ", ".join(f"{at(path)} {width}w" for path, width in shown.candidates)
        found["sizes"] = shown.sizes
    return found | ({"fetchpriority": "high"} if shown.first else {"loading": "lazy", "decoding": "async"})
