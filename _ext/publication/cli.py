"""``python -m publication check``: the rules of the posts without building anything, for editors and hooks.

It reads front matter only, so it answers in a fraction of a second; ``make check`` reads the texts too.
"""

from __future__ import annotations

import argparse
import runpy
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from . import settings
from .core import library

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .core.library import Library
    from .settings import Settings

FOLDERS = ("posts", "pages")
SUFFIXES = {".md", ".markdown"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status is 0, 1 when a check fails, or 2 when ``conf.py`` cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m publication", description="Tools for the writers.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="tell every problem of the front matter, exit 1 if there is one")
    check.add_argument("--root", type=Path, default=Path(), help="the folder of conf.py")
    given = parser.parse_args(arguments)
    try:
        values = read_settings(given.root)
    except settings.SettingError as error:
        print(error, file=sys.stderr)  # noqa: T201 -- a command talks to its user
        return 2
    return run_check(given.root, values)


def read_settings(root: Path) -> Settings:
    """The settings in a folder's ``conf.py``. Raises ``SettingError``."""
    try:
        values = runpy.run_path(str(root / "conf.py"))
    except OSError as error:
        raise settings.SettingError(f"conf.py: {error.strerror}; run this where conf.py is") from None
    return settings.from_values(values)


def gather(root: Path, values: Settings) -> Library:
    """The library of a folder, as a build now would see it."""
    files = (
        file.relative_to(root).as_posix()
        for folder in FOLDERS
        for file in (root / folder).rglob("*")
        if file.suffix in SUFFIXES and file.is_file()
    )
    return library.gather(
        root, files, values.rules, settings.now(values.zone), preview=values.preview, page_size=values.page_size
    )


def run_check(root: Path, values: Settings) -> int:
    """Print every problem, notes too; 1 when one of them fails."""
    found = gather(root, values)
    for problem in found.problems:
        print(problem)  # noqa: T201 -- a command talks to its user
    return int(any(problem.fails for problem in found.problems))


if __name__ == "__main__":
    sys.exit(main())
