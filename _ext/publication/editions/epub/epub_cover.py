"""The cover of an EPUB: paper, a line that bends across it, and the names."""

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

_HOW = "1"  # another one when covers are drawn differently
_SIZE = (1600, 2400)
_MARGIN = 150
_PAPER, _INK, _MUTED, _RED, _FAINT = "#fbfaf7", "#1d1b18", "#615b52", "#9a2a1e", "#ddd7cb"  # tokens.css
_TITLE_SIZES = range(200, 79, -8)
_FACES = ("source-serif-4-latin-600-normal", "source-serif-4-latin-ext-600-normal", "noto-serif-kr-korean-700-normal")
"""The fonts of the names, the first one that has a letter."""


def of(app: Sphinx, title: str, below: str, publication: str = "") -> bytes:
    """A cover as PNG, the same bytes for the same names; ``publication`` is what a series belongs to."""
    name = f"covers/{cache.digest(_HOW, title, below, publication)}.png"
    return cache.file(app, name, lambda: _drawn(Path(app.srcdir), title, below, publication)).read_bytes()


def _drawn(root: Path, title: str, below: str, publication: str) -> bytes:
    from PIL import Image, ImageDraw  # noqa: PLC0415 -- few builds draw

    # The lines are drawn large and made smaller, which smooths them.
    large = Image.new("RGB", (_SIZE[0] * 2, _SIZE[1] * 2), _PAPER)
    pen = ImageDraw.Draw(large)
    for number in (*range(-9, 0), *range(1, 10), 0):
        points = [(2 * x, 2 * y) for x, y in _line(number)]
        pen.line(points, fill=_FAINT if number else _RED, width=6 if number else 34, joint="curve")
    picture = large.resize(_SIZE, Image.Resampling.BOX)
    pen = ImageDraw.Draw(picture)
    files = [file for name in _FACES if (file := fonts.find(root, name))]
    top = _write(pen, files, title, 260)
    if below:
        _write(pen, files, below, top + 50, sizes=range(64, 39, -4), colour=_MUTED)
    if publication:
        _write(pen, files, publication, _SIZE[1] - 240, sizes=range(72, 39, -4))
    buffer = io.BytesIO()
    picture.quantize(64, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _line(number: int) -> Iterator[tuple[float, float]]:
    """A line that bends across the cover; its neighbours on both sides keep some distance."""
    away = 0 if number == 0 else number + math.copysign(1.5, number)
    for x in range(-20, _SIZE[0] + 21, 4):
        bend = 90 * math.sin(x / 260) + 42 * math.sin(x / 97 + 1.3) + 16 * math.sin(x / 41)
        own = 30 * math.sin(x / (150 + 11 * number) + number)
        yield x, 1620 - 0.34 * x + bend * (1 - abs(number) / 14) + away * 46 + (own if number else 0)


def _write(
    pen: Any, files: list[Path], text: str, top: int, *, sizes: range = _TITLE_SIZES, colour: str = _INK
) -> int:
    """Write a name from ``top`` on, in the largest size in which it fits; the bottom of it."""
    lines: list[str] = []
    size = sizes[0]
    for size in sizes:
        lines = _broken(files, text, size)
        if len(lines) <= 3:  # noqa: PLR2004 -- what looks well
            break
    for number, line in enumerate(lines):
        x: float = _MARGIN
        for run, font in _runs(files, line, size):
            pen.text((x, top + number * size * 1.2 + size), run, fill=colour, font=font, anchor="ls")
            x += font.getlength(run)
    return top + round(len(lines) * size * 1.2)


def _broken(files: list[Path], text: str, size: int) -> list[str]:
    """Lines that fit the width of the cover."""
    lines, width = [""], _SIZE[0] - 2 * _MARGIN
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and sum(font.getlength(run) for run, font in _runs(files, longer, size)) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _runs(files: list[Path], text: str, size: int) -> Iterator[tuple[str, Any]]:
    """A text in pieces, each with the font that has its letters."""
    from PIL import ImageFont  # noqa: PLC0415 -- few builds draw

    faces = [ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC) for file in files]
    run, current = "", faces[0]
    for char in text:
        face = current if char == " " else next((face for face in faces if _has(face, char)), current)
        if face is not current and run:
            yield run, current
            run = ""
        run, current = run + char, face
    if run:
        yield run, current


def _has(face: Any, char: str) -> bool:
    """Whether a font draws a character otherwise than one that no font has."""
    return bytes(face.getmask(char)) != bytes(face.getmask("\ufffe"))
