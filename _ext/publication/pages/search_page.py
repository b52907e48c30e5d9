"""The search page. A script in ``_static/js`` shows the results, and the ``search`` package builds the index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import page_fingerprints
from .template_records import TitleContext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx


def collect_search_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Handle ``html-collect-pages``: yield the search page."""
    if app.builder.name == "dirhtml":
        yield from page_fingerprints.pages_to_write(app, [("search", TitleContext("Search"), "search.html")])
