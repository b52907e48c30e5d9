"""``{correction} 2026-11-02``: a dated notice of what was corrected in a post.

The library has found it already, since it moves ``updated`` (``core.corrections``); here it is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from publication.build import report, site
from publication.core.posts.corrections import NAME
from publication.core.posts.dates import parse_datetime
from publication.core.problems import Problem, ProblemKind

if TYPE_CHECKING:
    import datetime as dt

    from sphinx.application import Sphinx


class CorrectionDirective(SphinxDirective):
    """A notice whose title is its date, in the site's language; its text says what was corrected."""

    has_content = True
    # Not required: the text of a correction without a date would be lost.
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """The notice; one whose date cannot be read has none."""
        notice = nodes.admonition("", classes=[NAME])
        self.set_source_info(notice)
        title = "Correction"
        if when := self._when():
            notice["date"] = when.date().isoformat()
            title += ", " + site.get_site(self.env).format_date(when, self.config.language)
        notice += [nodes.title(title, title), *self.parse_content_to_nodes()]
        if not self.content:
            self._problem("does not say what was corrected: write it below the date")
        return [notice]

    def _when(self) -> dt.datetime | None:
        post = site.get_site(self.env).post(self.env.docname)
        try:
            when = parse_datetime(self.arguments[0] if self.arguments else "", site.get_site(self.env).settings.zone)
        except ValueError:
            return None  # told by the library
        if post and self.lineno not in {one.line for one in post.corrections}:
            self._problem(
                "is inside a list, a quotation or another file, so it does not change `updated`: "
                "move it into the post, outside any list or quotation"
            )
        return when

    def _problem(self, fault: str) -> None:
        file = self.env.doc2path(self.env.docname, base=False).as_posix()
        problem = Problem(ProblemKind.CORRECTION, f"this correction {fault}", file, self.lineno)
        report.record(self.env, self.env.docname, problem)


def check_correction_dates(app: Sphinx, doctree: nodes.document) -> None:
    """``doctree-read``: a correction that moves ``updated`` must be shown."""
    post = site.get_site(app.env).post(app.env.docname)
    if post is None or not post.corrections:
        return
    shown = {notice.line for notice in doctree.findall(nodes.admonition) if NAME in notice["classes"]}
    for one in post.corrections:
        if one.line not in shown:
            message = "this correction is inside HTML or code, so it is not shown: add an empty line before it"
            report.record(app.env, post.path, Problem(ProblemKind.CORRECTION, message, post.file, one.line))
