"""What is done for speed changes nothing."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import sphinx.util.docutils
from sphinx.transforms import SphinxSmartQuotes

from posts import post
from publication import tempo

if TYPE_CHECKING:
    import pytest

    from building import Build

TEXTS = """\
"Quoted" and 'single', it's -- so --- they say... or . . . not, 1970's 'twas.

**"Bold"** *'em'* "[a link](https://example.org/x--y)" `code "as is" --` plain words only

Hangul “정전” "평화" -- 끝. A\\\\"b \\-- c
"""


def test_typography_is_that_of_sphinx(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = build(files={"posts/a.md": post(TEXTS, slug="/a")}).text("/a/")
    monkeypatch.setattr(tempo.SmartQuotes, "apply", SphinxSmartQuotes.apply)
    theirs = build(files={"posts/a.md": post(TEXTS, slug="/a")}).text("/a/")
    assert ours == theirs
    assert "“Quoted” and ‘single’, it’s – so — they say… or" in ours


def test_a_build_leaves_the_process_as_it_was(build: Build) -> None:
    before = gc.get_threshold(), sphinx.util.docutils._get_settings
    build(files={"posts/a.md": post()})
    assert (gc.get_threshold(), sphinx.util.docutils._get_settings) == before
