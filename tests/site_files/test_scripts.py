"""The scripts of the site: each at a name made from its text, and leading to those that it imports."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from publication.site_files import scripts
from support.site_builds import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def script(root: Path, name: str, text: str) -> None:
    file = root / "_static" / "js" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_a_script_imports_others_by_the_names_they_are_served_at(tmp_path: Path) -> None:
    script(tmp_path, "a.js", 'import { one } from "./b.js";\none();\n')
    script(tmp_path, "b.js", "export function one() {}\n")
    before = scripts.bundle(tmp_path)
    name = before["b"][0].rpartition("/")[2]
    assert f'"./{name}"' in before["a"][1]
    script(tmp_path, "b.js", "export function one() { return 1; }\n")
    after = scripts.bundle(tmp_path)
    # Or a browser would keep the one that imports the old one.
    assert after["a"][0] != before["a"][0]


def test_every_import_of_our_scripts_leads_somewhere() -> None:
    bundle = scripts.bundle(ROOT)
    served = {place.rpartition("/")[2] for place, _ in bundle.values()}
    imported = {name for _, text in bundle.values() for name in re.findall(r'from"\./([^"]+)"', text)}
    assert imported
    assert imported <= served
