"""Tests for the list of external links at the end of a post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publication.reading import outbound_links
from support.posts import post

if TYPE_CHECKING:
    from support.site_builds import Build, Built

TEXT = """
[One](https://www.one.kr/1) has a note,[^a] [two](https://two.kr/2) and [one again](https://www.one.kr/1#x), <https://bare.kr/x/>,
[ours](/posts/x), [mail](mailto:a@b.kr) and ![a picture](https://picture.kr/p.png). The note again.[^a]

<a href="https://raw.kr/">Raw</a>

[^a]: In [the note](https://note.kr/n), and [here](https://armistice.example/posts/x/).
"""


def listed(site: Built) -> list[tuple[str, str, str]]:
    (section,) = [part for part in site.page("/posts/x/").iter("section") if part.get("class") == "sources"]
    found = []
    for item in section.iter("li"):
        link, host = item
        found.append((link.get("href") or "", link.text or "", host.text or ""))
    return found


def test_each_external_link_is_listed_once_in_reading_order(clean_build: Build) -> None:
    assert listed(clean_build(files={"posts/x.md": post(TEXT)})) == [
        ("https://www.one.kr/1", "One", "one.kr"),
        ("https://note.kr/n", "the note", "note.kr"),
        ("https://two.kr/2", "two", "two.kr"),
        ("https://bare.kr/x/", "bare.kr/x", "bare.kr"),
        ("https://raw.kr/", "raw.kr", "raw.kr"),
    ]


def test_pages_and_posts_without_external_links_have_no_list(clean_build: Build) -> None:
    page = post("[One](https://one.kr/)").replace('"post"', '"page"')
    site = clean_build(files={"posts/x.md": post("[ours](/pages/y)"), "pages/y.md": page})
    for url_path in ("/posts/x/", "/pages/y/"):
        assert "Sources" not in site.text(url_path)


def test_a_parallel_build_finds_the_same_external_links(clean_build: Build) -> None:
    files = {f"posts/x{n}.md": post(f"[One](https://one.kr/{n})") for n in range(12)}
    site = clean_build(files=files, jobs=2)
    kept = outbound_links.SOURCES.by_docname(site.env)
    assert [kept[f"posts/x{n}"][0].url for n in range(12)] == [f"https://one.kr/{n}" for n in range(12)]


def test_a_removed_external_link_is_no_longer_listed(clean_build: Build) -> None:
    clean_build(files={"posts/x.md": post("[One](https://one.kr/)")})
    site = clean_build(files={"posts/x.md": post("[Two](https://two.kr/)")})
    assert listed(site) == [("https://two.kr/", "Two", "two.kr")]
