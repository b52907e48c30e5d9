"""Tests for the cache of generated files that are kept between builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publication.build import cache
from support.fake_application import fake_application

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_generated_once(tmp_path: Path) -> None:
    app = fake_application(tmp_path)
    files = [cache.cached_file(app, "a/b.bin", lambda: b"1"), cache.cached_file(app, "a/b.bin", lambda: b"2")]
    assert files == [tmp_path / "kept/a/b.bin"] * 2
    assert files[0].read_bytes() == b"1"


def test_a_file_no_longer_used_by_any_builder_is_deleted(tmp_path: Path) -> None:
    html, preview = fake_application(tmp_path), fake_application(tmp_path, "preview")
    for app, name in ((html, "both"), (html, "html"), (preview, "both"), (preview, "preview")):
        cache.cached_file(app, name, lambda: b"x")
    cache.delete_unused_files(html, None)
    cache.delete_unused_files(preview, None)
    later = fake_application(tmp_path)
    cache.cached_file(later, "new", lambda: b"x")
    cache.delete_unused_files(later, None)
    kept = {file.name for file in (tmp_path / "kept").iterdir() if file.is_file()}
    assert kept == {"both", "preview", "new"}


def test_a_file_of_an_unfinished_build_is_kept(tmp_path: Path) -> None:
    cache.cached_file(fake_application(tmp_path, "preview"), "new", lambda: b"x")
    cache.delete_unused_files(fake_application(tmp_path), None)
    assert (tmp_path / "kept/new").exists()


def test_files_of_a_builder_without_doctrees_are_deleted(tmp_path: Path) -> None:
    gone = fake_application(tmp_path, "gone")
    cache.cached_file(gone, "old", lambda: b"x")
    cache.delete_unused_files(gone, None)
    gone.doctreedir.rmdir()
    cache.delete_unused_files(fake_application(tmp_path), None)
    assert not (tmp_path / "kept/old").exists()


def test_a_failed_build_deletes_nothing(tmp_path: Path) -> None:
    cache.cached_file(fake_application(tmp_path, "gone"), "old", lambda: b"x")
    cache.delete_unused_files(fake_application(tmp_path), ValueError())
    assert (tmp_path / "kept/old").exists()


def test_a_digest_depends_on_where_its_parts_end() -> None:
    assert cache.content_hash("ab", "c") != cache.content_hash("a", "bc") != cache.content_hash("abc")
    assert cache.content_hash("a", b"b") == cache.content_hash(b"a", "b")
