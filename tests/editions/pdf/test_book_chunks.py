"""Tests that a long book, typeset in chunks and merged, is identical to the book typeset as one document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from publication.editions.pdf import book_chunks, typst_fallbacks, typst_workers
from support.posts import post
from support.tagged_pdf import Tagged

if TYPE_CHECKING:
    from support.site_builds import Build, Built

BOOK = "armistice.pdf"
LONG = "A long sentence about nothing that fills some of the page, and says so in so many words again.\n\n" * 40


def _files(changed: str = "") -> dict[str, str]:
    """Create posts from three years, with footnotes, tables, subheadings, and links to earlier and later posts."""
    return {
        f"posts/{number}.md": post(
            f"Words{changed if number == 2 else ''} of {number}.[^n] See [the next](/posts/p{(number + 1) % 7}),"
            f" [a place](/posts/p{(number + 3) % 7}#a-place) and [the one before](/posts/p{(number - 1) % 7}).\n\n"
            f"## A place\n\n{LONG * (number % 3)}| Year | 조약 |\n|--|--|\n| 1953 | 정전협정 |\n\n"
            f"[^n]: A note of {number}.\n",
            title=f"Post {number}",
            date=f"202{number // 3}-01-0{number + 1}",
            slug=f"/posts/p{number}",
            tags=f"[Topic {number % 2}]",
        )
        for number in range(7)
    }


def _flatten(tagged: Tagged) -> list[tuple[str, str, int]]:
    """Yield every tag in order, with the tag's own text and number of links."""
    return [
        (tag.role, "".join(part for part in tag.parts if isinstance(part, str)), tag.links)
        for tag in tagged.top.walk()
    ]


def _pages(tagged: Tagged) -> dict[Any, int]:
    return {page.obj.objgen: number for number, page in enumerate(tagged.pdf.pages)}


def _target(destination: Any, pages: dict[Any, int]) -> tuple[Any, ...]:
    return (pages[destination[0].objgen], str(destination[1]), *(round(float(part), 2) for part in destination[2:]))


def _links(tagged: Tagged) -> list[tuple[Any, ...]]:
    """Return the page, the position on the page, and the target of every link."""
    pages = _pages(tagged)
    return [
        (
            number,
            [round(float(edge), 1) for edge in link.Rect],
            str(link.A.URI) if "/A" in link else _target(link.Dest, pages),
        )
        for number, page in enumerate(tagged.pdf.pages)
        for link in page.obj.get("/Annots", ())
    ]


def _bookmarks(tagged: Tagged) -> list[Any]:
    pages = _pages(tagged)

    def entries(items: Any) -> list[Any]:
        return [
            (item.title, _target(item.destination, pages), item.is_closed, entries(item.children)) for item in items
        ]

    with tagged.pdf.open_outline() as outline:
        return entries(outline.root)


@pytest.fixture
def build_in_chunks(pdf: Build, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Build the book with the given number of documents per chunk."""

    def make(size: int, **options: Any) -> Built:
        monkeypatch.setattr(book_chunks, "CHUNK_SIZE", size)
        return pdf(**options)

    return make


def test_a_merged_book_is_identical_to_the_book_typeset_as_one_document(build_in_chunks: Any) -> None:
    built = build_in_chunks(50, files=_files())
    whole = Tagged(built.files()[BOOK])
    assert built.messages() == []
    for size in (1, 2, 3):
        built = build_in_chunks(size, fresh=True, out=built.root / f"of-{size}")
        assert built.messages() == []
        parts = Tagged(built.files()[BOOK])
        assert _flatten(parts) == _flatten(whole)
        assert _links(parts) == _links(whole)
        assert _bookmarks(parts) == _bookmarks(whole)
        assert [page.label for page in parts.pdf.pages] == [page.label for page in whole.pdf.pages]
        assert parts.pdf.Root.keys() == whole.pdf.Root.keys()
        assert parts.pdf.docinfo == whole.pdf.docinfo
        assert f"NPages>{len(whole.pdf.pages)}<".encode() in parts.pdf.Root.Metadata.read_bytes()
        assert parts.pdf.check_pdf_syntax() == []


def test_a_merged_books_structure_tree_is_consistent(build_in_chunks: Any) -> None:
    book = Tagged(build_in_chunks(2, files=_files()).files()[BOOK])
    numbers = list(book.root.StructTreeRoot.ParentTree.Nums)
    keys = [int(key) for key in numbers[::2]]
    on_pages = [int(page.obj.StructParents) for page in book.pdf.pages if "/StructParents" in page.obj]
    links = [link for page in book.pdf.pages for link in page.obj.get("/Annots", ())]
    assert keys == sorted({*on_pages, *(int(link.StructParent) for link in links)})
    assert len(keys) == len(on_pages) + len(links)
    owners = dict(zip(keys, numbers[1::2], strict=True))
    assert all("/OBJR" in repr(owners[int(link.StructParent)].K) for link in links)
    names = list(book.root.StructTreeRoot.IDTree.Names)
    assert [bytes(name) for name in names[::2]] == sorted({bytes(element.ID) for element in names[1::2]})
    heads = {bytes(tag.raw.ID) for tag in book.all("TH")}
    named = [bytes(name) for tag in book.all("TD") for each in tag.raw.A for name in each.get("/Headers", ())]
    assert len(heads) == 14
    assert set(named) == heads


def test_only_a_changed_chunk_is_typeset_again_and_clean_builds_are_reproducible(
    build_in_chunks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    typeset: list[str] = []
    run_alone = typst_workers.TypstWorkers.typeset_in_worker

    def record_job(self: typst_workers.TypstWorkers, job: typst_workers.TypesetJob) -> typst_workers.TypesetResult:
        typeset.append(job.main)
        return run_alone(self, job)

    monkeypatch.setattr(typst_workers.TypstWorkers, "typeset_in_worker", record_job)
    first = build_in_chunks(3, files=_files())
    data = first.files()[BOOK]
    assert {"front.typ", "back.typ", "chunk-1.typ", "chunk-4.typ"} <= set(typeset)
    typeset.clear()
    changed = build_in_chunks(3, files=_files(" other")).files()[BOOK]
    assert set(typeset) == {"chunk-2.typ"}  # like the first chunk, this chunk contains a part page and two posts
    assert changed != data
    assert "Words other of 2." in Tagged(changed).top.text()
    typeset.clear()
    assert build_in_chunks(3, files=_files(), fresh=True, out=first.root / "again").files()[BOOK] == data
    assert not list((first.root / "_build/doctrees/pdf/book-chunks").glob("*.tmp"))


def test_a_character_in_a_part_title_that_is_missing_from_all_fonts_is_reported(build_in_chunks: Any) -> None:
    files = {
        f"posts/{number}.md": post(title=f"Post {number}", slug=f"/posts/p{number}", category=category)
        for number, category in enumerate(["Old \U00012000", "Places", "Words"])
    }
    for _ in range(2):  # the second build reads the chunk from the cache
        built = build_in_chunks(2, files=files, publication_book_order="category")
        assert any("[publication.edition-character]" in message for message in built.messages()), built.messages()
        text = Tagged(built.files()[BOOK]).top.text()
        assert text.count("[U+12000 CUNEIFORM SIGN A]") == 3, (text, built.messages())


def test_posts_typeset_by_several_processes_have_the_same_bytes(pdf: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    one = pdf(files=_files()).files()
    monkeypatch.setattr(typst_workers, "_BATCH_SIZE", 2)
    built = pdf(fresh=True, out=pdf().root / "several")
    (built.root / "_build/doctrees/pdf/editions.json").unlink()
    assert pdf(fresh=True, out=built.root / "again").files() == one


@pytest.mark.parametrize("failing_file", ["front.typ", "chunk-1.typ", "back.typ"])
def test_a_chunk_that_fails_is_reported_and_the_posts_are_still_typeset(
    build_in_chunks: Any, monkeypatch: pytest.MonkeyPatch, failing_file: str
) -> None:
    run_alone = typst_workers.TypstWorkers.typeset_in_worker

    def fail_one_job(self: typst_workers.TypstWorkers, job: typst_workers.TypesetJob) -> typst_workers.TypesetResult:
        if job.main == failing_file:
            return typst_workers.TypesetResult(b"", typst_fallbacks.TypesetOutcome(error="no reason"), {})
        return run_alone(self, job)

    monkeypatch.setattr(typst_workers.TypstWorkers, "typeset_in_worker", fail_one_job)
    built = build_in_chunks(3, files=_files())
    (message,) = built.messages()
    assert "what Typst reports, “no reason”" in message
    assert message.endswith("[publication.edition-left-out]")
    assert set(built.files()) == {f"posts/p{number}.pdf" for number in range(7)}
