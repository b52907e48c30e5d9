"""Fixtures for all tests: a function that builds a publication, and a browser."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from support.browser import chromium
from support.site_builds import CLOCK, Build, Built, prepare, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from playwright.sync_api import Browser

pytest_plugins = ["support.cpu_time"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many tests were skipped, one line per reason."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count} skipped: {reason}")


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Return a function that builds a sample site or given files. Building the same site again reuses its folder."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", CLOCK)
    monkeypatch.setenv("NO_COLOR", "1")

    def make(
        name: str | None = None,
        files: Mapping[str, str | bytes | None] | None = None,
        builder: str = "dirhtml",
        **options: Any,
    ) -> Built:
        root = tmp_path / (name or "site")
        if not root.exists():
            prepare(root, name)
        for file, content in (files or {}).items():
            place = root / file
            if content is None:
                place.unlink()
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content.encode() if isinstance(content, str) else content)
        return run(root, builder, **options)

    return make


@pytest.fixture
def clean_build(build: Build) -> Build:
    """Return a function that builds like ``build``, and fails if the build causes a warning."""

    def make(*args: Any, **options: Any) -> Built:
        built = build(*args, **options)
        assert built.messages() == []
        return built

    return make


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run the installed Chromium. If Chromium is missing, skip the test, or fail it in CI."""
    if not chromium.find():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(chromium.MISSING)
    with chromium.running() as started:
        yield started
