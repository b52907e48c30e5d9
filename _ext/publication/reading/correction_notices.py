"""The ``{correction} 2026-11-02`` directive, which shows a dated correction notice in a post.

A correction also changes the post's ``updated`` date, which ``core.posts.corrections`` computes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from publication.build import problem_report, site
from publication.core.posts.corrections import DIRECTIVE_NAME
from publication.core.posts.dates import parse_datetime
from publication.core.problems import Problem, ProblemKind

if TYPE_CHECKING:
    import datetime as dt

    from sphinx.application import Sphinx


class CorrectionDirective(SphinxDirective):
    """Inserts a correction notice, whose title contains the date of the correction in the site's language."""

    has_content = True
    # The date is declared optional, because docutils drops the text of a directive without a required argument.
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Build the correction notice. An invalid date is omitted from its title."""
        notice = nodes.admonition("", classes=[DIRECTIVE_NAME])
        self.set_source_info(notice)
        title = "Correction"
        if date := self._parse_date():
            notice["date"] = date.date().isoformat()
            title += ", " + site.get_site(self.env).format_date(date, self.config.language)
        notice += [nodes.title(title, title), *self.parse_content_to_nodes()]
        if not self.content:
            self._record_problem("does not say what was corrected: write it below the date")
        return [notice]

    def _parse_date(self) -> dt.datetime | None:
        """Return the correction's date, or None if it is invalid. Report a correction unknown to the library."""
        post = site.get_site(self.env).post(self.env.docname)
        try:
            date = parse_datetime(self.arguments[0] if self.arguments else "", site.get_site(self.env).settings.zone)
        except ValueError:
            return None  # The library reports the invalid date.
        if post and self.lineno not in {correction.line for correction in post.corrections}:
            self._record_problem(
                "is inside a list, a quotation or another file, so it does not change `updated`: "
                "move it into the post, outside any list or quotation"
            )
        return date

    def _record_problem(self, fault: str) -> None:
        file = self.env.doc2path(self.env.docname, base=False).as_posix()
        problem = Problem(ProblemKind.CORRECTION, f"this correction {fault}", file, self.lineno)
        problem_report.record_problem(self.env, self.env.docname, problem)


def check_correction_dates(app: Sphinx, doctree: nodes.document) -> None:
    """Handle ``doctree-read``: report each correction that changes ``updated`` but is not shown on the page."""
    post = site.get_site(app.env).post(app.env.docname)
    if post is None or not post.corrections:
        return
    shown_lines = {notice.line for notice in doctree.findall(nodes.admonition) if DIRECTIVE_NAME in notice["classes"]}
    for correction in post.corrections:
        if correction.line not in shown_lines:
            message = "this correction is inside HTML or code, so it is not shown: add an empty line before it"
            problem_report.record_problem(
                app.env, post.path, Problem(ProblemKind.CORRECTION, message, post.file, correction.line)
            )
