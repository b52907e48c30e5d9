"""Everything that make installs is pinned to a version, checked by its hash, and under an allowed licence."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import licences, lock_files, sbom

ROOT = Path(__file__).parents[1]
GROUPS = lock_files.groups()
INSTALLED = ("site", "editions", "test")
"""The groups that are installed wherever the tests run."""
LINE = re.compile(
    r"#.*|    #.*|-r [a-z]+\.txt|[a-z0-9.-]+==\S+(?: ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}(?: \\)?"
)
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
COMMANDS = (
    "Makefile",
    ".ci/run",
    ".readthedocs.yaml",
    ".pre-commit-config.yaml",
    "README.md",
    "CONTRIBUTING.md",
    "_ext/HOSTING.md",
)


@cache
def table() -> licences.Table:
    return licences.read()


# Lock files


@pytest.mark.parametrize("group", GROUPS)
def test_a_lock_file_has_only_exact_versions_with_hashes_and_names_no_index(group: str) -> None:
    text = lock_files.lock_file(group).read_text("utf-8")
    assert [line for line in text.splitlines() if not LINE.fullmatch(line)] == []
    assert re.findall(r"^-r (.+)\.txt$", text, re.MULTILINE) == (
        [GROUPS[group].parent] if GROUPS[group].parent else []
    )
    assert lock_files.pins(text)
    assert [pin.name for pin in lock_files.pins(text) if not pin.hashes] == []


def test_each_group_has_a_lock_file_and_each_lock_file_a_group() -> None:
    assert {file.stem for file in lock_files.FOLDER.glob("*.txt")} == set(GROUPS)


def test_a_package_has_the_same_version_in_all_lock_files() -> None:
    versions = {(pin.name, pin.version) for group in GROUPS for pin in lock_files.locked(group)}
    assert len(versions) == len(dict(versions))


@pytest.mark.parametrize("group", GROUPS)
def test_each_requirement_of_pyproject_is_pinned_to_a_version_that_it_allows(group: str) -> None:
    versions = {pin.name: pin.version for pin in lock_files.locked(group)}
    requirements = [Requirement(text) for text in GROUPS[group].requirements]
    missing = [
        str(item)
        for item in requirements
        if item.specifier and versions.get(canonicalize_name(item.name), "") not in item.specifier
    ]
    assert missing == [], "run `make constraints`"
    assert {canonicalize_name(item.name) for item in requirements} <= set(versions)


@pytest.mark.parametrize("group", INSTALLED)
def test_a_lock_file_lists_exactly_what_the_installed_packages_require(group: str) -> None:
    assert {pin.name for pin in pinned_here(group)} == required(group), "run `make constraints`"


def test_the_tests_run_with_the_pinned_versions() -> None:
    found = {pin.name: distribution(pin.name).version for pin in pinned_here("test")}
    assert found == {pin.name: pin.version for pin in pinned_here("test")}, "run `make .venv/test`"


def test_a_line_without_an_exact_version_is_refused() -> None:
    with pytest.raises(ValueError, match="not pinned to one version: sphinx>=9"):
        lock_files.pins("sphinx>=9 \\\n    --hash=sha256:00\n")


def pinned_here(group: str) -> list[lock_files.Pin]:
    """The packages of a group that this Python needs on this system."""
    return [pin for pin in lock_files.locked(group) if not pin.marker or Marker(pin.marker).evaluate()]


def required(group: str) -> set[str]:
    """The names of the packages that a group requires here, directly or not."""
    names: list[str] = [group]
    while parent := GROUPS[names[-1]].parent:
        names.append(parent)
    left = [Requirement(text) for name in names for text in GROUPS[name].requirements]
    seen: set[tuple[str, str]] = set()
    while left:
        item = left.pop()
        name = canonicalize_name(item.name)
        for extra in {"", *item.extras}:
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            wanted = [Requirement(text) for text in distribution(name).requires or ()]
            left += [need for need in wanted if not need.marker or need.marker.evaluate({"extra": extra})]
    return {name for name, _ in seen}


# Packages from npm


def test_each_package_from_npm_has_an_exact_version_and_a_hash_and_names_no_registry() -> None:
    packages = licences.npm_packages()
    assert [path for path, item in packages.items() if not item["integrity"].startswith("sha512-")] == []
    assert [
        path for path, item in packages.items() if "resolved" in item or not re.match(r"\d", item["version"])
    ] == []
    wanted = json.loads((lock_files.FOLDER / "package.json").read_text("utf-8"))["dependencies"]
    assert wanted == {name: packages[f"node_modules/{name}"]["version"] for name in wanted}


# Commands that install


def test_make_installs_every_group_with_hashes_only() -> None:
    targets = [f".venv/{name}" for name in GROUPS if name != "base"]
    command = ["make", "--dry-run", "--always-make", *targets, ".venv/tools"]
    lines = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    installs = [line for line in lines if re.search(r"\bpip\b.* install\b", line)]
    options = "install --quiet --require-hashes --no-deps --no-build-isolation -r requirements/"
    assert [line for line in installs if options not in line] == []
    assert {re.sub(r".*/|\.txt", "", line) for line in installs} == set(GROUPS)
    assert [line for line in lines if re.match(r"npm (?!ci .*--ignore-scripts)", line)] == []


@pytest.mark.parametrize("file", [*COMMANDS, *(path.relative_to(ROOT).as_posix() for path in WORKFLOWS)])
def test_no_guide_and_no_workflow_installs_in_another_way(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    others = r"\bpip3? install\b|\bpipx\b|\bnpm (?:i|install|add|exec)\b|\bnpx\b|\buvx?\b|\bconda\b|\bcurl\b|\bwget\b"
    assert re.findall(others, text) == []


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda path: str(path.stem))
def test_a_workflow_uses_only_pinned_actions_and_named_systems(file: Path) -> None:
    text = file.read_text("utf-8")
    uses = re.findall(r"uses: (.*)", text)
    assert uses
    assert [item for item in uses if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", item)] == []
    workflow: dict[str, Any] = yaml.safe_load(text)
    jobs = workflow["jobs"].values()
    assert [job["runs-on"] for job in jobs if "latest" in job["runs-on"]] == []
    containers = [job["container"] for job in jobs if "container" in job]
    assert [name for name in containers if not name.endswith("-bookworm")] == []
    assert workflow["permissions"]["contents"] == "read"


# Licences


def test_the_table_has_the_licence_of_each_package() -> None:
    assert set(table().python) == {pin.name for group in GROUPS for pin in lock_files.locked(group)}, (
        "run `make constraints`"
    )


def test_the_table_has_the_licences_in_the_metadata_of_the_installed_packages() -> None:
    found = {pin.name: licences.declared(distribution(pin.name).metadata.json) for pin in pinned_here("test")}
    assert found == {name: table().python[name] for name in found}, "run `make constraints`"


def test_each_licence_is_allowed() -> None:
    expressions = all_licences()
    refused = {name: table().refused(expression) for name, expression in expressions.items()}
    assert {name: reason for name, reason in refused.items() if reason} == {}


def test_the_table_allows_no_licence_that_no_package_has_and_gives_each_a_reason() -> None:
    used = set(re.findall(r"[\w.-]+", " ".join(all_licences().values())))
    assert [name for name in table().allowed if name not in used] == []
    assert [name for name, reason in table().allowed.items() if not reason] == []
    names = {licences.npm_name(path) for path in licences.npm_packages()} | set(table().python)
    assert set(table().read) <= names


def all_licences() -> dict[str, str]:
    """The SPDX expression of each package from PyPI and npm."""
    python = {name: table().expression(name, declared) for name, declared in table().python.items()}
    return python | licences.of_npm_packages(table())


@pytest.mark.parametrize(
    ("expression", "refused"),
    [
        ("MIT", ""),
        ("mit", ""),
        ("MIT OR GPL-3.0-only", ""),
        ("MIT AND GPL-3.0-only", "not allowed: GPL-3.0-only"),
        ("GPL-3.0-only OR AGPL-3.0-only AND MIT", "not allowed: GPL-3.0-only"),
        ("(GPL-3.0-only OR MIT) AND BSD-3-Clause", ""),
        ("MIT AND (GPL-3.0-only AND AGPL-3.0-only)", "not allowed: AGPL-3.0-only, GPL-3.0-only"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "not allowed: GPL-2.0-only WITH Classpath-exception-2.0"),
        ("BSD License", "“BSD License” is not an SPDX expression"),
        ("MIT AND", "“MIT AND” is not an SPDX expression"),
        ("", "“” is not an SPDX expression"),
    ],
)
def test_a_licence_is_refused_unless_it_is_allowed(expression: str, refused: str) -> None:
    assert table().refused(expression) == refused


@pytest.mark.parametrize(
    ("metadata", "declared"),
    [
        ({"license_expression": "MIT", "license": "other", "classifier": ["License :: Public Domain"]}, "MIT"),
        ({"license": "Apache-2.0"}, "Apache-2.0"),
        ({"license": "The whole\ntext", "classifier": ["License :: OSI Approved :: BSD License"]}, "BSD License"),
        (
            {"classifier": ["Typing :: Typed", "License :: Public Domain", "License :: OSI Approved :: MIT License"]},
            "Public Domain; MIT License",
        ),
        ({}, ""),
    ],
)
def test_the_licence_of_a_package_is_read_from_its_metadata(metadata: dict[str, Any], declared: str) -> None:
    assert licences.declared(metadata) == declared


# The list of packages


def test_the_list_of_packages_has_those_of_the_installed_groups_with_group_and_licence() -> None:
    bom = completed(["site", "base"], {})
    assert [
        (item["bom-ref"], item["scope"], item["properties"][0]["value"], item["licenses"])
        for item in bom["components"]
    ] == [
        ("Sphinx==9", "required", "site", [{"expression": "BSD-2-Clause", "acknowledgement": "concluded"}]),
        (
            "docutils==0",
            "required",
            "site",
            [{"expression": table().read["docutils"], "acknowledgement": "concluded"}],
        ),
        ("setuptools==84", "excluded", "base", [{"expression": "MIT", "acknowledgement": "concluded"}]),
    ]
    assert bom["dependencies"] == [
        {"ref": "Sphinx==9", "dependsOn": ["docutils==0"]},
        {"ref": "root", "dependsOn": ["Sphinx==9", "setuptools==84"]},
    ]


def test_the_list_of_packages_has_those_from_npm_with_their_hash() -> None:
    licences_of_npm = licences.of_npm_packages(table())
    path = next(path for path in licences_of_npm if re.search("node_modules/.+/node_modules/@", path))
    package = licences.npm_packages()[path]
    (found,) = [item for item in completed([], {path: package})["components"] if "hashes" in item]
    assert found["purl"] == f"pkg:npm/%40{licences.npm_name(path)[1:]}@{package['version']}"
    assert found["hashes"][0]["alg"] == "SHA-512"
    assert re.fullmatch(r"[0-9a-f]{128}", found["hashes"][0]["content"])
    assert found["licenses"][0]["expression"] == licences_of_npm[path]


def completed(groups: list[str], npm_packages: dict[str, Any]) -> dict[str, Any]:
    components = [
        {"name": name, "bom-ref": ref}
        for name, ref in (
            ("setuptools", "setuptools==84"),
            ("Sphinx", "Sphinx==9"),
            ("docutils", "docutils==0"),
            ("unknown", "unknown==1"),
        )
    ]
    dependencies = [{"ref": "Sphinx==9", "dependsOn": ["docutils==0", "unknown==1"]}, {"ref": "unknown==1"}]
    bom = {"metadata": {"component": {"bom-ref": "root"}}, "components": components, "dependencies": dependencies}
    return sbom.sbom(bom, groups, npm_packages)
