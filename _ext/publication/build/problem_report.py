"""Collects problems during a build, and reports them in order, as Sphinx warnings, at the end.

Problems in documents are stored in Sphinx's environment. An incremental build, which reads only changed documents,
therefore reports the same problems as a clean build.
"""

from __future__ import annotations

from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from publication.core.problems import printable

from . import site
from .document_warnings import recorded_warnings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from publication.core.problems import Problem

    ProblemSource = Callable[[Sphinx], Iterable[Problem]]

logger = logging.getLogger(__name__)

PROBLEMS: site.PerDocument[list[Problem]] = site.PerDocument("publication_problems")
"""The problems recorded for each document."""


def record_problem(env: BuildEnvironment, docname: str, problem: Problem) -> None:
    """Record a problem in a document, for this build and for later builds in which the document is unchanged."""
    recorded = PROBLEMS.by_docname(env).setdefault(docname, [])
    if problem not in recorded:
        recorded.append(problem)


def recorded_problems(app: Sphinx) -> list[Problem]:
    """Return the library's problems, and the problems recorded for documents that are still part of the build."""
    problems = list(site.get_site(app).library.problems)
    for docname, recorded in PROBLEMS.by_docname(app.env).items():
        if docname in app.env.found_docs:
            problems += recorded
    return problems


def problem_reporter(*sources: ProblemSource) -> Callable[[Sphinx, Exception | None], None]:
    """Make a ``build-finished`` handler that reports every problem once, sorted by file and line.

    The handler also reports the recorded warnings from Sphinx and docutils. Each function in ``sources`` returns
    further problems.
    Notes are logged as information, and all other problems as warnings.
    """

    def report_problems(app: Sphinx, exception: Exception | None) -> None:
        if exception is not None:
            return
        problems = {problem for source in sources for problem in source(app)}
        reports: list[tuple[tuple[str, int, str, str], Callable[[], None]]] = [
            (problem.sort_key, partial(_report_problem, app, problem)) for problem in problems
        ]
        reports += [(key, partial(_repeat_warning, **values)) for key, values in recorded_warnings(app)]
        for _, report in sorted(reports, key=itemgetter(0)):
            report()

    return report_problems


def _repeat_warning(msg: str, **values: Any) -> None:
    logger.warning("%s", msg, extra={"is_kept": True}, **values)


def _report_problem(app: Sphinx, problem: Problem) -> None:
    location = f"{printable(problem.path)}:{problem.line}"
    if problem.fails:
        logger.warning("%s", problem.message, type="publication", subtype=problem.kind.code, location=location)
    elif app.builder.name == "dummy":
        print(problem, flush=True)  # noqa: T201 -- `make check` also prints notes, and warnings would make it fail
    else:
        logger.info("%s: note: %s [publication.%s]", location, problem.message, problem.kind.code)
