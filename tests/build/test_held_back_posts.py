"""Tests that drafts, scheduled posts and expired posts are never published, and have a badge in a preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.posts import post

if TYPE_CHECKING:
    from support.site_builds import Build

HIDDEN = {
    "posts/draft.md": post("Draftbody\n", title="Drafttitle", slug="/draftslug", tags="[Drafttag]", draft="true"),
    "posts/later.md": post(
        "Laterbody\n", title="Latertitle", slug="/laterslug", tags="[Latertag]", date="2030-01-01"
    ),
    "posts/over.md": post("Overbody\n", title="Overtitle", slug="/overslug", tags="[Overtag]", expires="2026-02-01"),
    "pages/draft.md": "---\ntitle: Pagetitle\ntemplate: page\ndraft: true\nslug: /pageslug\n---\n\nPagebody\n",
}
UNPUBLISHED_WORDS = [
    kind + part for kind in ("draft", "later", "over", "page") for part in ("body", "title", "slug", "tag")
]


@pytest.mark.parametrize("builder", ["dirhtml", "epub", "latex", "text"])
def test_held_back_posts_are_in_no_output(build: Build, builder: str) -> None:
    shown = post("[a](/draftslug) [b](draft.md) [c](/tag/drafttag)\n", title="Shown", slug="/shown")
    site = build(files=HIDDEN | {"posts/shown.md": shown}, builder=builder)
    everything = site.everything().lower()
    if builder == "epub":
        import zipfile

        book = zipfile.ZipFile(next(site.out.glob("*.epub")))
        everything += b"".join(book.read(name) for name in book.namelist()).lower()
    assert b"shown" in everything
    assert [word for word in UNPUBLISHED_WORDS if word.encode() in everything] == []


def test_a_preview_shows_held_back_posts_with_a_badge(build: Build) -> None:
    site = build(files=HIDDEN, publication_preview=True)
    assert "Preview: this post is a draft, so it is not on the published site." in site.text("/draftslug/")
    assert "Preview: this post is scheduled, so it is not on the published site." in site.text("/laterslug/")
    assert "Preview: this post has expired, so it is not on the published site." in site.text("/overslug/")
    assert "Preview: this page is a draft, so it is not on the published site." in site.text("/pageslug/")
    assert "draft" in site.text("/posts/")


def test_a_post_that_becomes_a_draft_leaves_no_trace(build: Build) -> None:
    files = {
        "posts/a.md": post(slug="/a", title="Stays"),
        "posts/b.md": post("Gonebody\n", slug="/gone", tags="[Gonetag]"),
    }
    assert build(files=files).has("/gone/")
    site = build(files={"posts/b.md": post("Gonebody\n", slug="/gone", tags="[Gonetag]", draft="true")})
    assert not site.has("/gone/")
    assert not site.has("/tag/gonetag/")
    assert b"gone" not in site.everything().lower()


def test_a_post_is_published_at_the_exact_second(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"posts/a.md": post(slug="/a", date="2026-09-21T23:13:21"), "posts/b.md": post(slug="/b", title="B")}
    assert not build(files=files).has("/a/")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000001")
    assert build().has("/a/")


def test_a_broken_draft_causes_no_warning(build: Build) -> None:
    site = build(files={"posts/a.md": post(slug="/a"), "posts/b.md": post(date="someday", draft="true")})
    assert site.messages() == []
