"""The commands of ``python -m publication``: tools for writers that need neither Sphinx nor a build.

``check`` reads only the front matter, so it takes a fraction of a second and is suitable for editors and Git hooks.
``make check`` also reads the documents' texts.
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
from .core.addresses.term_slugs import term_slug
from .core.formats import http_headers
from .core.gather import gather
from .core.link_targets import DOCUMENT_SUFFIXES
from .core.problems import printable
from .migration import blog_files, migration_report
from .migration.conf_generator import TargetPublication
from .migration.generators import GENERATORS
from .migration.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .build.settings import Settings
    from .core.library import Library

DOCUMENT_FOLDERS = ("posts", "pages")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0, 1 when a check fails, or 2 when ``conf.py`` cannot be used."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # The report must not fail on a terminal that cannot show Hangul.
        sys.stdout.reconfigure(errors="backslashreplace")
    options = _argument_parser().parse_args(arguments)
    try:
        site_settings = read_settings(options.root)
    except settings.SettingError as error:
        print(error, file=sys.stderr)  # noqa: T201 -- a command prints its result
        return 2
    status: int = options.run(options.root, site_settings, options)
    return status


def _argument_parser() -> argparse.ArgumentParser:
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
    migration = commands.add_parser("migrate", help="copy the posts and files of another blog")
    migration.add_argument("checkout", metavar="FROM", help="the folder of the other blog")
    migration.add_argument(
        "--format", choices=GENERATORS, default="lumen", help="the generator of that blog (default: lumen)"
    )
    migration.add_argument(
        "--dry", dest="dry_run", action="store_true", help="show what would happen and change nothing"
    )
    migration.set_defaults(run=run_migrate)
    nginx = commands.add_parser("nginx", help="print an nginx configuration for the site")
    nginx.add_argument("--folder", default="/srv/www/site", help="the full path of the site's folder on the server")
    nginx.add_argument("--listen", default="80", help="the port, or the IP address and port")
    nginx.add_argument("--host", default="_", help="the host name of the site")
    nginx.set_defaults(run=run_nginx)
    return parser


def read_settings(root: Path) -> Settings:
    """Read the settings from a folder's ``conf.py``. Raises ``SettingError``."""
    try:
        values = runpy.run_path(str(root / "conf.py"))
    except OSError as error:
        reason = (error.strerror or "an error").lower()
        message = f"conf.py cannot be read ({reason}): run this command in the folder that contains conf.py"
        raise settings.SettingError(message) from None
    return settings.settings_from_values(values)


def find_documents(root: Path) -> Iterator[str]:
    """Yield the path of every post and page below ``root``, relative to ``root``."""
    for folder in DOCUMENT_FOLDERS:
        for file in (root / folder).rglob("*"):
            if file.suffix in DOCUMENT_SUFFIXES and file.is_file():
                yield file.relative_to(root).as_posix()


def load_library(root: Path, site_settings: Settings) -> Library:
    """Load the library of the publication at ``root``, as a build would see it now."""
    return gather(
        root,
        find_documents(root),
        site_settings.front_matter_options,
        settings.build_clock(site_settings.zone),
        preview=site_settings.preview,
        page_size=site_settings.page_size,
        legacy_page_size=site_settings.legacy_page_size,
    )


def run_check(root: Path, site_settings: Settings, options: argparse.Namespace) -> int:
    """Print every problem and note. Returns the exit status, which is 1 if a problem fails the check."""
    library = load_library(root, site_settings)
    _print_lines(*settings.renamed_settings((root / "conf.py").read_text(encoding="utf-8")), *library.problems)
    return int(any(problem.fails for problem in library.problems))


def run_fix(root: Path, site_settings: Settings, options: argparse.Namespace) -> int:
    """Add all published permalinks to the ledger. Returns the exit status: 1 if the ledger cannot be read."""
    library = load_library(root, site_settings)
    file = root / ledger.LEDGER_FILE
    before = file.read_text(encoding="utf-8") if file.is_file() else ""
    files = {path: post.file for path, post in library.documents.items()}
    after = ledger.updated_ledger(before, files, library.aliases)
    ledger_problems = [problem for problem in library.problems if problem.path == ledger.LEDGER_FILE]
    if after != before and not ledger_problems:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(after, encoding="utf-8")
    known = set(before.splitlines())
    _print_lines(
        *(f"recorded: {line}" for line in after.splitlines() if line not in known and not line.startswith("#"))
    )
    _print_lines(*ledger_problems)
    return int(bool(ledger_problems))


def run_nginx(root: Path, site_settings: Settings, options: argparse.Namespace) -> int:
    """Print an nginx configuration that serves the site, including redirects from old URLs."""
    library = load_library(root, site_settings)
    _print_lines(http_headers.nginx_config(library, options.folder, options.listen, options.host).rstrip())
    return 0


def run_new(root: Path, site_settings: Settings, options: argparse.Namespace) -> int:
    """Create a draft, named after today's date and its title. Returns the exit status: 1 if the file exists."""
    title = " ".join(options.title.split())
    if not title:
        _print_lines('the title is missing: write `make new TITLE="A title"`')
        return 1
    day = f"{settings.build_clock(site_settings.zone):%Y-%m-%d}"
    slug = term_slug(title)
    file = root / "posts" / f"{day}---{slug}.md"
    fields = site_settings.front_matter_options.fields
    lines = [
        "---",
        f"{fields['title']}: {json.dumps(title, ensure_ascii=False)}",
        f'{fields["date"]}: "{day}"',
        f'{fields["template"]}: "post"',
        f"{fields['draft']}: true",
        f'{fields["slug"]}: "/posts/{slug}"',
        f'{fields["category"]}: ""',
        f"{fields['tags']}: []",
        f'{fields["description"]}: ""',
        "---",
        "",
        "",
    ]
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as stream:
            stream.write("\n".join(lines))
    except FileExistsError:
        _print_lines(f"{file} already exists: choose another title, or edit that file")
        return 1
    draft = f"{fields['draft']}: true"
    _print_lines(f"{file} is ready: edit it, look at it with `make preview`, and delete `{draft}` to publish it")
    return 0


def run_migrate(root: Path, site_settings: Settings, options: argparse.Namespace) -> int:
    """Copy another blog's posts and files, and print a report.

    The exit status is 1 if a file could not be copied, and 2 if the folder does not contain a blog of that format.
    """
    checkout, generator = Path(options.checkout), GENERATORS[options.format]
    error = "" if options.checkout else "is empty: write the old blog's folder, as in `make migrate FROM=../old-blog`"
    if error := error or blog_files.checkout_error(checkout, generator):
        _print_lines(f"FROM={printable(options.checkout)} {error}")
        return 2
    publication = TargetPublication(
        root,
        tuple(find_documents(root)),
        site_settings.front_matter_options,
        settings.build_clock(site_settings.zone),
        site_settings.page_size,
        site_settings.legacy_page_size,
    )
    migration = migrate(checkout, publication, generator, dry_run=options.dry_run)
    _print_lines(*migration_report.report_lines(migration, options.checkout, dry_run=options.dry_run))
    return 0 if migration.is_complete else 1


def _print_lines(*lines: object) -> None:
    for line in lines:
        print(line)  # noqa: T201 -- a command prints its result


if __name__ == "__main__":
    sys.exit(main())
