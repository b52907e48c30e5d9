"""The documentation agrees with the code."""

from __future__ import annotations

import re
import subprocess
from dataclasses import MISSING, fields
from pathlib import Path

from publication.build.settings import PREFIX, Settings
from publication.core.posts.front_matter_schema import ROLES

ROOT = Path(__file__).parents[1]


def test_the_table_of_settings_agrees_with_the_code() -> None:
    text = (ROOT / "_ext/README.md").read_text(encoding="utf-8")
    for item in fields(Settings):
        default = item.default_factory() if item.default_factory is not MISSING else item.default
        assert f"| `{PREFIX}{item.name}` | `{default!r}` | {item.metadata['help']} |" in text


def test_every_field_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in ROLES.values() if f"`{name}`" not in text] == []


def test_every_make_command_in_guides_and_workflows_exists() -> None:
    files = ("README.md", "_ext/HOSTING.md", ".readthedocs.yaml", ".github/workflows/publish.yml", ".ci/run")
    text = "".join((ROOT / file).read_text(encoding="utf-8") for file in files)
    commands = set(re.findall(r"(?:^|`|- |: )make (?:-s )?([a-z]+)", text, re.MULTILINE))
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert commands <= targets
    assert {"html", "test", "preview", "live", "check", "lint", "clean", "help"} <= targets


def test_make_help_lists_the_targets() -> None:
    output = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "html" in output
    assert "build the site" in output


def test_every_module_named_in_the_guide_exists() -> None:
    text = (ROOT / "_ext/README.md").read_text(encoding="utf-8")
    package = ROOT / "_ext/publication"
    modules = {file.parent.name if file.stem == "__init__" else file.stem for file in package.rglob("*.py")}
    named = set(re.findall(r"`(?:core\.)?(?!core\b)([a-z_]+)\.[A-Za-z_.]+`", text)) - {"conf", "extension", "tests"}
    assert named - modules == set()
