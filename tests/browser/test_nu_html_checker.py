"""The Nu HTML checker finds no error in any page, style sheet or drawing of the site."""

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
NOT_OURS = ("pagefind/", "_static/")
"""Made by Pagefind; fonts, and files that pages do not lead to but through the one sheet."""

# The text of a message, and why it stands.
MEANT = {
    "The “align” attribute on the “p” element is obsolete. Use CSS instead.": "raw HTML as old posts have it",
}
# Sound in browsers of today, though the checker does not know it yet: where a note stands beside its call (CSS Anchor
# Positioning Level 1), and where an excerpt ends (CSS Overflow Level 4). Declarations of this form alone are taken out of what it reads.
NEWER = re.compile(
    r"(?:anchor-name|anchor-scope|position-anchor|position-try-fallbacks|(?<!-)line-clamp):[^;{}]*;?|[a-z-]+:[^;{}]*\banchor\([^;{}]*;?"
)
NEWER_QUERY = re.compile(r"@supports (?:not )?\((?:anchor-scope|position-try-fallbacks)[^)]*\)")


def check(built: Built, folder: Path) -> list[str]:
    """Every message of the checker, with its file and line."""
    if not JAR.is_file() or not shutil.which("java"):
        reason = "the Nu checker needs Java and `make tools`"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    place = folder / "site"
    shutil.copytree(built.out, place)
    files = [
        name
        for name in built.files()
        if name.endswith((".html", ".svg", ".css")) and (not name.startswith(NOT_OURS) or "/site-" in name)
    ]
    for sheet in place.glob("_static/css/site-*.css"):
        text = NEWER_QUERY.sub("@supports (display:grid)", sheet.read_text(encoding="utf-8"))
        sheet.write_text(NEWER.sub("", text), encoding="utf-8")
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
        if (message["type"] == "error" or message.get("subType") == "warning") and message["message"] not in MEANT
    ]


def test_the_nu_checker_finds_nothing(shown: Built, tmp_path: Path) -> None:
    found = check(shown, tmp_path)
    assert not found, "\n".join(found)
