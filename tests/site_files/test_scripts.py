"""Tests that the site's scripts have content-hashed file names, and import each other by these names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from publication.site_files import scripts
from support.site_builds import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def write_script(root: Path, name: str, text: str) -> None:
    file = root / "_static" / "js" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_a_script_imports_others_by_their_content_hashed_names(tmp_path: Path) -> None:
    write_script(tmp_path, "a.js", 'import { one } from "./b.js";\none();\n')
    write_script(tmp_path, "b.js", "export function one() {}\n")
    before = scripts.bundle_scripts(tmp_path)
    name = before["b"][0].rpartition("/")[2]
    assert f'"./{name}"' in before["a"][1]
    write_script(tmp_path, "b.js", "export function one() { return 1; }\n")
    after = scripts.bundle_scripts(tmp_path)
    # Otherwise, browsers would keep using a cached script that imports the old version.
    assert after["a"][0] != before["a"][0]


def test_every_script_that_is_imported_exists() -> None:
    bundle = scripts.bundle_scripts(ROOT)
    served = {place.rpartition("/")[2] for place, _ in bundle.values()}
    imported = {name for _, text in bundle.values() for name in re.findall(r'from"\./([^"]+)"', text)}
    assert imported
    assert imported <= served
