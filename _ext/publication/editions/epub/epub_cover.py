"""Draws the cover of an EPUB: curved lines on paper, the title, and the tagline or the name of the publication."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publication.build import cache
from publication.pictures import fonts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

_DESIGN_VERSION = "1"  # increase it when you change the design, so that cached covers are drawn again
_SIZE = (1600, 2400)  # pixels
_MARGIN = 150
_PAPER, _INK, _MUTED, _RED, _FAINT = "#fbfaf7", "#1d1b18", "#615b52", "#9a2a1e", "#ddd7cb"  # as in tokens.css
_TITLE_SIZES = range(200, 79, -8)
_MAX_LINES = 3
_FONT_FILES = (
    "source-serif-4-latin-600-normal",
    "source-serif-4-latin-ext-600-normal",
    "noto-serif-kr-korean-700-normal",
)
"""The fonts in order of preference. Each character is drawn in the first font that has a glyph for it."""


def get_cover(app: Sphinx, title: str, tagline: str, publication: str = "") -> bytes:
    """Return a cover as PNG. The same texts always produce the same bytes.

    For a series, ``publication`` is the name of the publication that contains the series. For the book of all posts,
    ``publication`` is empty.
    """
    root = Path(app.srcdir)
    name = f"covers/{cache.content_hash(_DESIGN_VERSION, title, tagline, publication)}.png"
    return cache.cached_file(app, name, lambda: _draw_cover(root, title, tagline, publication)).read_bytes()


def _draw_cover(root: Path, title: str, tagline: str, publication: str) -> bytes:
    from PIL import Image, ImageDraw  # noqa: PLC0415 -- most builds do not draw a cover

    # The lines are drawn at twice the size, because scaling down smooths them.
    large = Image.new("RGB", (_SIZE[0] * 2, _SIZE[1] * 2), _PAPER)
    pen = ImageDraw.Draw(large)
    for number in (*range(-9, 0), *range(1, 10), 0):
        points = [(2 * x, 2 * y) for x, y in _line_points(number)]
        pen.line(points, fill=_FAINT if number else _RED, width=6 if number else 34, joint="curve")
    cover = large.resize(_SIZE, Image.Resampling.BOX)
    pen = ImageDraw.Draw(cover)
    font_files = [file for name in _FONT_FILES if (file := fonts.find_font(root, name))]
    bottom = _draw_text(pen, font_files, title, 260)
    if tagline:
        _draw_text(pen, font_files, tagline, bottom + 50, sizes=range(64, 39, -4), color=_MUTED)
    if publication:
        _draw_text(pen, font_files, publication, _SIZE[1] - 240, sizes=range(72, 39, -4))
    buffer = io.BytesIO()
    cover.quantize(64, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _line_points(number: int) -> Iterator[tuple[float, float]]:
    """Yield the points of a line that curves across the cover.

    Line 0 is the thick line in the middle. Lines with positive numbers are below it, and lines with negative numbers
    are above it.
    """
    distance = 0 if number == 0 else number + math.copysign(1.5, number)
    for x in range(-20, _SIZE[0] + 21, 4):
        curve = 90 * math.sin(x / 260) + 42 * math.sin(x / 97 + 1.3) + 16 * math.sin(x / 41)
        ripple = 30 * math.sin(x / (150 + 11 * number) + number)
        yield x, 1620 - 0.34 * x + curve * (1 - abs(number) / 14) + distance * 46 + (ripple if number else 0)


def _draw_text(
    pen: Any, font_files: list[Path], text: str, top: int, *, sizes: range = _TITLE_SIZES, color: str = _INK
) -> int:
    """Draw text at the largest size that fits on three lines, and return the text's bottom edge in pixels."""
    lines: list[str] = []
    size = sizes[0]
    for size in sizes:
        lines = _wrap_text(font_files, text, size)
        if len(lines) <= _MAX_LINES:
            break
    for number, line in enumerate(lines):
        x: float = _MARGIN
        for run, font in _split_by_font(font_files, line, size):
            pen.text((x, top + number * size * 1.2 + size), run, fill=color, font=font, anchor="ls")
            x += font.getlength(run)
    return top + round(len(lines) * size * 1.2)


def _wrap_text(font_files: list[Path], text: str, size: int) -> list[str]:
    """Break a text into lines that fit between the margins of the cover."""
    lines, width = [""], _SIZE[0] - 2 * _MARGIN
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and sum(font.getlength(run) for run, font in _split_by_font(font_files, longer, size)) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _split_by_font(font_files: list[Path], text: str, size: int) -> Iterator[tuple[str, Any]]:
    """Split a text into runs, each with the font that has glyphs for it."""
    from PIL import ImageFont  # noqa: PLC0415 -- most builds do not draw a cover

    fonts_ = [ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC) for file in font_files]
    run, current = "", fonts_[0]
    for character in text:
        font = current if character == " " else next((f for f in fonts_ if _has_glyph(f, character)), current)
        if font is not current and run:
            yield run, current
            run = ""
        run, current = run + character, font
    if run:
        yield run, current


def _has_glyph(font: Any, character: str) -> bool:
    """Whether a font has a glyph for a character.

    A font that has a glyph draws the character differently from U+FFFE, for which no font has a glyph.
    """
    return bytes(font.getmask(character)) != bytes(font.getmask("\ufffe"))
