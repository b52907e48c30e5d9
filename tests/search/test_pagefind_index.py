"""Tests that the search index is rebuilt only when necessary, and that the site builds without Pagefind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from publication.search import pagefind_index, search_texts
from support.posts import post
from support.search_index import KOREAN, SEARCHED, fragments, index_files, text

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from support.site_builds import Build


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


def test_the_index_is_rebuilt_only_when_a_text_changed(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[object] = []

    def index(*given: Any) -> Any:
        runs.append(given)
        return made(*given)

    made = pagefind_index.run_pagefind
    monkeypatch.setattr(search_texts, "run_pagefind", index)
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


def test_without_pagefind_the_build_warns_and_the_site_is_complete(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = build(files={"posts/a.md": post("One.\n", slug="/a")}, **SEARCHED)
    assert index_files(site)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", "/nowhere/pagefind")
    site = build(files={"posts/a.md": post("Two.\n", slug="/a")}, **SEARCHED)
    (message,) = site.messages()
    assert "the search index cannot be made" in message
    assert "pip install 'pagefind[bin]'" in message
    assert "Traceback" not in message
    assert site.has("/a/")
    assert not index_files(site)  # an outdated index would find removed posts
    monkeypatch.delenv("PAGEFIND_BINARY_PATH")
    assert index_files(build(**SEARCHED))
