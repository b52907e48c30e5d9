"""Tests for page metadata, parsed the way search engines and social networks parse it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from publication.core.formats import color_mode
from publication.pages import metatags
from support.images import picture
from support.posts import post

if TYPE_CHECKING:
    from support.site_builds import Build, Built

PNG = picture(1600, 840)
HOSTILE = "</script><script>alert(1)</script><!-- \\\"'&"


def meta_tags(site: Built, url_path: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in site.page(url_path).iter("meta"):
        name = meta.get("property") or meta.get("name")
        if name:
            found.setdefault(name, []).append(meta.get("content") or "")
    return found


def structured_data(site: Built, url_path: str) -> dict[str, Any]:
    scripts = [s for s in site.page(url_path).iter("script") if s.get("type") == "application/ld+json"]
    assert len(scripts) == 1
    parsed: dict[str, Any] = json.loads(scripts[0].text or "")
    assert parsed["@context"] == "https://schema.org"
    main: dict[str, Any] = parsed["@graph"][0] if "@graph" in parsed else parsed
    return main


def breadcrumbs(site: Built, url_path: str) -> list[tuple[int, str, str]]:
    """Return the position, name and URL of each breadcrumb on a page."""
    scripts = [s for s in site.page(url_path).iter("script") if s.get("type") == "application/ld+json"]
    found = [
        part for part in json.loads(scripts[0].text or "").get("@graph", ()) if part["@type"] == "BreadcrumbList"
    ]
    return [(step["position"], step["name"], step["item"]) for part in found for step in part["itemListElement"]]


def test_a_post_is_described_as_an_article_with_all_its_parts(clean_build: Build) -> None:
    text = post(
        slug="/posts/한 글", title="제목", date="2026-01-02T09:30", updated="2026-02-03", category="K", tags="[A, 나]",
        description="Said.", author="kim", socialImage="/media/x.png", socialImageAlt="A line", lang="ko",
    )  # fmt: skip
    site = clean_build(
        files={"posts/a.md": text, "_static/media/x.png": PNG}, publication_authors={"kim": {"name": "Kim"}}
    )
    found = meta_tags(site, "/posts/한 글")
    assert found["og:type"] == ["article"]
    assert found["og:title"] == ["제목"]
    assert found["og:url"] == ["https://armistice.example/posts/%ED%95%9C%20%EA%B8%80/"]
    assert found["og:image"] == ["https://armistice.example/media/x.png"]
    assert (found["og:image:width"], found["og:image:height"], found["og:image:alt"]) == (
        ["1600"],
        ["840"],
        ["A line"],
    )
    assert found["article:published_time"] == ["2026-01-02T09:30:00+09:00"]
    assert found["article:modified_time"] == ["2026-02-03T00:00:00+09:00"]
    assert (found["article:section"], found["article:tag"]) == (["K"], ["A", "나"])
    assert found["description"] == found["og:description"] == ["Said."]
    about = structured_data(site, "/posts/한 글")
    assert (about["@type"], about["headline"], about["inLanguage"]) == ("BlogPosting", "제목", "ko")
    assert about["author"] == [{"@type": "Person", "name": "Kim", "url": "https://armistice.example/author/kim/"}]
    assert found["og:locale"] == ["ko_KR"]
    assert found["citation_author"] == ["Kim"]
    assert found["citation_publication_date"] == ["2026/01/02"]


@pytest.mark.parametrize("url_path", ["/a/", "/tag/script-script-alert-1-script/", "/"])
def test_markup_in_values_is_escaped(clean_build: Build, url_path: str) -> None:
    quoted = json.dumps(HOSTILE)
    files = {"posts/a.md": post(slug="/a", title=quoted, description=quoted, tags=f"[{quoted}]", category=quoted)}
    site = clean_build(files=files)
    scripts = [s for s in site.page("/a/").iter("script") if s.get("type") != "application/ld+json"]
    assert [s.text for s in scripts] == [color_mode.INLINE_SCRIPT, None]
    assert structured_data(site, "/a/")["headline"] == HOSTILE
    assert meta_tags(site, "/a/")["og:title"] == [HOSTILE]
    assert structured_data(site, url_path)["url"].startswith("https://armistice.example/")


def test_a_cover_beside_the_post_has_a_url(clean_build: Build) -> None:
    site = clean_build(files={"posts/a/index.md": post(slug="/a", socialImage="./c.png"), "posts/a/c.png": PNG})
    image = meta_tags(site, "/a/")["og:image"][0].removeprefix("https://armistice.example/")
    assert (site.out / image).is_file()


def test_every_page_has_one_canonical_url_or_none(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post(slug="/a", tags="[T]")})
    expected = {
        "/": [""],
        "/a/": ["a/"],
        "/tag/t/": ["tag/t/"],
        "/archive/": ["archive/"],
        "/search/": [],
        "/404/": [],
    }
    found = {
        url_path: [
            (link.get("href") or "").removeprefix("https://armistice.example/")
            for link in site.page(url_path).iter("link")
            if link.get("rel") == "canonical"
        ]
        for url_path in expected
    }
    assert found == expected


def test_a_listing_is_described_as_a_collection(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post(slug="/a", tags="[T]")})
    assert structured_data(site, "/tag/t/")["@type"] == "CollectionPage"
    assert meta_tags(site, "/tag/t/")["description"] == ["T: 1 post in Armistice."]


def test_without_a_description_the_first_paragraph_is_used(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post("Opening *words*.\n", slug="/a")})
    assert meta_tags(site, "/a/")["description"] == ["Opening words."]


def test_each_page_has_breadcrumbs(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post(slug="/a", title="A", category="K", tags="[T]")})
    home = (1, "Armistice", "https://armistice.example/")
    assert breadcrumbs(site, "/a/") == [
        home, (2, "K", "https://armistice.example/category/k/"), (3, "A", "https://armistice.example/a/"),
    ]  # fmt: skip
    assert breadcrumbs(site, "/tag/t/")[1:] == [
        (2, "Topics", "https://armistice.example/tags/"), (3, "T", "https://armistice.example/tag/t/"),
    ]  # fmt: skip
    assert breadcrumbs(site, "/") == []


def test_each_type_of_page_has_its_schema_type(clean_build: Build) -> None:
    page = "---\ntitle: About\ntemplate: page\n---\n\nText.\n"
    site = clean_build(files={"posts/a.md": post(slug="/a", tags="[T]"), "pages/about.md": page})
    url_paths = ("/", "/a/", "/pages/about/", "/tag/t/", "/tags/", "/archive/", "/feeds/")
    assert [structured_data(site, url_path)["@type"] for url_path in url_paths] == [
        "WebSite", "BlogPosting", "WebPage", "CollectionPage", "CollectionPage", "CollectionPage", "WebPage",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "en_US"), ("ko", "ko_KR"), ("en-GB", "en_GB"), ("zh-Hant", "zh_TW"), ("ja", "ja_JP"), ("xx-YY", "xx_YY")],
)
def test_open_graph_locales_have_a_territory(language: str, expected: str) -> None:
    assert metatags.open_graph_locale(language) == expected


def test_the_doi_and_the_canonical_url_are_included(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post(slug="/a", doi="10.1234/x", canonical="https://x.example/a/")})
    assert meta_tags(site, "/a/")["citation_doi"] == ["10.1234/x"]
    assert structured_data(site, "/a/")["mainEntityOfPage"] == "https://x.example/a/"
    assert [link.get("href") for link in site.page("/a/").iter("link") if link.get("rel") == "canonical"] == [
        "https://x.example/a/"
    ]
