"""Notes in HTML: a call in the text, and the note, which opens by it or stands beside it in the margin.

Both work without a script. In a margin the call is a link to the note; without one it is a button, and the note
a popover, which browsers open, announce, and close by Escape. The style sheet shows the one that fits.
Source: https://html.spec.whatwg.org/multipage/popover.html
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator


class FootnoteHtml(HTML5Translator):
    """What ``notes.PlaceNotes`` has placed."""

    def visit_footnote_reference(self, node: nodes.Element) -> None:
        """Write a call, as a button and as a link."""
        number, note = self.encode(node.astext()), node["refid"]
        if isinstance(node.previous_sibling(), nodes.footnote_reference):
            self.body.append("<sup>,</sup>")  # or 1 and 2 would be 12
        self.body += [
            self.starttag(node, "sup", "", CLASS="footnote-reference"),
            f'<button popovertarget="{note}" aria-label="Footnote {number}">{number}</button>',
            f'<a href="#{note}" role="doc-noteref" aria-label="Footnote {number}">{number}</a></sup>',
        ]
        raise nodes.SkipNode

    def visit_footnote(self, node: nodes.footnote) -> None:
        """Open a note; one that nothing calls is always open."""
        attributes: dict[str, Any] = {"role": "doc-footnote", "aria-label": f"Footnote {node['number']}"}
        if node["backrefs"]:
            attributes["popover"] = ""
        self.body.append(self.starttag(node, "aside", CLASS="footnote", **attributes))

    def depart_footnote(self, node: nodes.footnote) -> None:  # noqa: ARG002 -- docutils gives it
        """Close a note."""
        self.body.append("</aside>\n")

    def visit_label(self, node: nodes.label) -> None:
        """Write the number of a note, which leads back to its first call."""
        number, call = self.encode(node.astext()), node.get("call")
        if call:
            number = f'<a href="#{call}" role="doc-backlink" aria-label="Back to reference {number}">{number}</a>'
        self.body.append(f'<span class="footnote-number">{number}</span>')
        raise nodes.SkipNode

    def visit_compound(self, node: nodes.compound) -> None:
        """Open a box; that of a block and its notes is no more than that."""
        self.body.append(
            '<div class="with-footnotes">\n' if "with-footnotes" in node["classes"] else self.starttag(node, "div")
        )
