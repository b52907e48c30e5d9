"""Tests for listings by category, tag, author, series and year, and for ABlog's references to these listings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.images import picture
from support.posts import post

if TYPE_CHECKING:
    from support.site_builds import Build


def test_each_term_has_a_page_at_its_name_in_kebab_case(clean_build: Build) -> None:
    site = clean_build(
        files={"posts/a.md": post(slug="/a", category='"JavaScript, Korea"', tags='["북한 정책", "North Korea"]')}
    )
    assert "../../a/" in site.links("/category/java-script-korea/")
    assert "../../a/" in site.links("/tag/북한-정책/")
    assert "../../a/" in site.links("/tag/north-korea/")
    assert "JavaScript, Korea" in site.text("/categories/")
    assert "../tag/%EB%B6%81%ED%95%9C-%EC%A0%95%EC%B1%85/" in site.links("/tags/")


def test_names_with_the_same_slug_share_a_page_titled_with_the_most_common_one(clean_build: Build) -> None:
    site = clean_build(
        files={
            "posts/a.md": post(slug="/a", tags='["C"]'),
            "posts/b.md": post(slug="/b", tags='["C++"]'),
            "posts/c.md": post(slug="/c", tags='["C#", "C++"]'),
        }
    )
    page = site.page("/tag/c/")
    assert [h.text for h in page.iter("h1")] == ["C++"]
    assert {"../../a/", "../../b/", "../../c/"} <= set(site.links("/tag/c/"))
    assert site.links("/tags/") == ["../tag/c/"]


def test_a_listing_is_divided_into_pages_numbered_from_one(clean_build: Build) -> None:
    files = {f"posts/{n}.md": post(slug=f"/p{n}", date=f"2026-01-{n:02}", tags="[T]") for n in range(1, 6)}
    site = clean_build(files=files, publication_page_size=2)
    shown = [site.rows(f"/tag/t/{page}") for page in ("", "page/2/", "page/3/")]
    assert shown == [["../../p5/", "../../p4/"], ["../../../../p3/", "../../../../p2/"], ["../../../../p1/"]]
    paging = [link.get("href") for nav in site.page("/tag/t/page/2/").iter("nav") for link in nav.iter("a")]
    assert paging[-4:] == ["../../", "../../", "../3/", "../3/"]  # links: newer posts, page 1, page 3, older posts
    assert site.has("/posts/page/3/")
    assert "http-equiv" in site.html("/tag/t/page/1/")
    assert not site.has("/tag/t/page/4/")


def test_the_archive_lists_every_year(clean_build: Build) -> None:
    site = clean_build(
        files={"posts/a.md": post(slug="/a", date="2019-01-01"), "posts/b.md": post(slug="/b", date="2025-01-01")}
    )
    assert [h.findtext("a") for h in site.page("/archive/").iter("h2")] == ["2025", "2019"]
    assert site.rows("/archive/2019/") == ["../../a/"]


def test_an_authors_page_is_titled_with_the_authors_name(clean_build: Build) -> None:
    site = clean_build(
        files={"posts/a.md": post(slug="/a", author="kim")}, publication_authors={"kim": {"name": "Kim & Lee"}}
    )
    assert [h.text for h in site.page("/author/kim/").iter("h1")] == ["Kim & Lee"]


def test_a_post_without_category_and_tags_is_in_the_listing_of_all_posts(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post(slug="/a", category='""', tags="")})
    assert "../a/" in site.links("/posts/")
    assert site.links("/tags/") == site.links("/categories/") == []


@pytest.mark.parametrize(
    "path", ["/posts/", "/tag/b-i-x-i-b/", "/category/script-alert-1-script/", "/tags/", "/a/", "/archive/"]
)
def test_titles_and_terms_are_escaped_on_every_page(clean_build: Build, path: str) -> None:
    site = clean_build(
        files={
            "posts/a.md": post(
                title="'<img src=x onerror=alert(1)> & \"q\"'",
                slug="/a",
                category="<script>alert(1)</script>",
                tags="['<b>I<x>I</b>']",
            )
        }
    )
    html = site.html(path)
    assert "<img src=x" not in html
    assert "<script>alert" not in html
    assert "<x>" not in html


def test_postlist_and_references_to_terms_work(clean_build: Build) -> None:
    body = "{ref}`tag-북한-정책` {ref}`category-korea` {ref}`blog-tags`\n\n```{postlist} 5\n:category: Korea\n```\n"
    files = {
        "posts/a.md": post(slug="/a", title="First one", category="Korea", tags="[북한 정책]"),
        "posts/b.md": post(body, slug="/b", title="Second one"),
    }
    links = clean_build(files=files).links("/b/")
    assert {"../tag/%EB%B6%81%ED%95%9C-%EC%A0%95%EC%B1%85/", "../category/korea/", "../tags/", "../a/"} <= set(links)


def test_an_excerpt_is_the_description_or_the_first_paragraph_of_text(clean_build: Build) -> None:
    body = "![A picture](/media/x.png)\n\n## Heading\n\nReal *text*[^1] here.\n\n[^1]: A note.\n"
    files: dict[str, str | bytes] = {
        "_static/media/x.png": picture(),
        "posts/a.md": post(body, slug="/a", title="One"),
        "posts/b.md": post(body, slug="/b", title="Two", description='"Said <b>so</b>."'),
    }
    text = clean_build(files=files).text("/posts/")
    assert "One Real text here." in text
    assert "Two Said <b>so</b>." in text


def test_dates_are_displayed_in_the_zone_of_the_publication(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post(slug="/a", date="2016-09-01T23:46:37.121Z")})
    assert "2 September 2016" in site.text("/a/")
    assert 'datetime="2016-09-02"' in site.html("/posts/")


def test_a_series_is_listed_oldest_first(clean_build: Build) -> None:
    files = {
        f"posts/{n}.md": post(slug=f"/p{n}", date=f"2026-01-0{n}", series="'The long armistice'") for n in (1, 2)
    }
    site = clean_build(files=files)
    assert site.rows("/series/the-long-armistice/") == ["../../p1/", "../../p2/"]
    assert site.links("/series/") == ["the-long-armistice/"]
