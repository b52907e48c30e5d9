"""The files that addresses in documents mean: images and downloads in ``_static`` or beside a post."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from . import permalinks

if TYPE_CHECKING:
    from pathlib import Path

MEDIA_FOLDER = "_static/media"
"""The folder whose files are served at ``/media/…``."""
ROOT_FILES_FOLDER = "_static/root"
"""The folder whose files are served at ``/…``."""


def is_remote(address: str) -> bool:
    """Whether an address is elsewhere on the web."""
    return address.startswith(("http://", "https://", "//", "data:"))


def expected_file(address: str, file: str) -> str:
    """The file that an image address in a document means, relative to the publication's root.

    ``/media/a.png`` is in the folder of media, ``/b.png`` in the folder of root files, and anything
    else beside the document. ``../../static/media/a.png`` is how a post named the first in the
    folders of the old site.
    """
    plain = address.split("#", 1)[0].split("?", 1)[0]
    plain = re.sub(r"^(?:\.\./)+static/", "/", plain)
    if plain.startswith("/media/"):
        return f"{MEDIA_FOLDER}/{plain.removeprefix('/media/')}"
    if plain.startswith("/"):
        return f"{ROOT_FILES_FOLDER}{plain}"
    return str(PurePosixPath(file).parent / plain)


def find_file(address: str, file: str, root: Path) -> str | None:
    """The same as ``expected_file`` where that file exists below the root, else None.

    Percent escapes are undone when the name as written does not exist.
    """
    for candidate in dict.fromkeys((address, permalinks.percent_decoded(address))):
        wanted = expected_file(candidate, file)
        if "\0" in wanted:
            continue
        try:
            full = (root / wanted).resolve()
            if full.is_relative_to(root.resolve()) and full.is_file():
                return full.relative_to(root.resolve()).as_posix()
        except (OSError, RuntimeError):  # a name too long for a file, links that go in circles
            continue
    return None
