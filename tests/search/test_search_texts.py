"""The texts of posts in the search index."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

from publication.search import pagefind_index
from publication.search.korean_tokens import JOINER, swapped
from support.posts import post

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from support.site_builds import Build, Built

SEARCHED: dict[str, Any] = {"publication_search": True}
KOREAN = "정전협정은 1953년에 서명되었다[^1]. 한 *번*의 *회담*이 아니었다.\n\n[^1]: 판문점에서.\n\n## 군사분계선\n\n선을 긋다.\n"


def fragment(file: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(gzip.decompress(file.read_bytes()).removeprefix(b"pagefind_dcd"))
    return data


def fragments(site: Built) -> dict[str, Any]:
    """The index entry of each post, by its URL."""
    found = map(fragment, (site.out / "pagefind" / "fragment").iterdir())
    return {entry["url"]: entry for entry in found}


def text(known: dict[str, Any]) -> str:
    """The text of an index entry, without the stand-ins for Korean syllables and the extra tokens."""
    return " ".join(word for word in swapped(known["content"]).split() if not word.startswith(JOINER))


def facts(site: Built) -> dict[str, Any]:
    """The values that results can be filtered by, by the URL of the post."""
    known = json.loads((site.out / "pagefind" / "facts.json").read_text(encoding="utf-8"))
    files = {file.stem: file for file in (site.out / "pagefind" / "fragment").iterdir()}
    assert known.keys() == files.keys()
    return {fragment(files[name])["url"]: value for name, value in known.items()}


def index_files(site: Built) -> dict[str, bytes]:
    return {name: data for name, data in site.files().items() if name.startswith("pagefind/")}


def test_the_index_contains_the_text_of_a_post_and_what_a_result_displays(clean_build: Build) -> None:
    fields = {"slug": "/a", "category": "Documents", "tags": "[Treaty]", "lang": "ko", "description": "한 문장."}
    site = clean_build(files={"posts/a.md": post(KOREAN, title="정전협정의 문장", **fields)}, **SEARCHED)
    (found,) = fragments(site).values()
    # The text has no footnote numbers, and no space where emphasis ends.
    assert text(found) == (
        "한 문장. 정전협정은 1953년에 서명되었다. 한 번의 회담이 아니었다. 판문점에서. 군사분계선. 선을 긋다."
    )
    assert facts(site)["/a/"] == {"category": ["Documents"], "lang": "ko", "year": "2026"}
    assert swapped(found["meta"].pop("within")) == "전협정의 협정의 정의"
    assert {name: swapped(value) for name, value in found["meta"].items()} == {
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


def test_the_urls_in_the_index_are_those_that_pages_link_to(clean_build: Build) -> None:
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


def test_missing_texts_are_made_again_and_texts_of_removed_posts_are_dropped(build: Build) -> None:
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
    assert facts(preview)[draft["url"]]["mark"] == "draft"
    again = clean_build("search", **SEARCHED)
    assert not [entry for entry in fragments(again).values() if "quokka" in entry["content"]]


def test_the_site_contains_only_the_search_files_that_the_dialog_loads(clean_build: Build) -> None:
    names = {name.split("_")[0] for name in index_files(clean_build("search", **SEARCHED))}
    assert names == {
        "pagefind/pagefind.js",
        "pagefind/pagefind-entry.json",
        "pagefind/pagefind.en",
        "pagefind/wasm.en.pagefind",
        "pagefind/index/en",
        "pagefind/fragment/en",
        "pagefind/facts.json",
    }


def test_the_index_is_the_same_after_serial_parallel_and_incremental_builds(build: Build, tmp_path: Path) -> None:
    files = {f"posts/{name}.md": post(KOREAN, slug=f"/{name}", category=name, title=name * 3) for name in "abcdefgh"}
    site = build(files=files, **SEARCHED)
    clean = index_files(site)
    build(files={"posts/a.md": post("Other.\n", slug="/a"), "posts/b.md": None}, **SEARCHED)
    assert index_files(build(files=files, **SEARCHED)) == clean
    parallel = build(files=files, jobs=2, fresh=True, out=tmp_path / "parallel", **SEARCHED)
    assert index_files(parallel) == clean


def test_the_index_is_made_again_only_when_a_text_changed(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[object] = []

    def index(*given: Any) -> Any:
        runs.append(given)
        return made(*given)

    made = pagefind_index.index
    monkeypatch.setattr(pagefind_index, "index", index)
    files = {"posts/a.md": post("One.\n", slug="/a"), "posts/b.md": post("Two.\n", slug="/b")}
    before = index_files(build(files=files, **SEARCHED))
    assert index_files(build(files={"index.md": "# Other words\n"}, **SEARCHED)) == before
    assert len(runs) == 1
    after = build(files={"posts/a.md": post("Three.\n", slug="/a")}, **SEARCHED)
    assert len(runs) == 2
    assert {text(entry) for entry in fragments(after).values()} == {"Two.", "Three."}


def test_the_text_of_a_withdrawn_post_is_no_longer_found(build: Build) -> None:
    build(files={"posts/a.md": post("Zebra.\n", slug="/a"), "posts/b.md": post(slug="/b")}, **SEARCHED)
    site = build(files={"posts/a.md": None}, **SEARCHED)
    assert list(fragments(site)) == ["/b/"]
    assert (
        not build(files={"posts/b.md": None, "posts/c.md": post(slug="/c", draft="true")}, **SEARCHED)
        .path("/pagefind/x.js")
        .parent.exists()
    )


def test_without_pagefind_a_warning_is_given_and_the_site_is_complete(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = build(files={"posts/a.md": post("One.\n", slug="/a")}, **SEARCHED)
    assert index_files(site)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", "/nowhere/pagefind")
    site = build(files={"posts/a.md": post("Two.\n", slug="/a")}, **SEARCHED)
    (message,) = site.messages()
    assert "the search index must be made" in message
    assert "pip install 'pagefind[bin]'" in message
    assert "Traceback" not in message
    assert site.has("/a/")
    assert not index_files(site)  # an outdated index would find removed posts
    monkeypatch.delenv("PAGEFIND_BINARY_PATH")
    assert index_files(build(**SEARCHED))
