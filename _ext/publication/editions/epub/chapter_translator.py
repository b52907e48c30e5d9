"""Doctree to HTML, for a chapter of an EPUB: what Sphinx writes, in the terms of EPUB where it has some.

What comes out is HTML with raw HTML of the writer's in it; ``xhtml`` makes XHTML of it.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from docutils import nodes

from publication.pages.language_spans import Languages
from publication.reading import mathml

from . import xhtml

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class chapter_notes(nodes.General, nodes.Element):  # noqa: N801 -- docutils calls its nodes so
    """The notes of a chapter."""


class ChapterTranslator(Languages):
    """Sphinx's translator; notes, formulas and images as EPUB has them."""

    builder: Any  # the one of EPUBs, which has what opens and closes a chapter

    def __init__(self, document: nodes.document, builder: Any) -> None:
        super().__init__(document, builder)
        self.formulas: list[str] = []
        """The MathML of the chapter: ``xhtml`` puts each in the place of its number."""

    def visit_section(self, node: nodes.section) -> None:
        """Open a section; the outermost is the chapter."""
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
        """Close a section; what belongs to the chapter as a whole ends the outermost."""
        if self.section_level == 1:
            self.body.append(self.builder.chapter_closing)
        super().depart_section(node)

    def visit_chapter_notes(self, node: chapter_notes) -> None:
        """Open the notes."""
        attributes: Any = {"epub:type": "footnotes", "aria-label": "Footnotes"}
        self.body.append(self.starttag(node, "section", **attributes))

    def depart_chapter_notes(self, node: chapter_notes) -> None:  # noqa: ARG002 -- docutils gives it
        """Close the notes."""
        self.body.append("</section>\n")

    def visit_footnote_reference(self, node: nodes.Element) -> None:
        """Write the number of a note, which reading systems open in place."""
        self.body.append("<sup>")
        href = f"#{node['refid']}"
        attributes: Any = {"epub:type": "noteref", "role": "doc-noteref", "href": href}
        self.body.append(self.starttag(node, "a", "", **attributes))

    def depart_footnote_reference(self, node: nodes.Element) -> None:  # noqa: ARG002 -- docutils gives it
        """Close the number of a note."""
        self.body.append("</a></sup>")

    def visit_footnote(self, node: nodes.footnote) -> None:
        """Open a note."""
        attributes: Any = {"epub:type": "footnote", "role": "doc-footnote"}
        self.body.append(self.starttag(node, "aside", **attributes))

    def depart_footnote(self, node: nodes.footnote) -> None:
        """Close a note, with the ways back to the places that refer to it."""
        backrefs: list[str] = node.get("backrefs", [])
        for number, target in enumerate(backrefs, start=1):
            which = f" (reference {number})" if len(backrefs) > 1 else ""
            self.body.append(
                f'<a class="backlink" role="doc-backlink" href="#{html.escape(target)}" '
                f'aria-label="Back to the text{which}">↑</a> '
            )
        self.body.append("</aside>\n")

    def visit_label(self, node: nodes.label) -> None:  # noqa: ARG002 -- docutils gives it
        """Open the number that begins a note."""
        self.body.append('<span class="footnote-number">')

    def depart_label(self, node: nodes.label) -> None:  # noqa: ARG002 -- docutils gives it
        """Close it."""
        self.body.append(".</span> ")

    def visit_math(self, node: nodes.math, math_env: str = "") -> None:  # noqa: ARG002 -- Sphinx's signature
        """Write a formula within a line."""
        self._formula(node.astext(), display=False)
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.math_block, math_env: str = "") -> None:  # noqa: ARG002 -- Sphinx's signature
        """Write a formula on a line of its own, with its number if it has one."""
        # One that is wider than the page scrolls, by keyboard too.
        attributes: Any = {"tabindex": "0"}
        self.body.append(self.starttag(node, "div", CLASS="formula", **attributes))
        self._formula(node.astext(), display=True)
        if node.get("number"):
            self.body.append(f' <span class="number">({node["number"]})</span>')
        self.body.append("</div>\n")
        raise nodes.SkipNode

    def _formula(self, tex: str, *, display: bool) -> None:
        if found := mathml.of(tex, display=display):
            self.body.append(xhtml.formula(len(self.formulas)))
            self.formulas.append(found)
        else:
            self.body.append(f'<code class="formula">{self.encode(tex)}</code>')

    def visit_image(self, node: nodes.image) -> None:
        """Write a picture of the book by its name there."""
        name = self.builder.images.get(node["uri"], "")
        sizes = {side: str(node[side]) for side in ("width", "height") if side in node}
        attributes = {"src": xhtml.IMAGES + name, "alt": node.get("alt", ""), **sizes}
        self.body.append(self.emptytag(node, "img", "", **attributes))

    def depart_image(self, node: nodes.image) -> None:
        """Nothing is left to close."""


def gather_notes(doctree: nodes.document) -> None:
    """Put the notes, which stand behind the text, into one section at the end of it."""
    notes = list(doctree.findall(nodes.footnote))
    if not notes:
        return
    for rule in list(doctree.findall(nodes.transition)):
        if "footnotes" in rule["classes"]:
            rule.parent.remove(rule)
    for note in notes:
        note.parent.remove(note)
    section = next(iter(doctree.findall(nodes.section)), doctree)
    section.append(chapter_notes("", *notes, classes=["footnotes"]))


def install(app: Sphinx) -> None:
    """``builder-inited``, after the theme (500), which mixes its own table into every translator."""
    if app.builder.name == "epub":
        app.set_translator("epub", ChapterTranslator, override=True)
