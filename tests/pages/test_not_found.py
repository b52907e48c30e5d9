"""Tests for the site's 404 page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree

from support.posts import post

if TYPE_CHECKING:
    from support.site_builds import Build


BASE = "https://armistice.example/"
FILES = {
    "posts/a.md": post(slug="/a", category="Korea"),
    "pages/about.md": "---\ntitle: About\ntemplate: page\n---\n\nText.\n",
}


@pytest.mark.parametrize(("base", "root"), [(BASE, "/"), ("https://x.org/blog/", "/blog/"), ("", "/")])
@pytest.mark.parametrize("name", ["404.html", "404/index.html"])
def test_the_404_page_works_at_any_depth(clean_build: Build, base: str, root: str, name: str) -> None:
    built = clean_build(files=FILES, html_baseurl=base)
    page = etree.parse(built.out / name, etree.HTMLParser())
    links = [link for link in page.xpath("//@href | //@src") if not link.startswith(("#", "https:", "data:"))]
    assert any(link.startswith(f"{root}_static/css/site-") for link in links)
    assert f"{root}archive/" in links
    assert [link for link in links if not link.startswith(root)] == []
    for link in links:
        place = built.out / unquote(urlsplit(link).path.removeprefix(root))
        assert place.is_file() or (place / "index.html").is_file()


def test_the_404_page_has_no_canonical_url_and_is_not_in_the_sitemap(clean_build: Build) -> None:
    built = clean_build()
    for name in ("404.html", "404/index.html"):
        page = (built.out / name).read_text("utf-8")
        assert "canonical" not in page
    assert "404" not in (built.out / "sitemap.xml").read_text("utf-8")
