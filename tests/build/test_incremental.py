"""Tests that the same input produces the same bytes in serial, parallel, clean, incremental and repeated builds."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from support.images import picture
from support.posts import post
from support.site_builds import CLOCK, prepare, run

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from support.site_builds import Build


def posts() -> dict[str, str | bytes]:
    """A dozen posts that link to each other, with identically named images, footnotes and a broken link."""
    files: dict[str, str | bytes] = {}
    for n in range(12):
        body = f"[next](/p{(n + 1) % 12})\n\n![c](c.png)\n\n## 제목 {n}\n\nNote[^1].\n\n[^1]: Text {n}.\n"
        files[f"posts/{n}/index.md"] = post(
            body, title=f"Post {n}", slug=f"/p{n}", date=f"2026-01-{n + 1:02}", tags=f"[T{n % 3}, 한]", category="K"
        )
        files[f"posts/{n}/c.png"] = picture(colour=(n, 0, 0))
    files["posts/bad.md"] = post("[x](/nowhere)\n", slug="/bad")
    return files


def write_posts(root: Path) -> Path:
    prepare(root, None)
    for file, content in posts().items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def test_two_processes_write_the_same_bytes_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", CLOCK)
    root = write_posts(tmp_path / "site")
    one = run(root, jobs=1, out=tmp_path / "one", fresh=True)
    two = run(root, jobs=2, out=tmp_path / "two", fresh=True)
    assert one.files() == two.files()
    assert one.messages() == two.messages()
    assert len(one.messages()) == 1


def test_an_incremental_build_produces_the_same_output_as_a_clean_one(build: Build, tmp_path: Path) -> None:
    build(files=posts())
    changes: dict[str, str | bytes | None] = {
        "posts/3/index.md": post("Changed.\n", title="Other <title>", slug="/p3x", date="2026-01-04", tags="[New]"),
        "posts/5/index.md": None,
        "posts/new.md": post(slug="/new", date="2026-01-06", title="New"),
    }
    changed = build(files=changes)
    clean = run(changed.root, out=tmp_path / "clean", fresh=True)
    assert changed.messages() == clean.messages()
    ours, theirs = changed.files(), clean.files()
    assert set(ours) == set(theirs)
    # Sphinx's own search index depends on the order in which documents are read. All other files must be equal.
    assert [name for name in ours if ours[name] != theirs[name] and not name.startswith("searchindex")] == []


CHANGED_FIELDS = {
    "title": "Another",
    "date": "2026-01-20",
    "updated": "2026-02-01",
    "expires": "2026-03-01",
    "draft": "true",
    "aliases": "[/old]",
    "category": "Other",
    "tags": "[T0, New]",
    "author": "editors",
    "series": "A series",
    "lang": "ko",
    "description": "Another description.",
    "socialImage": "./c.png",
    "canonical": "https://example.org/x",
    "doi": "10.1000/xyz",
    "license": "CC0",
    "pinned": "true",
}


def test_a_change_to_any_field_reaches_every_page_that_shows_it(build: Build, tmp_path: Path) -> None:
    """Change each field in a different post. Listings, feeds, related and neighbouring posts must show the change."""
    common = {"tags": "[T0]", "category": "K", "series": "A series"}
    files = {"posts/c.png": picture()} | {
        f"posts/{name}.md": post(slug=f"/{name}", title=name, date=f"2026-01-{day:02}", **common)
        for day, name in enumerate(CHANGED_FIELDS, start=1)
    }
    build(files=files)
    changed = build(
        files={
            f"posts/{name}.md": post(
                **{"slug": f"/{name}", "title": name, "date": f"2026-01-{day:02}"} | common | {name: value}
            )
            for day, (name, value) in enumerate(CHANGED_FIELDS.items(), start=1)
        }
    )
    clean = run(changed.root, out=tmp_path / "clean", fresh=True)
    ours, theirs = changed.files(), clean.files()
    assert [name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)] == []


def test_a_build_without_changes_rewrites_no_page(build: Build) -> None:
    first = build(files=posts())
    times = {file: file.stat().st_mtime_ns for file in first.out.glob("p*/index.html")}
    second = build()
    assert {file: file.stat().st_mtime_ns for file in second.out.glob("p*/index.html")} == times


def test_two_builds_in_one_process_do_not_affect_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", CLOCK)
    for name in ("one", "two"):
        root = tmp_path / name
        prepare(root, None)
        (root / "posts").mkdir()
        (root / "posts/a.md").write_text(post(title=f"Only{name}", slug=f"/{name}", tags=f"[{name}tag]"), "utf-8")
    one, two = run(tmp_path / "one"), run(tmp_path / "two")
    assert b"onlyone" in one.everything().lower()
    assert b"onetag" not in two.everything().lower()
    assert not two.has("/one/")


def test_a_build_with_another_hash_seed_rewrites_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", CLOCK)
    root = write_posts(tmp_path / "site")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-b",
        "dirhtml",
        "-D",
        "publication_search=0",
        ".",
        "_build/html",
    ]
    times = []
    for seed in ("1", "2"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        subprocess.run(command, cwd=root, capture_output=True, check=True)
        times.append({file: file.stat().st_mtime_ns for file in (root / "_build/html").rglob("index.html")})
    assert len(times[0]) > 20
    assert [file for file in times[0] if times[0][file] != times[1][file] and file.parent.name != "404"] == []
