"""Reports formulas that cannot be typeset. Every builder shows the LaTeX code of such a formula instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from publication.build import problem_report
from publication.core.problems import Problem, ProblemKind, quoted

from . import mathml

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def check_formulas(app: Sphinx, doctree: nodes.document) -> None:
    """Handle ``doctree-read``: report each formula whose LaTeX code cannot be converted to MathML."""
    for node in (*doctree.findall(nodes.math), *doctree.findall(nodes.math_block)):
        tex = node.astext()
        if not mathml.to_mathml(tex, display=isinstance(node, nodes.math_block)):
            file = app.env.doc2path(app.env.docname, base=False).as_posix()
            message = (
                f"the formula {quoted(' '.join(tex.split()))} cannot be typeset, so its code is shown instead: "
                "correct it, or write it in simpler LaTeX"
            )
            problem_report.record_problem(
                app.env, app.env.docname, Problem(ProblemKind.FORMULA, message, file, node.line or 1)
            )
