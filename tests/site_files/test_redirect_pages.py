"""Redirects from old paths: aliases and the page numbers of the old site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from publication.cli import main
from support.posts import post

if TYPE_CHECKING:
    from pathlib import Path

    from support.site_builds import Build, Built


def redirect_target(site: Built, address: str) -> str:
    """The target of a redirect page."""
    head = site.page(address).find("head")
    assert head is not None
    assert [m.get("content") for m in head.iter("meta") if m.get("name") == "robots"] == ["noindex"]
    content = next(m.get("content") or "" for m in head.iter("meta") if m.get("http-equiv") == "refresh")
    return content.removeprefix("0; url=")


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
    assert messages[0].startswith(
        "posts/b.md:6: WARNING: an alias must be an address of its own, found /a, which is taken by posts/a.md:5"
    )
    assert "posts/c.md:6: WARNING: `aliases` must not be an address that the site needs itself" in messages[1]


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


def record_permalinks(site: Built) -> None:
    assert main(["--root", str(site.root), "fix"]) == 0


def test_a_changed_slug_without_an_alias_is_reported_with_the_line_that_repairs_it(build: Build) -> None:
    record_permalinks(build(files={"posts/a.md": post(slug='"/posts/옛 주소"')}))
    moved = build(files={"posts/a.md": post(slug="/posts/new")})
    assert len(moved.messages()) == 1
    assert moved.messages()[0].startswith("posts/a.md:5: WARNING: must keep its published address")
    repair = moved.messages()[0].rpartition("front matter: ")[2].removesuffix(" [publication.permalink-lost]")
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
        "posts/permalinks.txt:3: WARNING: a published address must answer, found no page there: /a/"
    )
    ledger = (site.root / "posts/permalinks.txt").read_text(encoding="utf-8").replace("/a/ posts/a.md", "gone /a/")
    given_up = build(files={"posts/permalinks.txt": ledger})
    assert given_up.messages() == []
    assert "withdrawn" in given_up.html("/a/")


def test_a_published_post_that_becomes_a_draft_is_reported(build: Build) -> None:
    record_permalinks(build(files={"posts/a.md": post(slug="/a")}))
    assert (
        "its file posts/a.md is now a draft: /a/"
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
    assert site.messages()[0].startswith("posts/permalinks.txt:1: WARNING: a line of the ledger must be an address")
    assert main(["--root", str(site.root), "fix"]) == 1
    assert (site.root / "posts/permalinks.txt").read_text(encoding="utf-8") == "what is this\n"


def test_new_creates_a_draft_that_builds_without_problems(build: Build, tmp_path: Path) -> None:
    site = build(files={"posts/a.md": post(slug="/a")})
    assert main(["--root", str(site.root), "new", '정전 "협정" & more']) == 0
    assert main(["--root", str(site.root), "new", '정전 "협정" & more']) == 1
    preview = build(publication_preview=True)
    assert preview.messages() == []
    assert '정전 "협정" & more' in preview.text("/posts/정전-협정-more/")
