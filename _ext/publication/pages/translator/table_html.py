"""Generates the HTML of tables. Each table is in a scrollable box, and its header cells have a scope."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

_MAX_ROWS = 20
"""The number of rows above which a table also scrolls vertically within its box, so that its headers stay in view."""
_WIDTH_STEP = 5
"""Column widths are rounded to a multiple of this percentage, because the style sheet has a class for each width."""


class TableHtml(HTML5Translator):
    """Writes each table without style attributes, in a box that can be reached by keyboard."""

    def visit_table(self, node: nodes.table) -> None:
        """Open a table and its box. The table's caption is the box's accessible name."""
        classes = "table-box tall" if sum(1 for _ in node.findall(nodes.row)) > _MAX_ROWS else "table-box"
        name = 'aria-label="Table"'
        title = next(iter(node.findall(nodes.title)), None)
        if title is not None and title.parent is node:
            identifier = self.document.set_id(title)
            name = f'aria-labelledby="{identifier}"'
        self.body.append(f'<div class="{classes}" role="group" {name} tabindex="0">')
        node.attributes.pop("width", None)
        super().visit_table(node)

    def depart_table(self, node: nodes.table) -> None:
        """Close a table and its box."""
        super().depart_table(node)
        self.body.append("</div>\n")

    def depart_colspec(self, node: nodes.Element) -> None:
        """After the last column, write the widths of all columns if the author has specified them."""
        table = node.parent.parent
        is_last = not isinstance(node.next_node(descend=False, siblings=True), nodes.colspec)
        if not is_last or "colwidths-given" not in table["classes"]:
            return
        total = sum(column.propwidth() for column in self.colspecs)
        percents = [
            max(1, round(column.propwidth() / total * 100 / _WIDTH_STEP)) * _WIDTH_STEP for column in self.colspecs
        ]
        self.body.append(
            "".join(["<colgroup>", *(f'<col class="width-{percent}">' for percent in percents), "</colgroup>\n"])
        )

    def starttag(self, node: Any, tagname: str, *args: Any, **attributes: Any) -> str:
        """Write a start tag. A header cell gets a ``scope`` attribute: ``col`` or ``row``."""
        if tagname == "th":
            attributes["scope"] = "col" if isinstance(node.parent.parent, nodes.thead) else "row"
        tag: str = super().starttag(node, tagname, *args, **attributes)
        return tag
