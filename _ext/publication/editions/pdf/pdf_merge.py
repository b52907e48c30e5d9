"""Merges the PDF files of a book's chunks into one PDF.

The result has one structure tree (the tags of PDF/UA), one list of bookmarks, and links between the chunks.

Source: ISO 32000-1, 12.3 (bookmarks), 12.4.2 (page labels), 12.5.6.5 (links) and 14.7 (logical structure)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import pikepdf

from .typst_compiler import save_compressed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

LABEL_SCHEME = "label:"
"""The URL scheme of the placeholder links to labels in other chunks."""
_SPACE_ABOVE_TARGET = 10  # points; the space that Typst leaves above a link target
_PAGE_COUNT = re.compile(rb"(?<=<xmpTPg:NPages>)\d+(?=</xmpTPg:NPages>)")


class LabelPosition(NamedTuple):
    """A label's position: its page number in the book, its page in the file, and its coordinates on the page.

    Both page numbers are counted from 1. ``left`` and ``top`` are distances in points from these edges of the page.
    """

    page_number: int
    file_page: int
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class MergeInput:
    """A PDF to merge, the number of pages to skip at its beginning, and its label positions by placeholder URL."""

    file: Path
    skipped_pages: int
    positions: dict[str, LabelPosition]


def merge_pdfs(front: Path, chunks: Sequence[MergeInput]) -> bytes:
    """Return one PDF with the front pages followed by the chunks. The last front page is empty, so it is omitted.

    The metadata, such as the title, comes from the front pages.
    """
    with pikepdf.open(front) as book:
        del book.pages[-1]
        front_page_count = len(book.pages)
        merged = _MergedBook(book)
        sources = [pikepdf.open(chunk.file) for chunk in chunks]
        try:
            for source, chunk in zip(sources, chunks, strict=True):
                merged.add_chunk(source, chunk)
            merged.finish_merge(front_page_count)
            return save_compressed(book)
        finally:
            for source in sources:  # not earlier, because saving the book still reads pages from these files
                source.close()


class _MergedBook:
    """The merged book, with the chunks that have been added so far."""

    def __init__(self, book: pikepdf.Pdf) -> None:
        self._book = book
        self._pages = [page.obj for page in book.pages]
        self._structure_root: Any = book.Root.StructTreeRoot
        self._parent_tree: list[Any] = list(self._structure_root.ParentTree.Nums)
        self._next_key = int(self._structure_root.ParentTreeNextKey)
        self._elements_by_id: dict[bytes, Any] = {}
        self._bookmarks: list[pikepdf.OutlineItem] = []
        self._targets: dict[str, tuple[pikepdf.Array, str]] = {}
        """The destination of each placeholder URL, with its description for screen readers."""
        self._chunk_count = 0

    def add_chunk(self, source: pikepdf.Pdf, chunk: MergeInput) -> None:
        """Append a chunk's pages, with their tags, bookmarks and link targets."""
        self._chunk_count += 1
        skipped, first = chunk.skipped_pages, len(self._pages) - chunk.skipped_pages
        self._book.pages.extend(source.pages[skipped:])
        pages = [page.obj for page in self._book.pages[first + skipped :]]
        self._pages += pages
        root = self._book.copy_foreign(source.Root.StructTreeRoot)
        self._make_ids_unique(root)
        self._add_structure(root, {int(page.obj.get("/StructParents", -1)) for page in source.pages[:skipped]})
        for page in pages:
            self._shift_structure_keys(page)
        self._next_key += int(root.ParentTreeNextKey)
        self._add_bookmarks(source, skipped, first)
        for url, position in chunk.positions.items():
            page = self._pages[first + position.file_page - 1]
            top = float(page.MediaBox[3]) - max(position.top - _SPACE_ABOVE_TARGET, 0)
            target = pikepdf.Array([page, pikepdf.Name.XYZ, round(position.left, 5), round(top, 5), 0])
            self._targets[url] = target, f"page {position.page_number}"

    def finish_merge(self, front_page_count: int) -> None:
        """Write everything that concerns the book as a whole.

        The front pages keep Typst's Roman page numbers. Arabic page numbers start after them.
        """
        book, root = self._book, self._structure_root
        root.ParentTree.Nums = pikepdf.Array(self._parent_tree)
        root.ParentTreeNextKey = self._next_key
        if self._elements_by_id:
            pairs = ((pikepdf.String(name), element) for name, element in sorted(self._elements_by_id.items()))
            root.IDTree = book.make_indirect(pikepdf.Dictionary(Names=list(chain.from_iterable(pairs))))
        for page in self._pages:
            for annotation in page.get("/Annots", ()):
                self._replace_placeholder_link(annotation)
        with book.open_outline() as outline:
            outline.root.extend(self._bookmarks)
        arabic = pikepdf.Dictionary(S=pikepdf.Name.D, Type=pikepdf.Name.PageLabel)
        front_labels = list(book.Root.PageLabels.Nums)[: 2 * front_page_count]
        book.Root.PageLabels.Nums = pikepdf.Array([*front_labels, front_page_count, arabic])
        page_count = str(len(book.pages)).encode()
        book.Root.Metadata.write(_PAGE_COUNT.sub(page_count, book.Root.Metadata.read_bytes()))

    def _replace_placeholder_link(self, annotation: Any) -> None:
        """Replace a placeholder URL with a link to its target."""
        url = str(annotation.get("/A", {}).get("/URI", ""))
        if url.startswith(LABEL_SCHEME):
            del annotation["/A"]
            annotation.Dest, annotation.Contents = self._targets[url]

    # Structure tree

    def _make_ids_unique(self, root: Any) -> None:
        """Prefix the IDs of a chunk's structure elements, because every chunk uses the same IDs.

        Footnotes and table headers have IDs. The other cells of a table refer to its headers by these IDs.
        """
        prefix = f"{self._chunk_count} ".encode()
        with_id = list(root.get("/IDTree", {}).get("/Names", ()))[1::2]
        for element in with_id:
            element.ID = pikepdf.String(prefix + bytes(element.ID))
            self._elements_by_id[bytes(element.ID)] = element
        header_tables = (_find_ancestor(cell, pikepdf.Name.Table) for cell in with_id if cell.S == pikepdf.Name.TH)
        tables = {table.objgen: table for table in header_tables}
        for element in (part for table in tables.values() for part in _walk_structure(table)):
            attributes = element.get("/A", ())
            for each in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
                if "/Headers" in each:
                    each.Headers = pikepdf.Array([pikepdf.String(prefix + bytes(name)) for name in each.Headers])

    def _add_structure(self, root: Any, skipped_keys: set[int]) -> None:
        """Add a chunk's structure elements, except for the skipped pages, which ``skipped_keys`` identifies."""
        document, pairs = _document_element(root), list(root.ParentTree.Nums)
        left_out = set()
        for key, elements in zip(map(int, pairs[::2]), pairs[1::2], strict=True):
            if key in skipped_keys:
                left_out |= {_top_level_ancestor(element).objgen for element in elements}
            else:
                self._parent_tree += [key + self._next_key, elements]
        top = _document_element(self._structure_root)
        for child in document.K:
            if child.objgen not in left_out:
                child.P = top
                top.K.append(child)
        for name, role in root.get("/RoleMap", {}).items():
            self._structure_root.RoleMap[name] = role

    def _shift_structure_keys(self, page: Any) -> None:
        """Renumber the keys that a page and its links use to look up their structure elements."""
        if "/StructParents" in page:
            page.StructParents += self._next_key
        for annotation in page.get("/Annots", ()):
            if "/StructParent" in annotation:
                annotation.StructParent += self._next_key

    # Bookmarks

    def _add_bookmarks(self, source: pikepdf.Pdf, skipped: int, first: int) -> None:
        """Add a chunk's bookmarks. The chunk begins at page ``first`` of the book, counted from 0."""
        page_indexes = {page.obj.objgen: index for index, page in enumerate(source.pages)}
        with source.open_outline() as outline:
            items: list[Any] = list(outline.root)
        copies = [self._copy_bookmark(item, page_indexes, first) for item in items]
        if items and page_indexes[items[0].destination[0].objgen] < skipped:
            # The chunk continues a part of the book, so the posts go below that part's existing bookmark.
            part, continued = self._bookmarks[-1], copies.pop(0)
            part.children.extend(continued.children)
            part.is_closed = continued.is_closed
        self._bookmarks += copies

    def _copy_bookmark(
        self, item: pikepdf.OutlineItem, page_indexes: dict[Any, int], first: int
    ) -> pikepdf.OutlineItem:
        """Copy a bookmark and all bookmarks below it, with pages of the book as their destinations."""
        target: Any = item.destination
        page = self._pages[first + page_indexes[target[0].objgen]]
        copy = pikepdf.OutlineItem(item.title, pikepdf.Array([page, *list(target)[1:]]))
        copy.is_closed = item.is_closed
        copy.children.extend(self._copy_bookmark(child, page_indexes, first) for child in item.children)
        return copy


def _document_element(root: Any) -> Any:
    """Return the structure tree's document element, which contains all other elements."""
    (document,) = root.K if isinstance(root.K, pikepdf.Array) else (root.K,)
    return document


def _find_ancestor(element: Any, kind: pikepdf.Name) -> Any:
    """Return the nearest element of type ``kind``, which is the given element or one of its ancestors."""
    while kind != element.S:
        element = element.P
    return element


def _top_level_ancestor(element: Any) -> Any:
    """Return an element's topmost ancestor below the document element."""
    below = element
    while pikepdf.Name.Document != element.S:
        below, element = element, element.P
    return below


def _walk_structure(element: Any) -> Iterator[Any]:
    """Yield a structure element and all elements below it."""
    yield element
    children = element.get("/K", ())
    for child in children if isinstance(children, pikepdf.Array) else (children,):
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield from _walk_structure(child)
