"""Defines the site builder, which writes each page to the path given by the page's permalink."""

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
    from collections.abc import Iterator

    from docutils.nodes import Node
    from sphinx.builders import Builder
    from sphinx.theming import Theme


class UnsandboxedTemplateLoader(BuiltinTemplateLoader):
    """Sphinx's template loader, but without Jinja's sandbox.

    Our own templates need no sandbox, and every access to a value is faster without it.
    """

    def init(self, builder: Builder, theme: Theme | None = None, dirs: list[str] | None = None) -> None:
        """Prepare the templates for a build."""
        super().init(builder, theme, dirs)
        # Templates do not change during a build, so Jinja need not check for changes at each use.
        options: Any = {"extensions": ["jinja2.ext.i18n"], "auto_reload": False}
        environment = Environment(loader=self, **options)  # noqa: S701 -- as in Sphinx, the templates escape values
        environment.filters.update(self.environment.filters)
        environment.globals.update(self.environment.globals)
        environment.install_gettext_translations(builder._translator or NullTranslations())  # type: ignore[attr-defined]  # noqa: SLF001 -- Sphinx does the same
        self.environment = environment  # type: ignore[assignment]  # Sphinx declares a sandboxed environment


class SiteBuilder(DirectoryHTMLBuilder):
    """The ``dirhtml`` builder, changed to percent-encode URLs and to accept permalinks that end in ``.html``.

    Sphinx's search index is switched off: it keeps words from deleted posts, every page would load it, and it does
    not find two-syllable Korean words. The ``search`` package builds a different index.
    """

    search = False

    def create_template_bridge(self) -> None:
        """Use ``UnsandboxedTemplateLoader`` to load the templates."""
        self.templates = UnsandboxedTemplateLoader()

    def copy_theme_static_files(self, context: dict[str, Any]) -> None:
        """Copy nothing, because no page uses the theme's scripts, style sheets or icon fonts (6 MB)."""

    def create_pygments_style_file(self) -> None:
        """Write nothing, because code.css contains the colours for syntax highlighting."""

    def copy_html_favicon(self) -> None:
        """Copy the icon, unless ``scripts.add_scripts_to_context`` has embedded it in every page."""
        if not self.config.html_context.get("icon"):
            super().copy_html_favicon()

    def get_outdated_docs(self) -> Iterator[str]:
        """Return no documents, because ``incremental.outdated_pages`` finds outdated pages by their content."""
        yield from ()

    def write_buildinfo(self) -> None:
        """Write nothing, because ``staging`` keeps its own record of the build, which is not published."""

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002 -- Sphinx passes it
        """The URL of a page, relative to the site's root."""
        return permalinks.url_of_page(_site_path(self, docname))

    def get_output_path(self, page_name: str, /) -> Path:
        """The output file of a page."""
        return Path(self.outdir, permalinks.html_file(_site_path(self, page_name)))

    def render_partial(self, node: Node | None) -> dict[str, str]:
        """Render a title or a table of contents as HTML.

        Unlike Sphinx's method, this method runs no transforms, because they would not change a resolved doctree.
        """
        if node is None:
            return {"fragment": ""}
        if isinstance(node, nodes.title) and all(isinstance(child, nodes.Text) for child in node.children):
            # Most titles are plain text. Writing them directly avoids creating a document and a translator.
            return {"fragment": "", "title": html.escape(node.astext(), quote=False)}
        document = new_document("<partial node>", self._settings)
        document.append(node)
        visitor: Any = self.create_translator(document, self)
        document.walkabout(visitor)
        return {"fragment": "".join(visitor.fragment), "title": "".join(visitor.title)}


def _site_path(builder: SiteBuilder, docname: str) -> str:
    return "" if docname == builder.config.root_doc else docname
