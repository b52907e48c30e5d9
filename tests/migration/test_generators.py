"""Posts of other generators: the table, what it makes of their posts, and what it leaves behind."""

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

if TYPE_CHECKING:
    from publication.migration.migrate import Migration

BLOGS = Path(__file__).parent / "blogs"
CLOCK = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize("row", GENERATORS.values(), ids=GENERATORS)
def test_every_row_names_settings_that_can_be_used(row: BlogGenerator) -> None:
    values = {"fields": row.fields, "defaults": row.defaults, "file_pattern": row.file_pattern}
    settings.from_values({f"publication_{name}": value for name, value in values.items()})
    assert row.slug_rule in {"", "verbatim", "folder"}
    assert set(row.fields) <= set(ROLES)
    for target in row.folders.values():
        assert PurePosixPath(target).parts[0] in {"posts", "pages", "_static"}


def take(tmp_path: Path, name: str) -> Migration:
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
def test_posts_are_published_unedited_with_the_lines_that_are_printed(
    tmp_path: Path, name: str, published: dict[str, str], problems: list[str]
) -> None:
    done = take(tmp_path, name)
    assert done.new_links == published
    assert [problem.code.label for problem in done.problems] == problems
    conf = "\n".join(done.conf_lines)
    (tmp_path / "conf.py").write_text(conf, encoding="utf-8")
    values = cli.read_settings(tmp_path)
    books = cli.load_library(tmp_path, values)
    assert {file: path.strip("/") for file, path in published.items()} == dict(books.paths_by_file)


@pytest.mark.parametrize("name", ["jekyll", "pelican"])
def test_what_the_old_blog_held_back_stays_behind(tmp_path: Path, name: str) -> None:
    done = take(tmp_path, name)
    assert [finding.kind.label for finding in done.findings] == ["unpublished"]
    assert done.is_complete
    assert not [file for file in tmp_path.rglob("*.md") if "Quokka" in file.read_text(encoding="utf-8")]


def test_the_date_of_a_jekyll_post_is_its_field_or_its_name(tmp_path: Path) -> None:
    take(tmp_path, "jekyll")
    row = GENERATORS["jekyll"]
    (tmp_path / "conf.py").write_text(
        f"publication_fields = {dict(row.fields)!r}\npublication_defaults = {dict(row.defaults)!r}\n"
        f"publication_file_pattern = {row.file_pattern!r}\n"
    )
    books = cli.load_library(tmp_path, cli.read_settings(tmp_path))
    assert [f"{post.when:%Y-%m-%d %H:%M}" for post in books.posts] == ["2017-05-10 08:00", "2017-03-10 00:00"]
    assert [post.categories for post in books.posts] == [(), ("Politics",)]


def test_fields_are_found_however_their_names_are_capitalised(tmp_path: Path) -> None:
    (tmp_path / "old/content").mkdir(parents=True)
    (tmp_path / "old/content/a.md").write_text("---\nTitle: A\nDate: 2019-01-01\ntags: [x]\nSTATUS: published\n---\n")
    done = migrate(
        tmp_path / "old", TargetPublication(tmp_path / "site", (), FrontMatterOptions(), CLOCK), GENERATORS["pelican"]
    )
    assert done.new_links == {"posts/a.md": "/posts/a/"}
    assert '    "title": "Title",' in done.conf_lines
    assert not [line for line in done.conf_lines if '"tags"' in line]


def test_what_conf_py_maps_already_stays(tmp_path: Path) -> None:
    rules = FrontMatterOptions(fields=ROLES | {"cover": "thumbnail"})
    done = migrate(
        BLOGS / "jekyll", TargetPublication(tmp_path, (), rules, CLOCK), GENERATORS["jekyll"], dry_run=True
    )
    assert '    "cover": "thumbnail",' in done.conf_lines


# The command


def run(capsys: pytest.CaptureFixture[str], root: Path, *arguments: str) -> tuple[int, str]:
    (root / "conf.py").touch()
    status = cli.main(["--root", str(root), "migrate", *arguments])
    return status, capsys.readouterr().out


def test_the_command_tells_and_copies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = str(BLOGS / "folder-2020")
    status, told = run(capsys, tmp_path, old, "--dry")
    assert status == 0
    assert "12 would be copied" in told
    assert not (tmp_path / "posts").exists()
    assert run(capsys, tmp_path, old)[1].endswith("Old URLs that no longer work: none.\n")
    assert (tmp_path / "posts/first.md").is_file()
    assert (tmp_path / "conf.py").read_bytes() == b""
    assert "0 copied, 12 already there" in run(capsys, tmp_path, old)[1]
    (tmp_path / "posts/first.md").write_text("Edited.")
    assert run(capsys, tmp_path, old)[0] == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([""], "FROM= is empty: write the old blog's folder, as in `make migrate FROM=../old-blog`\n"),
        (["/nowhere/at/all"], "FROM=/nowhere/at/all is not a folder: write the path of the old blog's folder\n"),
        ([str(BLOGS), "--format", "hugo"], "has no content/ or static/, so it is not a Hugo blog"),
    ],
)
def test_a_folder_that_is_no_blog_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    status, out = run(capsys, tmp_path, *arguments)
    assert status == 2
    assert told in out
    assert out.count("\n") == 1


def test_make_hands_over_folders_with_spaces() -> None:
    import subprocess

    command = ["make", "-n", "migrate", "FROM=../old blog", "FORMAT=hugo", "DRY=1"]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    assert 'python -m publication migrate "../old blog" --format "hugo" --dry' in done.stdout
