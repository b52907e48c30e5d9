"""Binding gatherings: several PDFs of Typst's become one.

The result has one tree of tags and one list of bookmarks, and links lead from each gathering to all.

Source: ISO 32000-1, 12.3 (bookmarks), 12.4.2 (page labels), 12.5.6.5 (links) and 14.7 (logical structure)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import pikepdf

from .typst_compiler import saved

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SCHEME = "place:"
"""What the addresses begin with that stand for places in other gatherings."""
_ABOVE = 10  # points that Typst leaves above a place that a link leads to
_PAGES = re.compile(rb"(?<=<xmpTPg:NPages>)\d+(?=</xmpTPg:NPages>)")


@dataclass(frozen=True, slots=True)
class Gathering:
    """A PDF to bind, the pages at its beginning that are not, and where it has places.

    ``places`` are addresses of ``SCHEME``, each with the number of a page, that page in the file, from 1, and points
    from the left and from the top.
    """

    file: Path
    blank: int
    places: dict[str, tuple[int, int, float, float]]


def bind(front: Path, gatherings: Sequence[Gathering]) -> bytes:
    """One PDF: the front but for its last page, which is empty, and the gatherings. The front names it."""
    with pikepdf.open(front) as book:
        del book.pages[-1]
        before = len(book.pages)
        bound = _Bound(book)
        sources = [pikepdf.open(gathering.file) for gathering in gatherings]
        try:
            for source, gathering in zip(sources, gatherings, strict=True):
                bound.add(source, gathering)
            bound.end(before)
            return saved(book)
        finally:
            for source in sources:  # the book takes what pages show from them when it is saved
                source.close()


class _Bound:
    """The book, as far as it is bound."""

    def __init__(self, book: pikepdf.Pdf) -> None:
        self._book = book
        self._pages = [page.obj for page in book.pages]
        self._tree: Any = book.Root.StructTreeRoot
        self._parents: list[Any] = list(self._tree.ParentTree.Nums)
        self._keys = int(self._tree.ParentTreeNextKey)
        self._names: dict[bytes, Any] = {}
        self._bookmarks: list[pikepdf.OutlineItem] = []
        self._places: dict[str, tuple[pikepdf.Array, str]] = {}
        self._gatherings = 0

    def add(self, source: pikepdf.Pdf, gathering: Gathering) -> None:
        """Bind a gathering."""
        self._gatherings += 1
        blank, first = gathering.blank, len(self._pages) - gathering.blank
        self._book.pages.extend(source.pages[blank:])
        pages = [page.obj for page in self._book.pages[first + blank :]]
        self._pages += pages
        tree = self._book.copy_foreign(source.Root.StructTreeRoot)
        self._name_again(tree)
        self._add_tags(tree, {int(page.obj.get("/StructParents", -1)) for page in source.pages[:blank]})
        for page in pages:
            self._number_again(page)
        self._keys += int(tree.ParentTreeNextKey)
        self._add_bookmarks(source, blank, first)
        for place, (number, at, left, top) in gathering.places.items():
            page = self._pages[first + at - 1]
            above = float(page.MediaBox[3]) - max(top - _ABOVE, 0)
            target = pikepdf.Array([page, pikepdf.Name.XYZ, round(left, 5), round(above, 5), 0])
            self._places[place] = target, f"page {number}"

    def end(self, front: int) -> None:
        """Join what was added; ``front`` pages have Roman numbers, which Typst gave them."""
        book, tree = self._book, self._tree
        tree.ParentTree.Nums = pikepdf.Array(self._parents)
        tree.ParentTreeNextKey = self._keys
        if self._names:
            pairs = ((pikepdf.String(name), element) for name, element in sorted(self._names.items()))
            tree.IDTree = book.make_indirect(pikepdf.Dictionary(Names=list(chain.from_iterable(pairs))))
        for page in self._pages:
            for annotation in page.get("/Annots", ()):
                self._lead(annotation)
        with book.open_outline() as outline:
            outline.root.extend(self._bookmarks)
        arabic = pikepdf.Dictionary(S=pikepdf.Name.D, Type=pikepdf.Name.PageLabel)
        book.Root.PageLabels.Nums = pikepdf.Array([*list(book.Root.PageLabels.Nums)[: 2 * front], front, arabic])
        book.Root.Metadata.write(_PAGES.sub(str(len(book.pages)).encode(), book.Root.Metadata.read_bytes()))

    def _lead(self, annotation: Any) -> None:
        """Have a link lead to its place in another gathering."""
        address = str(annotation.get("/A", {}).get("/URI", ""))
        if address.startswith(SCHEME):
            del annotation["/A"]
            annotation.Dest, annotation.Contents = self._places[address]

    # Tags

    def _name_again(self, tree: Any) -> None:
        """Give notes and heads of tables names that no other gathering gives; other cells refer to heads by them."""
        mark = f"{self._gatherings} ".encode()
        named = list(tree.get("/IDTree", {}).get("/Names", ()))[1::2]
        for element in named:
            element.ID = pikepdf.String(mark + bytes(element.ID))
            self._names[bytes(element.ID)] = element
        around = (_around(cell, pikepdf.Name.Table) for cell in named if cell.S == pikepdf.Name.TH)
        tables = {table.objgen: table for table in around}
        for element in (part for table in tables.values() for part in _elements(table)):
            attributes = element.get("/A", ())
            for each in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
                if "/Headers" in each:
                    each.Headers = pikepdf.Array([pikepdf.String(mark + bytes(name)) for name in each.Headers])

    def _add_tags(self, tree: Any, dropped: set[int]) -> None:
        """Join a gathering's tags, but for those of the pages with the keys ``dropped``."""
        document, pairs = _document(tree), list(tree.ParentTree.Nums)
        without = set()
        for key, elements in zip(map(int, pairs[::2]), pairs[1::2], strict=True):
            if key in dropped:
                without |= {_around(element, pikepdf.Name.Document, below=True).objgen for element in elements}
            else:
                self._parents += [key + self._keys, elements]
        top = _document(self._tree)
        for child in document.K:
            if child.objgen not in without:
                child.P = top
                top.K.append(child)
        for name, role in tree.get("/RoleMap", {}).items():
            self._tree.RoleMap[name] = role

    def _number_again(self, page: Any) -> None:
        """Say of a page and what stands on it under which keys its tags are found now."""
        if "/StructParents" in page:
            page.StructParents += self._keys
        for annotation in page.get("/Annots", ()):
            if "/StructParent" in annotation:
                annotation.StructParent += self._keys

    # Bookmarks

    def _add_bookmarks(self, source: pikepdf.Pdf, blank: int, first: int) -> None:
        numbers = _numbers(source)
        with source.open_outline() as outline:
            items: list[Any] = list(outline.root)
        copied = [self._copied(item, numbers, first) for item in items]
        if items and numbers[items[0].destination[0].objgen] < blank:  # a part that began in the gathering before
            beginning, rest = self._bookmarks[-1], copied.pop(0)
            beginning.children.extend(rest.children)
            beginning.is_closed = rest.is_closed
        self._bookmarks += copied

    def _copied(self, item: pikepdf.OutlineItem, numbers: dict[Any, int], first: int) -> pikepdf.OutlineItem:
        """A bookmark of a file whose first page is, or would be, page ``first`` of the book."""
        target: Any = item.destination
        page = self._pages[first + numbers[target[0].objgen]]
        copied = pikepdf.OutlineItem(item.title, pikepdf.Array([page, *list(target)[1:]]))
        copied.is_closed = item.is_closed
        copied.children.extend(self._copied(child, numbers, first) for child in item.children)
        return copied


def _document(tree: Any) -> Any:
    """The element that holds all others."""
    (document,) = tree.K if isinstance(tree.K, pikepdf.Array) else (tree.K,)
    return document


def _around(element: Any, kind: pikepdf.Name, *, below: bool = False) -> Any:
    """The nearest element of a type around one, or the one ``below`` it."""
    before = element
    while kind != element.S:
        before, element = element, element.P
    return before if below else element


def _elements(element: Any) -> Iterator[Any]:
    """An element and all below it."""
    yield element
    children = element.get("/K", ())
    for child in children if isinstance(children, pikepdf.Array) else (children,):
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield from _elements(child)


def _numbers(pdf: pikepdf.Pdf) -> dict[Any, int]:
    """The number of each page, from 0, by its object."""
    return {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
