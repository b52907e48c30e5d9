"""A long book, set in gatherings, which ``binding`` makes one.

What the compiler needs for the whole at once grows with it, to 6 GB for 1,000 posts.

A gathering knows its first page, and the pages in others that its links name. Those of earlier gatherings are known
when it is set; for a link that leads forward the page is guessed, and the gathering is set again when it is known.
What was set is kept by its content: a change in one post sets its gathering again, and those whose pages it moves.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from publication.editions.pdf.typst.book import Chapter, Opening

from . import pdf_merge
from .typst import text as typst
from .typst_fallbacks import Mend, Outcome
from .typst_workers import Job

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set
    from pathlib import Path

    from publication.editions.pdf.typst.assets import Project
    from publication.editions.pdf.typst.book import Book, Places

    from .typst_workers import Press

SIZE = 100
"""Documents in a gathering, and in a book that is set as one file: 0.7 GB of memory."""
_ROUNDS = 5  # as often as Typst looks itself whether page numbers still move
_LENGTH = 4  # pages of a post, as long as nobody knows


@dataclass(frozen=True, slots=True)
class Gathered:
    """A file that was set, how it went, and where its places are: page number, page of the file, left and top.

    ``blank`` pages at its beginning are not bound; ``pages`` are all of them.
    """

    file: Path
    outcome: Outcome
    blank: int
    pages: int
    places: dict[str, tuple[int, int, float, float]]


@dataclass
class Workshop:
    """Where gatherings are set: the project, the press, the folder that keeps them, and what else makes them."""

    project: Project
    press: Press
    keep: Path
    frame: str
    timestamp: int

    def __post_init__(self) -> None:
        self._used: set[str] = set()
        self._digests: dict[str, str] = {}

    def set(self, name: str, source: str, modules: Iterable[str] = (), blank: int = 0) -> Gathered:
        """Set a file, unless one like it was set before."""
        digest = hashlib.sha256("\n".join([self.frame, source, *map(self._digest, modules)]).encode()).hexdigest()
        pdf, facts = self.keep / f"{digest}.pdf", self.keep / f"{digest}.json"
        self._used |= {pdf.name, facts.name}
        if not facts.is_file():
            self.project.write(name, source)
            proof = self.press.alone(Job(name, name, self.timestamp, is_published=False))
            self.keep.mkdir(parents=True, exist_ok=True)
            pdf.write_bytes(proof.data)
            facts.write_text(json.dumps({"outcome": asdict(proof.outcome), "found": proof.found}), "utf-8")
        known = json.loads(facts.read_text("utf-8"))
        mends = [Mend(**mend) for mend in known["outcome"]["mends"]]
        places = {typst.literal(place): tuple(at) for place, *at in known["found"].get("places", ())}
        outcome = Outcome(digest, mends, known["outcome"]["refused"])
        return Gathered(pdf, outcome, blank, known["found"].get("pages", 0), places)

    def clear(self) -> None:
        """Delete what an earlier build kept, and this one does not need."""
        for file in self.keep.glob("*"):
            if file.name not in self._used:
                file.unlink()

    def _digest(self, module: str) -> str:
        if module not in self._digests:
            self._digests[module] = hashlib.sha256((self.project.folder / module).read_bytes()).hexdigest()
        return self._digests[module]


def bound(book: Book, wanted: Mapping[str, Set[str]], workshop: Workshop) -> tuple[bytes, Outcome]:
    """The book as a PDF; ``wanted`` are the labels that each document links to. Empty when a part cannot be set."""
    parts = _Parts(book, wanted, workshop).all()
    mends = [mend for part in parts for mend in part.outcome.mends]
    refused = next((part.outcome.refused for part in parts if part.outcome.refused), "")
    if refused:
        return b"", Outcome("", mends, refused)
    front, *others = (
        pdf_merge.Gathering(part.file, part.blank, {_address(place): at for place, at in part.places.items()})
        for part in parts
    )
    return pdf_merge.bind(front.file, others), Outcome("", mends)


class _Parts:
    """The files of a book, and the pages of its labels as far as they are known."""

    def __init__(self, book: Book, wanted: Mapping[str, Set[str]], workshop: Workshop) -> None:
        self._book, self._wanted, self._workshop = book, wanted, workshop
        numbers = {_head(piece.place): number for number, piece in enumerate(book.pieces)}
        self._owners = {place: numbers[_head(place)] for place in book.places if _head(place) in numbers}
        self._owners |= {piece.place: number for number, piece in enumerate(book.pieces)}
        self._pages = {place: 1 + _LENGTH * number for place, number in self._owners.items()}
        self._pages |= {place: 1 + _LENGTH * len(book.pieces) for place, _ in book.behind}

    def all(self) -> list[Gathered]:
        """All of them set, in order."""
        start, parts = 1, list[Gathered]()
        for _ in range(_ROUNDS):
            before, start, parts = dict(self._pages), 1, []
            for first in range(0, len(self._book.pieces), SIZE):
                parts.append(self._noted(self._gathering(first, start)))
                start += parts[-1].pages - parts[-1].blank
            if self._pages == before:
                break
        back = self._noted(self._back(start))
        return [self._front(), *parts, back]

    def _noted(self, part: Gathered) -> Gathered:
        self._pages |= {place: found[0] for place, found in part.places.items()}
        return part

    def _gathering(self, first: int, start: int) -> Gathered:
        """The gathering that begins with a piece and a page."""
        pieces = self._book.pieces[first : first + SIZE]
        chapters = [piece.docname for piece in pieces if isinstance(piece, Chapter)]
        here = {place for place, number in self._owners.items() if first <= number < first + SIZE}
        linked = set().union(*(self._wanted[docname] for docname in chapters)) & self._owners.keys()
        # Of a part that began before, the heading stands on a page that is not bound: else its posts would be a level
        # too high. A left page has one page before it, so that it is one in its file too.
        part = pieces[0].part if isinstance(pieces[0], Chapter) else None
        blank = _is_left(start) or (2 if part else 0)
        name = typst.literal(part.name) if part else "none"
        source = self._book.file(
            {**dict.fromkeys(sorted(linked & here)), **self._far(linked - here)},
            [f"#show: gathering.with(start: {start}, blank: {blank}, part: {name})"],
            pieces,
            [f"#found({typst.array(sorted(here))})"],
        )
        modules = [self._book.modules[docname] for docname in chapters]
        return self._workshop.set(f"gathering-{first // SIZE + 1}.typ", source, modules, blank)

    def _back(self, start: int) -> Gathered:
        """What stands behind the chapters, from page ``start``."""
        blank = _is_left(start)
        source = self._book.file(
            self._far(self._owners),
            [f"#show: gathering.with(start: {start}, blank: {blank})"],
            [],
            [*self._book.end(), f"#found({typst.array(place for place, _ in self._book.behind)})"],
        )
        return self._workshop.set("back.typ", source, blank=blank)

    def _front(self) -> Gathered:
        """What stands before them."""
        entries = [
            (1, typst.literal(piece.name), piece.place)
            if isinstance(piece, Opening)
            else (2 if piece.part else 1, typst.literal(piece.title), piece.place)
            for piece in self._book.pieces
        ]
        entries += [(1, title, place) for place, title in self._book.behind]
        written = typst.array(f"({level}, {title}, {place})" for level, title, place in entries)
        source = self._book.file(
            self._far(place for _, _, place in entries),
            [*self._book.beginning(f"places: places, entries: {written}"), "#show: matter"],
            [],
            [],
        )
        return self._workshop.set("front.typ", source)

    def _far(self, places: Iterable[str]) -> Places:
        return {place: (_address(place), self._pages[place]) for place in sorted(places)}


def _head(place: str) -> str:
    """What the labels of one document begin with."""
    return place.strip('"').partition("#")[0]


def _address(place: str) -> str:
    """What stands for a place in another gathering until they are bound."""
    return pdf_merge.SCHEME + place.strip('"')


def _is_left(page: int) -> int:
    return 1 - page % 2
