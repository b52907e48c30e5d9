"""``python -m publication``: tools for writers that need no build.

``check`` reads front matter only, so it answers in a fraction of a second, for editors and hooks;
``make check`` reads the texts too.
"""

from __future__ import annotations

import argparse
import io
import json
import runpy
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .build import settings
from .core.addresses import ledger
from .core.addresses.term_slugs import term_key
from .core.formats import http_headers
from .core.gather import gather
from .core.problems import printable
from .migration import blog_files, migration_report
from .migration.conf_generator import TargetPublication
from .migration.generators import GENERATORS
from .migration.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .build.settings import Settings
    from .core.library import Library

FOLDERS = ("posts", "pages")
SUFFIXES = {".md", ".markdown"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status is 0, 1 when a check fails, or 2 when ``conf.py`` cannot be used."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal without Hangul still gets its report
    given = _arguments().parse_args(arguments)
    try:
        values = read_settings(given.root)
    except settings.SettingError as error:
        print(error, file=sys.stderr)  # noqa: T201 -- a command talks to its user
        return 2
    status: int = given.run(given.root, values, given)
    return status


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m publication", description="Tools for writers and editors.")
    parser.add_argument("--root", type=Path, default=Path(), help="the folder that contains conf.py")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="report every problem in the front matter; exit 1 if there is one")
    check.set_defaults(run=run_check)
    fix = commands.add_parser("fix", help="add new paths to the permalink ledger")
    fix.set_defaults(run=run_fix)
    new = commands.add_parser("new", help="start a post")
    new.add_argument("title", help="the title of the post")
    new.set_defaults(run=run_new)
    taking = commands.add_parser("migrate", help="copy the posts and files of another blog")
    taking.add_argument("checkout", metavar="FROM", help="the folder of the other blog")
    taking.add_argument("--format", choices=GENERATORS, default="lumen", help="the generator of that blog (default: lumen)")
    taking.add_argument("--dry", action="store_true", help="show what would happen and change nothing")
    taking.set_defaults(run=run_migrate)
    server = commands.add_parser("nginx", help="print an nginx configuration for the site")
    server.add_argument("--folder", default="/srv/www/site", help="the full path of the site's folder on the server")
    server.add_argument("--listen", default="80", help="the port, or the IP address and port")
    server.add_argument("--host", default="_", help="the host name of the site")
    server.set_defaults(run=run_nginx)
    return parser


def read_settings(root: Path) -> Settings:
    """The settings in a folder's ``conf.py``. Raises ``SettingError``."""
    try:
        values = runpy.run_path(str(root / "conf.py"))
    except OSError as error:
        reason = (error.strerror or "an error").lower()
        message = f"conf.py cannot be read ({reason}): run this command in the folder that contains conf.py"
        raise settings.SettingError(message) from None
    return settings.from_values(values)


def documents(root: Path) -> Iterator[str]:
    """Every file below a folder that is a post or page, relative to it."""
    for folder in FOLDERS:
        for file in (root / folder).rglob("*"):
            if file.suffix in SUFFIXES and file.is_file():
                yield file.relative_to(root).as_posix()


def load_library(root: Path, values: Settings) -> Library:
    """The library of a folder, as a build now would see it."""
    return gather(
        root,
        documents(root),
        values.front_matter_options,
        settings.now(values.zone),
        preview=values.preview,
        page_size=values.page_size,
        legacy_page_size=values.old_page_size,
    )


def run_check(root: Path, values: Settings, given: argparse.Namespace) -> int:
    """Print every problem, notes too; 1 when one of them fails."""
    found = load_library(root, values)
    _say(*found.problems)
    return int(any(problem.fails for problem in found.problems))


def run_fix(root: Path, values: Settings, given: argparse.Namespace) -> int:
    """Record what is published now in the permalink ledger; 1 when the ledger cannot be read."""
    found = load_library(root, values)
    file = root / ledger.FILE
    before = file.read_text(encoding="utf-8") if file.is_file() else ""
    files = {path: post.file for path, post in found.documents.items()}
    after = ledger.updated_ledger(before, files, found.aliases)
    faults = [problem for problem in found.problems if problem.path == ledger.FILE]
    if after != before and not faults:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(after, encoding="utf-8")
    known = set(before.splitlines())
    _say(*(f"recorded: {line}" for line in after.splitlines() if line not in known and not line.startswith("#")))
    _say(*faults)
    return int(bool(faults))


def run_nginx(root: Path, values: Settings, given: argparse.Namespace) -> int:
    """Print a server of the site, its old addresses among it."""
    found = load_library(root, values)
    _say(http_headers.nginx(found, given.folder, given.listen, given.host).rstrip())
    return 0


def run_new(root: Path, values: Settings, given: argparse.Namespace) -> int:
    """Begin a post as a draft, in a file named by the day and the title; 1 when there is one already."""
    title = " ".join(given.title.split())
    if not title:
        _say('the title is missing: write `make new TITLE="A title"`')
        return 1
    day = f"{settings.now(values.zone):%Y-%m-%d}"
    slug = term_key(title)
    file = root / "posts" / f"{day}---{slug}.md"
    names = values.front_matter_options.fields
    lines = [
        "---",
        f"{names['title']}: {json.dumps(title, ensure_ascii=False)}",
        f'{names["date"]}: "{day}"',
        f'{names["template"]}: "post"',
        f"{names['draft']}: true",
        f'{names["slug"]}: "/posts/{slug}"',
        f'{names["category"]}: ""',
        f"{names['tags']}: []",
        f'{names["description"]}: ""',
        "---",
        "",
        "",
    ]
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as new:
            new.write("\n".join(lines))
    except FileExistsError:
        _say(f"{file} already exists: choose another title, or edit that file")
        return 1
    _say(f"{file} is ready: edit it, look at it with `make preview`, and delete `{names['draft']}: true` to publish it")
    return 0


def run_migrate(root: Path, values: Settings, given: argparse.Namespace) -> int:
    """Take over another blog and report it; 1 when a file stays behind, 2 when there is no such blog."""
    checkout, row = Path(given.checkout), GENERATORS[given.format]
    lack = "" if given.checkout else "is empty: write the old blog's folder, as in `make migrate FROM=../old-blog`"
    if lack := lack or blog_files.checkout_error(checkout, row):
        _say(f"FROM={printable(given.checkout)} {lack}")
        return 2
    place = TargetPublication(
        root, tuple(documents(root)), values.front_matter_options, settings.now(values.zone), values.page_size, values.old_page_size
    )
    done = migrate(checkout, place, row, dry=given.dry)
    _say(*migration_report.report_lines(done, given.checkout, dry=given.dry))
    return 0 if done.is_complete else 1


def _say(*lines: object) -> None:
    for line in lines:
        print(line)  # noqa: T201 -- a command talks to its user


if __name__ == "__main__":
    sys.exit(main())
