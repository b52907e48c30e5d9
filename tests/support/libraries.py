"""What tests look at in a gathered library."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publication.core.library import Library
    from publication.core.problems import ProblemKind


def paths(library: Library) -> list[str]:
    """The permalinks of its posts, in order."""
    return [post.path for post in library.posts]


def reported(library: Library) -> list[tuple[str, int, ProblemKind]]:
    """The file, the line and the kind of each problem, in order."""
    return [(problem.path, problem.line, problem.kind) for problem in library.problems]
