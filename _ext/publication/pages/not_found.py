"""``/404.html`` and ``/404/``: the page that a server shows for an address that leads nowhere.

A server shows it at that address, however deep, so its own links start at the root of the host:
relative ones, as Sphinx makes them, would lead nowhere too.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from publication.build import incremental
from publication.core.addresses import output_files

from .template_records import TitleContext, as_context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docutils import nodes
    from sphinx.application import Sphinx

TEMPLATE = "404.html"
DOCNAMES = ("404", "404.html")
"""The names of the two pages: ``/404/index.html``, and the file that servers look for."""


def collect_not_found_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """``html-collect-pages``: both pages, unless the author serves a file of their own in place of one."""
    if app.builder.name != "dirhtml":
        return
    for name in DOCNAMES:
        file = app.builder.get_output_path(name).relative_to(app.outdir).as_posix()  # type: ignore[attr-defined]  # an HTML builder has it
        if not output_files.is_replaced_by_author(Path(app.srcdir), file):
            incremental.add_generated_page(app, name)
            yield name, as_context(TitleContext("Page not found")), TEMPLATE


def make_links_root_relative(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """``html-page-context``, before the theme (500) makes links: all links from the root of the host."""
    if templatename != TEMPLATE:
        return
    root: str = urlsplit(app.config.html_baseurl).path.rstrip("/") + "/"
    here = root + app.builder.get_target_uri(pagename)
    relative: Callable[..., str] = context["pathto"]

    def pathto(target: str, resource: bool = False) -> str:  # noqa: FBT001, FBT002 -- as templates call Sphinx's
        return urljoin(here, relative(target, resource))

    context["pathto"] = pathto
    context["pageurl"] = None  # it stands at no address of its own
