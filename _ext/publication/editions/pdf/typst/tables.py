"""Tables: rows that repeat their head on every page, and wide ones on a sheet turned round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes

from .writer import handles

if TYPE_CHECKING:
    from .writer import Writer

_WIDE = 9
"""From so many columns on, a table gets a page in landscape."""
_ALIGNMENTS = {"text-left": "start", "text-center": "center", "text-right": "end"}
_LONGEST = 48  # characters of a cell that count for the width of its column
_NARROW = 7  # characters of a column that is as wide as its text, and not broken


@dataclass
class _Column:
    """What the widths of columns are found from."""

    longest: int = 1
    word: int = 1
    align: str = "start"


@handles("table")
def _table(writer: Writer, node: nodes.table) -> str:
    group = next(iter(node.findall(nodes.tgroup)), None)
    if group is None:
        return writer.all(node)
    count = sum(isinstance(child, nodes.colspec) for child in group.children)
    columns = [_Column() for _ in range(count)]
    stubs = sum(bool(child.get("stub")) for child in group.children if isinstance(child, nodes.colspec))
    head = _rows(writer, group, nodes.thead, columns, 0)
    body = _rows(writer, group, nodes.tbody, columns, stubs)
    cells = [f"table.header({', '.join(cell for row in head for cell in row)})"] if head else []
    cells += [cell for row in body for cell in row]
    title = next((child for child in node.children if isinstance(child, nodes.title)), None)
    wide = count >= _WIDE and not writer.inside
    named = [
        f"columns: ({', '.join(_widths(columns, wide=wide))},)",
        f"align: ({', '.join(column.align for column in columns)},)",
        f"size: {_size(columns, wide=wide)}",
        *([f"caption: [{writer.all(title)}]"] if title is not None else []),
    ]
    return writer.block(node, f"{'wide-table' if wide else 'data-table'}({', '.join(named + cells)});")


def _rows(writer: Writer, group: nodes.tgroup, kind: type, columns: list[_Column], stubs: int) -> list[list[str]]:
    """The cells of the rows of a part, with the columns measured."""
    taken: dict[tuple[int, int], bool] = {}
    rows = []
    found = [row for part in _elements(group) if isinstance(part, kind) for row in _elements(part)]
    for height, row in enumerate(found):
        cells = []
        place = 0
        for entry in _elements(row):
            while taken.get((height, place)):
                place += 1
            across = min(entry.get("morecols", 0) + 1, max(1, len(columns) - place))
            down = min(entry.get("morerows", 0) + 1, len(found) - height)
            taken |= {(height + y, place + x): True for y in range(down) for x in range(across)}
            if across == 1 and place < len(columns):
                _measure(columns[place], entry, is_head=kind is nodes.thead)
            cells.append(_cell(writer, entry, across, down, is_head=place < stubs))
            place += across
        # A row that is too short would be filled with the next one.
        while place < len(columns):
            if not taken.get((height, place)):
                cells.append("[]")
            place += 1
        rows.append(cells)
    return rows


def _elements(node: nodes.Element) -> list[nodes.Element]:
    return [child for child in node.children if isinstance(child, nodes.Element)]


def _measure(column: _Column, entry: nodes.Element, *, is_head: bool) -> None:
    text = entry.astext()
    column.longest = max(column.longest, min(_LONGEST, max(map(_length, text.splitlines() or [""]))))
    column.word = max(column.word, *map(_length, text.split() or [""]))
    classes: list[str] = entry.get("classes", [])
    align = next((_ALIGNMENTS[name] for name in classes if name in _ALIGNMENTS), "")
    if align and not (is_head and column.align != "start"):
        column.align = align


def _length(text: str) -> int:
    """How wide a text is, in Latin letters: Hangul and Hanja are twice as wide."""
    return sum(2 if character >= "\u1100" else 1 for character in text)


def _cell(writer: Writer, entry: nodes.Element, across: int, down: int, *, is_head: bool) -> str:
    named = [f"colspan: {across}"] if across > 1 else []
    named += [f"rowspan: {down}"] if down > 1 else []
    body = writer.boxed(entry)
    if is_head:
        body = f"[#strong{body}]"
    return f"table.cell({', '.join(named)}){body}" if named else body


def _widths(columns: list[_Column], *, wide: bool) -> list[str]:
    """Columns as wide as their texts where all fit; else the long ones share what the short ones leave."""
    room = 130 if wide else 68
    if sum(column.longest + 2 for column in columns) <= room:
        return ["auto"] * len(columns)
    return [
        "auto" if column.longest <= _NARROW else f"{max(column.longest, min(column.word + 2, 24))}fr"
        for column in columns
    ]


def _size(columns: list[_Column], *, wide: bool) -> str:
    """The size of the text: smaller when the longest words need the room."""
    room = 150 if wide else 80
    need = sum(min(column.word, 24) + 2 for column in columns)
    sizes = ((room * 0.8, "8.8pt"), (room, "8.2pt"), (room * 1.3, "7.4pt"))
    return next((size for limit, size in sizes if need <= limit), "6.6pt")


@handles("tgroup", "thead", "tbody", "row", "entry")
def _part(writer: Writer, node: nodes.Element) -> str:
    """A part of a table by itself, which only a broken tree has."""
    return writer.all(node)
