"""Writes the file of HTTP headers for static hosts: a strict Content-Security-Policy and caching rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from publication.build import site, staging
from publication.core.addresses import output_files
from publication.core.formats import http_headers

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def output_paths(app: Sphinx) -> list[str]:
    """A list of the headers file's site path. Empty in a preview, or if the author has supplied this file."""
    is_omitted = site.get_site(app).settings.preview or output_files.is_replaced_by_author(
        Path(app.srcdir), http_headers.HEADERS_FILE
    )
    return [] if is_omitted else [http_headers.HEADERS_FILE]


def write_headers_file(app: Sphinx, exception: Exception | None) -> None:
    """Handle ``build-finished``: write the headers file."""
    if exception is None and app.builder.name == "dirhtml":
        for path in output_paths(app):
            staging.write_file(app, path, http_headers.headers_file().encode())
