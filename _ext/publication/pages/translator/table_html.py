"""Tables in HTML: in a box of their own that scrolls, with the scope of their headings said."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

_TALL = 20
"""Rows from which on a table scrolls within its box both ways, so that its headings stay in view."""
_STEP = 5
"""Widths of columns that a writer gives are rounded to so many hundredths: the style sheet has a class for each."""


class TableHtml(HTML5Translator):
    """docutils' tables, without styles of their own; the box can be reached by keyboard."""

    def visit_table(self, node: nodes.table) -> None:
        """Open a table and the box that it scrolls in, which is called by the table's caption."""
        names = "table-box tall" if sum(1 for _ in node.findall(nodes.row)) > _TALL else "table-box"
        name = 'aria-label="Table"'
        title = next(iter(node.findall(nodes.title)), None)
        if title is not None and title.parent is node:
            identifier = self.document.set_id(title)
            name = f'aria-labelledby="{identifier}"'
        self.body.append(f'<div class="{names}" role="group" {name} tabindex="0">')
        node.attributes.pop("width", None)
        super().visit_table(node)

    def depart_table(self, node: nodes.table) -> None:
        """Close a table and its box."""
        super().depart_table(node)
        self.body.append("</div>\n")

    def depart_colspec(self, node: nodes.Element) -> None:
        """Write the columns, once all of them are known, if the writer gave their widths."""
        table = node.parent.parent
        is_last = not isinstance(node.next_node(descend=False, siblings=True), nodes.colspec)
        if not is_last or "colwidths-given" not in table["classes"]:
            return
        whole = sum(column.propwidth() for column in self.colspecs)
        shares = [max(1, round(column.propwidth() / whole * 100 / _STEP)) * _STEP for column in self.colspecs]
        self.body.append(
            "".join(["<colgroup>", *(f'<col class="width-{share}">' for share in shares), "</colgroup>\n"])
        )

    def starttag(self, node: Any, tagname: str, *args: Any, **attributes: Any) -> str:
        """Open an element; a heading of a table says what it is the heading of."""
        if tagname == "th":
            attributes["scope"] = "col" if isinstance(node.parent.parent, nodes.thead) else "row"
        tag: str = super().starttag(node, tagname, *args, **attributes)
        return tag
