"""What all tests share: a publication to build, and one browser."""

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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what was left out, and for want of what: a line for each reason."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count} left out: {reason}")


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Build the test root of a name, or files given by path; a second call builds the same place again."""
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
    """The same, and the build must not warn."""

    def make(*args: Any, **options: Any) -> Built:
        built = build(*args, **options)
        assert built.messages() == []
        return built

    return make


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as it is installed. Where it should be, its absence is a failure and not a reason to skip."""
    if not chromium.find():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(chromium.MISSING)
    with chromium.running() as started:
        yield started
