"""The fonts that the publication brings along: where they are, and unpacked for programs that read no WOFF2.

Their licences are beside them. The web gets the WOFF2 files as they are; Pillow reads them too.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from publication.build import cache

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx.application import Sphinx

FOLDERS = ("_static/fonts", "_templates/pdf/fonts")
"""Where they are, from the publication's root: those of the web, and those of cards and the PDF alone."""
_HOW = "1"  # another one when they are unpacked differently
_FAMILY, _FULL_NAME, _TYPOGRAPHIC_FAMILY = 1, 4, 16  # names in a font. Source: OpenType, "name" table, name IDs


def find(root: Path, name: str) -> Path | None:
    """The file of the font of a name such as ``source-serif-4-latin-600-normal``."""
    files = (root / folder / f"{name}.woff2" for folder in FOLDERS)
    return next((file for file in files if file.is_file()), None)


def unpacked(app: Sphinx, file: Path, family: str = "") -> Path:
    """The TTF or OTF of a WOFF2 file, made once; ``family`` is a family name to give it.

    All of them are in one folder, ``cache.folder(app) / "fonts"``. Needs the group ``editions``.
    """
    data = file.read_bytes()
    name = f"{file.stem}-{cache.digest(_HOW, data, family)}"
    return cache.file(app, f"fonts/{name}.ttf", lambda: _unpack(data, family))


def _unpack(data: bytes, family: str) -> bytes:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 -- only editions need it, and it takes long

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
