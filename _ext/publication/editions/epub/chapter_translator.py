"""Translates a doctree to the HTML of an EPUB chapter: Sphinx's HTML with EPUB semantics added.

The result still contains the author's raw HTML. ``xhtml`` converts it to valid XHTML.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from docutils import nodes

from publication.pages.language_spans import LanguageSpans
from publication.reading import mathml

from . import xhtml

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class chapter_footnotes(nodes.General, nodes.Element):  # noqa: N801 -- docutils writes node names in lower case
    """The section that contains a chapter's footnotes."""


class ChapterTranslator(LanguageSpans):
    """Extends Sphinx's HTML translator with the footnotes, formulas and images that EPUB requires."""

    builder: Any  # a PublicationEpubBuilder; not imported, because its module imports this one

    def __init__(self, document: nodes.document, builder: Any) -> None:
        super().__init__(document, builder)
        self.formulas: list[str] = []
        """The MathML of each formula. The HTML contains a numbered placeholder instead of the formula."""

    def visit_section(self, node: nodes.section) -> None:
        """Open a section. The outermost section is the chapter itself."""
        if self.section_level:
            super().visit_section(node)
            return
        self.section_level += 1
        title = node.next_node(nodes.title)
        attributes: Any = {
            "epub:type": "chapter",
            "role": "doc-chapter",
            "aria-label": title.astext() if title else "",
        }
        self.body.append(self.starttag(node, "section", **attributes))
        self.body.append(self.builder.chapter_opening)

    def depart_section(self, node: nodes.section) -> None:
        """Close a section. Before closing the outermost section, write the end of the chapter."""
        if self.section_level == 1:
            self.body.append(self.builder.chapter_closing)
        super().depart_section(node)

    def visit_chapter_footnotes(self, node: chapter_footnotes) -> None:
        """Open the footnote section."""
        attributes: Any = {"epub:type": "footnotes", "aria-label": "Footnotes"}
        self.body.append(self.starttag(node, "section", **attributes))

    def depart_chapter_footnotes(self, node: chapter_footnotes) -> None:  # noqa: ARG002 -- docutils' signature
        """Close the footnote section."""
        self.body.append("</section>\n")

    def visit_footnote_reference(self, node: nodes.Element) -> None:
        """Open a footnote reference. Reading systems show its footnote in a pop-up."""
        self.body.append("<sup>")
        href = f"#{node['refid']}"
        attributes: Any = {"epub:type": "noteref", "role": "doc-noteref", "href": href}
        self.body.append(self.starttag(node, "a", "", **attributes))

    def depart_footnote_reference(self, node: nodes.Element) -> None:  # noqa: ARG002 -- docutils' signature
        """Close a footnote reference."""
        self.body.append("</a></sup>")

    def visit_footnote(self, node: nodes.footnote) -> None:
        """Open a footnote."""
        attributes: Any = {"epub:type": "footnote", "role": "doc-footnote"}
        self.body.append(self.starttag(node, "aside", **attributes))

    def depart_footnote(self, node: nodes.footnote) -> None:
        """Close a footnote, after adding a link back to each of its references."""
        backrefs: list[str] = node.get("backrefs", [])
        for number, target in enumerate(backrefs, start=1):
            which = f" (reference {number})" if len(backrefs) > 1 else ""
            self.body.append(
                f'<a class="backlink" role="doc-backlink" href="#{html.escape(target)}" '
                f'aria-label="Back to the text{which}">↑</a> '
            )
        self.body.append("</aside>\n")

    def visit_label(self, node: nodes.label) -> None:  # noqa: ARG002 -- docutils' signature
        """Write the opening tag of a footnote's number."""
        self.body.append('<span class="footnote-number">')

    def depart_label(self, node: nodes.label) -> None:  # noqa: ARG002 -- docutils' signature
        """Write the closing tag of a footnote's number."""
        self.body.append(".</span> ")

    def visit_math(self, node: nodes.math, math_env: str = "") -> None:  # noqa: ARG002 -- Sphinx's signature
        """Write an inline formula."""
        self._write_formula(node.astext(), display=False)
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.math_block, math_env: str = "") -> None:  # noqa: ARG002 -- Sphinx's signature
        """Write a display formula, with its number if it has one."""
        # A formula that is wider than the page scrolls. The tab index lets readers scroll it with the keyboard.
        attributes: Any = {"tabindex": "0"}
        self.body.append(self.starttag(node, "div", CLASS="formula", **attributes))
        self._write_formula(node.astext(), display=True)
        if node.get("number"):
            self.body.append(f' <span class="number">({node["number"]})</span>')
        self.body.append("</div>\n")
        raise nodes.SkipNode

    def _write_formula(self, tex: str, *, display: bool) -> None:
        """Write a placeholder for a formula, or its LaTeX if it cannot be converted to MathML."""
        if formula := mathml.to_mathml(tex, display=display):
            self.body.append(xhtml.formula_placeholder(len(self.formulas)))
            self.formulas.append(formula)
        else:
            self.body.append(f'<code class="formula">{self.encode(tex)}</code>')

    def visit_image(self, node: nodes.image) -> None:
        """Write an image element that refers to the image by its name in the book."""
        name = self.builder.images.get(node["uri"], "")
        sizes = {side: str(node[side]) for side in ("width", "height") if side in node}
        attributes = {"src": xhtml.IMAGES_FOLDER + name, "alt": node.get("alt", ""), **sizes}
        self.body.append(self.emptytag(node, "img", "", **attributes))

    def depart_image(self, node: nodes.image) -> None:
        """Do nothing, because ``visit_image`` writes the complete element."""


def collect_footnotes(doctree: nodes.document) -> None:
    """Move the footnotes into one section at the end of the chapter, and remove MyST's rule above them."""
    footnotes = list(doctree.findall(nodes.footnote))
    if not footnotes:
        return
    for rule in list(doctree.findall(nodes.transition)):
        if "footnotes" in rule["classes"]:
            rule.parent.remove(rule)
    for footnote in footnotes:
        footnote.parent.remove(footnote)
    section = next(iter(doctree.findall(nodes.section)), doctree)
    section.append(chapter_footnotes("", *footnotes, classes=["footnotes"]))


def set_chapter_translator(app: Sphinx) -> None:
    """Handle ``builder-inited``: use ``ChapterTranslator`` for EPUBs.

    This must run after the theme's handler (priority 500), which adds its own table markup to every translator.
    """
    if app.builder.name == "epub":
        app.set_translator("epub", ChapterTranslator, override=True)
