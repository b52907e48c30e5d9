"""Finds the publication's fonts, and converts them for programs that cannot read WOFF2.

Pages use the WOFF2 files directly, and Pillow can read them for the preview cards, but editions need TrueType or
OpenType files. Each font's licence is in the font's folder.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from publication.build import cache

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx.application import Sphinx

FONT_FOLDERS = ("_static/fonts", "_templates/pdf/fonts")
"""The font folders below the publication's root: one for pages, the other only for preview cards and the PDF."""
_CONVERSION_VERSION = "1"  # Change this when the conversion changes, so that old cached files are not used.
_FAMILY, _FULL_NAME, _TYPOGRAPHIC_FAMILY = 1, 4, 16  # Source: OpenType specification, "name" table, name IDs


def find_font(root: Path, name: str) -> Path | None:
    """The WOFF2 file of a font, or None. A font's name looks like ``source-serif-4-latin-600-normal``."""
    files = (root / folder / f"{name}.woff2" for folder in FONT_FOLDERS)
    return next((file for file in files if file.is_file()), None)


def unpacked_font(app: Sphinx, file: Path, family: str = "") -> Path:
    """Return a WOFF2 font as a TTF or OTF file. The conversion is cached.

    If ``family`` is given, it replaces the font's family name. All converted fonts are in the ``fonts`` folder of the
    cache. Requires the packages in the optional ``editions`` dependency group.
    """
    data = file.read_bytes()
    name = f"{file.stem}-{cache.content_hash(_CONVERSION_VERSION, data, family)}"
    return cache.cached_file(app, f"fonts/{name}.ttf", lambda: _unpack(data, family))


def _unpack(data: bytes, family: str) -> bytes:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 -- only editions need it, and importing it is slow

    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    font.flavor = None
    if family:
        names = font["name"]
        names.removeNames(nameID=_TYPOGRAPHIC_FAMILY)
        for record in names.names:
            if record.nameID in (_FAMILY, _FULL_NAME):
                record.string = family
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()
