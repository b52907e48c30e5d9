"""Tests for the searchable text that the search index contains for each post."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from publication.search.korean_tokens import swap_hangul
from support.posts import post
from support.search_index import KOREAN, SEARCHED, facts, fragments, text

if TYPE_CHECKING:
    from pathlib import Path

    from support.site_builds import Build


def test_the_index_contains_the_text_of_a_post_and_what_a_result_displays(clean_build: Build) -> None:
    fields = {"slug": "/a", "category": "Documents", "tags": "[Treaty]", "lang": "ko", "description": "한 문장."}
    site = clean_build(files={"posts/a.md": post(KOREAN, title="정전협정의 문장", **fields)}, **SEARCHED)
    (found,) = fragments(site).values()
    # The searchable text contains no footnote numbers, and no extra space where emphasis ends.
    assert text(found) == (
        "한 문장. 정전협정은 1953년에 서명되었다. 한 번의 회담이 아니었다. 판문점에서. 군사분계선. 선을 긋다."
    )
    assert facts(site)["/a/"] == {"category": ["Documents"], "lang": "ko", "year": "2026"}
    assert swap_hangul(found["meta"].pop("within")) == "전협정의 협정의 정의"
    assert {name: swap_hangul(value) for name, value in found["meta"].items()} == {
        "title": "정전협정의 문장",
        "date": "2 January 2026",
        "terms": "Documents, Treaty",
    }


def test_a_result_links_to_the_sections_of_its_page(clean_build: Build) -> None:
    site = clean_build(
        files={"posts/a.md": post("## 군사분계선\n\nText.\n\n### A `b`\n\nText.\n", slug="/a")}, **SEARCHED
    )
    anchors = fragments(site)["/a/"]["anchors"]
    ids = {element.get("id") for element in site.page("/a/").iter()}
    assert [anchor["element"] for anchor in anchors] == ["h2", "h3"]
    assert {anchor["id"] for anchor in anchors} == {"군사분계선", "a-b"} <= ids


def test_navigation_formulas_and_pull_quotes_are_not_in_the_index(clean_build: Build) -> None:
    body = "Before $x^2$ after.\n\n$$y=1$$\n\n```python\nprint('code')\n```\n\n```{pull-quote}\nTwice said.\n```\n"
    site = clean_build(
        files={
            "posts/a.md": post(body, slug="/a"),
            "pages/b.md": "---\ntitle: P\ntemplate: page\nslug: /pages/b\n---\n\nP.\n",
        },
        **SEARCHED,
    )
    assert text(fragments(site)["/a/"]) == "Before after. print('code')."
    assert set(fragments(site)) == {"/a/", "/pages/b/"}


def test_a_line_break_separates_words(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post("one  \ntwo\n", slug="/a")}, **SEARCHED)
    assert text(fragments(site)["/a/"]) == "one two."


def test_the_index_uses_the_same_urls_as_links_on_pages(clean_build: Build) -> None:
    site = clean_build(
        files={"posts/a.md": post(slug="/정전 협정/a#b%c"), "posts/b.md": post(slug="/old.html")}, **SEARCHED
    )
    links = {f"/{link}" for link in site.links("/")}
    assert len(fragments(site)) == 2
    assert fragments(site).keys() <= links


def test_markup_in_a_title_stays_text(clean_build: Build) -> None:
    title = """<script>"a" & 'b' [c] title:d, e"""
    site = clean_build(
        files={"posts/a.md": post(title=json.dumps(title), slug="/a", category="a, b[c]:d")}, **SEARCHED
    )
    assert fragments(site)["/a/"]["meta"]["title"] == title
    assert facts(site)["/a/"]["category"] == ["a, b[c]:d"]


def test_missing_texts_are_regenerated_and_texts_of_removed_posts_are_dropped(build: Build) -> None:
    files = {"posts/a.md": post("Stays.\n", slug="/a"), "posts/b.md": post("Goes.\n", slug="/b")}
    first = build(files=files, **SEARCHED)
    before, kept = first.files(), first.root / "_build/doctrees/dirhtml/search-texts"
    kept.unlink()
    assert build(**SEARCHED).files() == before
    build(files={"posts/b.md": None}, **SEARCHED)
    texts = kept.read_text("utf-8")
    assert ("Stays." in texts, "Goes." in texts) == (True, False)


def test_drafts_are_only_in_the_index_of_the_preview_and_are_marked(clean_build: Build, tmp_path: Path) -> None:
    site = clean_build("search", **SEARCHED)
    assert b"quokka" not in site.everything()
    assert not [entry for entry in fragments(site).values() if "quokka" in entry["content"]]
    preview = clean_build("search", publication_preview=True, out=tmp_path / "preview", **SEARCHED)
    (draft,) = [entry for entry in fragments(preview).values() if "quokka" in entry["content"]]
    assert facts(preview)[draft["url"]]["status"] == "draft"
    again = clean_build("search", **SEARCHED)
    assert not [entry for entry in fragments(again).values() if "quokka" in entry["content"]]
