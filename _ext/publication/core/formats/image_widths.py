"""Calculates the size at which a page shows a picture, and the widths of the picture's smaller copies.

Source for ``srcset`` and ``sizes``: https://html.spec.whatwg.org/multipage/images.html#sizes-attributes
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

COPY_WIDTHS = (480, 960, 1600)
"""The widths of smaller copies, in pixels: for phones, the text column, and covers and high-density screens."""
MAX_SIDE = 2000
"""The longest side of a published picture in pixels. A smaller copy replaces a larger original."""
MAX_PIXELS = 80_000_000
"""The maximum number of pixels. No camera produces a picture this large, so a larger file is treated as an attempt to
exhaust the memory of the program that opens it."""

COLUMN_WIDTH = 624
"""The width of the text column in CSS pixels: ``--measure`` in ``tokens.css``."""
COVER_WIDTH = 904
"""The width of a cover in a wide window, in CSS pixels: text column, gutter and margin column."""
_NARROW_WINDOW_MARGINS = 40  # CSS pixels beside the text in a narrow window: twice `--edge`
_WIDE_WINDOW = "(min-width: 75rem)"  # the breakpoint at which layout.css adds the margin column
_MAX_WIDTH_RATIO = 0.85  # a copy that is nearly as wide as the next one would save nothing
_CSS_PIXELS = {
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
"""The number of CSS pixels in each CSS unit. A number without a unit is in pixels."""
_CSS_LENGTH = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*([a-z]*|%)")


class UnusablePictureError(ValueError):
    """Raised for a file that cannot be shown as a picture.

    The exception's text is the reason, and becomes part of a problem message.
    """


class PictureKind(Enum):
    """The kind of a picture, which determines how the picture is processed."""

    STILL = "still"
    """A raster image, from which smaller copies are made."""
    ANIMATED = "animated"
    """An animated raster image, which is published unchanged."""
    SVG = "svg"
    """A vector image, which needs no smaller copies."""


class PictureRole(Enum):
    """The role of a picture on a page, which determines how wide the picture is shown."""

    TEXT = "text"
    COVER = "cover"
    LEAD = "lead"
    """The cover of a post in a listing."""


@dataclass(frozen=True, slots=True)
class PictureFile:
    """The properties of a picture file. ``width`` and ``height`` are in pixels, after any rotation given by EXIF."""

    digest: str
    width: int
    height: int
    kind: PictureKind
    replacement_suffix: str = ""
    """The suffix of the copy that replaces the file, such as ``.jpg``; empty if the file is published unchanged.

    A file is replaced when it is too large, is rotated by EXIF, or is in a format that not every reader can show. An
    SVG is always replaced by a copy without scripts or references to other files.
    """


@dataclass(frozen=True, slots=True)
class PageImage:
    """A picture as shown on a page. URLs are percent-encoded paths relative to the site's root.

    ``width`` and ``height`` are in CSS pixels. ``sizes`` is the attribute of the same name.
    """

    src: str
    alt: str
    width: int
    height: int
    srcset: tuple[tuple[str, int], ...] = ()
    """The files in all widths, from narrow to wide, as (URL, width in pixels) pairs."""
    sizes: str = ""
    loads_eagerly: bool = False
    """Whether the browser loads the picture immediately, because it is near the top of the page."""


def copy_widths(picture: PictureFile) -> tuple[int, ...]:
    """The widths of a picture's smaller copies, in pixels, in ascending order.

    The widths are every width in ``COPY_WIDTHS`` that is clearly narrower than the picture, then the picture's own
    width, capped at the largest of ``COPY_WIDTHS``. A small picture has no copies.
    """
    if picture.kind is not PictureKind.STILL or picture.width <= COPY_WIDTHS[0]:
        return ()
    widest = min(picture.width, COPY_WIDTHS[-1])
    return (*(width for width in COPY_WIDTHS if width < widest * _MAX_WIDTH_RATIO), widest)


def fit_within(width: int, height: int, max_side: int) -> tuple[int, int]:
    """Scale a size down, keeping its proportions, so that no side is longer than ``max_side``."""
    scale = min(1.0, max_side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def published_size(picture: PictureFile) -> tuple[int, int]:
    """The size of a picture's published file, in pixels."""
    is_resized = picture.replacement_suffix and picture.kind is PictureKind.STILL
    return fit_within(picture.width, picture.height, MAX_SIDE if is_resized else max(picture.width, picture.height))


def display_size(picture: PictureFile, width: str = "", height: str = "", scale: str = "") -> tuple[int, int]:
    """The size at which a page shows a picture, in CSS pixels.

    ``width`` and ``height`` are CSS lengths and ``scale`` is a percentage, all as the author wrote them, or empty. A
    missing side is calculated from the picture's proportions.
    """
    shown_width, shown_height = css_pixels(width), css_pixels(height)
    if not shown_width and not shown_height:
        shown_width = picture.width * (float(scale) if scale else 100) / 100
    if not shown_width:
        shown_width = shown_height * picture.width / picture.height
    if not shown_height:
        shown_height = shown_width * picture.height / picture.width
    return max(1, round(shown_width)), max(1, round(shown_height))


def css_pixels(length: str) -> float:
    """Convert a CSS length to CSS pixels; ``%`` refers to the text column. Returns 0 if ``length`` is invalid."""
    match = _CSS_LENGTH.fullmatch(length.strip().lower())
    if not match:
        return 0
    number, unit = float(match[1]), match[2]
    return number * COLUMN_WIDTH / 100 if unit == "%" else number * _CSS_PIXELS.get(unit, 0)


def sizes_attribute(width: int, role: PictureRole) -> str:
    """The ``sizes`` attribute of a picture that is shown ``width`` CSS pixels wide.

    From this attribute the browser knows the width of the image before the style sheet has loaded.
    """
    shown_width = COLUMN_WIDTH if role is not PictureRole.TEXT else min(width, COLUMN_WIDTH)
    margins = _NARROW_WINDOW_MARGINS
    narrow = f"(max-width: {shown_width + margins}px) calc(100vw - {margins}px)"
    cover = f"{_WIDE_WINDOW} {COVER_WIDTH}px, " if role is PictureRole.COVER else ""
    return f"{narrow}, {cover}{shown_width}px"


def img_attributes(image: PageImage, url_for: Callable[[str], str]) -> dict[str, str]:
    """The attributes of an ``img`` element.

    ``url_for`` converts a path below the site's root into the URL to write.
    """
    attributes = {
        "src": url_for(image.src),
        "alt": image.alt,
        "width": str(image.width),
        "height": str(image.height),
    }
    if image.srcset:
        attributes["srcset"] = ", ".join(f"{url_for(path)} {width}w" for path, width in image.srcset)
        attributes["sizes"] = image.sizes
    if image.loads_eagerly:
        return attributes | {"fetchpriority": "high"}
    return attributes | {"loading": "lazy", "decoding": "async"}
