"""List the installed packages in the CycloneDX format, in ``_build/sbom.json``: ``make sbom``.

``cyclonedx-py`` reads the metadata of all packages in ``.venv``. This tool keeps those of the installed dependency groups
and adds what only this repository knows: the group of each package, its licence as in ``licences.toml``, and the packages
from npm. The file has no timestamp and no serial number, so the same packages always give the same bytes.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import licences, lock_files
from tools.lock_files import ROOT

FILE = ROOT / "_build/sbom.json"
OUTSIDE = {"supply", "hooks"}
"""Groups with an environment of their own, which is not listed."""
PUBLISHING = {"site", "editions"}
"""Groups that the published files are made with. The others are tools, whose scope in CycloneDX is “excluded”."""


def sbom(bom: dict[str, Any], installed: list[str], npm_packages: dict[str, Any]) -> dict[str, Any]:
    """Complete the list of ``cyclonedx-py``.

    Args:
        bom: the list for ``.venv``, as ``cyclonedx-py`` writes it
        installed: the names of the installed groups
        npm_packages: the packages of ``package-lock.json`` by path; none if they are not installed
    """
    table = licences.read()
    group_of = {pin.name: group for group in reversed(installed) for pin in lock_files.locked(group)}
    components = []
    for component in bom["components"]:
        name = canonicalize_name(component["name"])
        if name in group_of:
            group = group_of[name]
            components.append(component | _ours(group, table.expression(name, table.python[name])))
    refs = {canonicalize_name(item["name"]): item["bom-ref"] for item in components}
    root = bom["metadata"]["component"]["bom-ref"]
    direct = {canonicalize_name(Requirement(item).name) for group in installed for item in _required(group)}
    dependencies = [
        item | {"dependsOn": [ref for ref in item.get("dependsOn", ()) if ref in refs.values()]}
        for item in bom["dependencies"]
        if item["ref"] in refs.values()
    ]
    dependencies.append({"ref": root, "dependsOn": sorted(refs[name] for name in direct & set(refs))})
    licence_of = licences.of_npm_packages(table)
    components += [_npm_component(path, item, licence_of[path]) for path, item in npm_packages.items()]
    return bom | {
        "components": sorted(components, key=lambda item: str(item["bom-ref"])),
        "dependencies": sorted(dependencies, key=lambda item: str(item["ref"])),
    }


def _required(group: str) -> tuple[str, ...]:
    return lock_files.groups()[group].requirements


def _ours(group: str, licence: str) -> dict[str, Any]:
    return {
        "licenses": [{"expression": licence, "acknowledgement": "concluded"}],
        "properties": [{"name": "armistice:group", "value": group}],
        "scope": "required" if group in PUBLISHING else "excluded",
    }


def _npm_component(path: str, package: dict[str, Any], licence: str) -> dict[str, Any]:
    name, version = licences.npm_name(path), package["version"]
    algorithm, _, digest = package["integrity"].partition("-")
    return {
        "bom-ref": f"npm:{path.replace('node_modules/', '')}@{version}",
        "type": "library",
        "name": name,
        "version": version,
        "purl": f"pkg:npm/{name.replace('@', '%40')}@{version}",
        "hashes": [{"alg": f"SHA-{algorithm.removeprefix('sha')}", "content": base64.b64decode(digest).hex()}],
        **_ours("tools", licence),
    }


def _generate() -> dict[str, Any]:
    """Let ``cyclonedx-py`` list the packages in ``.venv``."""
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "environment", "--no-validate"]
    command += ["--output-reproducible", "--pyproject", "pyproject.toml", "--output-file", "-", ".venv/bin/python"]
    variables = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "SOURCE_DATE_EPOCH"}}
    done = subprocess.run(command, cwd=ROOT, env=variables, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """Write the list, if it is valid according to the schema of CycloneDX."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    groups = [name for name in lock_files.groups() if name not in OUTSIDE]
    installed = [name for name in groups if name == "base" or (ROOT / ".venv" / name).exists()]
    npm = licences.npm_packages() if (ROOT / ".venv/tools").exists() else {}
    bom = sbom(_generate(), installed, npm)
    text = json.dumps(bom, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if error:
        sys.exit(f"sbom.json is not valid: {error}")
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
