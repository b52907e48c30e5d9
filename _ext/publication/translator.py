"""Doctree to HTML, for every page of the site: what Sphinx writes, without the theme's classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.writers.html5 import HTML5Translator

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx


class PageTranslator(HTML5Translator):
    """Sphinx's translator; what scrolls within the page can be reached by keyboard, in Safari too."""

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
