"""The Nu HTML checker finds no error in any page, style sheet or drawing of the site."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from conftest import ROOT

if TYPE_CHECKING:
    from conftest import Built

JAR = ROOT / ".venv/node/node_modules/vnu-jar/build/dist/vnu.jar"
NOT_OURS = ("pagefind/", "_static/")
"""Made by Pagefind; fonts, and files that pages do not lead to but through the one sheet."""

# Sound today, though the checker does not know it yet: the exact text of its message, and why it is sound.
UNKNOWN: dict[str, str] = {}


def check(built: Built) -> list[str]:
    """Every message of the checker, with its file and line."""
    if not JAR.is_file() or not shutil.which("java"):
        reason = "the Nu checker needs Java and `make tools`"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    files = [
        name
        for name in built.files()
        if name.endswith((".html", ".svg", ".css")) and (not name.startswith(NOT_OURS) or "/site-" in name)
    ]
    command = ["java", "-Xss2m", "-jar", str(JAR), "--format", "json", "--stdout", "--exit-zero-always"]
    done = subprocess.run(
        [*command, "--also-check-css", "--also-check-svg", *files],
        cwd=built.out,
        capture_output=True,
        text=True,
        check=True,
    )
    messages: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    return [
        f"{message['url'].partition('/dirhtml/')[2]}:{message.get('lastLine')}: {message['message']}"
        f" In: {message.get('extract', '')!r}"
        for message in messages
        if (message["type"] == "error" or message.get("subType") == "warning") and message["message"] not in UNKNOWN
    ]


def test_the_nu_checker_finds_nothing(shown: Built) -> None:
    found = check(shown)
    assert not found, "\n".join(found)
