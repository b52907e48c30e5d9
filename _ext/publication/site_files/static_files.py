"""The files that are served as they are: ``_static/media`` at ``/media``, ``_static/root`` at ``/``."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from publication.core.addresses import media_files
from publication.pictures import responsive_images

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

SERVED_FOLDERS = {media_files.MEDIA_FOLDER: "media", media_files.ROOT_FILES_FOLDER: ""}
"""The folders of files that are served as they are, and the site paths they are served at."""


def served_files(root: Path) -> Iterator[tuple[Path, str]]:
    """Every file that is served as it is, with its place below the site's root; hidden ones are passed over."""
    for folder, place in SERVED_FOLDERS.items():
        top = root / folder
        for file in sorted(top.rglob("*")):
            parts = file.relative_to(top).parts
            if file.is_file() and not any(part.startswith(".") and part != ".well-known" for part in parts):
                yield file, "/".join((place, *parts)) if place else "/".join(parts)


def output_paths(app: Sphinx) -> Iterator[str]:
    """The paths of these files on the site."""
    return (path for _, path in served_files(Path(app.srcdir)))


def copy_served_files(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``: put the served files in their places; an unchanged one is left alone."""
    if exception or app.builder.name != "dirhtml":
        return
    replaced = {
        place for _, place in responsive_images.published_files(app)
    }  # drawings: there stand the safe ones
    for file, place in served_files(Path(app.srcdir)):
        if place in replaced:
            continue
        target = Path(app.outdir, place)
        before, after = file.stat(), target.stat() if target.is_file() else None
        if after and (after.st_mtime_ns, after.st_size) == (before.st_mtime_ns, before.st_size):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
