"""Copies the posts' images and formulas into the Typst project folder, under content-hashed names.

Typst reads PNG, JPEG, GIF, WebP and SVG. An image is converted to PNG or JPEG if it is in another format, has more
pixels than a printer can use, or uses colours that PDF/A forbids (CMYK).
"""

from __future__ import annotations

import hashlib
import io
import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_MAX_IMAGE_WIDTH = 1800  # pixels, which is 390 per inch at the full width of the text
_TYPST_FORMATS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
_ALLOWED_MODES = {"1", "L", "LA", "P", "RGB", "RGBA"}
_EXIF_ORIENTATION = 0x0112  # Source: Exif 2.32, 4.6.5
_VIEW_BOX = re.compile(r'viewBox="(\S+) (\S+) (\S+) (\S+)"')
_FORMULA_SIZE = 11.2  # points; at this size, letters in STIX are as large as letters in the text font


class TypstProject:
    """A Typst project folder, and the paths of the files that this build has written to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.used_paths: set[str] = set()
        self._image_paths: dict[Path, str] = {}

    def write(self, path: str, data: bytes | str) -> str:
        """Write a Typst project file unless the file already has this content. Return its path for use in Typst code.

        ``path`` is relative to the Typst project folder.
        """
        content = data.encode() if isinstance(data, str) else data
        target = self.folder / path
        self.used_paths.add(path)
        if not target.is_file() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return f"/{path}"

    def remove_unused_files(self) -> None:
        """Delete files from earlier builds that this build has not written, and any folders that are then empty."""
        for path in sorted(self.folder.rglob("*"), reverse=True):
            if path.is_file() and path.relative_to(self.folder).as_posix() not in self.used_paths:
                path.unlink()
            elif path.is_dir() and not any(path.iterdir()):
                path.rmdir()

    def add_image(self, file: Path) -> str:
        """Add an image, converted if necessary. Return the image's path, or an empty string if it is unreadable."""
        if file not in self._image_paths:
            try:
                data, extension = _convert_for_typst(file.read_bytes())
            except (OSError, ValueError, SyntaxError):  # Pillow raises these for files that are not images
                self._image_paths[file] = ""
            else:
                self._image_paths[file] = self.write(f"images/{_content_hash(data)}.{extension}", data)
        return self._image_paths[file]

    def add_formula(self, tex: str, display: bool) -> tuple[str, float, float] | None:  # noqa: FBT001 -- the writer passes it by position
        """Add a drawing of a LaTeX formula.

        Returns the path of the drawing, and its width and its depth below the baseline in points. Returns None if the
        formula cannot be drawn.
        """
        drawing = _draw_formula(tex, display)
        if drawing is None:
            return None
        svg, width, depth = drawing
        return self.write(f"formulas/{_content_hash(svg.encode())}.svg", svg), width, depth


def _content_hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _convert_for_typst(data: bytes) -> tuple[bytes, str]:
    """Return an image in a format that Typst supports, and its file extension. A suitable image stays unchanged."""
    if _is_svg(data):
        return data, "svg"
    from PIL import Image, ImageOps  # noqa: PLC0415 -- most builds do not create PDFs

    with Image.open(io.BytesIO(data)) as image:
        image.load()
        extension = _TYPST_FORMATS.get(image.format or "")
        is_rotated = image.getexif().get(_EXIF_ORIENTATION, 1) != 1
        if extension and image.mode in _ALLOWED_MODES and image.width <= _MAX_IMAGE_WIDTH and not is_rotated:
            return data, extension
        has_alpha = "A" in image.getbands() or "transparency" in image.info
        converted = ImageOps.exif_transpose(image).convert("RGBA" if has_alpha else "RGB")
        if converted.width > _MAX_IMAGE_WIDTH:
            height = max(1, round(converted.height * _MAX_IMAGE_WIDTH / converted.width))
            converted = converted.resize((_MAX_IMAGE_WIDTH, height), Image.Resampling.LANCZOS)
        target = io.BytesIO()
        if has_alpha or image.format in {"PNG", "GIF"}:
            converted.save(target, "PNG", optimize=True)
            return target.getvalue(), "png"
        converted.save(target, "JPEG", quality=88, optimize=True)
        return target.getvalue(), "jpg"


def _is_svg(data: bytes) -> bool:
    """Whether a file is an SVG image. Raises ``ValueError`` for an SVG image that cannot be parsed.

    Such an image would make Typst reject the whole post.
    """
    if b"<svg" not in data[:4096]:
        return False
    from lxml import etree  # noqa: PLC0415 -- most builds do not create PDFs

    try:
        etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    return True


@cache
def _draw_formula(tex: str, display: bool) -> tuple[str, float, float] | None:  # noqa: FBT001 -- the writer passes it by position
    """Draw a formula as SVG. Return None if ziamath cannot parse it or its font lacks a glyph that it needs."""
    import ziamath  # noqa: PLC0415 -- few posts have formulas

    if any(_is_missing_in_math_font(character) for character in tex):
        return None
    try:
        svg: str = ziamath.Latex(  # type: ignore[attr-defined]  # ziamath's __init__ does not declare its names
            tex, size=_FORMULA_SIZE, inline=not display
        ).svg()
    except Exception:  # noqa: BLE001 -- ziamath raises its own errors and many of Python's
        return None
    view_box = _VIEW_BOX.search(svg)
    if view_box is None:
        return None
    _, top, width, height = map(float, view_box.groups())
    return svg, round(width, 3), round(max(0.0, top + height), 3)


def _is_missing_in_math_font(character: str) -> bool:
    """Whether STIX lacks a glyph for a character, such as Hangul. ziamath would silently draw a box instead."""
    return character > "\u2fff" and not "\U0001d400" <= character <= "\U0001d7ff"
