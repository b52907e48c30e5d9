"""Tests for the generated sitemap and robots.txt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree

from support.images import picture
from support.posts import post
from support.site_builds import run

if TYPE_CHECKING:
    from support.site_builds import Build, Built

SCHEMAS = Path(__file__).parent / "schemas"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
BASE = "https://armistice.example/"
PNG = picture()
FILES: dict[str, str | bytes] = {
    "posts/a/index.md": post(
        "![x](c.png)\n", slug="/a", category="Korea", socialImage="/media/큰 m.png", aliases="[/old]"
    ),
    "posts/a/c.png": PNG,
    "_static/media/큰 m.png": PNG,
    "posts/b.md": post(slug="/한글", date="2025-03-04", updated="2026-05-06", category="Korea"),
    "posts/c.md": post(slug="/c", date="2024-01-01", tags="[T]", canonical="https://example.org/c"),
    "posts/d.md": post(slug="/draft", draft="true"),
    "posts/e.md": post(slug="/e", date="2023-01-01", socialImage="https://example.org/그림.png"),
    "pages/about.md": "---\ntitle: P\ntemplate: page\nupdated: 2026-02-03\n---\n\nText.\n",
    "pages/q.md": "---\ntitle: Q\ntemplate: page\n---\n\nText.\n",
}


def sitemap(built: Built) -> dict[str, tuple[str | None, list[str]]]:
    """Return the last-modified date and the images of each path in the sitemap."""
    root = etree.parse(built.out / "sitemap.xml").getroot()
    return {
        url.findtext(f"{SITEMAP}loc").removeprefix(BASE): (
            (url.findtext(f"{SITEMAP}lastmod") or "")[:10] or None,
            [image.text for image in url.iter(f"{IMAGE}loc")],
        )
        for url in root
    }


def test_the_sitemap_is_valid_by_its_schema(clean_build: Build) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "sitemap.xsd"))
    schema.assertValid(etree.parse(clean_build(files=FILES).out / "sitemap.xml"))


def test_the_sitemap_lists_exactly_the_pages_that_search_engines_should_find(clean_build: Build) -> None:
    assert list(sitemap(clean_build(files=FILES, publication_page_size=2))) == [
        "",
        "a/",
        "archive/",
        "archive/2023/",
        "archive/2024/",
        "archive/2025/",
        "archive/2026/",
        "categories/",
        "category/korea/",
        "e/",
        "feeds/",
        "pages/about/",
        "pages/q/",
        "posts/",
        "posts/page/2/",
        "tag/t/",
        "tags/",
        "%ED%95%9C%EA%B8%80/",
    ]


def test_every_url_in_the_sitemap_exists(clean_build: Build) -> None:
    built = clean_build(files=FILES, publication_page_size=1)
    for path, (_, images) in sitemap(built).items():
        assert (built.out / unquote(path) / "index.html").is_file()
        ours = [image for image in images if image.startswith(BASE)]
        assert all((built.out / unquote(urlsplit(image).path)[1:]).is_file() for image in ours)


def test_a_listing_is_dated_by_the_last_change_to_its_posts(clean_build: Build) -> None:
    found = {path: day for path, (day, _) in sitemap(clean_build(files=FILES, publication_page_size=2)).items()}
    assert found["a/"] == "2026-01-02"
    assert found["%ED%95%9C%EA%B8%80/"] == "2026-05-06"
    assert found["category/korea/"] == found["posts/"] == found["archive/2025/"] == found[""] == "2026-05-06"
    assert found["posts/page/2/"] == "2024-01-01"
    assert (found["pages/about/"], found["pages/q/"]) == ("2026-02-03", None)


def test_images_and_covers_are_listed_with_their_urls(clean_build: Build) -> None:
    found = sitemap(clean_build(files=FILES))
    served, copied = sorted(found["a/"][1], reverse=True)
    assert (served, copied.startswith(f"{BASE}_images/c-")) == (f"{BASE}media/%ED%81%B0%20m.png", True)
    assert found["e/"][1] == ["https://example.org/%EA%B7%B8%EB%A6%BC.png"]


def test_an_incremental_build_produces_the_same_sitemap_as_a_clean_one(build: Build, tmp_path: Path) -> None:
    build(files=FILES)
    changed = build(files={"posts/b.md": None, "posts/f.md": post(slug="/f", date="2022-01-01")})
    clean = run(changed.root, out=tmp_path / "clean", fresh=True)
    assert changed.files()["sitemap.xml"] == clean.files()["sitemap.xml"]
    assert "f/" in sitemap(changed)
    assert "a/" in sitemap(changed)


def test_the_sitemap_of_a_preview_lists_no_draft(build: Build) -> None:
    built = build(files=FILES, publication_preview=True)
    assert built.has("/draft/")
    assert "draft/" not in sitemap(built)


def test_robots_txt_allows_everything_and_names_the_sitemap(clean_build: Build) -> None:
    text = (clean_build().out / "robots.txt").read_text("utf-8")
    assert text == f"User-agent: *\nAllow: /\nSitemap: {BASE}sitemap.xml\n"


@pytest.mark.parametrize("name", ["robots.txt", "sitemap.xml", "404.html", "404/index.html", "rss.xml"])
def test_a_file_in_the_root_folder_replaces_the_generated_one(clean_build: Build, name: str) -> None:
    assert (clean_build(files={f"_static/root/{name}": "theirs"}).out / name).read_text("utf-8") == "theirs"
    built = clean_build(files={f"_static/root/{name}": None})
    assert (built.out / name).read_text("utf-8") != "theirs"
