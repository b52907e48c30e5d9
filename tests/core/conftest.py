"""What the tests of the core share: the profile of Hypothesis, and a library made from texts."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from publication.core import library
from publication.core.posts.front_matter_schema import Rules
from support import strategies

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from publication.core.library import Library

hypothesis.settings.load_profile("same")
CLOCK = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def gather_in(root: Path, files: Mapping[str, Any], rules: Rules | None = None, **options: Any) -> Library:
    """The library of files given by name: a text, or the fields that differ from a sound post's."""
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else strategies.document(**content)
        file.write_text(text, encoding="utf-8", newline="")
    return library.gather(root, files, rules or Rules(), options.pop("clock", CLOCK), **options)


@pytest.fixture
def gather(tmp_path: Path) -> Callable[..., Library]:
    """``gather_in`` in a folder of the test's own."""
    return partial(gather_in, tmp_path)


@pytest.fixture(scope="module")
def gather_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[Library, Path]]:
    """The same in one folder for all tests of a module, and that folder."""
    root = tmp_path_factory.mktemp("once")
    return lambda files: (gather_in(root, files), root)
