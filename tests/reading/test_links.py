"""Tests for internal links in every builder's output, and for the messages about broken links."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.posts import post

if TYPE_CHECKING:
    from support.site_builds import Build

TARGET: dict[str, str | bytes] = {
    "posts/2019---b.md": post("## 한국의 제목\n\nText.\n", slug="/posts/b", category="Korea", tags="[X]"),
    "pages/about.md": "---\ntitle: About\ntemplate: page\n---\n\nText.\n",
    "_static/media/paper 1.pdf": b"%PDF-1.4\n",
    "_static/root/photo.jpg": b"\xff\xd8",
}


@pytest.mark.parametrize(
    ("written", "href"),
    [
        ("/posts/b", "../posts/b/"),
        ("/posts/b/", "../posts/b/"),
        ("/posts/b/#한국의-제목", "../posts/b/#id1"),
        ("/posts/b?x=1&y=2", "../posts/b/?x=1&y=2"),
        ("2019---b.md", "../posts/b/"),
        ("../posts/2019---b.md#한국의-제목", "../posts/b/#id1"),
        ("/tag/x/", "../tag/x/"),
        ("/category/korea", "../category/korea/"),
        ("/pages/about/", "../pages/about/"),
        ("</media/paper 1.pdf>", "../media/paper%201.pdf"),
        ("/media/paper%201.pdf", "../media/paper%201.pdf"),
        ("/photo.jpg", "../photo.jpg"),
        ("/", "../"),
        ("#own-heading", "#own-heading"),
        ("https://example.org/x", "https://example.org/x"),
        ("mailto:a@example.org", "mailto:a%40example.org"),
    ],
)
def test_a_link_leads_to_the_same_page_as_on_the_old_site(clean_build: Build, written: str, href: str) -> None:
    site = clean_build(files=TARGET | {"posts/a.md": post(f"[x]({written})\n\n## Own heading\n", slug="/a")})
    assert href in site.links("/a/")


def test_old_hangul_fragments_are_ids_on_the_page(clean_build: Build) -> None:
    page = clean_build(files=TARGET).page("/posts/b/")
    assert [e for e in page.iter() if e.get("id") == "한국의-제목"]


def test_each_broken_link_is_reported_once_at_its_line(build: Build) -> None:
    body = "[a](/posts/bb)\n\n[b](/posts/b#nothing) [c](#nowhere)\n\n[d](missing.md) [e](/media/none.pdf)\n"
    site = build(files=TARGET | {"posts/a.md": post(body, slug="/a")})
    codes = [(line.split(": ")[0], line.rpartition("[")[2].rstrip("]")) for line in site.messages()]
    assert codes == [
        ("posts/a.md:8", "publication.link-missing"),
        ("posts/a.md:10", "publication.fragment-missing"),
        ("posts/a.md:10", "publication.fragment-missing"),
        ("posts/a.md:12", "publication.link-missing"),
        ("posts/a.md:12", "publication.link-missing"),
    ]
    assert "did you mean `/posts/b`?" in site.messages()[0]
    assert "a b c d e" in " ".join(site.text("/a/").split())


def test_a_second_build_reports_the_same_problems(build: Build) -> None:
    files = {"posts/a.md": post("[a](/posts/none)\n\n![x](none.png)\n", slug="/a")}
    first = build(files=files).messages()
    assert len(first) == 2
    assert build().messages() == first


@pytest.mark.parametrize("builder", ["latex", "text", "epub"])
def test_links_and_listings_cause_no_warning_in_other_builders(clean_build: Build, builder: str) -> None:
    body = (
        "[a](/posts/b#한국의-제목) [t](/tag/x/) [m](</media/paper 1.pdf>) [h](#)\n\n![r](https://example.org/x.png)\n"
    )
    files = TARGET | {"posts/a.md": post(body, slug="/a")}
    assert clean_build(files=files, builder=builder).out.is_dir()


def test_editions_link_to_the_site_for_pages_they_do_not_contain(clean_build: Build) -> None:
    files = TARGET | {"posts/a.md": post("[t](/tag/x/)\n", slug="/a")}
    tex = (clean_build(files=files, builder="latex").out / "armistice.tex").read_text(encoding="utf-8")
    assert "https://armistice.example/tag/x/" in tex


def test_a_link_to_a_file_follows_its_new_slug(clean_build: Build) -> None:
    files = {"posts/a.md": post("[b](b.md)\n", slug="/a"), "posts/b.md": post(slug="/old")}
    assert "../old/" in clean_build(files=files).links("/a/")
    site = clean_build(files={"posts/b.md": post(slug="/new")})
    assert "../new/" in site.links("/a/")
    assert not site.has("/old/")
