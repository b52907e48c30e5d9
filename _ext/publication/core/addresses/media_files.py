"""Finds the files that URLs in documents refer to: images and downloads in ``_static`` or beside a post."""

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


def is_remote(url: str) -> bool:
    """Whether a URL needs no file in the publication, because it leads to another site or is a ``data:`` URL."""
    return url.startswith(("http://", "https://", "//", "data:"))


def expected_file(url: str, file: str) -> str:
    """Return the file that an image URL in the document ``file`` refers to, whether that file exists or not.

    The result is relative to the publication's root, like ``file``. ``/media/a.png`` is in the media folder,
    ``/b.png`` is in the root files folder, and any other URL is relative to the document.
    ``../../static/media/a.png`` means the same as ``/media/a.png``, because some posts from gatsby-starter-lumen use
    that form.
    """
    path = url.split("#", 1)[0].split("?", 1)[0]
    path = re.sub(r"^(?:\.\./)+static/", "/", path)
    if path.startswith("/media/"):
        return f"{MEDIA_FOLDER}/{path.removeprefix('/media/')}"
    if path.startswith("/"):
        return f"{ROOT_FILES_FOLDER}{path}"
    return str(PurePosixPath(file).parent / path)


def find_media_file(url: str, file: str, root: Path) -> str | None:
    """Find the file that a URL in the document ``file`` refers to (see ``expected_file``); None if it is missing.

    The URL is tried as written first, and then without percent escapes. Files outside ``root`` are ignored.
    """
    for candidate in dict.fromkeys((url, permalinks.percent_decode(url))):
        expected = expected_file(candidate, file)
        if "\0" in expected:
            continue
        try:
            full = (root / expected).resolve()
            if full.is_relative_to(root.resolve()) and full.is_file():
                return full.relative_to(root.resolve()).as_posix()
        except (OSError, RuntimeError):  # The name is too long, or symbolic links form a loop.
            continue
    return None
