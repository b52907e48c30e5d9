"""Tests for default values from a file's path, and for folders that are published under another path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from publication.core.posts import path_defaults
from publication.core.posts.front_matter_schema import FrontMatterOptions

if TYPE_CHECKING:
    from collections.abc import Callable

    from publication.core.library import Library

DATED = r"posts/(?P<date>\d{4}-\d\d-\d\d)-(?P<name>.+)"


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("posts/2019-01-02-정전.md", {"template": "post", "date": "2019-01-02", "slug": "/정전.html"}),
        ("posts/2019-01-02-a.b.markdown", {"template": "post", "date": "2019-01-02", "slug": "/a.b.html"}),
        ("posts/undated.md", {"template": "post"}),
    ],
)
def test_a_default_value_is_taken_from_the_file_name(file: str, expected: dict[str, str]) -> None:
    found = path_defaults.default_fields(file, DATED, {"template": "post", "date": "{date}", "slug": "/{name}.html"})
    assert {role: value.text for role, value in found.items()} == expected


def test_a_default_value_is_omitted_if_its_group_matched_nothing() -> None:
    assert path_defaults.default_fields("posts/a.md", r"posts/(?:(?P<date>\d+)-)?.*", {"date": "{date}"}) == {}


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("posts/content/notes/a.md", "notes/a.md"),
        ("posts/content/a.md", "a.md"),
        ("posts/essays/old/a.md", "old-essays/a.md"),
        ("posts/contents/a.md", "posts/contents/a.md"),
        ("pages/a.md", "pages/a.md"),
    ],
)
def test_the_longest_matching_folder_decides_the_path(file: str, expected: str) -> None:
    folders = {"posts/content": "/", "posts/essays": "/essays/", "posts/essays/old/": "old-essays"}
    assert path_defaults.mapped_path(file, folders) == expected


def test_a_field_in_the_document_wins_over_a_default(gather: Callable[..., Library]) -> None:
    rules = FrontMatterOptions(defaults={"template": "post", "date": "{date}"}, file_pattern=DATED)
    files = {
        "posts/2019-01-02-a.md": {"template": None, "date": None},
        "posts/2019-01-02-b.md": {"date": "2020-03-04"},
        "posts/2019-01-02-c.md": {"template": "page"},
        "posts/c.md": {"template": None, "date": None},
    }
    library = gather(files, rules)
    assert {post.file: f"{post.when:%Y-%m-%d}" for post in library.posts} == {
        "posts/2019-01-02-b.md": "2020-03-04",
        "posts/2019-01-02-a.md": "2019-01-02",
    }
    assert [page.file for page in library.pages] == ["posts/2019-01-02-c.md"]
    assert [(problem.path, problem.kind.code) for problem in library.problems] == [("posts/c.md", "date")]


@pytest.mark.parametrize(
    ("file", "slug", "rule", "path"),
    [
        ("posts/content/notes/a.md", None, "verbatim", "notes/a"),
        ("posts/content/notes/index.md", None, "verbatim", "notes"),
        ("posts/content/notes/a.md", "x", "folder", "notes/x"),
        ("posts/content/notes/a.md", "x", "verbatim", "x"),
        ("posts/content/notes/a.md", "/y", "folder", "y"),
        ("posts/content/a.md", "x", "folder", "x"),
        ("posts/content/a.md", None, "folder", "a"),
    ],
)
def test_a_permalink_starts_with_the_mapped_path_of_its_folder(
    gather: Callable[..., Library], file: str, slug: str | None, rule: str, path: str
) -> None:
    library = gather({file: {"slug": slug}}, FrontMatterOptions(slug_rule=rule, path_map={"posts/content": "/"}))
    assert [post.path for post in library.posts] == [path]
