"""Problems to Sphinx warnings: collected while reading, told once and in order when a build ends.

A document's problems are kept in the environment, so that a build that reads only what changed
tells the same as a clean one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util import logging

from publication.core.problems import printable

from . import site

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from publication.core.problems import Problem

logger = logging.getLogger(__name__)

KEPT: site.PerDocument[list[Problem]] = site.PerDocument("publication_problems")


def record(env: BuildEnvironment, docname: str, problem: Problem) -> None:
    """Keep a problem found in a document while it is read."""
    found = KEPT.of(env).setdefault(docname, [])
    if problem not in found:
        found.append(problem)


def tell(app: Sphinx, problems: Iterable[Problem]) -> None:
    """Write problems as warnings, notes as information, by file and line."""
    for problem in sorted(set(problems), key=lambda problem: problem.sort_key):
        location = f"{printable(problem.path)}:{problem.line}"
        if problem.fails:
            logger.warning("%s", problem.message, type="publication", subtype=problem.code.label, location=location)
        elif app.builder.name == "dummy":
            print(problem, flush=True)  # noqa: T201 -- `make check` tells advice too, which must fail nothing
        else:
            logger.info("%s: note: %s [publication.%s]", location, problem.message, problem.code.label)


def recorded(app: Sphinx) -> list[Problem]:
    """All problems known of a build: those of the library, and those found in the documents."""
    problems = list(site.of(app).library.problems)
    for docname, found in KEPT.of(app.env).items():
        if docname in app.env.found_docs:
            problems += found
    return problems
