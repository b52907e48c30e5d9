"""Tests that the right files of an old blog are copied, even if the blog's checkout is hostile or damaged."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, Any

import pytest

from publication.migration import blog_files
from publication.migration.file_copy import CopyOutcome
from publication.migration.generators import GENERATORS
from publication.migration.migration_report import report_lines
from support.migrations import BLOGS, files_below, kinds, migrate_blog, write_files
from support.strategies import document

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("place", "target"),
    [
        ("content/posts/2019-01-05---정전 협정.md", "posts/2019-01-05---정전 협정.md"),
        ("content/posts/a/index.markdown", "posts/a/index.markdown"),
        ("content/posts/a/cover.png", "posts/a/cover.png"),
        ("content/pages/about.md", "pages/about.md"),
        ("content/notes/a.md", "posts/content/notes/a.md"),
        ("content/a.md", "posts/content/a.md"),
        ("static/media/a/b.png", "_static/media/a/b.png"),
        ("static/media.png", "_static/root/media.png"),
        ("static/readme.md", "_static/root/readme.md"),
    ],
)
def test_each_file_is_copied_to_a_place_where_its_url_stays_the_same(place: str, target: str) -> None:
    assert blog_files.target_path(place, GENERATORS["lumen"]) == target


# Hostile and damaged checkouts


def test_symbolic_links_out_of_the_checkout_are_not_followed(tmp_path: Path) -> None:
    secret = write_files(tmp_path / "secret", {"key.md": "secret", "folder/more.md": "secret"})
    old = write_files(tmp_path / "old", {"content/posts/a.md": document(slug="/a")})
    (old / "content/posts/key.md").symlink_to(secret / "key.md")
    (old / "content/posts/folder").symlink_to(secret / "folder")
    (old / "content/posts/inside.md").symlink_to(old / "content/posts/a.md")
    (old / "static").symlink_to(secret)
    done = migrate_blog(old, tmp_path / "site")
    assert kinds(done) == [
        ("leads-out", "content/posts/folder"),
        ("leads-out", "content/posts/key.md"),
        ("leads-out", "static"),
    ]
    assert set(files_below(tmp_path / "site")) == {"posts/a.md", "posts/inside.md"}
    assert b"secret" not in b"".join(files_below(tmp_path / "site").values())


def test_link_loops_dangling_links_and_pipes_are_reported(tmp_path: Path) -> None:
    old = write_files(tmp_path / "old", {"content/posts/a.md": document()})
    (old / "content/posts/loop.md").symlink_to(old / "content/posts/loop.md")
    (old / "content/posts/gone.md").symlink_to("nothing.md")
    (old / "content/posts/up").symlink_to(old / "content")
    os.mkfifo(old / "content/posts/pipe.md")
    done = migrate_blog(old, tmp_path / "site")
    assert kinds(done) == [
        ("unreadable", "content/posts/gone.md"),
        ("unreadable", "content/posts/loop.md"),
        ("no-file", "content/posts/pipe.md"),
        ("no-file", "content/posts/up"),
    ]
    assert set(files_below(tmp_path / "site")) == {"posts/a.md"}


def test_unreadable_files_and_folders_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = write_files(tmp_path / "old", {"content/posts/a.md": document(), "content/posts/locked/b.md": document()})
    write_files(old, {"static/c.png": b"c", "static/d.png": b"d"})
    real_open, real_scan = io.open, os.scandir

    def guard(place: Any, *args: Any, **options: Any) -> Any:
        if str(place).endswith(("old/content/posts/a.md", "old/static/c.png")):
            raise PermissionError(13, "Permission denied")
        return real_open(place, *args, **options)

    def scan(place: Any) -> Any:
        if str(place).endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return real_scan(place)

    # The root user can read every file, so the test simulates the system error.
    monkeypatch.setattr(io, "open", guard)
    monkeypatch.setattr(os, "scandir", scan)
    done = migrate_blog(old, tmp_path / "site")
    monkeypatch.undo()
    assert sorted(kinds(done)) == [
        ("unreadable", "content/posts/a.md"),
        ("unreadable", "content/posts/locked"),
        ("unreadable", "static/c.png"),
    ]
    assert all("permission denied" in finding.message for finding in done.findings)
    assert set(files_below(tmp_path / "site")) == {"_static/root/d.png"}


def test_an_enormous_document_is_skipped_but_a_large_media_file_is_copied(tmp_path: Path) -> None:
    old = write_files(tmp_path / "old", {"content/posts/huge.md": "---\n", "static/media/film.mp4": "film"})
    os.truncate(old / "content/posts/huge.md", 10**12)
    os.truncate(old / "static/media/film.mp4", 50_000_000)
    done = migrate_blog(old, tmp_path / "site")
    assert kinds(done) == [("too-large", "content/posts/huge.md")]
    assert (tmp_path / "site/_static/media/film.mp4").stat().st_size == 50_000_000
    assert migrate_blog(old, tmp_path / "site").copy_outcomes == {"_static/media/film.mp4": CopyOutcome.SAME}


def test_file_names_that_are_not_utf_8_are_reported_and_others_are_printed_safely(tmp_path: Path) -> None:
    old = write_files(
        tmp_path / "old", {"content/posts/a\nb\x1b[31m.md": document(title="x"), "content/posts/정전.md": document()}
    )
    (old / os.fsdecode(b"content/posts/\xff\xfe.md")).write_text(document())
    done = migrate_blog(old, tmp_path / "site")
    assert kinds(done) == [("name", os.fsdecode(b"content/posts/\xff\xfe.md"))]
    report = list(report_lines(done, "old\x1b", dry_run=False))
    assert not any(character in line for line in report for character in "\x1b\n\udcff")


def test_hidden_files_are_skipped_and_system_files_are_not_even_mentioned(tmp_path: Path) -> None:
    files = {
        "static/.well-known/x": "x",
        "static/.DS_Store": "",
        "content/posts/.obsidian/a.md": "",
        "static/.nojekyll": "",
    }
    done = migrate_blog(write_files(tmp_path / "old", files), tmp_path / "site")
    assert kinds(done) == [("hidden", "content/posts/.obsidian"), ("hidden", "static/.well-known")]
    assert done.is_complete


@pytest.mark.parametrize("name", ["a.mdx", "a.MD", "a.Markdown"])
def test_a_document_with_another_extension_is_reported(tmp_path: Path, name: str) -> None:
    done = migrate_blog(write_files(tmp_path / "old", {f"content/posts/{name}": document()}), tmp_path / "site")
    assert kinds(done) == [("not-markdown", f"content/posts/{name}")]
    assert files_below(tmp_path / "site") == {}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff\xfe",
        b"---\n",
        b"---\nslug: [\n---\n",
        b"---\ntitle: x\ntemplate: post\nslug: ../../etc/passwd\ndate: 2019-01-01\n---\n",
        b"---\ntitle: x\ntemplate: post\nslug: {a: b}\ntags: {c: d}\ncategory: [[x]]\ndate: 2019-01-01\n---\n",
        b'---\ntitle: x\ntemplate: post\nslug: "a\\0b"\ndate: 2019-01-01\n---\n',
        b"---\ntitle: x\ntemplate: post\nslug: https://a.example/\ndate: 9999-99-99\n---\n",
        b"---\ntitle: &a [*a]\n---\n",
    ],
)
def test_no_post_content_stops_the_migration(tmp_path: Path, data: bytes) -> None:
    files: dict[str, str | bytes] = {
        "content/posts/a.md": data,
        "content/index.md": data,
        "content/posts/b.md": document(slug="/b"),
    }
    done = migrate_blog(write_files(tmp_path / "old", files), tmp_path / "site")
    assert ("/b", "/b/") in [(old_url.url_path, link) for old_url, link in done.old_urls]
    assert files_below(tmp_path / "site")["posts/a.md"] == data


def test_folders_may_be_nested_deeply(tmp_path: Path) -> None:
    deep = "d/" * 300
    migrate_blog(write_files(tmp_path / "old", {f"content/posts/{deep}a.md": document(slug="/a")}), tmp_path / "site")
    assert list(files_below(tmp_path / "site")) == [f"posts/{deep}a.md"]


def test_a_folder_without_content_is_rejected(tmp_path: Path) -> None:
    row = GENERATORS["lumen"]
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    assert "has no content/ or static/, so it is not a gatsby-starter-lumen blog" in blog_files.checkout_error(
        tmp_path / "empty", row
    )
    assert "is not a folder: " in blog_files.checkout_error(tmp_path / "file", row)
    assert "is not a folder: " in blog_files.checkout_error(tmp_path / "nothing", row)
    assert blog_files.checkout_error(BLOGS / "verbatim-2018", row) == ""
    assert "no _posts/" in blog_files.checkout_error(BLOGS / "verbatim-2018", GENERATORS["jekyll"])
