"""The ``/404.html`` and ``/404/`` pages, which a server shows if a URL does not exist.

The browser keeps the wrong URL, which may have any number of folders. Sphinx's relative links would be broken there,
so all links on these pages start at the host's root.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from publication.core.addresses import output_files

from .template_records import TitleContext, as_context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docutils import nodes
    from sphinx.application import Sphinx

TEMPLATE = "404.html"
DOCNAMES = ("404", "404.html")
"""The docnames of the two pages: ``/404/index.html``, and ``/404.html``, which servers look for."""


def collect_not_found_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Handle ``html-collect-pages``: yield the two 404 pages, except any that the author has supplied as a file."""
    if app.builder.name != "dirhtml":
        return
    for docname in DOCNAMES:
        file = app.builder.get_output_path(docname).relative_to(app.outdir).as_posix()  # type: ignore[attr-defined]  # HTML builders have it
        if not output_files.is_replaced_by_author(Path(app.srcdir), file):
            yield docname, as_context(TitleContext("Page not found")), TEMPLATE


def make_links_root_relative(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Handle ``html-page-context``: make all links on 404 pages start at the host's root.

    This handler runs before the theme's (priority 500), which creates links.
    """
    if templatename != TEMPLATE:
        return
    root: str = urlsplit(app.config.html_baseurl).path.rstrip("/") + "/"
    page_url = root + app.builder.get_target_uri(pagename)
    relative_pathto: Callable[..., str] = context["pathto"]

    def pathto(target: str, resource: bool = False) -> str:  # noqa: FBT001, FBT002 -- Sphinx's signature
        return urljoin(page_url, relative_pathto(target, resource))

    context["pathto"] = pathto
    context["pageurl"] = None  # The page is shown at many URLs and has no canonical URL.
