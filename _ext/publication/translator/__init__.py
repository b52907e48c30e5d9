"""Doctree to HTML, for every page of the site: what Sphinx writes, without the theme's classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

from publication import site

from .formulas import Formulas
from .notes import Notes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder


class PageTranslator(Formulas, Notes, HTML5Translator):
    """Sphinx's translator; what scrolls within the page can be reached by keyboard, in Safari too."""

    def __init__(self, document: nodes.document, builder: StandaloneHTMLBuilder) -> None:
        super().__init__(document, builder)
        app = builder._app  # noqa: SLF001 -- Sphinx has no public way from here to the application
        self._direction = site.direction(site.language(app, site.of(app).post(self.docnames[0])))

    def starttag(self, node: Any, tagname: str, *args: Any, **attributes: Any) -> str:
        """Open an element; one in a language that is written the other way says so."""
        for name in node.get("classes", ()):
            if name.startswith("language-"):
                direction = site.direction(name.removeprefix("language-"))
                if direction != self._direction:
                    attributes["dir"] = direction
        tag: str = super().starttag(node, tagname, *args, **attributes)
        return tag

    def visit_inline(self, node: nodes.inline) -> None:
        """Open a span; the sign of a task is a box that says what it means."""
        if "task-box" in node["classes"]:
            checked = " checked" if node.astext() == "☑" else ""
            self.body.append(f'<input type="checkbox" class="task-box" disabled{checked} aria-label="Done">')
            raise nodes.SkipNode
        super().visit_inline(node)

    def visit_table(self, node: nodes.table) -> None:
        """Open a table within a box of its own that scrolls."""
        self.body.append('<div class="table-box" role="group" aria-label="Table" tabindex="0">')
        super().visit_table(node)

    def depart_table(self, node: nodes.table) -> None:
        """Close a table and its box."""
        super().depart_table(node)
        self.body.append("</div>\n")

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        """Write a block of code, which Sphinx does in one go and then skips."""
        start = len(self.body)
        try:
            super().visit_literal_block(node)
        finally:
            # The first <pre> is the block's own: within it everything is escaped.
            self.body[start:] = ["".join(self.body[start:]).replace("<pre>", '<pre tabindex="0">', 1)]


def install(app: Sphinx) -> None:
    """``builder-inited``, after the theme (500), which mixes its own table into every translator."""
    if app.builder.name == "dirhtml":
        app.set_translator("dirhtml", PageTranslator, override=True)
