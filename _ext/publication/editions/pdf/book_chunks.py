"""Typesets a long book in chunks, which ``pdf_merge`` merges into one PDF.

The longer a file is, the more memory the Typst compiler needs: a book of 1,000 posts in one file would need 6 GB.

Each chunk needs its first page number, and the page numbers in other chunks that appear beside its links. Page
numbers in earlier chunks are known when a chunk is typeset. Page numbers in later chunks are estimated. If an
estimate turns out to be wrong, the chunk is typeset again.

Each chunk's PDF is cached under a digest of the chunk's content. After a change to one post, only that post's
chunk is typeset again, along with any chunks whose page numbers have changed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from . import pdf_merge
from .pdf_merge import LabelPosition
from .typst.book import BookChapter, BookPart
from .typst.text import array_literal, string_literal
from .typst_fallbacks import Fallback, TypesetOutcome
from .typst_workers import TypesetJob

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set
    from pathlib import Path

    from .typst.assets import TypstProject
    from .typst.book import LinkTargets, TypstBook
    from .typst_workers import TypstWorkers

CHUNK_SIZE = 100
"""The number of posts and other items in a chunk. Typesetting this many needs 0.7 GB of memory. A book with no more
items is typeset as one file."""
_MAX_ROUNDS = 5  # like Typst, which lays out a document at most five times until its page numbers are stable
_ESTIMATED_PAGES_PER_ITEM = 4
_CACHE_FORMAT = "2"  # increase it when you change the format of the cached files


@dataclass(frozen=True, slots=True)
class TypesetChunk:
    """A chunk's PDF, the outcome of typesetting the chunk, and the positions of its labels, which are Typst literals.

    ``page_count`` counts all pages in the PDF. The first ``skipped_pages`` of these are not part of the book.
    """

    file: Path
    outcome: TypesetOutcome
    skipped_pages: int
    page_count: int
    positions: dict[str, LabelPosition]


@dataclass
class ChunkTypesetter:
    """Typesets chunks and caches them in a folder.

    ``design_digest`` identifies everything that affects a chunk apart from its own code and its posts' text.
    """

    project: TypstProject
    workers: TypstWorkers
    cache_folder: Path
    design_digest: str
    timestamp: int

    def __post_init__(self) -> None:
        self._used_files: set[str] = set()
        self._module_digests: dict[str, str] = {}

    def typeset(self, name: str, source: str, modules: Iterable[str] = (), skipped_pages: int = 0) -> TypesetChunk:
        """Typeset the Typst code ``source``, or return the cached result.

        ``name`` is the code's file name in the Typst project. ``modules`` are the Typst files that the code imports.
        """
        parts = [_CACHE_FORMAT, self.design_digest, source, *map(self._module_digest, modules)]
        digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        pdf, facts = self.cache_folder / f"{digest}.pdf", self.cache_folder / f"{digest}.json"
        self._used_files |= {pdf.name, facts.name}
        if not facts.is_file():
            self.project.write(name, source)
            result = self.workers.typeset_in_worker(TypesetJob(name, name, self.timestamp, is_final=False))
            self.cache_folder.mkdir(parents=True, exist_ok=True)
            pdf.write_bytes(result.data)
            facts.write_text(json.dumps({"outcome": asdict(result.outcome), "positions": result.positions}), "utf-8")
        cached = json.loads(facts.read_text("utf-8"))
        fallbacks = [Fallback(**fallback) for fallback in cached["outcome"]["fallbacks"]]
        outcome = TypesetOutcome(digest, fallbacks, cached["outcome"]["error"])
        labels = cached["positions"].get("labels", ())
        positions = {string_literal(label): LabelPosition(*position) for label, *position in labels}
        return TypesetChunk(pdf, outcome, skipped_pages, cached["positions"].get("pages", 0), positions)

    def remove_unused_chunks(self) -> None:
        """Delete cached files that this build has not used."""
        for file in self.cache_folder.glob("*"):
            if file.name not in self._used_files:
                file.unlink()

    def _module_digest(self, module: str) -> str:
        if module not in self._module_digests:
            data = (self.project.folder / module).read_bytes()
            self._module_digests[module] = hashlib.sha256(data).hexdigest()
        return self._module_digests[module]


def typeset_in_chunks(
    book: TypstBook, linked_labels: Mapping[str, Set[str]], typesetter: ChunkTypesetter
) -> tuple[bytes, TypesetOutcome]:
    """Return the book as a PDF, and the outcome of typesetting it. The PDF is empty if a chunk cannot be compiled.

    ``linked_labels`` maps each document to the labels in other documents that it links to.
    """
    chunks = _ChunkedBook(book, linked_labels, typesetter).typeset_chunks()
    fallbacks = [fallback for chunk in chunks for fallback in chunk.outcome.fallbacks]
    error = next((chunk.outcome.error for chunk in chunks if chunk.outcome.error), "")
    if error:
        return b"", TypesetOutcome("", fallbacks, error)
    front, *others = chunks
    inputs = [
        pdf_merge.MergeInput(
            chunk.file,
            chunk.skipped_pages,
            {_placeholder_url(label): position for label, position in chunk.positions.items()},
        )
        for chunk in others
    ]
    return pdf_merge.merge_pdfs(front.file, inputs), TypesetOutcome("", fallbacks)


class _ChunkedBook:
    """A book's chunks, and each label's page number, which is an estimate until the label's chunk is typeset."""

    def __init__(self, book: TypstBook, linked_labels: Mapping[str, Set[str]], typesetter: ChunkTypesetter) -> None:
        self._book, self._linked_labels, self._typesetter = book, linked_labels, typesetter
        items = {_document_of(item.label): number for number, item in enumerate(book.items)}
        self._item_numbers = {
            label: items[document] for label in book.labels if (document := _document_of(label)) in items
        } | {item.label: number for number, item in enumerate(book.items)}
        self._pages = {label: 1 + _ESTIMATED_PAGES_PER_ITEM * number for label, number in self._item_numbers.items()}
        last_page = 1 + _ESTIMATED_PAGES_PER_ITEM * len(book.items)
        self._pages |= {label: last_page for label, _ in book.back_sections}

    def typeset_chunks(self) -> list[TypesetChunk]:
        """Typeset all chunks until their page numbers are stable, and return them in order."""
        next_page, chunks = 1, list[TypesetChunk]()
        for _ in range(_MAX_ROUNDS):
            before, next_page, chunks = dict(self._pages), 1, []
            for first_item in range(0, len(self._book.items), CHUNK_SIZE):
                chunk = self._typeset_chunk(first_item, next_page)
                self._record_pages(chunk)
                chunks.append(chunk)
                next_page += chunk.page_count - chunk.skipped_pages
            if self._pages == before:
                break
        back = self._typeset_back_pages(next_page)
        self._record_pages(back)
        return [self._typeset_front_pages(), *chunks, back]

    def _record_pages(self, chunk: TypesetChunk) -> None:
        self._pages |= {label: position.page_number for label, position in chunk.positions.items()}

    def _typeset_chunk(self, first_item: int, start_page: int) -> TypesetChunk:
        """Typeset the chunk that starts with the item at index ``first_item``, on page ``start_page``."""
        items = self._book.items[first_item : first_item + CHUNK_SIZE]
        docnames = [item.docname for item in items if isinstance(item, BookChapter)]
        own_labels = {
            label for label, number in self._item_numbers.items() if first_item <= number < first_item + CHUNK_SIZE
        }
        linked = set().union(*(self._linked_labels[docname] for docname in docnames)) & self._item_numbers.keys()
        # If a chunk continues a part of the book, the part's heading is repeated on a skipped page. Without it, the
        # posts' headings would be one level too high. If a chunk starts on a left page, another skipped page comes
        # first, so that the chunk also starts on a left page in its own file.
        part = items[0].part if isinstance(items[0], BookChapter) else None
        skipped = _pages_to_skip(start_page) or (2 if part else 0)
        name = string_literal(part.name) if part else "none"
        source = self._book.file_code(
            {**dict.fromkeys(sorted(linked & own_labels)), **self._targets_elsewhere(linked - own_labels)},
            [f"#show: chunk.with(start: {start_page}, blank: {skipped}, part: {name})"],
            items,
            [f"#chunk-positions({array_literal(sorted(own_labels))})"],
        )
        modules = [self._book.modules[docname] for docname in docnames]
        return self._typesetter.typeset(f"chunk-{first_item // CHUNK_SIZE + 1}.typ", source, modules, skipped)

    def _typeset_back_pages(self, start_page: int) -> TypesetChunk:
        """Typeset the pages after the chapters, starting on page ``start_page``."""
        skipped = _pages_to_skip(start_page)
        labels = array_literal(label for label, _ in self._book.back_sections)
        source = self._book.file_code(
            self._targets_elsewhere(self._item_numbers),
            [f"#show: chunk.with(start: {start_page}, blank: {skipped})"],
            [],
            [*self._book.back_pages(), f"#chunk-positions({labels})"],
        )
        return self._typesetter.typeset("back.typ", source, skipped_pages=skipped)

    def _typeset_front_pages(self) -> TypesetChunk:
        """Typeset the title page and the table of contents."""
        entries = [
            (1, string_literal(item.name), item.label)
            if isinstance(item, BookPart)
            else (2 if item.part else 1, string_literal(item.title), item.label)
            for item in self._book.items
        ]
        entries += [(1, title, label) for label, title in self._book.back_sections]
        entries_code = array_literal(f"({level}, {title}, {label})" for level, title, label in entries)
        source = self._book.file_code(
            self._targets_elsewhere(label for _, _, label in entries),
            [*self._book.front_pages(f"targets: targets, entries: {entries_code}"), "#show: main-matter"],
            [],
            [],
        )
        return self._typesetter.typeset("front.typ", source)

    def _targets_elsewhere(self, labels: Iterable[str]) -> LinkTargets:
        """Return link targets for labels in other chunks. Each link target is a placeholder URL and a page number."""
        return {label: (_placeholder_url(label), self._pages[label]) for label in sorted(labels)}


def _document_of(label: str) -> str:
    """Return the part of a label that identifies its document."""
    return label.strip('"').partition("#")[0]


def _placeholder_url(label: str) -> str:
    """Return the temporary URL that links to a label in another chunk use until the chunks are merged."""
    return pdf_merge.LABEL_SCHEME + label.strip('"')


def _pages_to_skip(page_number: int) -> int:
    """Return how many pages to skip so that the chunk's first page is on the correct side in the chunk's own file.

    Left pages have even numbers and come second in a file, so this is 1 for an even page number and 0 for an odd one.
    """
    return 1 - page_number % 2
