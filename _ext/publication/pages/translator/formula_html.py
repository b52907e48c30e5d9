"""Generates the MathML of formulas. A displayed formula is in a scrollable box, with its number beside it."""

from __future__ import annotations

from docutils import nodes
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from publication.reading import mathml

_SCROLL_LENGTH = 40
"""The minimum length, in characters of LaTeX, of an inline formula that can scroll if it is wider than the screen."""


class FormulaHtml(HTML5Translator):
    """Writes formulas without MathJax."""

    def visit_math(self, node: nodes.math, math_env: str = "") -> None:  # noqa: ARG002 -- Sphinx's signature
        """Write an inline formula. If it cannot be converted, its LaTeX code is shown instead."""
        tex = node.astext()
        formula = mathml.to_mathml(tex) or f'<code class="math">{self.encode(tex)}</code>'
        is_long = len(tex) >= _SCROLL_LENGTH
        self.body.append(f'<span class="math-box" tabindex="0">{formula}</span>' if is_long else formula)
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.math_block, math_env: str = "") -> None:  # noqa: ARG002
        """Write a displayed formula, with its number if it has one."""
        tex = node.astext()
        number = get_node_equation_number(self, node) if node.get("number") else ""
        label = f"Formula {number}" if number else "Formula"
        formula = mathml.to_mathml(tex, display=True) or f'<pre class="math"><code>{self.encode(tex)}</code></pre>'
        self.body += [
            self.starttag(node, "div", "", CLASS="formula"),
            f'<div class="math-box" role="group" aria-label="{label}" tabindex="0">{formula}</div>',
        ]
        if number:
            self.body.append(f'<span class="eqno">({number})')
            self.add_permalink_ref(node, "Link to this formula")
            self.body.append("</span>")
        self.body.append("</div>\n")
        raise nodes.SkipNode
