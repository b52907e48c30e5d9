"""Tests for a build of all malformed files: every valid post is published, and a strict build fails."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from publication.build.settings import build_clock
from publication.core import gather
from publication.core.posts.front_matter_schema import FrontMatterOptions

if TYPE_CHECKING:
    from support.site_builds import Build

CORPUS = Path(__file__).parent


def files() -> dict[str, bytes]:
    return {f"posts/{file.name}": file.read_bytes() for file in sorted(CORPUS.glob("*.md"))}


def test_every_valid_post_is_published_and_every_problem_is_reported(build: Build) -> None:
    site = build(files=files())
    rules = FrontMatterOptions()
    known = gather.gather(site.root, files(), rules, build_clock(rules.zone))
    assert site.status == 0
    assert len(known.documents) > 10
    assert [path for path in known.documents if not site.has(path)] == []
    reported = [line.partition(" WARNING: ")[0] for line in site.messages()]
    assert reported == [f"{p.path}:{p.line}:" for p in known.problems if p.fails]
    assert "Traceback" not in site.warnings


@pytest.mark.parametrize(("broken", "status"), [(True, 1), (False, 0)])
def test_a_strict_build_fails_when_there_is_a_problem(build: Build, broken: bool, status: int) -> None:  # noqa: FBT001 -- a test parameter
    given = {name: data for name, data in files().items() if broken or name.endswith("/sound.md")}
    assert build(files=given, strict=True).status == status
