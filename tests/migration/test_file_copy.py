"""Tests that files are copied unchanged and safely, even from hostile checkouts, and never overwrite another file."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from publication.migration import blog_files, file_copy
from publication.migration.file_copy import CopyOutcome
from publication.migration.generators import GENERATORS
from support.migrations import BLOGS, files_below, kinds, migrate_blog, write_files
from support.strategies import document

if TYPE_CHECKING:
    from pathlib import Path

ERAS = ["verbatim-2018", "folder-2020", "json-2022"]


@pytest.mark.parametrize("era", ERAS)
def test_every_file_is_copied_unchanged(tmp_path: Path, era: str) -> None:
    done = migrate_blog(BLOGS / era, tmp_path / "site")
    content = {f"content/{name}" for name in files_below(BLOGS / era / "content") if name != "config.json"}
    wanted = content | {f"static/{name}" for name in files_below(BLOGS / era / "static")}
    found, _ = blog_files.scan(BLOGS / era, GENERATORS["lumen"])
    assert {source.source_path for source in found} == wanted
    assert files_below(tmp_path / "site") == {source.target_path: source.path.read_bytes() for source in found}
    assert set(done.copy_outcomes.values()) == {CopyOutcome.COPIED}
    assert done.is_complete


@pytest.mark.parametrize("era", ERAS)
def test_a_second_run_copies_nothing_and_prints_the_same_report(tmp_path: Path, era: str) -> None:
    first = migrate_blog(BLOGS / era, tmp_path)
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")}
    second = migrate_blog(BLOGS / era, tmp_path)
    assert set(second.copy_outcomes.values()) == {CopyOutcome.SAME}
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")} == before
    assert (first.conf_lines, first.old_urls, first.file_kinds) == (
        second.conf_lines,
        second.old_urls,
        second.file_kinds,
    )
    assert [str(problem) for problem in first.problems] == [str(problem) for problem in second.problems]


@pytest.mark.parametrize("era", ERAS)
def test_a_dry_run_writes_nothing_and_prints_the_same_report_as_a_real_run(tmp_path: Path, era: str) -> None:
    dry = migrate_blog(BLOGS / era, tmp_path, dry=True)
    assert list(tmp_path.iterdir()) == []
    real = migrate_blog(BLOGS / era, tmp_path)
    assert vars(dry) == vars(real)


@pytest.mark.parametrize("there", ["other text", "", "a folder", "a link", "a link to nothing"])
def test_a_different_file_is_never_overwritten(tmp_path: Path, there: str) -> None:
    root, target = tmp_path / "site", tmp_path / "site/posts/a.md"
    write_files(root, {"keep": "kept"})
    target.parent.mkdir()
    if there == "a folder":
        target.mkdir()
    elif there.startswith("a link"):
        target.symlink_to(root / ("keep" if there == "a link" else "nothing"))
    else:
        target.write_text(there)
    done = migrate_blog(
        write_files(tmp_path / "old", {"content/posts/a.md": document(), "content/posts/b.md": document()}), root
    )
    assert kinds(done) == [("left-alone", "content/posts/a.md")]
    assert not done.is_complete
    assert done.copy_outcomes == {"posts/a.md": CopyOutcome.DIFFERENT, "posts/b.md": CopyOutcome.COPIED}
    assert (root / "keep").read_text() == "kept"
    assert not (root / "nothing").exists()
    assert target.is_dir() or target.is_symlink() or target.read_text() == there


def test_a_post_edited_after_the_migration_is_kept_and_its_url_works(tmp_path: Path) -> None:
    old = write_files(tmp_path / "old", {"content/posts/a.md": document(slug="/a")})
    migrate_blog(old, tmp_path / "site")
    edited = document("Edited.\n", slug="/a", title="Edited")
    (tmp_path / "site/posts/a.md").write_text(edited)
    done = migrate_blog(old, tmp_path / "site")
    assert (tmp_path / "site/posts/a.md").read_text() == edited
    assert ("/a", "/a/") in [(old_url.url_path, link) for old_url, link in done.old_urls]


def test_a_file_created_at_the_last_moment_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "source").write_text("ours")
    (tmp_path / "target").write_text("theirs")
    monkeypatch.setattr(os.path, "lexists", lambda _: False)
    assert file_copy.copy_new_file(tmp_path / "source", tmp_path / "target") is CopyOutcome.DIFFERENT
    assert (tmp_path / "target").read_text() == "theirs"


def test_a_failed_copy_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", fail)
    done = migrate_blog(write_files(tmp_path / "old", {"content/posts/a.md": document()}), tmp_path / "site")
    assert kinds(done) == [("unreadable", "content/posts/a.md")]
    assert "no space left on device" in done.findings[0].message
    assert files_below(tmp_path / "site") == {}


def test_a_file_in_place_of_a_folder_is_reported(tmp_path: Path) -> None:
    write_files(tmp_path / "site", {"posts": "a file"})
    done = migrate_blog(write_files(tmp_path / "old", {"content/posts/a.md": document()}), tmp_path / "site")
    assert kinds(done) == [("unreadable", "content/posts/a.md")]
