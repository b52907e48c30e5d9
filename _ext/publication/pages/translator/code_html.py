"""Code in HTML: its language is said. The button that copies it is put there by a script (site.js)."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING

from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound
from sphinx.writers.html5 import HTML5Translator

if TYPE_CHECKING:
    from docutils import nodes


class CodeHtml(HTML5Translator):
    """Sphinx's blocks of code; they can be reached by keyboard, in Safari too."""

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        """Write a block of code, which Sphinx does in one go and then skips."""
        start = len(self.body)
        language = _name(node.get("language", ""))
        label = f"{language} code" if language else "Code"
        try:
            super().visit_literal_block(node)
        finally:
            block = "".join(self.body[start:])
            # The first <pre> is the block's own: within it everything is escaped.
            block = block.replace("<pre>", f'<pre tabindex="0" role="group" aria-label="{label}">', 1)
            if language:
                block = block.replace("<div ", f'<div data-language="{language}" ', 1)
            self.body[start:] = [block]


@cache
def _name(language: str) -> str:
    """What a language is called; nothing for plain text, and for one that nobody knows."""
    if language in {"", "text", "default", "none"}:
        return ""
    try:
        return escape(str(get_lexer_by_name(language).name))
    except ClassNotFound:
        return ""
