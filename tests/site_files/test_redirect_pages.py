"""Tests for redirects from old paths: aliases and the old site's page numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.page_elements import redirect_target
from support.posts import post

if TYPE_CHECKING:
    from support.site_builds import Build


def test_an_alias_redirects_to_its_post(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post(slug="/posts/a", aliases='["/old/한글 x/", "/2019/a.html"]')})
    assert redirect_target(site, "/old/한글 x/") == "../../posts/a/"
    assert redirect_target(site, "/2019/a.html") == "../posts/a/"
    assert 'rel="canonical" href="https://armistice.example/posts/a/"' in site.html("/old/한글 x/")


def test_a_link_to_an_alias_leads_straight_to_the_post(clean_build: Build) -> None:
    files = {"posts/a.md": post(slug="/a", aliases="/old"), "posts/b.md": post("[a](/old/#x-y)\n\n", slug="/b")}
    files["posts/a.md"] = post("## X y\n", slug="/a", aliases="/old")
    assert "../a/#x-y" in clean_build(files=files).links("/b/")


def test_an_alias_in_use_elsewhere_is_reported_with_both_files(build: Build) -> None:
    files = {
        "posts/a.md": post(slug="/a"),
        "posts/b.md": post(slug="/b", aliases="/a"),
        "posts/c.md": post(slug="/c", aliases="/tags"),
    }
    messages = build(files=files).messages()
    assert messages[0].startswith("posts/b.md:6: WARNING: the alias /a is already used by posts/a.md:5")
    assert "posts/c.md:6: WARNING: `aliases` contains “/tags”, a path that the site itself uses" in messages[1]


@pytest.mark.parametrize(
    ("old", "new"),
    [("/page/1/", "../../posts/page/2/"), ("/page/2/", "../../posts/page/3/"), ("/tag/t/page/1/", "../2/")],
)
def test_the_old_page_numbers_redirect_to_the_pages_with_the_same_posts(
    clean_build: Build, old: str, new: str
) -> None:
    files = {f"posts/{n:02}.md": post(slug=f"/p{n}", date=f"2026-01-{n:02}", tags="[T]") for n in range(1, 13)}
    site = clean_build(files=files, publication_page_size=4)
    assert redirect_target(site, old) == new


def test_an_old_page_number_never_replaces_a_listing_page(clean_build: Build) -> None:
    files = {f"posts/{n:02}.md": post(slug=f"/p{n}", date=f"2026-01-{n:02}", tags="[T]") for n in range(1, 13)}
    site = clean_build(files=files, publication_page_size=4)
    assert "http-equiv" not in site.html("/tag/t/page/2/")
    assert not site.has("/page/3/")


def test_removing_an_alias_removes_its_redirect_page(clean_build: Build) -> None:
    assert clean_build(files={"posts/a.md": post(slug="/a", aliases="/old")}).has("/old/")
    assert not clean_build(files={"posts/a.md": post(slug="/a")}).has("/old/")
