"""Reads a PDF the way assistive technology does: as a tree of tags, each with its text in logical order.

Source: ISO 32000-1, 14.7 (logical structure) and 9.10 (extraction of text).
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator

STANDARD = frozenset(
    [
        "Document",
        "Part",
        "Art",
        "Sect",
        "Div",
        "BlockQuote",
        "Caption",
        "TOC",
        "TOCI",
        "Index",
        "NonStruct",
        "Private",
        "P",
        "H",
        "H1",
        "H2",
        "H3",
        "H4",
        "H5",
        "H6",
        "L",
        "LI",
        "Lbl",
        "LBody",
        "Table",
        "TR",
        "TH",
        "TD",
        "THead",
        "TBody",
        "TFoot",
        "Span",
        "Quote",
        "Note",
        "Reference",
        "BibEntry",
        "Code",
        "Link",
        "Annot",
        "Ruby",
        "RB",
        "RT",
        "RP",
        "Warichu",
        "WT",
        "WP",
        "Figure",
        "Formula",
        "Form",
    ]
)
"""The standard structure types of PDF 1.7. Source: ISO 32000-1, 14.8.4"""
_PAINTING = frozenset(
    ["Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "b", "B*", "b*", "Do", "sh", "BI", "INLINE", "IMAGE"]
)
_CHARACTER = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end", re.DOTALL)


@dataclass
class Tag:
    """A structure element, with its standard type, its dictionary, and its contents in order."""

    role: str
    raw: Any
    parts: list[Tag | str] = field(default_factory=list)
    links: int = 0

    def walk(self) -> Iterator[Tag]:
        """Yield the element and all its descendants."""
        yield self
        for part in self.parts:
            if isinstance(part, Tag):
                yield from part.walk()

    def text(self, *, without: frozenset[str] = frozenset()) -> str:
        """Return all text inside the element, except the text inside elements of the excluded types."""
        return "".join(
            part if isinstance(part, str) else "" if part.role in without else part.text(without=without)
            for part in self.parts
        )


class Tagged:
    """A tagged PDF that has been read into memory."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(data))
        self.root = self.pdf.Root
        self.outside = 0
        """The number of painting instructions that are marked neither as tagged content nor as an artifact."""
        self._texts = {page.obj.objgen: self._page(page) for page in self.pdf.pages}
        tree = self.root.StructTreeRoot
        self.roles = {str(key): str(value)[1:] for key, value in (tree.get("/RoleMap") or {}).items()}
        self.top = Tag("", tree)
        self._add(self.top, tree.get("/K"), None)

    def all(self, role: str) -> list[Tag]:
        """Return every element of the given type, in order."""
        return [tag for tag in self.top.walk() if tag.role == role]

    def fonts(self) -> dict[str, Any]:
        """Return every font in the PDF, keyed by name."""
        found: dict[str, Any] = {}
        for page in self.pdf.pages:
            resources: Any = page.obj.get("/Resources", pikepdf.Dictionary())
            for font in (resources.get("/Font") or {}).values():
                found[str(font.get("/BaseFont", font.get("/Name", "")))] = font
        return found

    # Reading the tag tree

    def _add(self, parent: Tag, node: Any, page: Any) -> None:
        if isinstance(node, (int,)):
            parent.parts.append(self._texts[page].get(int(node), ""))
        elif isinstance(node, pikepdf.Array):
            for child in node:
                self._add(parent, child, page)
        elif isinstance(node, pikepdf.Dictionary):
            page = node["/Pg"].objgen if "/Pg" in node else page
            if node.get("/Type") == "/MCR":
                parent.parts.append(self._texts[page].get(int(node["/MCID"]), ""))
            elif node.get("/Type") == "/OBJR":
                parent.links += 1
            else:
                role = str(node["/S"])
                tag = Tag(self.roles.get(role, role[1:]), node)
                parent.parts.append(tag)
                self._add(tag, node.get("/K", pikepdf.Array()), page)

    # Extracting the text

    def _page(self, page: pikepdf.Page) -> dict[int, str]:
        """Return the text on a page, keyed by marked-content number."""
        texts: dict[int, str] = {}
        marks: list[tuple[int | None, bool]] = []
        resources: Any = page.obj.get("/Resources", pikepdf.Dictionary())
        tables = {key: _table(font) for key, font in (resources.get("/Font") or {}).items()}
        table: dict[int, str] = {}
        instructions: list[Any] = pikepdf.parse_content_stream(page)
        for operands, operator in instructions:
            name = str(operator)
            if name in {"BDC", "BMC"}:
                marks.append(self._mark(operands, resources, texts, marks))
            elif name == "EMC":
                marks.pop()
            elif name == "Tf":
                table = tables[str(operands[0])]
            elif name in {"Tj", "TJ"}:
                number, replaced = marks[-1] if marks else (None, False)
                if number is not None and not replaced:
                    texts[number] = texts.get(number, "") + _shown(operands[0], table)
            if name in _PAINTING and not marks:
                self.outside += 1
        return texts

    @staticmethod
    def _mark(
        operands: Any, resources: Any, texts: dict[int, str], marks: list[tuple[int | None, bool]]
    ) -> tuple[int | None, bool]:
        """Return the number of the marked content that begins here, and whether ``ActualText`` replaces its text."""
        number, replaced = marks[-1] if marks else (None, False)
        if str(operands[0]) == "/Artifact":
            return None, True
        if len(operands) > 1:
            properties = operands[1]
            if isinstance(properties, pikepdf.Name):
                properties = resources["/Properties"][str(properties)]
            if "/MCID" in properties:
                number = int(properties["/MCID"])
            if "/ActualText" in properties and number is not None and not replaced:
                texts[number] = texts.get(number, "") + str(properties["/ActualText"])
                replaced = True
        return number, replaced


def _table(font: Any) -> dict[int, str]:
    """Return the table from a font's character codes to the characters they represent."""
    table: dict[int, str] = {}
    if "/ToUnicode" not in font:
        return table
    for kind, body in _BLOCK.findall(font["/ToUnicode"].read_bytes()):
        if kind == b"bfchar":
            table |= {int(code, 16): _unicode(text) for code, text in _CHARACTER.findall(body)}
        else:
            for first, last, text in _RANGE.findall(body):
                start = int(text, 16)
                codes = range(int(first, 16), int(last, 16) + 1)
                table |= {code: chr(start + code - codes[0]) for code in codes}
    return table


def _unicode(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")


def _shown(operand: Any, table: dict[int, str]) -> str:
    pieces = operand if isinstance(operand, pikepdf.Array) else [operand]
    data = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
    return "".join(table.get(int.from_bytes(data[at : at + 2]), "") for at in range(0, len(data), 2))


def letters(text: str) -> str:
    """Return only the letters and digits in a string, so that line breaks and hyphens make no difference."""
    import unicodedata

    return "".join(filter(str.isalnum, unicodedata.normalize("NFC", text)))
