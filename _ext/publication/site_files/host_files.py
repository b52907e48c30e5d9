"""The file that tells a static host which headers to send: a strict policy, and what may be kept for good."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from publication.build import site
from publication.core.addresses import output_files
from publication.core.formats import http_headers

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def output_paths(app: Sphinx) -> list[str]:
    """The file, below the site's root. One that the author serves themselves is theirs; a preview has none."""
    is_made = not (
        site.get_site(app).settings.preview
        or output_files.is_replaced_by_author(Path(app.srcdir), http_headers.HEADERS_FILE)
    )
    return [http_headers.HEADERS_FILE] if is_made else []


def write_headers_file(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``: write it."""
    if exception is None and app.builder.name == "dirhtml":
        for name in output_paths(app):
            Path(app.outdir, name).write_text(http_headers.headers_file(), encoding="utf-8")
