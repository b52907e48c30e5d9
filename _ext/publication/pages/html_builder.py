"""The site's builder: every page at its permalink, as ``permalinks`` writes it."""

from __future__ import annotations

import html
from gettext import NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.utils import new_document
from jinja2 import Environment
from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.jinja2glue import BuiltinTemplateLoader

from publication.core.addresses import permalinks

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.builders import Builder
    from sphinx.theming import Theme


class UnsandboxedTemplateLoader(BuiltinTemplateLoader):
    """Sphinx's loader of templates without Jinja's sandbox: they are our own, and each look at a value costs less."""

    def init(self, builder: Builder, theme: Theme | None = None, dirs: list[str] | None = None) -> None:
        """Prepare the templates of a build."""
        super().init(builder, theme, dirs)
        # Nor does it look at each use of a template whether it changed since: a build goes on with what it read.
        options: Any = {"extensions": ["jinja2.ext.i18n"], "auto_reload": False}
        plain = Environment(loader=self, **options)  # noqa: S701 -- as Sphinx's: templates escape
        plain.filters.update(self.environment.filters)
        plain.globals.update(self.environment.globals)
        plain.install_gettext_translations(builder._translator or NullTranslations())  # type: ignore[attr-defined]  # noqa: SLF001 -- as Sphinx does
        self.environment = plain  # type: ignore[assignment]  # Sphinx names the sandboxed kind only


class SiteBuilder(DirectoryHTMLBuilder):
    """``dirhtml`` with percent-encoded addresses, and with old addresses that end in ``.html`` kept.

    Sphinx's search index is not made: it keeps words of posts that are gone, every page would load
    it, and two syllables of Korean find nothing in it. ``search`` has another.
    """

    search = False

    def create_template_bridge(self) -> None:
        """Choose the loader of templates."""
        self.templates = UnsandboxedTemplateLoader()

    def copy_theme_static_files(self, context: dict[str, Any]) -> None:
        """Copy nothing: no page links the theme's scripts, styles and icon fonts, which are 6 MB."""

    def create_pygments_style_file(self) -> None:
        """Write nothing: code.css has the colours of code."""

    def copy_html_favicon(self) -> None:
        """Copy the icon, unless each page holds it (``scripts.name``)."""
        if not self.config.html_context.get("icon"):
            super().copy_html_favicon()

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002 -- Sphinx gives it
        """The address of a page, relative to the site's root."""
        return permalinks.url(_path(self, docname))

    def get_output_path(self, page_name: str, /) -> Path:
        """The file of a page."""
        return Path(self.outdir, permalinks.output_path(_path(self, page_name)))

    def render_partial(self, node: Node | None) -> dict[str, str]:
        """A title or a contents list as HTML.

        Sphinx runs all transforms of a document on each, which find nothing to do in a resolved tree.
        """
        if node is None:
            return {"fragment": ""}
        if isinstance(node, nodes.title) and all(isinstance(child, nodes.Text) for child in node.children):
            return {"fragment": "", "title": html.escape(node.astext(), quote=False)}  # most titles: no tree to visit
        document = new_document("<partial node>", self._settings)
        document.append(node)
        visitor: Any = self.create_translator(document, self)
        document.walkabout(visitor)
        return {"fragment": "".join(visitor.fragment), "title": "".join(visitor.title)}


def _path(builder: SiteBuilder, docname: str) -> str:
    return "" if docname == builder.config.root_doc else docname
