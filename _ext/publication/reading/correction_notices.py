"""The directive ``{correction} 2026-11-02``: shows a dated notice of what was corrected in a post.

A correction also changes the date ``updated`` of the post. That is computed in ``core.posts.corrections``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from publication.build import report, site
from publication.core.posts.corrections import DIRECTIVE_NAME
from publication.core.posts.dates import parse_datetime
from publication.core.problems import Problem, ProblemKind

if TYPE_CHECKING:
    import datetime as dt

    from sphinx.application import Sphinx


class CorrectionDirective(SphinxDirective):
    """A notice whose title contains its date, in the site's language. Its text says what was corrected."""

    has_content = True
    # The date is optional, because docutils drops the text of a directive that lacks a required argument.
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Build the notice. It has no date if the date is not valid."""
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
        """The date of the correction, or None if not valid. Report a correction that the library cannot find."""
        post = site.get_site(self.env).post(self.env.docname)
        try:
            date = parse_datetime(self.arguments[0] if self.arguments else "", site.get_site(self.env).settings.zone)
        except ValueError:
            return None  # The library reports it.
        if post and self.lineno not in {correction.line for correction in post.corrections}:
            self._record_problem(
                "is inside a list, a quotation or another file, so it does not change `updated`: "
                "move it into the post, outside any list or quotation"
            )
        return date

    def _record_problem(self, fault: str) -> None:
        file = self.env.doc2path(self.env.docname, base=False).as_posix()
        problem = Problem(ProblemKind.CORRECTION, f"this correction {fault}", file, self.lineno)
        report.record_problem(self.env, self.env.docname, problem)


def check_correction_dates(app: Sphinx, doctree: nodes.document) -> None:
    """``doctree-read``: report a correction that changes ``updated`` but is not shown."""
    post = site.get_site(app.env).post(app.env.docname)
    if post is None or not post.corrections:
        return
    shown_lines = {notice.line for notice in doctree.findall(nodes.admonition) if DIRECTIVE_NAME in notice["classes"]}
    for correction in post.corrections:
        if correction.line not in shown_lines:
            message = "this correction is inside HTML or code, so it is not shown: add an empty line before it"
            report.record_problem(
                app.env, post.path, Problem(ProblemKind.CORRECTION, message, post.file, correction.line)
            )
