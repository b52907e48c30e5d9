"""Tests that documents that look like drafts are held back and reported."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from publication.core.library import HeldBack
from publication.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from publication.core.library import Library

CLOCK = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("file", "fields", "line"),
    [
        ("posts/a.md", {"Draft": "true"}, 5),
        ("posts/a.md", {"DRAFT": "yes"}, 5),
        ("posts/a.md", {"drafts": "true"}, 5),
        ("posts/a.md", {"drfat": "true"}, 5),
        ("posts/a.md", {"darft": "true"}, 5),
        ("posts/a.md", {"draf": "true"}, 5),
        ("posts/a.md", {"draftt": "true"}, 5),
        ("posts/a.md", {"is_draft": "true"}, 5),
        ("posts/a.md", {"draft": ""}, 5),
        ("posts/a.md", {"draft": "~"}, 5),
        ("posts/a.md", {"published": "false"}, 5),
        ("posts/a.md", {"Published": "no"}, 5),
        ("posts/a.md", {"publish": "false"}, 5),
        ("posts/a.md", {"published": ""}, 5),
        ("posts/a.md", {"status": "draft"}, 5),
        ("posts/a.md", {"Status": "Hidden"}, 5),
        ("posts/a.md", {"visibility": "private"}, 5),
        ("posts/a.md", {"private": "true"}, 5),
        ("posts/a.md", {"wip": "true"}, 5),
        ("posts/a.md", {"publishDate": "soon"}, 5),
        ("posts/a.md", {"publishDate": "2026-06-01"}, 5),
        ("posts/a.md", {"expire": "2027-01-01"}, 5),
        ("posts/a.md", {"exipres": "2027-01-01"}, 5),
        ("posts/a.md", {"expiryDate": "2020-01-01"}, 5),
        ("posts/_drafts/a.md", {}, 1),
        ("posts/Drafts/a.md", {}, 1),
        ("posts/2026/_a.md", {}, 1),
        ("posts/.a.md", {}, 1),
        ("posts/.hidden/a.md", {}, 1),
        ("posts/a.draft.md", {}, 1),
        ("posts/_a.md", {"published": "true"}, 1),
    ],
)
def test_a_document_that_looks_like_a_draft_is_held_back_and_reported(
    gather: Callable[..., Library], file: str, fields: dict[str, str], line: int
) -> None:
    found = gather({file: fields, "posts/other.md": {}})
    assert [post.file for post in found.posts] == ["posts/other.md"]
    (problem,) = [problem for problem in found.problems if problem.fails]
    assert (problem.kind, problem.path, problem.line) == (ProblemKind.POSSIBLE_DRAFT, file, line)
    assert "held back: " in problem.message
    assert [post.file for post in gather({file: fields}, preview=True).posts] == [file]


@pytest.mark.parametrize(
    ("file", "fields"),
    [
        ("posts/a.md", {"draft": "false"}),
        ("posts/a.md", {"Draft": "false"}),
        ("posts/a.md", {"drafts": "no"}),
        ("posts/a.md", {"published": "true"}),
        ("posts/a.md", {"published": "2019-09-06"}),
        ("posts/a.md", {"status": "published"}),
        ("posts/a.md", {"private": "false"}),
        ("posts/a.md", {"publishDate": "2019-09-06"}),
        ("posts/a.md", {"craft": "wool"}),
        ("posts/a.md", {"raft": "wood"}),
        ("posts/_drafts/a.md", {"draft": "false"}),
        ("posts/_a.md", {"draft": "false"}),
        ("posts/drafting/a.md", {}),
        ("posts/a-draft-treaty.md", {}),
        ("posts/the-draft.md", {}),
    ],
)
def test_a_document_is_published_if_it_says_so_or_has_no_draft_field(
    gather: Callable[..., Library], file: str, fields: dict[str, str]
) -> None:
    found = gather({file: fields})
    assert [post.file for post in found.posts] == [file]
    assert [problem for problem in found.problems if problem.fails] == []


def test_a_document_with_a_future_start_date_is_held_back_until_then(gather: Callable[..., Library]) -> None:
    files = {"posts/a.md": {"publishDate": "2026-06-01T00:00Z"}}
    start = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    assert gather(files, clock=start - dt.timedelta(seconds=1)).held_back == {"posts/a.md": HeldBack.SCHEDULED}
    assert len(gather(files, clock=start).posts) == 1


def test_a_draft_is_not_reported_for_its_other_fields(gather: Callable[..., Library]) -> None:
    found = gather({"posts/_drafts/a.md": {"draft": "true", "status": "draft"}})
    assert [problem for problem in found.problems if problem.fails] == []


def test_a_field_mapped_by_the_publication_is_not_a_draft_sign(gather: Callable[..., Library]) -> None:
    """The settings map the ``Status`` field to another purpose."""
    from publication.core.posts.front_matter_schema import ROLES, FrontMatterOptions

    options = FrontMatterOptions(fields=ROLES | {"description": "Status"})
    assert len(gather({"posts/a.md": {"Status": "draft"}}, options).posts) == 1
