"""What takes long and is made once: small images, unpacked fonts.

They are kept in one folder, ``publication_cache``, for the next build and for other builders. The name of a
file there holds a digest of all that it is made from, so that one that is there is right.
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

_USED = "used"

_REQUESTED: site.PerBuild[set[str]] = site.PerBuild(lambda _: set())
"""The names that this build has asked for."""


def cache_folder(app: Sphinx) -> Path:
    """Where it is all kept."""
    return Path(app.srcdir, site.get_site(app).settings.cache)


def digest(*parts: bytes | str) -> str:
    """A digest of what a file is made from; short, and long enough that no two are alike."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()[:16]


def cached_file(app: Sphinx, name: str, make: Callable[[], bytes]) -> Path:
    """The file of a name below the folder, made now if it is not there.

    Ask in the main process, in one of its threads at most: what no build asks for any more is deleted.
    """
    _REQUESTED.get(app).add(name)
    place = cache_folder(app) / name
    if not place.is_file():
        place.parent.mkdir(parents=True, exist_ok=True)
        # Another process may make the same at the same time: whoever is last puts the same bytes there.
        new = place.with_name(f"{place.name}.{os.getpid()}.{threading.get_ident()}.new")
        new.write_bytes(make())
        new.replace(place)
    return place


def delete_unused(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``: delete what the last build of this builder asked for, and no builder does now."""
    top, mine = cache_folder(app), Path(app.doctreedir).resolve()
    if exception or not top.is_dir():
        return
    (top / _USED).mkdir(parents=True, exist_ok=True)
    record = top / _USED / digest(str(mine))
    unused = set(_asked(record)[1])
    record.write_text("\n".join([str(mine), *sorted(_REQUESTED.get(app))]), encoding="utf-8")
    used: set[str] = set()
    for other in sorted((top / _USED).iterdir()):
        whose, names = _asked(other)
        if Path(whose).is_dir():
            used.update(names)
        else:
            unused.update(names)
            other.unlink()
    for name in unused - used:
        (top / name).unlink(missing_ok=True)


def _asked(record: Path) -> tuple[str, list[str]]:
    """Whose record it is, and what was asked for."""
    whose, *names = record.read_text(encoding="utf-8").split("\n") if record.is_file() else ("",)
    return whose, names
