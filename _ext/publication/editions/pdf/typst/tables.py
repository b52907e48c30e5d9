"""Writes tables as Typst. Header rows are repeated on every page, and wide tables go on landscape pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes

from .writer import handles

if TYPE_CHECKING:
    from .writer import TypstWriter

_WIDE_TABLE_COLUMNS = 9
"""A table with at least this many columns goes on a landscape page."""
_ALIGNMENTS = {"text-left": "start", "text-center": "center", "text-right": "end"}
_LONGEST_COUNTED_LINE = 48
"""The maximum number of characters in a cell that count towards its column's width."""
_NARROW_COLUMN = 7
"""The width, in characters, up to which a column is as wide as its text, so that no line in it breaks."""


@dataclass
class _Column:
    """A column's measurements in characters, from which its width is calculated."""

    longest_line: int = 1
    longest_word: int = 1
    align: str = "start"


@handles("table")
def _write_table(writer: TypstWriter, node: nodes.table) -> str:
    group = next(iter(node.findall(nodes.tgroup)), None)
    if group is None:
        return writer.write_all(node)
    count = sum(isinstance(child, nodes.colspec) for child in group.children)
    columns = [_Column() for _ in range(count)]
    stubs = sum(bool(child.get("stub")) for child in group.children if isinstance(child, nodes.colspec))
    head = _write_rows(writer, group, nodes.thead, columns, 0)
    body = _write_rows(writer, group, nodes.tbody, columns, stubs)
    cells = [f"table.header({', '.join(cell for row in head for cell in row)})"] if head else []
    cells += [cell for row in body for cell in row]
    title = next((child for child in node.children if isinstance(child, nodes.title)), None)
    is_wide = count >= _WIDE_TABLE_COLUMNS and not writer.content_depth
    arguments = [
        f"columns: ({', '.join(_column_widths(columns, is_wide=is_wide))},)",
        f"align: ({', '.join(column.align for column in columns)},)",
        f"size: {_font_size(columns, is_wide=is_wide)}",
        *([f"caption: [{writer.write_all(title)}]"] if title is not None else []),
    ]
    function = "landscape-table" if is_wide else "data-table"
    return writer.call_block(node, f"{function}({', '.join(arguments + cells)});")


def _write_rows(
    writer: TypstWriter, group: nodes.tgroup, kind: type, columns: list[_Column], stubs: int
) -> list[list[str]]:
    """Write the cells in the table's head or body row by row, and measure the columns.

    ``stubs`` is the number of columns on the left that contain row headers.
    """
    taken: set[tuple[int, int]] = set()  # row and column of each cell that is written or covered by a span
    written = []
    rows = [row for part in _child_elements(group) if isinstance(part, kind) for row in _child_elements(part)]
    for row_number, row in enumerate(rows):
        cells = []
        column = 0
        for entry in _child_elements(row):
            while (row_number, column) in taken:
                column += 1
            across = min(entry.get("morecols", 0) + 1, max(1, len(columns) - column))
            down = min(entry.get("morerows", 0) + 1, len(rows) - row_number)
            taken |= {(row_number + y, column + x) for y in range(down) for x in range(across)}
            if across == 1 and column < len(columns):
                _measure_cell(columns[column], entry, is_head=kind is nodes.thead)
            cells.append(_write_cell(writer, entry, across, down, is_header=column < stubs))
            column += across
        # Without these empty cells, Typst would complete a short row with cells from the next row.
        cells += ["[]" for x in range(column, len(columns)) if (row_number, x) not in taken]
        written.append(cells)
    return written


def _child_elements(node: nodes.Element) -> list[nodes.Element]:
    return [child for child in node.children if isinstance(child, nodes.Element)]


def _measure_cell(column: _Column, entry: nodes.Element, *, is_head: bool) -> None:
    """Update a column's measurements with the text of a cell."""
    text = entry.astext()
    longest_line = max(map(_text_width, text.splitlines() or [""]))
    column.longest_line = max(column.longest_line, min(_LONGEST_COUNTED_LINE, longest_line))
    column.longest_word = max(column.longest_word, *map(_text_width, text.split() or [""]))
    classes: list[str] = entry.get("classes", [])
    align = next((_ALIGNMENTS[name] for name in classes if name in _ALIGNMENTS), "")
    if align and not (is_head and column.align != "start"):
        column.align = align


def _text_width(text: str) -> int:
    """Return the width of a string, measured in Latin characters. Each Hangul or Hanja character counts as two."""
    return sum(2 if character >= "\u1100" else 1 for character in text)


def _write_cell(writer: TypstWriter, entry: nodes.Element, across: int, down: int, *, is_header: bool) -> str:
    arguments = [f"colspan: {across}"] if across > 1 else []
    arguments += [f"rowspan: {down}"] if down > 1 else []
    body = writer.content_block(entry)
    if is_header:
        body = f"[#strong{body}]"
    return f"table.cell({', '.join(arguments)}){body}" if arguments else body


def _column_widths(columns: list[_Column], *, is_wide: bool) -> list[str]:
    """Return the width of each column as Typst code.

    If all the text fits across the page, each column is as wide as its text. Otherwise, only narrow columns are as
    wide as their text, and the other columns share the remaining width.
    """
    room = 130 if is_wide else 68  # characters
    if sum(column.longest_line + 2 for column in columns) <= room:
        return ["auto"] * len(columns)
    return [
        "auto"
        if column.longest_line <= _NARROW_COLUMN
        else f"{max(column.longest_line, min(column.longest_word + 2, 24))}fr"
        for column in columns
    ]


def _font_size(columns: list[_Column], *, is_wide: bool) -> str:
    """Return a table's font size as Typst code. The size is reduced if the longest words would not fit otherwise."""
    room = 150 if is_wide else 80  # characters
    needed = sum(min(column.longest_word, 24) + 2 for column in columns)
    sizes = ((room * 0.8, "8.8pt"), (room, "8.2pt"), (room * 1.3, "7.4pt"))
    return next((size for limit, size in sizes if needed <= limit), "6.6pt")


@handles("tgroup", "thead", "tbody", "row", "entry")
def _write_table_part(writer: TypstWriter, node: nodes.Element) -> str:
    """Write a table part that is not inside a table. This occurs only in a broken doctree."""
    return writer.write_all(node)
