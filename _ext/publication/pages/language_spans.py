"""Marks Hangul as Korean in texts in other languages, so that it is pronounced, displayed and wrapped correctly.

Hangul is always Korean, so it is marked automatically. Authors mark other languages themselves, with
``[…]{lang=ja}``. Hangul is marked while the HTML of pages and EPUB chapters is written, because marking it in the
doctree would need a separate node for each word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

from publication.build import site

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder

LANGUAGE_CLASS = "language-"
"""The prefix of the class that specifies a node's language, as defined by docutils."""
_HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
_HANJA = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Matches Hangul words with the spaces and dots between them, Hanja in or after them, and numbers before them, as in
# 7·4 공동성명. Searching escaped HTML is safe: none of these characters is escaped, and no escape ends with one.
_KOREAN_WORDS = re.compile(
    rf"((?:\d+·\d+ ?|\d+)?[{_HANGUL}](?:[ ·]*[{_HANGUL}]| ?\([{_HANJA}]+\)|[{_HANJA}]|\d+(?=[{_HANGUL}]))*)"
)
_SKIPPED_NODES = (
    nodes.literal,
    nodes.literal_block,
    nodes.math,
    nodes.math_block,
    nodes.raw,
    nodes.comment,
    nodes.label,
)


class LanguageSpans(HTML5Translator):
    """Sphinx's translator, extended to add ``lang="ko"`` to Hangul in documents in other languages."""

    def __init__(self, document: nodes.document, builder: StandaloneHTMLBuilder) -> None:
        super().__init__(document, builder)
        app = builder._app  # noqa: SLF001 -- Sphinx has no public way from here to the application
        self.document_language = site.language_tag(app, site.get_site(app).post(self.docnames[0]))
        """The language of the document."""
        has_same_direction = site.text_direction(self.document_language) == site.text_direction("ko")
        direction = "" if has_same_direction else ' dir="ltr"'
        self._span_tag = "" if self.document_language.startswith("ko") else f'<span{direction} lang="ko">'

    def visit_Text(self, node: nodes.Text) -> None:  # noqa: N802 -- docutils defines the name
        """Write a text node, with each run of Korean words in a ``span``."""
        super().visit_Text(node)
        if self._span_tag and not node.isascii() and _may_be_marked(node):
            parts = _KOREAN_WORDS.split(self.body[-1])  # Every second part is Korean.
            parts[1::2] = [f"{self._span_tag}{words}</span>" for words in parts[1::2]]
            self.body[-1] = "".join(parts)


def language_of_node(node: nodes.Element) -> str:
    """The language tag in a node's class, or an empty string if no class contains a language tag."""
    classes: list[str] = node.get("classes", [])
    return next((name.removeprefix(LANGUAGE_CLASS) for name in classes if name.startswith(LANGUAGE_CLASS)), "")


def _may_be_marked(text: nodes.Text) -> bool:
    """Whether a text is outside code, formulas and raw HTML, and the author has not specified its language."""
    node = text.parent
    while node is not None:
        if isinstance(node, _SKIPPED_NODES) or language_of_node(node):
            return False
        node = node.parent
    return True
