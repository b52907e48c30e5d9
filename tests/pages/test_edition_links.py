"""Tests that the site offers PDF and EPUB editions for download."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf

from support.posts import post

if TYPE_CHECKING:
    from support.site_builds import Build, Built


def pdf(pages: int) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def edition_links(site: Built, url_path: str, kind: str) -> list[tuple[str, str]]:
    """Return the target and text of each edition link inside the page's elements with the given class."""
    found = [element for element in site.page(url_path).iter() if kind in (element.get("class") or "").split()]
    links = [link for element in found for link in element.iter("a") if "editions/" in (link.get("href") or "")]
    return [(link.get("href") or "", " ".join("".join(link.itertext()).split())) for link in links]


def files() -> dict[str, str | bytes | None]:
    return {
        "posts/a.md": post(title="A", slug="/posts/a", series="The line"),
        "posts/b.md": post(title="B", slug="/essays/b"),
        "posts/c.md": post(title="C", slug="/c"),
        "_build/pdf/armistice.pdf": pdf(3),
        "_build/pdf/posts/a.pdf": pdf(1),
        "_build/pdf/other/essays/b.pdf": pdf(2),
        "_build/pdf/posts/gone.pdf": pdf(1),
        "_build/epub/armistice.epub": b"1" * 64_000,
        "_build/epub/series/the-line.epub": b"1" * 1_000,
    }


def test_a_post_offers_its_own_editions_and_those_of_all_posts(clean_build: Build) -> None:
    site = clean_build(files=files(), publication_editions_dir="_build")
    all_posts = [("All posts (PDF)", "editions/armistice.pdf"), ("All posts (EPUB)", "editions/armistice.epub")]
    assert [(href, text.partition(" ")[0]) for href, text in edition_links(site, "/posts/a/", "editions")] == [
        ("../../editions/posts/a.pdf", "PDF"),
        ("../../editions/series/the-line.epub", "Series"),
        *[(f"../../{href}", "All") for _, href in all_posts],
    ]
    assert ("../../editions/other/essays/b.pdf", f"PDF 2 pp., {len(pdf(2))} B") in edition_links(
        site, "/essays/b/", "editions"
    )
    assert [href for href, _ in edition_links(site, "/c/", "editions")] == [f"../{href}" for _, href in all_posts]
    assert (site.out / "editions/armistice.epub").read_bytes() == b"1" * 64_000
    assert not (site.out / "editions/posts/gone.pdf").exists()


def test_other_pages_offer_the_editions_of_all_posts_in_the_footer(clean_build: Build) -> None:
    site = clean_build(files=files(), publication_editions_dir="_build")
    for url_path in ("/", "/posts/", "/tags/"):
        assert [text for _, text in edition_links(site, url_path, "footer")][1:] == ["All posts (EPUB)"]
        assert "64 kB" in site.html(url_path)
    assert edition_links(site, "/posts/a/", "footer") == []
    assert next(href for href, _ in edition_links(site, "/404.html", "footer")) == "/editions/armistice.pdf"


def test_editions_that_were_not_built_are_not_offered(clean_build: Build) -> None:
    site = clean_build(files=files())
    assert b"editions/" not in b"".join(data for name, data in site.files().items() if name.endswith(".html"))
    assert not (site.out / "editions").exists()


def test_a_page_is_rewritten_when_its_editions_change(clean_build: Build) -> None:
    clean_build(files=files(), publication_editions_dir="_build")
    changed: dict[str, str | bytes | None] = {
        "_build/pdf/posts/a.pdf": None,
        "_build/epub/armistice.epub": b"1" * 90_000,
    }
    site = clean_build(files=changed, publication_editions_dir="_build")
    assert (
        next(href for href, _ in edition_links(site, "/posts/a/", "editions"))
        == "../../editions/series/the-line.epub"
    )
    assert all("90 kB" in site.html(url_path) for url_path in ("/", "/posts/", "/posts/a/"))
    assert not (site.out / "editions/posts/a.pdf").exists()
    assert (site.out / "editions/armistice.epub").stat().st_size == 90_000
