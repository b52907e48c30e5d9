"""Tests for the checks that compare several fields of a post, or several files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from publication.core.posts.front_matter_schema import ROLES, FrontMatterOptions
from publication.core.problems import ProblemKind
from support.libraries import reported

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from publication.core.library import Library


@pytest.mark.parametrize(
    ("cover", "file"),
    [
        ("/media/a.jpg", "_static/media/a.jpg"),
        ("/media/a%20b.jpg", "_static/media/a b.jpg"),
        ("/media/a.jpg?v=2", "_static/media/a.jpg"),
        ("/photo.jpg", "_static/root/photo.jpg"),
        ("./a.jpg", "posts/a.jpg"),
        ("a.jpg", "posts/a.jpg"),
        ("../img/정전.jpg", "img/정전.jpg"),
        ("https://example.org/a.jpg", None),
        ("//example.org/a.jpg", None),
    ],
)
def test_a_cover_may_be_a_file_of_the_publication_or_a_url(
    gather: Callable[..., Library], tmp_path: Path, cover: str, file: str | None
) -> None:
    if file:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    assert gather({"posts/a.md": {"socialImage": cover, "socialImageAlt": "A bridge"}}).problems == ()


@pytest.mark.parametrize("cover", ["/media/no.jpg", "no.jpg", "../../../etc/passwd", ".", "x" * 5000, "x/" * 3000])
def test_a_missing_cover_is_reported_and_the_post_is_published(gather: Callable[..., Library], cover: str) -> None:
    found = gather({"posts/a.md": {"socialImage": cover, "socialImageAlt": "A bridge"}})
    assert len(found.posts) == 1
    assert reported(found) == [("posts/a.md", 5, ProblemKind.COVER_MISSING)]
    assert len(str(found.problems[0])) < 400


def test_a_symbolic_link_to_itself_is_not_a_cover(gather: Callable[..., Library], tmp_path: Path) -> None:
    (tmp_path / "round.jpg").symlink_to("round.jpg")
    found = gather({"posts/a.md": {"socialImage": "../round.jpg", "socialImageAlt": "A bridge"}})
    assert [code for *_, code in reported(found)] == [ProblemKind.COVER_MISSING]


def test_a_missing_cover_is_reported_under_the_configured_field_name(gather: Callable[..., Library]) -> None:
    rules = FrontMatterOptions(fields=ROLES | {"cover": "image"})
    (problem,) = gather({"posts/a.md": {"image": "/media/no.jpg", "socialImageAlt": "A bridge"}}, rules).problems
    assert problem.message.startswith("`image` is “/media/no.jpg”, ")
    assert "but there is no file “_static/media/no.jpg”: add the file" in problem.message


def test_covers_without_alt_text_are_reported_once_as_a_note(gather: Callable[..., Library]) -> None:
    cover = {"socialImage": "https://example.org/a.jpg"}
    (problem,) = gather({"posts/b.md": cover, "posts/a.md": cover, "posts/c.md": {}}).problems
    assert (problem.path, problem.line, problem.kind, problem.fails) == (
        "posts/a.md",
        5,
        ProblemKind.COVER_ALT,
        False,
    )
    assert problem.message == 'the cover has no alt text (here and in 1 more): add `socialImageAlt: "…"`'


def test_terms_with_the_same_url_are_reported_once_under_the_less_common_name(gather: Callable[..., Library]) -> None:
    files = {
        "posts/a.md": {"tags": "[Other, C]", "date": "2020-01-01"},
        "posts/b.md": {"tags": "[C++, Other]", "date": "2019-01-01"},
        "posts/c.md": {"tags": "[C]", "date": "2018-01-01"},
    }
    found = gather(files)
    assert reported(found) == [("posts/b.md", 5, ProblemKind.TERM_CLASH)]
    assert "“C” and “C++” share the page /tag/c/ and are shown there as “C”: " in found.problems[0].message


def test_two_authors_with_the_same_url_are_reported(gather: Callable[..., Library]) -> None:
    rules = FrontMatterOptions(authors={"kim": "Kim Minji", "Kim": "Kim Jun"})
    assert [code for *_, code in reported(gather({"posts/a.md": {"author": "[kim, Kim]"}}, rules))] == [
        ProblemKind.TERM_CLASH
    ]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("catagory", "did you mean `category`?"),
        ("Title", "did you mean `title`?"),
        ("socialimage", "did you mean `socialImage`?"),
        ("tag", "did you mean `tags`?"),
        ("updatedAt", "did you mean `updated`?"),
        ("thumbnail", "so it is ignored: delete it if you do not need it"),
        ("priority", "so it is ignored: delete it if you do not need it"),
    ],
)
def test_an_unknown_field_is_noted_with_the_most_similar_known_field(
    gather: Callable[..., Library], name: str, hint: str
) -> None:
    (problem,) = gather({"posts/a.md": {name: "x"}}).problems
    assert (problem.kind, problem.line, problem.fails) == (ProblemKind.UNKNOWN_FIELD, 5, False)
    assert problem.message.startswith(f"`{name}` is not a known field")
    assert problem.message.endswith(hint)


def test_an_unknown_field_in_many_posts_is_reported_once(gather: Callable[..., Library]) -> None:
    found = gather({f"posts/{name}.md": {"img": "x"} for name in "cab"})
    assert reported(found) == [("posts/a.md", 5, ProblemKind.UNKNOWN_FIELD)]
    assert "`img` (here and in 2 more) is not a known field" in found.problems[0].message


def test_problems_are_sorted_by_file_and_line(gather: Callable[..., Library]) -> None:
    found = gather({"posts/b.md": {"title": None}, "posts/a.md": {"lang": "Korean", "date": "soon"}})
    assert [(path, line) for path, line, _ in reported(found)] == [
        ("posts/a.md", 3),
        ("posts/a.md", 5),
        ("posts/b.md", 1),
    ]
