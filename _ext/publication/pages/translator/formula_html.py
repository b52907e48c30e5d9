"""Formulas in HTML: MathML; one on a line of its own scrolls in its own box, with its number beside it."""

from __future__ import annotations

from docutils import nodes
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from publication.reading import mathml

_LONG = 40
"""Characters of LaTeX from which on a formula within a line may be wider than a small screen, and scrolls."""


class FormulaHtml(HTML5Translator):
    """docutils' formulas, without MathJax."""

    def visit_math(self, node: nodes.math, math_env: str = "") -> None:  # noqa: ARG002 -- the signature of Sphinx
        """Write a formula within a line; one that is not understood as code."""
        tex = node.astext()
        formula = mathml.to_mathml(tex) or f'<code class="math">{self.encode(tex)}</code>'
        scrolls = len(tex) >= _LONG
        self.body.append(f'<span class="math-box" tabindex="0">{formula}</span>' if scrolls else formula)
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.math_block, math_env: str = "") -> None:  # noqa: ARG002
        """Write a formula on a line of its own."""
        tex = node.astext()
        number = get_node_equation_number(self, node) if node.get("number") else ""
        name = f"Formula {number}" if number else "Formula"
        formula = mathml.to_mathml(tex, display=True) or f'<pre class="math"><code>{self.encode(tex)}</code></pre>'
        self.body += [
            self.starttag(node, "div", "", CLASS="formula"),
            f'<div class="math-box" role="group" aria-label="{name}" tabindex="0">{formula}</div>',
        ]
        if number:
            self.body.append(f'<span class="eqno">({number})')
            self.add_permalink_ref(node, "Link to this formula")
            self.body.append("</span>")
        self.body.append("</div>\n")
        raise nodes.SkipNode
