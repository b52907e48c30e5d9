"""``/404.html`` and ``/404/``: the page that a server shows for an address that leads nowhere.

A server shows it at that address, however deep, so its own links start at the root of the host:
relative ones, as Sphinx makes them, would lead nowhere too.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from publication.core.addresses import output_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docutils import nodes
    from sphinx.application import Sphinx

TEMPLATE = "404.html"
NAMES = ("404", "404.html")
"""The names of the two pages: ``/404/index.html``, and the file that servers look for."""


def pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """``html-collect-pages``: both pages, but for one that the author serves themselves."""
    if app.builder.name == "dirhtml":
        for name in NAMES:
            file = app.builder.get_output_path(name).relative_to(app.outdir).as_posix()  # type: ignore[attr-defined]  # an HTML builder has it
            if not output_files.is_theirs(Path(app.srcdir), file):
                yield name, {"title": "Page not found"}, TEMPLATE


def root_links(
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
