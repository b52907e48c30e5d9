"""The licences of all dependencies: ``requirements/licences.toml`` lists them, and which of them are allowed."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
FILE = ROOT / "requirements/licences.toml"
NPM_LOCK_FILE = ROOT / "requirements/package-lock.json"
START = "[python]\n"
PIP_OPTIONS = ("--quiet", "--dry-run", "--ignore-installed", "--no-deps", "--no-build-isolation")

_LICENCE_CLASSIFIER = re.compile(r"License :: (?:OSI Approved :: )?(.+)")


@dataclass(frozen=True)
class Table:
    """The content of ``licences.toml``."""

    allowed: dict[str, str]
    """The allowed licences by SPDX identifier, each with the reason."""
    spellings: dict[str, str]
    """The SPDX identifiers of licences that authors wrote in another way."""
    read: dict[str, str]
    """The licences of packages whose authors wrote something ambiguous or nothing, found by reading their files."""
    python: dict[str, str]
    """The licence of each package from PyPI, as its authors wrote it."""

    def expression(self, package: str, declared: str) -> str:
        """The licence of a package as an SPDX expression, or as its authors wrote it."""
        return self.read.get(package) or self.spellings.get(declared, declared)

    def refused(self, expression: str) -> str:
        """The reason to refuse a licence, or nothing. With OR, one allowed licence is enough; with AND, each must be."""
        try:
            expression = canonicalize_license_expression(expression)
        except InvalidLicenseExpression:
            return f"“{expression}” is not an SPDX expression"
        refused = _refused_of_or(re.findall(r"[()]|[^\s()]+", expression), self.allowed)
        return f"not allowed: {', '.join(sorted(refused))}" if refused else ""


def read() -> Table:
    """Read ``licences.toml``."""
    return Table(**tomllib.loads(FILE.read_text("utf-8")))


def _refused_of_or(tokens: list[str], allowed: Mapping[str, str]) -> set[str]:
    choices = [_refused_of_and(tokens, allowed)]
    while tokens[:1] == ["OR"]:
        tokens.pop(0)
        choices.append(_refused_of_and(tokens, allowed))
    return min(choices, key=len)


def _refused_of_and(tokens: list[str], allowed: Mapping[str, str]) -> set[str]:
    refused = _refused_of_one(tokens, allowed)
    while tokens[:1] == ["AND"]:
        tokens.pop(0)
        refused |= _refused_of_one(tokens, allowed)
    return refused


def _refused_of_one(tokens: list[str], allowed: Mapping[str, str]) -> set[str]:
    name = tokens.pop(0)
    if name == "(":
        refused = _refused_of_or(tokens, allowed)
        tokens.pop(0)
        return refused
    if tokens[:1] == ["WITH"]:
        name = f"{name} WITH {tokens[1]}"
        del tokens[:2]
    return set() if name in allowed else {name}


def declared(metadata: Mapping[str, Any]) -> str:
    """The licence of a package as its authors wrote it: the SPDX expression, a short text, or the classifiers.

    Args:
        metadata: the metadata of the package in the JSON form that pip and ``importlib.metadata`` give
    """
    if metadata.get("license_expression"):
        return str(metadata["license_expression"])
    text = metadata.get("license", "").strip()
    if text and "\n" not in text:
        return str(text)
    classifiers = map(_LICENCE_CLASSIFIER.fullmatch, metadata.get("classifier", []))
    return "; ".join(found[1] for found in classifiers if found)


def of_npm_packages(table: Table) -> dict[str, str]:
    """The licence of each package in ``package-lock.json``, by its path there."""
    return {
        path: table.expression(npm_name(path), package.get("license", "")) for path, package in npm_packages().items()
    }


def npm_packages() -> dict[str, Any]:
    """The packages in ``package-lock.json`` by path, such as ``node_modules/axe-core``."""
    packages: dict[str, Any] = json.loads(NPM_LOCK_FILE.read_text("utf-8"))["packages"]
    return {path: package for path, package in packages.items() if path}


def npm_name(path: str) -> str:
    """The name of the npm package in a folder."""
    return path.rpartition("node_modules/")[2]


def write(requirements: list[str]) -> None:
    """Write the licence of each package from PyPI into ``licences.toml``, from the metadata of that version."""
    with tempfile.TemporaryDirectory() as folder:
        report, pinned = Path(folder, "report.json"), Path(folder, "pinned.txt")
        pinned.write_text("\n".join(requirements), "utf-8")
        command: list[str | Path] = [ROOT / ".venv/bin/python", "-m", "pip", "install", *PIP_OPTIONS]
        command += ["--report", report, "-r", pinned]
        subprocess.run(command, check=True)
        packages = [item["metadata"] for item in json.loads(report.read_text("utf-8"))["install"]]
    rows = {canonicalize_name(item["name"]): declared(item) for item in packages}
    head, start, _ = FILE.read_text("utf-8").partition(START)
    table = "".join(f"{name} = {json.dumps(rows[name], ensure_ascii=False)}\n" for name in sorted(rows))
    FILE.write_text(head + start + table, "utf-8")
