"""Tests that fonts are unpacked for programs that cannot read WOFF2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fontTools.ttLib import TTFont

from publication.build import cache
from publication.pictures import fonts
from support.fake_application import fake_application
from support.site_builds import ROOT

if TYPE_CHECKING:
    from pathlib import Path


FONT = "source-serif-4-latin-400-normal"


@pytest.mark.parametrize(("family", "found"), [("", "Source Serif 4"), ("Another Name", "Another Name")])
def test_a_font_is_unpacked_to_the_same_bytes_and_can_be_renamed(tmp_path: Path, family: str, found: str) -> None:
    source = fonts.find_font(ROOT, FONT)
    assert source
    files = [fonts.unpacked_font(fake_application(tmp_path / name), source, family) for name in "ab"]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[0].parent == cache.cache_folder(fake_application(tmp_path / "a")) / "fonts"
    font = TTFont(files[0])
    assert font.flavor is None
    assert font["name"].getDebugName(16) in (None, found)
    assert found in (font["name"].getDebugName(16), font["name"].getDebugName(1))


def test_a_missing_font_is_none(tmp_path: Path) -> None:
    assert fonts.find_font(tmp_path, FONT) is None
