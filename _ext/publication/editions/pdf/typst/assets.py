"""Pictures and formulas as files of the Typst project, named by what is in them.

Typst reads PNG, JPEG, GIF, WebP and SVG. What it does not, what no printer needs so large, and what PDF/A forbids
(colours of the press) is made a PNG or a JPEG first.
"""

from __future__ import annotations

import hashlib
import io
import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_WIDEST = 1800  # pixels: 390 to an inch across the text of the page
_AS_IT_IS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
_MODES = {"1", "L", "LA", "P", "RGB", "RGBA"}
_ORIENTATION = 0x0112  # Source: Exif 2.32, 4.6.5
_VIEW_BOX = re.compile(r'viewBox="(\S+) (\S+) (\S+) (\S+)"')
_NO_FORMULA = re.compile("[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff]")
"""Letters that STIX lacks, and ziamath would draw as boxes without a word."""
_FORMULA_SIZE = 11.2  # points; the letters of STIX are as large as ours then


class Project:
    """The folder of a Typst project, and what has been put into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.used: set[str] = set()
        self._images: dict[Path, str] = {}

    def write(self, name: str, data: bytes | str) -> str:
        """Put a file at a path in the project, unless it is there as it is; its path as Typst writes it."""
        content = data.encode() if isinstance(data, str) else data
        place = self.folder / name
        self.used.add(name)
        if not place.is_file() or place.read_bytes() != content:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        return f"/{name}"

    def remove_stale(self) -> None:
        """Delete what an earlier build put there and this one did not."""
        for place in sorted(self.folder.rglob("*"), reverse=True):
            if place.is_file() and place.relative_to(self.folder).as_posix() not in self.used:
                place.unlink()
            elif place.is_dir() and not any(place.iterdir()):
                place.rmdir()

    def image(self, file: Path) -> str:
        """The path of a picture, made fit for Typst; empty when it cannot be read."""
        if file not in self._images:
            try:
                data, ending = _fit(file.read_bytes())
            except (OSError, ValueError, SyntaxError):  # what Pillow raises for files that are no pictures
                self._images[file] = ""
            else:
                self._images[file] = self.write(f"images/{_digest(data)}.{ending}", data)
        return self._images[file]

    def formula(self, tex: str, display: bool) -> tuple[str, float, float] | None:  # noqa: FBT001 -- as the writer asks
        """The drawing of a formula: its path, its width, and its depth below the line, in points."""
        drawn = _formula(tex, display)
        if drawn is None:
            return None
        svg, width, depth = drawn
        return self.write(f"formulas/{_digest(svg.encode())}.svg", svg), width, depth


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _fit(data: bytes) -> tuple[bytes, str]:
    """A picture that Typst can show, and the ending of its name."""
    if _is_svg(data):
        return data, "svg"
    from PIL import Image, ImageOps  # noqa: PLC0415 -- few builds make a PDF

    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        kind = _AS_IT_IS.get(picture.format or "")
        is_turned = picture.getexif().get(_ORIENTATION, 1) != 1
        if kind and picture.mode in _MODES and picture.width <= _WIDEST and not is_turned:
            return data, kind
        has_alpha = "A" in picture.getbands() or "transparency" in picture.info
        shown = ImageOps.exif_transpose(picture).convert("RGBA" if has_alpha else "RGB")
        if shown.width > _WIDEST:
            shown = shown.resize(
                (_WIDEST, max(1, round(shown.height * _WIDEST / shown.width))), Image.Resampling.LANCZOS
            )
        target = io.BytesIO()
        if has_alpha or picture.format in {"PNG", "GIF"}:
            shown.save(target, "PNG", optimize=True)
            return target.getvalue(), "png"
        shown.save(target, "JPEG", quality=88, optimize=True)
        return target.getvalue(), "jpg"


def _is_svg(data: bytes) -> bool:
    """Whether a file is an SVG that can be parsed: Typst would refuse the whole post for one that cannot."""
    if b"<svg" not in data[:4096]:
        return False
    from lxml import etree  # noqa: PLC0415 -- few builds make a PDF

    try:
        etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    return True


@cache
def _formula(tex: str, display: bool) -> tuple[str, float, float] | None:  # noqa: FBT001 -- as the writer asks
    """A formula drawn; None when the notation is not understood, or has letters that mathematics has not."""
    import ziamath  # noqa: PLC0415 -- few posts have formulas

    if any(
        character >= "\u1100" and not "\U0001d400" <= character <= "\U0001d7ff"
        for character in tex
        if character > "\u2fff"
    ):
        return None
    try:
        svg: str = ziamath.Latex(  # type: ignore[attr-defined]  # its __init__ exports nothing by name
            tex, size=_FORMULA_SIZE, inline=not display
        ).svg()
    except Exception:  # noqa: BLE001 -- the library raises many kinds, its own and those of Python
        return None
    box = _VIEW_BOX.search(svg)
    if box is None:
        return None
    _, top, width, height = map(float, box.groups())
    return svg, round(width, 3), round(max(0.0, top + height), 3)
