"""Tests that the documentation matches the code."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from publication.build.settings import PREFIX, Settings
from publication.core.gather import gather
from publication.core.posts.front_matter_schema import ROLES, FrontMatterOptions
from publication.core.problems import ProblemKind
from support.source_modules import modules as modules_of_the_package
from tools import reference

ROOT = Path(__file__).parents[1]


def test_the_reference_is_generated_from_the_code() -> None:
    assert reference.FILE.read_text(encoding="utf-8") == reference.reference(), "run `make reference`"


def test_the_reference_names_every_field_setting_and_problem_code() -> None:
    text = reference.reference()
    names = [
        *ROLES.values(),
        *(PREFIX + item.name for item in fields(Settings)),
        *(kind.code for kind in ProblemKind),
    ]
    assert [name for name in names if f"| `{name}` |" not in text] == []
    assert "|  |" not in text


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


def test_the_sample_message_in_the_readme_is_what_check_prints(tmp_path: Path) -> None:
    sample = re.search(r"```text\n(posts/x\.md:3: .*)\n```", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert sample
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/x.md").write_text("---\ntitle: x\ndate: 2019-02-30\ntemplate: post\n---\n", encoding="utf-8")
    clock = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    (problem,) = gather(tmp_path, ["posts/x.md"], FrontMatterOptions(), clock).problems
    assert str(problem).replace(":3: ", ":3: WARNING: ") == sample[1]


def test_the_guide_names_every_module_and_no_others() -> None:
    guide = (ROOT / "_ext/README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"[A-Za-z_]+", " ".join(re.findall(r"`[^`\n]+`", guide))))
    modules = {module.name.rpartition(".")[2] for module in modules_of_the_package() if not module.is_package}
    assert modules - named - {"__main__"} == set()
    files = re.findall(r"`(?:publication/)?([a-z_/]+\.py)`", guide)
    package = ROOT / "_ext/publication"
    paths = [*package.rglob("*.py"), *(ROOT / "tests").rglob("*.py"), ROOT / "conf.py"]
    assert [name for name in files if not any(path.as_posix().endswith(f"/{name}") for path in paths)] == []


def test_the_guide_names_only_tests_and_templates_that_exist() -> None:
    guide = (ROOT / "_ext/README.md").read_text(encoding="utf-8")
    paths = re.findall(r"`((?:tests|_templates|_static)/[A-Za-z_./]+)`", guide)
    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert len(paths) > 20


@pytest.mark.parametrize("file", ["README.md", "CONTRIBUTING.md", "_ext/README.md", "_ext/HOSTING.md"])
def test_every_relative_link_in_the_guides_leads_to_a_file(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    text = re.sub(r"(`+).+?\1", "", text, flags=re.DOTALL)  # code is removed because it may contain example links
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text)
    assert [link for link in links if not (ROOT / file).parent.joinpath(link).exists()] == []


def test_every_name_in_the_how_to_guides_exists() -> None:
    guide = (ROOT / "_ext/README.md").read_text(encoding="utf-8")
    section = guide.partition("## How to add")[2].partition("## To change X")[0]
    names = {name.rpartition(".")[2] for name in re.findall(r"`([A-Za-z_][A-Za-z_.-]+)`", section) if "/" not in name}
    code = "".join(
        file.read_text(encoding="utf-8")
        for folder in ("_ext/publication", "_templates", "tests")
        for file in (ROOT / folder).rglob("*")
        if file.suffix in {".py", ".typ", ".html"}
    )
    assert {
        name for name in names - {"md", "Makefile", "dc"} if not re.search(rf"\b{re.escape(name)}\b", code)
    } == set()
    assert len(names) > 25
