"""Helpers that run migrations of old blogs for tests."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from publication.core.posts.front_matter_schema import FrontMatterOptions
from publication.migration.conf_generator import TargetPublication
from publication.migration.generators import GENERATORS
from publication.migration.migrate import migrate
from publication.migration.migration_report import report_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from publication.migration.migrate import Migration


BLOGS = Path(__file__).parents[1] / "migration/blogs"
CLOCK = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def migrate_blog(checkout: Path, root: Path, name: str = "lumen", *, dry: bool = False) -> Migration:
    """Migrate a blog, and also write the report, because writing the report must never fail."""
    files = tuple(file.relative_to(root).as_posix() for file in root.glob("p*/**/*.m*"))
    done = migrate(
        checkout, TargetPublication(root, files, FrontMatterOptions(), CLOCK), GENERATORS[name], dry_run=dry
    )
    "\n".join(report_lines(done, str(checkout), dry_run=dry)).encode()
    return done


def write_files(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files, given as a mapping from path to content, and return the folder."""
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def files_below(root: Path) -> dict[str, bytes]:
    """Return the bytes of every file in a folder, keyed by path."""
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def kinds(done: Migration) -> list[tuple[str, str]]:
    """Return the kind and the file of each finding."""
    return [(finding.kind.label, finding.file) for finding in done.findings]
