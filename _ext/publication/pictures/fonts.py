"""The fonts that come with the publication, and their conversion for programs that cannot read WOFF2.

Pages use the WOFF2 files directly, and Pillow can read them for the preview cards; editions need TrueType or OpenType
files. Each font's licence is in the folder of the font.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from publication.build import cache

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx.application import Sphinx

FONT_FOLDERS = ("_static/fonts", "_templates/pdf/fonts")
"""The folders of fonts below the publication's root: one for pages, one for preview cards and the PDF only."""
_CONVERSION_VERSION = "1"  # to be changed when the conversion changes, so that no cached file is used again
_FAMILY, _FULL_NAME, _TYPOGRAPHIC_FAMILY = 1, 4, 16  # Source: OpenType specification, "name" table, name IDs


def find_font(root: Path, name: str) -> Path | None:
    """The WOFF2 file of a font with a name such as ``source-serif-4-latin-600-normal``, or None."""
    files = (root / folder / f"{name}.woff2" for folder in FONT_FOLDERS)
    return next((file for file in files if file.is_file()), None)


def unpacked_font(app: Sphinx, file: Path, family: str = "") -> Path:
    """The TTF or OTF file of a WOFF2 file, converted once and cached.

    ``family`` replaces the font's family name. All converted fonts are in one folder, ``fonts`` in the cache folder.
    Needs the packages of the optional dependency group ``editions``.
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
