"""Tests that the permalink ledger's check reports every published permalink that would disappear, with a fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publication.cli import main
from support.page_elements import redirect_target
from support.posts import post

if TYPE_CHECKING:
    import pytest

    from support.site_builds import Build, Built


def record_permalinks(site: Built) -> None:
    assert main(["--root", str(site.root), "fix"]) == 0


def test_a_changed_slug_without_an_alias_is_reported_with_the_line_to_add(build: Build) -> None:
    record_permalinks(build(files={"posts/a.md": post(slug='"/posts/옛 주소"')}))
    moved = build(files={"posts/a.md": post(slug="/posts/new")})
    assert len(moved.messages()) == 1
    assert moved.messages()[0].startswith("posts/a.md:5: WARNING: this post was published at ")
    repair = moved.messages()[0].partition("add `")[2].partition("`")[0]
    assert repair == 'aliases: ["/posts/옛 주소"]'
    field, _, value = repair.partition(": ")
    mended = build(files={"posts/a.md": post(slug="/posts/new", **{field: value})})
    assert mended.messages() == []
    assert redirect_target(mended, "/posts/옛 주소") == "../new/"


def test_a_deleted_post_is_reported_until_its_permalink_is_marked_as_gone(build: Build) -> None:
    site = build(files={"posts/a.md": post(slug="/a"), "posts/b.md": post(slug="/b")})
    record_permalinks(site)
    lost = build(files={"posts/a.md": None})
    assert lost.messages()[0].startswith(
        "posts/permalinks.txt:3: WARNING: /a/ was published before and is now gone: add "
    )
    ledger = (site.root / "posts/permalinks.txt").read_text(encoding="utf-8").replace("/a/ posts/a.md", "gone /a/")
    given_up = build(files={"posts/permalinks.txt": ledger})
    assert given_up.messages() == []
    assert "withdrawn" in given_up.html("/a/")


def test_a_published_post_that_becomes_a_draft_is_reported(build: Build) -> None:
    record_permalinks(build(files={"posts/a.md": post(slug="/a")}))
    assert (
        "/a/ was published before and is now gone (posts/a.md is a draft): "
        in build(files={"posts/a.md": post(slug="/a", draft="true")}).messages()[0]
    )


def test_a_removed_alias_is_reported(build: Build) -> None:
    record_permalinks(build(files={"posts/a.md": post(slug="/a", aliases="/old")}))
    assert "/old/" in build(files={"posts/a.md": post(slug="/a")}).messages()[0]


def test_fix_records_each_published_permalink_once_and_no_draft(
    build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    site = build(files={"posts/a.md": post(slug="/a"), "posts/b.md": post(slug="/secret", draft="true")})
    record_permalinks(site)
    first = (site.root / "posts/permalinks.txt").read_text(encoding="utf-8")
    record_permalinks(site)
    assert (site.root / "posts/permalinks.txt").read_text(encoding="utf-8") == first
    assert "secret" not in first
    assert capsys.readouterr().out.splitlines() == ["recorded: /a/ posts/a.md"]


def test_an_invalid_line_in_the_ledger_is_reported_and_kept(build: Build) -> None:
    site = build(files={"posts/a.md": post(slug="/a"), "posts/permalinks.txt": "what is this\n"})
    assert site.messages()[0].startswith(
        "posts/permalinks.txt:1: WARNING: “what is this” is not an entry of the permalink ledger"
    )
    assert main(["--root", str(site.root), "fix"]) == 1
    assert (site.root / "posts/permalinks.txt").read_text(encoding="utf-8") == "what is this\n"
