"""Caches files that take a long time to generate, such as resized images and unpacked fonts.

All cached files are in one folder (``publication_cache`` in ``conf.py``). The HTML, PDF and EPUB builders share this
folder, and it is kept from one build to the next. A cached file's name contains a hash of everything that the file is
generated from, so an existing file is always up to date.
"""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from . import site

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx

_USED_FOLDER = "used"
"""The subfolder with one text file for each output. The file lists the cached files that the output's last build
used."""

_REQUESTED: site.PerBuild[set[str]] = site.PerBuild(lambda _: set())
"""The names of the cached files that this build uses."""


def cache_folder(app: Sphinx) -> Path:
    """The full path of the cache folder."""
    return Path(app.srcdir, site.get_site(app).settings.cache)


def content_hash(*parts: bytes | str) -> str:
    """Hash everything that a file is generated from. The 16 hexadecimal digits make collisions very unlikely."""
    sha256 = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        sha256.update(len(data).to_bytes(8, "big") + data)  # the length, so that ("ab", "c") differs from ("a", "bc")
    return sha256.hexdigest()[:16]


def cached_file(app: Sphinx, name: str, make: Callable[[], bytes]) -> Path:
    """Return the cached file ``name``, a path below the cache folder.

    If the file does not exist yet, it is created with the content that ``make()`` returns.

    Call this function only in the main process (in any thread). Otherwise, the build does not record that the file
    is in use, and ``delete_unused_files`` deletes the file.
    """
    _REQUESTED.get(app).add(name)
    file = cache_folder(app) / name
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        # Another process may create the same file at the same time. Each process writes a temporary file and then
        # renames it, so that no process reads a half-written file.
        new = file.with_name(f"{file.name}.{os.getpid()}.{threading.get_ident()}.new")
        new.write_bytes(make())
        new.replace(file)
    return file


def delete_unused_files(app: Sphinx, exception: Exception | None) -> None:
    """Handle ``build-finished``: delete the cached files that no output uses any more.

    An output is identified by its doctree folder. If that folder no longer exists, the output's list of cached files
    is deleted too.
    """
    folder, doctrees = cache_folder(app), Path(app.doctreedir).resolve()
    if exception or not folder.is_dir():
        return
    (folder / _USED_FOLDER).mkdir(parents=True, exist_ok=True)
    own_record = folder / _USED_FOLDER / content_hash(str(doctrees))
    unused = set(_read_record(own_record)[1])
    own_record.write_text("\n".join([str(doctrees), *sorted(_REQUESTED.get(app))]), encoding="utf-8")
    used: set[str] = set()
    for record in sorted((folder / _USED_FOLDER).iterdir()):
        owner, names = _read_record(record)
        if Path(owner).is_dir():
            used.update(names)
        else:
            unused.update(names)
            record.unlink()
    for name in unused - used:
        (folder / name).unlink(missing_ok=True)


def _read_record(record: Path) -> tuple[str, list[str]]:
    """Return an output's doctree folder, and the names of the cached files that its last build used."""
    owner, *names = record.read_text(encoding="utf-8").split("\n") if record.is_file() else ("",)
    return owner, names
