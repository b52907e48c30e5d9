"""Tests that ``core``, ``migration`` and ``cli`` need only the standard library and PyYAML."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_EXT = Path(__file__).parents[2] / "_ext"
_PROGRAM = """
import sys
before = set(sys.modules)  # a sitecustomize of the system may have imported some already
sys.path.insert(0, sys.argv[1])
import pkgutil
import publication.cli
import publication.core
import publication.migration
for package in (publication.core, publication.migration):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        __import__(module.name)
print(*sorted({name.partition(".")[0] for name in sys.modules.keys() - before} - sys.stdlib_module_names))
"""


def test_core_migration_and_cli_need_only_the_standard_library_and_pyyaml() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-c", _PROGRAM, str(_EXT)], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert {"publication", "yaml"} <= loaded
    assert not loaded & {"sphinx", "docutils", "ablog", "myst_parser", "markdown_it", "babel", "jinja2", "typst"}
    assert {name for name in loaded if not name.startswith("_")} <= {"publication", "yaml", "cython_runtime"}
