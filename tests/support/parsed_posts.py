"""Parses a sample post with fields supplied by a test."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from publication.core.posts.front_matter import FrontMatter, read_front_matter
from publication.core.posts.front_matter_schema import FrontMatterOptions
from publication.core.posts.post_parser import parse_post
from support.strategies import document

if TYPE_CHECKING:
    from publication.core.posts.post import Post
    from publication.core.problems import Problem, ProblemKind


SEOUL = ZoneInfo("Asia/Seoul")


def read_fields(
    rules: FrontMatterOptions | None = None, file: str = "posts/a.md", **fields: Any
) -> tuple[Post | None, list[Problem]]:
    """Parse the sample post with these fields. Fields that are None are omitted."""
    source = read_front_matter(document(**fields).encode(), file)
    assert isinstance(source, FrontMatter), source
    return parse_post(source, file, rules or FrontMatterOptions())


def valid_post(rules: FrontMatterOptions | None = None, **fields: Any) -> Post:
    """Parse the sample post with these fields, check that it has no problems, and return it."""
    post, problems = read_fields(rules, **fields)
    assert post
    assert problems == []
    return post


def reported(rules: FrontMatterOptions | None = None, **fields: Any) -> list[tuple[ProblemKind, int]]:
    """Return the kind and the line of each problem."""
    return [(problem.kind, problem.line) for problem in read_fields(rules, **fields)[1]]


def seoul_time(*parts: int) -> dt.datetime:
    """Return a time in Seoul, given as year, month, day and so on."""
    return dt.datetime(*parts, tzinfo=SEOUL)  # type: ignore[misc,arg-type]  # the parts are year to second at most
