"""Helpers that extract the values that tests compare from a library of posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publication.core.library import Library
    from publication.core.problems import ProblemKind


def paths(library: Library) -> list[str]:
    """Return the permalinks of the library's posts, in order."""
    return [post.path for post in library.posts]


def reported(library: Library) -> list[tuple[str, int, ProblemKind]]:
    """Return the file, line and kind of each problem, in order."""
    return [(problem.path, problem.line, problem.kind) for problem in library.problems]
