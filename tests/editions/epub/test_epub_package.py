"""Tests for an EPUB's package document, table of contents and archive."""

from __future__ import annotations

import uuid
import zipfile
from typing import TYPE_CHECKING

from support.opened_epub import XHTML, OpenedEpub, book
from support.posts import post

if TYPE_CHECKING:
    from support.site_builds import Build


def test_titles_and_settings_are_escaped(clean_build: Build) -> None:
    site = clean_build(
        files={"posts/a.md": post(title="'<b>&amp; \"quotes\" & ]]>'", slug="/a", tags="['R&D <x>']")},
        builder="epub",
        project="A & <B>",
        copyright="2026, <A> & B",
        publication_tagline="1 < 2 & 3",
    )
    opened = OpenedEpub(site.out / "a-b.epub")
    assert '<b>&amp; "quotes" & ]]>' in [page.findtext(f".//{XHTML}h1") for page in opened.pages.values()]
    assert opened.metadata("title") == ["A & <B>"]
    assert opened.metadata("subject") == ["R&D <x>"]
    assert opened.metadata("description") == ["1 < 2 & 3"]


def test_the_package_has_authors_dates_identifiers_and_accessibility_metadata(clean_build: Build) -> None:
    files = {
        "posts/a.md": post(title="A", date="2026-01-02", slug="/a", author="kim", category="Places"),
        "posts/b.md": post(
            title="B", date="2026-01-03", updated="2026-05-06T09:00:00+09:00", slug="/b", author="[kim, lee]"
        ),
    }
    people = {"kim": {"name": "Kim & Kim"}, "lee": {"name": "이"}}
    opened = book(clean_build(files=files, builder="epub", publication_authors=people))
    assert opened.metadata("creator") == ["Kim & Kim", "이"]
    assert opened.metadata("dcterms:modified") == ["2026-05-06T00:00:00Z"]
    assert opened.metadata("identifier") == [uuid.uuid5(uuid.NAMESPACE_URL, "https://armistice.example/").urn]
    assert opened.metadata("source") == ["https://armistice.example/"]
    assert "CC BY-SA 4.0" in opened.metadata("rights")[0]
    assert {"structuralNavigation", "tableOfContents"} <= set(opened.metadata("schema:accessibilityFeature"))
    assert opened.metadata("schema:accessibilityHazard") == ["none"]
    assert opened.metadata("schema:accessModeSufficient") == ["textual"]


def test_the_table_of_contents_links_to_posts_by_year_and_to_their_headings(clean_build: Build) -> None:
    files = {
        "posts/a.md": post(
            "## One & *two*\n\nText.\n\n### Deeper\n\nText.\n", title="A", date="2025-01-02", slug="/a"
        ),
        "posts/b.md": post(title="B", slug="/b"),
    }
    opened = book(clean_build(files=files, builder="epub"))
    contents = opened.chapter("Contents")
    assert [span.text for span in contents.iter(f"{XHTML}span")] == ["2025", "2026"]
    texts = [link.text for link in contents.iter(f"{XHTML}a")]
    assert texts == ["Armistice", "A", "One & two", "B", "Cover", "Contents", "Text"]
    ids = {element.get("id") for element in opened.chapter("A").iter()}
    anchors = [href.partition("#")[2] for href in opened.links("Contents") if href.startswith(opened.name("A") + "#")]
    assert anchors
    assert set(anchors) <= ids


def test_the_archive_starts_with_its_media_type_and_contains_no_build_time(clean_build: Build) -> None:
    opened = book(clean_build(files={"posts/a.md": post(date="2026-01-02T09:00:00Z")}, builder="epub"))
    assert opened.entries[0].filename == "mimetype"
    assert opened.entries[0].compress_type == zipfile.ZIP_STORED
    assert opened.data[30:58] == b"mimetypeapplication/epub+zip"
    assert {entry.date_time for entry in opened.entries} == {(2026, 1, 2, 9, 0, 0)}
