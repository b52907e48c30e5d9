"""Tests for the PDF builder: incremental builds, settings, and posts that cannot be typeset completely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.posts import post
from support.tagged_pdf import Tagged

if TYPE_CHECKING:
    from support.site_builds import Build

TWO_POSTS = {
    "posts/one.md": post("Words of one.\n", title="One", slug="/posts/one"),
    "posts/two.md": post("Words of two, see [one](/posts/one).\n", title="Two", slug="/posts/two"),
}


def test_clean_builds_are_reproducible_and_only_changed_posts_are_typeset_again(pdf: Build) -> None:
    first = pdf(files=TWO_POSTS)
    assert set(first.files()) == {"armistice.pdf", "posts/one.pdf", "posts/two.pdf"}
    files = first.files()
    times = {name: (first.out / name).stat().st_mtime_ns for name in files}
    assert pdf().files() == files
    assert {name: (first.out / name).stat().st_mtime_ns for name in files} == times
    changed = pdf(files={"posts/two.md": post("Other words.\n", title="Two", slug="/posts/two")})
    assert (changed.out / "posts/one.pdf").stat().st_mtime_ns == times["posts/one.pdf"]
    assert (changed.out / "posts/two.pdf").stat().st_mtime_ns != times["posts/two.pdf"]
    assert pdf(files=TWO_POSTS, fresh=True, out=first.root / "again").files() == files


def test_drafts_and_scheduled_and_expired_posts_are_not_in_any_pdf(pdf: Build) -> None:
    built = pdf(
        files=TWO_POSTS
        | {
            "posts/d.md": post("SECRET\n", title="SECRET", draft="true", tags="[SECRET]"),
            "posts/s.md": post("SECRET\n", title="SECRET", date="2099-01-01"),
            "posts/e.md": post("SECRET\n", title="SECRET", expires="2026-02-01"),
        }
    )
    assert set(built.files()) == {"armistice.pdf", "posts/one.pdf", "posts/two.pdf"}
    assert all("SECRET" not in Tagged(data).top.text() for data in built.files().values())


def test_a_character_missing_from_all_fonts_is_reported_with_its_line_and_a_description(pdf: Build) -> None:
    files = {"posts/one.md": post("Words.\n\nA sign \U00012000 of old.\n", title="One", slug="/posts/one")}
    for _ in range(2):  # the second build reads the PDF from the cache
        built = pdf(files=files)
        (message,) = built.messages()
        assert message.startswith("posts/one.md:10: WARNING: no font in the PDF has “")
        assert message.endswith("[publication.edition-character]")
        for data in built.files().values():
            assert "A sign [U+12000 CUNEIFORM SIGN A] of old." in Tagged(data).top.text()


def test_a_broken_image_is_reported_and_replaced_by_its_alt_text(pdf: Build) -> None:
    files: dict[str, str | bytes | None] = {
        "posts/x/bad.png": b"no picture",
        "posts/x/index.md": post("![The words](bad.png)\n", title="One", slug="/posts/one"),
    }
    built = pdf(files=files | {"posts/two.md": TWO_POSTS["posts/two.md"].replace("[one](/posts/one)", "one")})
    assert any("[publication.image-broken]" in message for message in built.messages()), built.messages()
    assert "The words" in Tagged(built.files()["posts/one.pdf"]).top.text()


def test_the_books_paper_size_and_order_can_be_set(pdf: Build) -> None:
    files = {
        "posts/one.md": post("One.\n", title="One", slug="/posts/one", category="Beta"),
        "posts/two.md": post("Two.\n", title="Two", slug="/posts/two", category="Alpha"),
    }
    built = pdf(files=files, publication_paper="letter", publication_book_order="category")
    assert built.messages() == []
    book = Tagged(built.files()["armistice.pdf"])
    assert [float(number) for number in book.pdf.pages[0].mediabox] == [0, 0, 612, 792]
    assert [tag.text() for tag in book.all("H1")][:3] == ["Contents", "Alpha", "Beta"]
    assert [tag.text() for tag in book.all("H2")] == ["Two", "One"]


def test_an_unused_footnote_is_at_the_end(pdf: Build) -> None:
    built = pdf(files={"posts/one.md": post("Words.\n\n[^x]: Uncalled words.\n", title="One", slug="/posts/one")})
    assert "Uncalled words." in Tagged(built.files()["posts/one.pdf"]).top.text()
