"""Files that are made once and kept between builds, among them the unpacked fonts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from fontTools.ttLib import TTFont

from publication.build import cache
from publication.pictures import fonts
from support.site_builds import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FONT = "source-serif-4-latin-400-normal"


def builder(root: Path, name: str = "html") -> Any:
    """A stand-in with the parts of a Sphinx application that the cache uses."""
    doctrees = root / "doctrees" / name
    doctrees.mkdir(parents=True, exist_ok=True)
    current = SimpleNamespace(settings=SimpleNamespace(cache="kept"), cached=set())
    return SimpleNamespace(srcdir=root, doctreedir=doctrees, project=SimpleNamespace(site=current))


def test_a_file_is_made_once(tmp_path: Path) -> None:
    files = [cache.file(builder(tmp_path), "a/b.bin", lambda data=data: data) for data in (b"1", b"2")]  # type: ignore[misc]
    assert files == [tmp_path / "kept/a/b.bin"] * 2
    assert files[0].read_bytes() == b"1"


def test_a_file_that_no_builder_uses_any_more_is_deleted(tmp_path: Path) -> None:
    html, preview = builder(tmp_path), builder(tmp_path, "preview")
    for app, name in ((html, "both"), (html, "html"), (preview, "both"), (preview, "preview")):
        cache.file(app, name, lambda: b"x")
    cache.clear(html, None)
    cache.clear(preview, None)
    later = builder(tmp_path)
    cache.file(later, "new", lambda: b"x")
    cache.clear(later, None)
    kept = {file.name for file in (tmp_path / "kept").iterdir() if file.is_file()}
    assert kept == {"both", "preview", "new"}


def test_a_file_of_an_unfinished_build_is_kept(tmp_path: Path) -> None:
    cache.file(builder(tmp_path, "preview"), "new", lambda: b"x")
    cache.clear(builder(tmp_path), None)
    assert (tmp_path / "kept/new").exists()


def test_files_of_a_builder_without_doctrees_are_deleted(tmp_path: Path) -> None:
    gone = builder(tmp_path, "gone")
    cache.file(gone, "old", lambda: b"x")
    cache.clear(gone, None)
    gone.doctreedir.rmdir()
    cache.clear(builder(tmp_path), None)
    assert not (tmp_path / "kept/old").exists()


def test_a_failed_build_deletes_nothing(tmp_path: Path) -> None:
    cache.file(builder(tmp_path, "gone"), "old", lambda: b"x")
    cache.clear(builder(tmp_path), ValueError())
    assert (tmp_path / "kept/old").exists()


def test_a_digest_depends_on_where_its_parts_end() -> None:
    assert cache.digest("ab", "c") != cache.digest("a", "bc") != cache.digest("abc")
    assert cache.digest("a", b"b") == cache.digest(b"a", "b")


@pytest.mark.parametrize(("family", "found"), [("", "Source Serif 4"), ("Another Name", "Another Name")])
def test_a_font_is_unpacked_to_the_same_bytes_and_can_be_renamed(tmp_path: Path, family: str, found: str) -> None:
    source = fonts.find(ROOT, FONT)
    assert source
    files = [fonts.unpacked(builder(tmp_path / name), source, family) for name in "ab"]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[0].parent == cache.folder(builder(tmp_path / "a")) / "fonts"
    font = TTFont(files[0])
    assert font.flavor is None
    assert font["name"].getDebugName(16) in (None, found)
    assert found in (font["name"].getDebugName(16), font["name"].getDebugName(1))


def test_a_missing_font_is_none(tmp_path: Path) -> None:
    assert fonts.find(tmp_path, FONT) is None
