"""Generates the HTML of footnotes: the reference in the text, and the footnote in the margin or in a popover.

Each reference is written twice, and the style sheet shows one of the two: a link if the page has a margin, in which
the footnote is visible, or else a button that opens the footnote as a popover. Browsers announce popovers and close
them with Escape, so no script is needed.
Source: https://html.spec.whatwg.org/multipage/popover.html
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator


class FootnoteHtml(HTML5Translator):
    """Writes footnotes, which ``reading.footnotes.PlaceFootnotes`` has already moved after their references."""

    def visit_footnote_reference(self, node: nodes.Element) -> None:
        """Write a reference as a button and as a link."""
        number, footnote_id = self.encode(node.astext()), node["refid"]
        if isinstance(node.previous_sibling(), nodes.footnote_reference):
            self.body.append("<sup>,</sup>")  # Without the comma, references 1 and 2 would look like 12.
        self.body += [
            self.starttag(node, "sup", "", CLASS="footnote-reference"),
            f'<button popovertarget="{footnote_id}" aria-label="Footnote {number}">{number}</button>',
            f'<a href="#{footnote_id}" role="doc-noteref" aria-label="Footnote {number}">{number}</a></sup>',
        ]
        raise nodes.SkipNode

    def visit_footnote(self, node: nodes.footnote) -> None:
        """Open a footnote, as a popover. A footnote without references is instead always visible."""
        attributes: dict[str, Any] = {"role": "doc-footnote", "aria-label": f"Footnote {node['number']}"}
        if node["backrefs"]:
            attributes["popover"] = ""
        self.body.append(self.starttag(node, "aside", CLASS="footnote", **attributes))

    def depart_footnote(self, node: nodes.footnote) -> None:  # noqa: ARG002 -- docutils passes it
        """Close a footnote."""
        self.body.append("</aside>\n")

    def visit_label(self, node: nodes.label) -> None:
        """Write a footnote's number as a link back to the first reference."""
        number, reference_id = self.encode(node.astext()), node.get("first_reference")
        if reference_id:
            backlink = f'href="#{reference_id}" role="doc-backlink" aria-label="Back to reference {number}"'
            number = f"<a {backlink}>{number}</a>"
        self.body.append(f'<span class="footnote-number">{number}</span>')
        raise nodes.SkipNode

    def visit_compound(self, node: nodes.compound) -> None:
        """Open a ``div``. A group of a block and its footnotes gets only the ``with-footnotes`` class."""
        self.body.append(
            '<div class="with-footnotes">\n' if "with-footnotes" in node["classes"] else self.starttag(node, "div")
        )
