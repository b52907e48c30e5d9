"""``{correction} 2026-11-02``: a dated notice of what was corrected in a post.

The library has found it already, since it moves ``updated`` (``core.corrections``); here it is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from publication.build import report, site
from publication.core.posts.corrections import NAME
from publication.core.posts.dates import moment
from publication.core.problems import ProblemKind, Problem

if TYPE_CHECKING:
    import datetime as dt

    from sphinx.application import Sphinx


class Correction(SphinxDirective):
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
            title += ", " + site.of(self.env).day(when, self.config.language)
        notice += [nodes.title(title, title), *self.parse_content_to_nodes()]
        if not self.content:
            self._problem("say what was corrected, found nothing; write it below the date")
        return [notice]

    def _when(self) -> dt.datetime | None:
        post = site.of(self.env).post(self.env.docname)
        try:
            when = moment(self.arguments[0] if self.arguments else "", site.of(self.env).settings.zone)
        except ValueError:
            return None  # told by the library
        if post and self.lineno not in {one.line for one in post.corrections}:
            self._problem(
                "stand by itself in the text of its post, found it within a list, a quotation or another file; "
                "move it to the margin, where it also moves `updated`"
            )
        return when

    def _problem(self, rule: str) -> None:
        file = self.env.doc2path(self.env.docname, base=False).as_posix()
        problem = Problem(ProblemKind.CORRECTION, f"a correction must {rule}", file, self.lineno)
        report.record(self.env, self.env.docname, problem)


def compare(app: Sphinx, doctree: nodes.document) -> None:
    """``doctree-read``: a correction that moves ``updated`` must be shown."""
    post = site.of(app.env).post(app.env.docname)
    if post is None or not post.corrections:
        return
    shown = {notice.line for notice in doctree.findall(nodes.admonition) if NAME in notice["classes"]}
    for one in post.corrections:
        if one.line not in shown:
            message = "a correction must be shown, found it within HTML or code; put an empty line before it"
            report.record(app.env, post.path, Problem(ProblemKind.CORRECTION, message, post.file, one.line))
