"""Tests for the EPUB builder: an edition contains the right documents, and builds are reproducible."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

from support.images import picture
from support.opened_epub import OpenedEpub, book
from support.posts import post

if TYPE_CHECKING:
    from pathlib import Path

    from support.site_builds import Build
PNG = picture(1, 1)


def test_the_book_contains_the_published_posts_oldest_first_then_the_pages(clean_build: Build) -> None:
    files = {
        "posts/b.md": post(title="Newer", date="2026-03-01", slug="/b", tags="[Korea]", category="Places"),
        "posts/a.md": post(title="Older", date="2026-01-01", slug="/a"),
        "posts/d.md": post(title="A draft", draft="true", slug="/d"),
        "posts/s.md": post(title="Tomorrow", date="2027-01-01", slug="/s"),
        "posts/e.md": post(title="Gone", expires="2026-02-01", slug="/e"),
        "pages/p.md": '---\ntitle: A page\ntemplate: page\nslug: "/p"\n---\n\nText.\n',
    }
    opened = book(clean_build(files=files, builder="epub"))
    assert opened.spine == ["Cover", "Armistice", "Contents", "Older", "Newer", "A page"]
    assert len(opened.pages) == 6
    assert not re.search(rb"A draft|Tomorrow|Gone", b"".join(opened.files.values()))


def test_the_output_folder_contains_only_the_edition(clean_build: Build) -> None:
    built = clean_build(files={"posts/a.md": post(slug="/a")}, builder="epub")
    assert list(built.files()) == ["armistice.epub"]


def test_a_series_has_an_edition_that_links_to_the_site_for_other_posts(clean_build: Build) -> None:
    text = "[one](/one) and [other](/other#a-heading)\n"
    files = {
        "posts/2.md": post(text, title="Two", date="2026-02-01", slug="/two", series='"The line & the zone"'),
        "posts/1.md": post(title="One", date="2026-01-01", slug="/one", series='"The line & the zone"'),
        "posts/o.md": post("## A heading\n\nText.\n", title="Other", slug="/other"),
    }
    built = clean_build(files=files, builder="epub")
    assert list(built.files()) == ["armistice.epub", "series/the-line-the-zone.epub"]
    series = OpenedEpub(built.out / "series/the-line-the-zone.epub")
    assert series.spine == ["Cover", "The line & the zone", "Contents", "One", "Two"]
    assert series.metadata("belongs-to-collection") == ["Armistice"]
    assert series.links("Two")[:2] == [series.name("One"), "https://armistice.example/other/#a-heading"]
    assert book(built).links("Two")[:2] == [book(built).name("One"), f"{book(built).name('Other')}#a-heading"]
    assert "Part 2 of The line & the zone" in series.text("Two")
    assert series.metadata("identifier") != book(built).metadata("identifier")


def test_repeated_and_parallel_builds_produce_the_same_bytes(build: Build, tmp_path: Path) -> None:
    files = {
        f"posts/{number}.md": post(f"Text {number}[^a] and [a link](/p{number - 1}).\n\n[^a]: A note.\n" if number else "Text.\n",
                                   title=f"Post {number}", slug=f"/p{number}", series="Series", date=f"2026-01-{number + 1:02}")
        for number in range(9)
    }  # fmt: skip
    first = build(files=files, builder="epub", out=tmp_path / "first").files()
    assert build(builder="epub", out=tmp_path / "second", fresh=True).files() == first
    shutil.rmtree(tmp_path / "site/_build")
    assert build(builder="epub", out=tmp_path / "third", jobs=3).files() == first


def test_an_incremental_build_produces_the_same_edition_as_a_clean_build(build: Build, tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {
        "posts/a.md": post("[b](/b)\n", title="A", slug="/a", series="S"),
        "posts/b.md": post("## One\n\n![x](x.png)\n", title="B", slug="/b", category="Places"),
        "posts/x.png": PNG,
    }
    built = build(files=files, builder="epub")
    changed: dict[str, str | bytes | None] = {
        "posts/a.md": post("[b](/b#two)\n", title="A", slug="/a"),
        "posts/b.md": post("## Two\n", title="B2", slug="/b", category="Places"),
        "posts/c.md": post(title="C", slug="/c", category="Places"),
    }
    after = build(files=changed, builder="epub").files()
    assert list(after) == ["armistice.epub"]
    shutil.rmtree(tmp_path / "site/_build")
    assert build(builder="epub").files() == after
    assert not any("/images/" in name for name in book(built).files)


def test_an_unchanged_edition_is_not_rewritten(build: Build) -> None:
    built = build(files={"posts/a.md": post(slug="/a")}, builder="epub")
    written = (built.out / "armistice.epub").stat().st_mtime_ns
    build(builder="epub")
    assert (built.out / "armistice.epub").stat().st_mtime_ns == written


def test_a_publication_without_posts_still_has_a_book(clean_build: Build) -> None:
    assert book(clean_build(files={}, builder="epub")).spine == ["Cover", "Armistice", "Contents"]
