"""Fixtures for the ``core`` tests, which gather a library from files supplied by the test."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from publication.core.gather import gather as gather_files
from publication.core.posts.front_matter_schema import FrontMatterOptions
from support import strategies

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from publication.core.library import Library

hypothesis.settings.load_profile("same")
CLOCK = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def gather_in(
    root: Path, files: Mapping[str, Any], rules: FrontMatterOptions | None = None, **options: Any
) -> Library:
    """Write files and gather them. Each value is a file's text, or the fields that differ from the sample post."""
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else strategies.document(**content)
        file.write_text(text, encoding="utf-8", newline="")
    return gather_files(root, files, rules or FrontMatterOptions(), options.pop("clock", CLOCK), **options)


@pytest.fixture
def gather(tmp_path: Path) -> Callable[..., Library]:
    """Call ``gather_in`` in the test's temporary folder."""
    return partial(gather_in, tmp_path)


@pytest.fixture(scope="module")
def gather_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[Library, Path]]:
    """Call ``gather_in`` in a folder shared by all tests in a module. Returns the library and the folder."""
    root = tmp_path_factory.mktemp("once")
    return lambda files: (gather_in(root, files), root)
