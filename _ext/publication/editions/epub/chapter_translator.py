"""Translates a doctree to the HTML of an EPUB chapter: the HTML that Sphinx writes, with EPUB's own semantics added.

The result still contains the raw HTML of the writer. ``xhtml`` makes valid XHTML of it.
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


class chapter_footnotes(nodes.General, nodes.Element):  # noqa: N801 -- docutils writes names of nodes in lower case
    """The section with the footnotes of a chapter."""


class ChapterTranslator(LanguageSpans):
    """Sphinx's HTML translator, with footnotes, formulas and images in the form that EPUB requires."""

    builder: Any  # PublicationEpubBuilder, whose module imports this one

    def __init__(self, document: nodes.document, builder: Any) -> None:
        super().__init__(document, builder)
        self.formulas: list[str] = []
        """The MathML of the formulas. The HTML has a numbered placeholder for each."""

    def visit_section(self, node: nodes.section) -> None:
        """Open a section. The outermost one is the chapter."""
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
        """Close a section, and write the end of the chapter in the outermost one."""
        if self.section_level == 1:
            self.body.append(self.builder.chapter_closing)
        super().depart_section(node)

    def visit_chapter_footnotes(self, node: chapter_footnotes) -> None:
        """Open the section with the footnotes."""
        attributes: Any = {"epub:type": "footnotes", "aria-label": "Footnotes"}
        self.body.append(self.starttag(node, "section", **attributes))

    def depart_chapter_footnotes(self, node: chapter_footnotes) -> None:  # noqa: ARG002 -- docutils' signature
        """Close the section with the footnotes."""
        self.body.append("</section>\n")

    def visit_footnote_reference(self, node: nodes.Element) -> None:
        """Open a footnote reference. Reading systems show the footnote in place."""
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
        """Close a footnote, with a link back to each of its references."""
        backrefs: list[str] = node.get("backrefs", [])
        for number, target in enumerate(backrefs, start=1):
            which = f" (reference {number})" if len(backrefs) > 1 else ""
            self.body.append(
                f'<a class="backlink" role="doc-backlink" href="#{html.escape(target)}" '
                f'aria-label="Back to the text{which}">↑</a> '
            )
        self.body.append("</aside>\n")

    def visit_label(self, node: nodes.label) -> None:  # noqa: ARG002 -- docutils' signature
        """Open the number at the beginning of a footnote."""
        self.body.append('<span class="footnote-number">')

    def depart_label(self, node: nodes.label) -> None:  # noqa: ARG002 -- docutils' signature
        """Close the number at the beginning of a footnote."""
        self.body.append(".</span> ")

    def visit_math(self, node: nodes.math, math_env: str = "") -> None:  # noqa: ARG002 -- Sphinx's signature
        """Write an inline formula."""
        self._write_formula(node.astext(), display=False)
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.math_block, math_env: str = "") -> None:  # noqa: ARG002 -- Sphinx's signature
        """Write a display formula, with its number if it has one."""
        # A formula that is wider than the page scrolls. The tab index makes that possible with the keyboard.
        attributes: Any = {"tabindex": "0"}
        self.body.append(self.starttag(node, "div", CLASS="formula", **attributes))
        self._write_formula(node.astext(), display=True)
        if node.get("number"):
            self.body.append(f' <span class="number">({node["number"]})</span>')
        self.body.append("</div>\n")
        raise nodes.SkipNode

    def _write_formula(self, tex: str, *, display: bool) -> None:
        """Write a placeholder for a formula, or its LaTeX when it cannot be converted to MathML."""
        if formula := mathml.to_mathml(tex, display=display):
            self.body.append(xhtml.formula_placeholder(len(self.formulas)))
            self.formulas.append(formula)
        else:
            self.body.append(f'<code class="formula">{self.encode(tex)}</code>')

    def visit_image(self, node: nodes.image) -> None:
        """Write an image under its name in the book."""
        name = self.builder.images.get(node["uri"], "")
        sizes = {side: str(node[side]) for side in ("width", "height") if side in node}
        attributes = {"src": xhtml.IMAGES_FOLDER + name, "alt": node.get("alt", ""), **sizes}
        self.body.append(self.emptytag(node, "img", "", **attributes))

    def depart_image(self, node: nodes.image) -> None:
        """Write nothing: ``visit_image`` has closed the image."""


def collect_footnotes(doctree: nodes.document) -> None:
    """Move the footnotes into one section at the end of the chapter, and drop the rule that MyST puts above them."""
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
    """``builder-inited``: use ``ChapterTranslator`` for EPUBs.

    This must run after the theme's handler (priority 500), which adds its own table markup to every translator.
    """
    if app.builder.name == "epub":
        app.set_translator("epub", ChapterTranslator, override=True)
