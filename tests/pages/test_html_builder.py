"""Tests for the HTML builder: permalinks, headings, and theme files that are omitted from the output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.posts import post

if TYPE_CHECKING:
    from support.site_builds import Build


def test_a_post_is_at_its_slug_in_the_same_case(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post(slug='"/posts/Next-US-president"')})
    assert site.has("/posts/Next-US-president/")
    assert not site.has("/posts/a/")


def test_a_slug_that_ends_in_html_is_a_file(clean_build: Build) -> None:
    site = clean_build(
        files={
            "posts/a.md": post(slug="/old/page.html"),
            "posts/b.md": post("[a](/old/page.html) [a](a.md)\n", slug="/posts/b"),
        }
    )
    assert (site.out / "old/page.html").is_file()
    assert (
        site.links("/posts/b/")[:2].count("../../old/page.html")
        or site.links("/posts/b/").count("../../old/page.html") == 2
    )


def test_a_post_without_a_slug_is_at_its_file_path(clean_build: Build) -> None:
    site = clean_build(files={"posts/2019-01-02---x.y.md": post(), "posts/2020/정전/index.md": post(title="B")})
    assert site.has("/posts/2019-01-02---x.y/index.html")
    assert site.has("/posts/2020/정전/")


def test_the_folder_rule_puts_a_bare_slug_below_its_folder(clean_build: Build) -> None:
    files = {"posts/2020/a.md": post(slug="x"), "posts/b.md": post(slug="/y")}
    site = clean_build(files=files, publication_slug_rule="folder")
    assert site.has("/posts/2020/x/")
    assert site.has("/y/")


def test_a_slug_is_percent_encoded_in_links_only(clean_build: Build) -> None:
    site = clean_build(
        files={
            "posts/a.md": post(slug='"/posts/정전 협정 (1953)"', tags="[X]"),
            "posts/b.md": post("[a](</posts/정전 협정 (1953)>)\n", slug="/posts/b"),
        }
    )
    encoded = "../%EC%A0%95%EC%A0%84%20%ED%98%91%EC%A0%95%20(1953)/"
    assert site.has("/posts/정전 협정 (1953)/")
    assert encoded in site.links("/posts/b/")
    assert "../../posts/" + encoded[3:] in site.links("/tag/x/")


def test_the_title_is_plain_text_and_the_only_h1(clean_build: Build) -> None:
    title = "A *title* with <b>, `code` & $x$"
    body = "# One\n\n### Three\n\n## Two\n\n###### Six\n"
    site = clean_build(files={"posts/a.md": post(body, title=f"'{title}'", slug="/a")})
    page = site.page("/a/")
    headings = [(h.tag, "".join(h.itertext()).rstrip("#")) for h in page.iter() if h.tag in {"h1", "h2", "h3", "h4"}]
    assert headings == [("h1", title), ("h2", "One"), ("h3", "Three"), ("h3", "Two"), ("h4", "Six")]


def test_a_page_is_in_no_listing(clean_build: Build) -> None:
    page = "---\ntitle: About us\ntemplate: page\ntags: [Secret]\n---\n\nText.\n"
    site = clean_build(files={"pages/about.md": page, "posts/a.md": post(slug="/a")})
    assert site.has("/pages/about/")
    assert not site.has("/tag/secret/")
    assert "About us" not in site.text("/posts/")


def test_the_output_contains_no_files_of_the_theme(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post(slug="/a")})
    others = ("fontawesome", "bootstrap", "webpack", "pygments", "favicon.svg")
    assert [name for name in site.files() for other in others if other in name] == []
    missing = [
        link.get("href") or ""
        for link in site.page("/a/").iter("link")
        if link.get("rel") in {"stylesheet", "icon", "preload"}
        and not (link.get("href") or "").startswith("data:")
        and not (site.out / (link.get("href") or "").split("?")[0].replace("../", "")).is_file()
    ]
    assert missing == []
