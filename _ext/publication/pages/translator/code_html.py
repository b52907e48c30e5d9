"""Generates the HTML of code blocks, labelled with their language. A script, ``site.js``, adds the copy button."""

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
    """Writes code blocks as Sphinx does, and makes them reachable by keyboard in all browsers, including Safari."""

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        """Write a code block. Sphinx's method writes the whole block and then raises ``SkipNode``."""
        start = len(self.body)
        language = _language_name(node.get("language", ""))
        label = f"{language} code" if language else "Code"
        try:
            super().visit_literal_block(node)
        finally:
            block = "".join(self.body[start:])
            # The first <pre> is the block's own, because any <pre> in the code is escaped.
            block = block.replace("<pre>", f'<pre tabindex="0" role="group" aria-label="{label}">', 1)
            if language:
                block = block.replace("<div ", f'<div data-language="{language}" ', 1)
            self.body[start:] = [block]


@cache
def _language_name(language: str) -> str:
    """Pygments' display name for a language, escaped. Empty for plain text and unknown languages."""
    if language in {"", "text", "default", "none"}:
        return ""
    try:
        return escape(str(get_lexer_by_name(language).name))
    except ClassNotFound:
        return ""
