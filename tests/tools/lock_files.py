"""Write the lock files in ``requirements``: ``make constraints``.

The dependency groups are in ``pyproject.toml``. The lock file of a group has the exact version of each of its packages,
for every supported Python and system, and the hashes of all files of that version. ``pip --require-hashes`` installs
nothing else. A group that includes another one begins with ``-r`` and the file of that group, and lists only what it
adds. The files contain no URL, so pip and npm use the index that the user has configured.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools import licences

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "requirements"
HEAD = "# `make constraints` writes this file from the group `{group}` of pyproject.toml. Do not edit it by hand.\n"
UV_OPTIONS = ("--quiet", "--universal", "--generate-hashes", "--no-header", "--annotation-style", "line")

_BLOCK = re.compile(r"^(?=[a-z0-9])", re.MULTILINE)
_PIN = re.compile(r"(?P<name>[a-z0-9.-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\\n]+?))?(?: \\)?$", re.MULTILINE)


@dataclass(frozen=True)
class Pin:
    """One package of a lock file: its exact version, and where it is needed. An empty marker means everywhere."""

    name: str
    version: str
    marker: str
    hashes: frozenset[str]


@dataclass(frozen=True)
class Group:
    """A dependency group of ``pyproject.toml``."""

    name: str
    requirements: tuple[str, ...]
    """What the group itself requires, without the groups that it includes."""
    parent: str
    """The group that it includes, or nothing."""


def groups() -> dict[str, Group]:
    """All dependency groups by name, each after the group that it includes."""
    found = {}
    for name, items in _pyproject()["dependency-groups"].items():
        included = [item["include-group"] for item in items if isinstance(item, dict)]
        (parent,) = included or [""]
        found[name] = Group(name, tuple(item for item in items if isinstance(item, str)), parent)
    return found


def lock_file(group: str) -> Path:
    """The lock file of a group."""
    return FOLDER / f"{group}.txt"


def pins(text: str) -> list[Pin]:
    """The packages of a lock file, without those of the file that it includes."""
    return [_pin(block) for block in _blocks(text)]


def locked(group: str) -> list[Pin]:
    """All packages of a group, with those of the group that it includes."""
    found = groups()[group]
    inherited = locked(found.parent) if found.parent else []
    return [*inherited, *pins(lock_file(group).read_text("utf-8"))]


def _pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def _blocks(text: str) -> list[str]:
    """The parts of a lock file: each has a package, its hashes, and a comment that names the packages requiring it."""
    return [block for block in _BLOCK.split(text) if block and block[0] not in "#-"]


def _pin(block: str) -> Pin:
    found = _PIN.match(block)
    if not found:
        message = f"not pinned to one version: {block.splitlines()[0]}"
        raise ValueError(message)
    return Pin(found["name"], found["version"], found["marker"] or "", frozenset(re.findall(r"--hash=(\S+)", block)))


def _compile(names: Sequence[str], pinned: str, *options: str) -> str:
    """Let uv find the versions of some groups, for all systems and supported versions of Python.

    uv keeps the versions that are pinned already, if they still fit.
    """
    uv = Path(sys.executable).with_name("uv")
    oldest = _pyproject()["project"]["requires-python"].removeprefix(">=")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lock.txt"
        file.write_text(pinned, "utf-8")
        named = [part for name in names for part in ("--group", name)]
        command = [uv, "pip", "compile", *UV_OPTIONS, "--python-version", oldest, *named, *options, "-o", file]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        return file.read_text("utf-8")


def _write_lock_files(*options: str) -> list[Pin]:
    """Resolve all groups together, so that a package has one version in all files, then write the file of each."""
    found = groups()
    old = [lock_file(name).read_text("utf-8") for name in found if lock_file(name).is_file()]
    together = _compile(list(found), "".join(block for text in old for block in _blocks(text)), *options)
    texts = {name: _compile([name], together) for name in found}
    for group in found.values():
        inherited = set(pins(texts[group.parent])) if group.parent else set()
        blocks = [block for block in _blocks(texts[group.name]) if _pin(block) not in inherited]
        include = f"-r {group.parent}.txt\n" if group.parent else ""
        lock_file(group.name).write_text(HEAD.format(group=group.name) + include + "".join(blocks), "utf-8")
    return pins(together)


def _write_npm_lock_file(*, upgrade: bool) -> None:
    """Let npm find the versions. Without registry addresses, ``npm ci`` uses the registry of the user."""
    npm = shutil.which("npm")
    if not npm:
        sys.stderr.write("npm is missing, so package-lock.json stays as it is.\n")
        return
    command = [npm, "update" if upgrade else "install", "--package-lock-only", "--omit-lockfile-registry-resolved"]
    subprocess.run(
        [*command, "--loglevel=error", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FOLDER, check=True
    )


def main() -> None:
    """Write the lock files and the table of licences."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that pyproject.toml allows")
    arguments = parser.parse_args()
    everything = _write_lock_files(*(["--upgrade"] if arguments.upgrade else []))
    _write_npm_lock_file(upgrade=arguments.upgrade)
    licences.write([f"{pin.name}=={pin.version}" for pin in everything])


if __name__ == "__main__":
    main()
