"""Tests for blogs from other generators: the table of blog formats, and the posts that are migrated or skipped."""

from __future__ import annotations

import datetime as dt
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest

from publication import cli
from publication.build import settings
from publication.core.posts.front_matter_schema import ROLES, FrontMatterOptions
from publication.migration.conf_generator import TargetPublication
from publication.migration.generators import GENERATORS, BlogGenerator
from publication.migration.migrate import migrate
from support.migrations import BLOGS

if TYPE_CHECKING:
    from publication.migration.migrate import Migration
CLOCK = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize("row", GENERATORS.values(), ids=GENERATORS)
def test_every_format_has_valid_settings(row: BlogGenerator) -> None:
    values = {"fields": row.fields, "defaults": row.defaults, "file_pattern": row.file_pattern}
    settings.settings_from_values({f"publication_{name}": value for name, value in values.items()})
    assert row.slug_rule in {"", "verbatim", "folder"}
    assert set(row.fields) <= set(ROLES)
    for target in row.folders.values():
        assert PurePosixPath(target).parts[0] in {"posts", "pages", "_static"}


def migrate_sample(tmp_path: Path, name: str) -> Migration:
    return migrate(BLOGS / name, TargetPublication(tmp_path, (), FrontMatterOptions(), CLOCK), GENERATORS[name])


@pytest.mark.parametrize(
    ("name", "published", "problems"),
    [
        (
            "jekyll",
            {
                "posts/2017-03-10-impeachment.md": "/2017/03/10/impeachment.html",
                "posts/2017-05-09-early-election.markdown": "/2017/election/",
            },
            ["unknown-field"],
        ),
        (
            "hugo",
            {"posts/summit.md": "/posts/singapore/", "pages/about.md": "/pages/about/"},
            ["front-matter-missing"],
        ),
        ("pelican", {"posts/river.md": "/river/", "pages/about.md": "/pages/about/"}, []),
    ],
)
def test_unedited_posts_are_published_with_the_printed_settings(
    tmp_path: Path, name: str, published: dict[str, str], problems: list[str]
) -> None:
    done = migrate_sample(tmp_path, name)
    assert done.new_links == published
    assert [problem.kind.code for problem in done.problems] == problems
    conf = "\n".join(done.conf_lines)
    (tmp_path / "conf.py").write_text(conf, encoding="utf-8")
    values = cli.read_settings(tmp_path)
    library = cli.load_library(tmp_path, values)
    assert {file: path.strip("/") for file, path in published.items()} == dict(library.paths_by_file)


@pytest.mark.parametrize("name", ["jekyll", "pelican"])
def test_unpublished_posts_are_not_copied(tmp_path: Path, name: str) -> None:
    done = migrate_sample(tmp_path, name)
    assert [finding.kind.label for finding in done.findings] == ["unpublished"]
    assert done.is_complete
    assert not [file for file in tmp_path.rglob("*.md") if "Quokka" in file.read_text(encoding="utf-8")]


def test_a_jekyll_posts_date_is_in_its_field_or_file_name(tmp_path: Path) -> None:
    migrate_sample(tmp_path, "jekyll")
    row = GENERATORS["jekyll"]
    (tmp_path / "conf.py").write_text(
        f"publication_fields = {dict(row.fields)!r}\npublication_defaults = {dict(row.defaults)!r}\n"
        f"publication_file_pattern = {row.file_pattern!r}\n"
    )
    library = cli.load_library(tmp_path, cli.read_settings(tmp_path))
    assert [f"{post.when:%Y-%m-%d %H:%M}" for post in library.posts] == ["2017-05-10 08:00", "2017-03-10 00:00"]
    assert [post.categories for post in library.posts] == [(), ("Politics",)]


def test_field_names_are_found_in_any_case(tmp_path: Path) -> None:
    (tmp_path / "old/content").mkdir(parents=True)
    (tmp_path / "old/content/a.md").write_text("---\nTitle: A\nDate: 2019-01-01\ntags: [x]\nSTATUS: published\n---\n")
    done = migrate(
        tmp_path / "old", TargetPublication(tmp_path / "site", (), FrontMatterOptions(), CLOCK), GENERATORS["pelican"]
    )
    assert done.new_links == {"posts/a.md": "/posts/a/"}
    assert '    "title": "Title",' in done.conf_lines
    assert not [line for line in done.conf_lines if '"tags"' in line]


def test_field_mappings_in_conf_py_are_kept(tmp_path: Path) -> None:
    rules = FrontMatterOptions(fields=ROLES | {"cover": "thumbnail"})
    done = migrate(
        BLOGS / "jekyll", TargetPublication(tmp_path, (), rules, CLOCK), GENERATORS["jekyll"], dry_run=True
    )
    assert '    "cover": "thumbnail",' in done.conf_lines
