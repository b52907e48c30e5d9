"""Tests that the Nu HTML checker finds no error in the site's pages, style sheets and SVG files."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from support.site_builds import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from support.site_builds import Built

JAR = ROOT / ".venv/node/node_modules/vnu-jar/build/dist/vnu.jar"
NOT_CHECKED = ("pagefind/", "_static/")
"""Folders that are not checked: Pagefind's files, fonts and scripts. The style sheet that pages load is checked."""

# The checker's messages that we accept, each with the reason.
ACCEPTED = {
    "The “align” attribute on the “p” element is obsolete. Use CSS instead.": "raw HTML in old posts",
}
# Valid CSS that the checker does not support yet: anchor positioning for footnotes (CSS Anchor Positioning Level 1)
# and line clamping for excerpts (CSS Overflow Level 4). Only these declarations are removed before the check.
NEW_CSS = re.compile(
    r"(?:anchor-name|anchor-scope|position-anchor|position-try-fallbacks|(?<!-)line-clamp):[^;{}]*;?|[a-z-]+:[^;{}]*\banchor\([^;{}]*;?"
)
NEW_CSS_QUERY = re.compile(r"@supports (?:not )?\((?:anchor-scope|position-try-fallbacks)[^)]*\)")


def check(built: Built, folder: Path) -> list[str]:
    """Run the checker, and return all its messages, each with its file and line."""
    if not JAR.is_file() or not shutil.which("java"):
        reason = "the Nu checker needs Java and `make tools`"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    place = folder / "site"
    shutil.copytree(built.out, place)
    files = [
        name
        for name in built.files()
        if name.endswith((".html", ".svg", ".css")) and (not name.startswith(NOT_CHECKED) or "/site-" in name)
    ]
    for sheet in place.glob("_static/css/site-*.css"):
        text = NEW_CSS_QUERY.sub("@supports (display:grid)", sheet.read_text(encoding="utf-8"))
        sheet.write_text(NEW_CSS.sub("", text), encoding="utf-8")
    command = ["java", "-Xss2m", "-jar", str(JAR), "--format", "json", "--stdout", "--exit-zero-always"]
    done = subprocess.run(
        [*command, "--also-check-css", "--also-check-svg", *files],
        cwd=place,
        capture_output=True,
        text=True,
        check=True,
    )
    messages: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    return [
        f"{message['url'].partition('/site/')[2]}:{message.get('lastLine')}: {message['message']}"
        f" In: {message.get('extract', '')!r}"
        for message in messages
        if (message["type"] == "error" or message.get("subType") == "warning") and message["message"] not in ACCEPTED
    ]


def test_the_nu_checker_finds_no_error(showcase_site: Built, tmp_path: Path) -> None:
    found = check(showcase_site, tmp_path)
    assert not found, "\n".join(found)
