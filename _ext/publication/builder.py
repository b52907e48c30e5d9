"""The site's builder: every page at its permalink, as ``permalinks`` writes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils.utils import new_document
from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.epub3 import Epub3Builder

from .core import permalinks

if TYPE_CHECKING:
    from docutils.nodes import Node


class SiteBuilder(DirectoryHTMLBuilder):
    """``dirhtml`` with percent-encoded addresses, and with old addresses that end in ``.html`` kept.

    Sphinx's search index is not made: it keeps words of posts that are gone, every page would load
    it, and two syllables of Korean find nothing in it. ``search`` has another.
    """

    search = False

    def copy_theme_static_files(self, context: dict[str, Any]) -> None:
        """Copy nothing: no page links the theme's scripts, styles and icon fonts, which are 6 MB."""

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002 -- Sphinx gives it
        """The address of a page, relative to the site's root."""
        return permalinks.url(_path(self, docname))

    def get_output_path(self, page_name: str, /) -> Path:
        """The file of a page."""
        return Path(self.outdir, permalinks.output(_path(self, page_name)))

    def render_partial(self, node: Node | None) -> dict[str, str]:
        """A title or a contents list as HTML.

        Sphinx runs all transforms of a document on each, which find nothing to do in a resolved tree.
        """
        if node is None:
            return {"fragment": ""}
        document = new_document("<partial node>", self._settings)
        document.append(node)
        visitor: Any = self.create_translator(document, self)
        document.walkabout(visitor)
        return {"fragment": "".join(visitor.fragment), "title": "".join(visitor.title)}


class BookBuilder(Epub3Builder):
    """Sphinx's ``epub`` with Sphinx's templates: ours are pages of a site, with a menu, and no XHTML."""

    def init_templates(self) -> None:
        """Prepare the templates, without the publication's own folder."""
        ours, self.config.templates_path = self.config.templates_path, []
        super().init_templates()
        self.config.templates_path = ours


def _path(builder: SiteBuilder, docname: str) -> str:
    return "" if docname == builder.config.root_doc else docname
