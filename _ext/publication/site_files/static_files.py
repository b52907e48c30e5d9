"""Copies the author's files to the site unchanged: ``_static/media`` to ``/media``, and ``_static/root`` to ``/``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from publication.build import staging
from publication.core.addresses import media_files
from publication.pictures import responsive_images

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

SERVED_FOLDERS = {media_files.MEDIA_FOLDER: "media", media_files.ROOT_FILES_FOLDER: ""}
"""The folders whose files are copied, each with its path on the site."""


def served_files(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield each file to copy with its site path. Hidden files are omitted, except those in ``.well-known``."""
    for folder_name, site_folder in SERVED_FOLDERS.items():
        folder = root / folder_name
        for file in sorted(folder.rglob("*")):
            parts = file.relative_to(folder).parts
            if file.is_file() and not any(part.startswith(".") and part != ".well-known" for part in parts):
                yield file, "/".join((site_folder, *parts)) if site_folder else "/".join(parts)


def copy_served_files(app: Sphinx, exception: Exception | None) -> None:
    """Handle ``build-finished``: copy the files. Files with the same time and size are not copied again."""
    if exception or app.builder.name != "dirhtml":
        return
    # `responsive_images` publishes script-free copies of SVG files at the originals' paths.
    replaced = {path for _, path in responsive_images.published_files(app)}
    for file, path in served_files(Path(app.srcdir)):
        if path in replaced:
            continue
        staging.copy_file(app, file, path)
