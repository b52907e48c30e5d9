"""A long book: set in gatherings and bound, it is the book that one file would be."""

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
    """Posts of three years that link to each other, back and forth, with notes, tables and subheadings."""
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


def _flat(tagged: Tagged) -> list[tuple[str, str, int]]:
    """Every tag in order, with its own text and how many links it has."""
    return [
        (tag.role, "".join(part for part in tag.parts if isinstance(part, str)), tag.links)
        for tag in tagged.top.walk()
    ]


def _pages(tagged: Tagged) -> dict[Any, int]:
    return {page.obj.objgen: number for number, page in enumerate(tagged.pdf.pages)}


def _target(destination: Any, pages: dict[Any, int]) -> tuple[Any, ...]:
    return (pages[destination[0].objgen], str(destination[1]), *(round(float(part), 2) for part in destination[2:]))


def _links(tagged: Tagged) -> list[tuple[Any, ...]]:
    """Every link: its page, where it stands there, and where it leads."""
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

    def told(items: Any) -> list[Any]:
        return [(item.title, _target(item.destination, pages), item.is_closed, told(item.children)) for item in items]

    with tagged.pdf.open_outline() as outline:
        return told(outline.root)


@pytest.fixture
def bound(pdf: Build, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Builds with gatherings of a number of pieces."""

    def make(size: int, **options: Any) -> Built:
        monkeypatch.setattr(book_chunks, "SIZE", size)
        return pdf(**options)

    return make


def test_it_is_the_book_that_one_file_would_be(bound: Any) -> None:
    built = bound(50, files=_files())
    whole = Tagged(built.files()[BOOK])
    assert built.messages() == []
    for size in (1, 2, 3):
        built = bound(size, fresh=True, out=built.root / f"of-{size}")
        assert built.messages() == []
        parts = Tagged(built.files()[BOOK])
        assert _flat(parts) == _flat(whole)
        assert _links(parts) == _links(whole)
        assert _bookmarks(parts) == _bookmarks(whole)
        assert [page.label for page in parts.pdf.pages] == [page.label for page in whole.pdf.pages]
        assert parts.pdf.Root.keys() == whole.pdf.Root.keys()
        assert parts.pdf.docinfo == whole.pdf.docinfo
        assert f"NPages>{len(whole.pdf.pages)}<".encode() in parts.pdf.Root.Metadata.read_bytes()
        assert parts.pdf.check_pdf_syntax() == []


def test_every_key_of_its_tree_is_used_once_and_every_name_is_one(bound: Any) -> None:
    book = Tagged(bound(2, files=_files()).files()[BOOK])
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


def test_it_is_the_same_again_and_a_change_sets_its_gathering_alone(
    bound: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_: list[str] = []
    alone = typst_workers.Press.alone

    def noted(self: typst_workers.Press, job: typst_workers.Job) -> typst_workers.Proof:
        set_.append(job.main)
        return alone(self, job)

    monkeypatch.setattr(typst_workers.Press, "alone", noted)
    first = bound(3, files=_files())
    data = first.files()[BOOK]
    assert {"front.typ", "back.typ", "gathering-1.typ", "gathering-4.typ"} <= set(set_)
    set_.clear()
    changed = bound(3, files=_files(" other")).files()[BOOK]
    assert set(set_) == {"gathering-2.typ"}  # the part's page and two posts; the first has two, and a part's page
    assert changed != data
    assert "Words other of 2." in Tagged(changed).top.text()
    set_.clear()
    assert bound(3, files=_files(), fresh=True, out=first.root / "again").files()[BOOK] == data
    assert not list((first.root / "_build/doctrees/pdf/gatherings").glob("*.tmp"))


def test_what_no_font_has_is_told_of_a_part_of_the_book(bound: Any) -> None:
    files = {
        f"posts/{number}.md": post(title=f"Post {number}", slug=f"/posts/p{number}", category=category)
        for number, category in enumerate(["Old \U00012000", "Places", "Words"])
    }
    for _ in range(2):  # the second time it is known
        built = bound(2, files=files, publication_book_order="category")
        assert any("[publication.edition-character]" in message for message in built.messages()), built.messages()
        text = Tagged(built.files()[BOOK]).top.text()
        assert text.count("[U+12000 CUNEIFORM SIGN A]") == 3, (text, built.messages())


def test_many_posts_are_set_by_several_processes_in_the_same_bytes(
    pdf: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = pdf(files=_files()).files()
    monkeypatch.setattr(typst_workers, "_BATCH", 2)
    built = pdf(fresh=True, out=pdf().root / "several")
    (built.root / "_build/doctrees/pdf/editions.json").unlink()
    assert pdf(fresh=True, out=built.root / "again").files() == one


@pytest.mark.parametrize("refused", ["front.typ", "gathering-1.typ", "back.typ"])
def test_a_part_that_cannot_be_set_is_told_and_the_posts_are_set(
    bound: Any, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    alone = typst_workers.Press.alone

    def failing(self: typst_workers.Press, job: typst_workers.Job) -> typst_workers.Proof:
        if job.main == refused:
            return typst_workers.Proof(b"", typst_fallbacks.Outcome(refused="no reason"), {})
        return alone(self, job)

    monkeypatch.setattr(typst_workers.Press, "alone", failing)
    built = bound(3, files=_files())
    (message,) = built.messages()
    assert "found “no reason”" in message
    assert message.endswith("[publication.edition-left-out]")
    assert set(built.files()) == {f"posts/p{number}.pdf" for number in range(7)}
