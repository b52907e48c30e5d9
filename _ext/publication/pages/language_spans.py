"""Korean words in other languages' text: said to be Korean, so that they are spoken, set and broken as such.

Writers say it of any language by ``[…]{lang=ja}``; Hangul is Korean in any case, and nobody need say so. It is said
where HTML is written, of pages and of chapters: in the doctree each word would be a node of its own.
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
"""Begins the class that names a node's language, as docutils has it."""
_HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
_HANJA = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Words of Hangul, with spaces and dots between them, Hanja within or behind them, numbers before them: 7·4 공동성명.
# Nothing of it is escaped in HTML, and no escape ends with any of it.
_WORDS = re.compile(
    rf"((?:\d+·\d+ ?|\d+)?[{_HANGUL}](?:[ ·]*[{_HANGUL}]| ?\([{_HANJA}]+\)|[{_HANJA}]|\d+(?=[{_HANGUL}]))*)"
)
_OPAQUE = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.comment, nodes.label)


class LanguageSpans(HTML5Translator):
    """Sphinx's translator, which gives Hangul the language ``ko`` where the document has another."""

    def __init__(self, document: nodes.document, builder: StandaloneHTMLBuilder) -> None:
        super().__init__(document, builder)
        app = builder._app  # noqa: SLF001 -- Sphinx has no public way from here to the application
        self.document_language = site.language_tag(app, site.get_site(app).post(self.docnames[0]))
        """The language of the document."""
        way = "" if site.text_direction(self.document_language) == site.text_direction("ko") else ' dir="ltr"'
        self._korean = "" if self.document_language.startswith("ko") else f'<span{way} lang="ko">'

    def visit_Text(self, node: nodes.Text) -> None:  # noqa: N802 -- docutils calls it so
        """Write a text."""
        super().visit_Text(node)
        if self._korean and not node.isascii() and _is_open(node):
            parts = _WORDS.split(self.body[-1])  # every second one is Korean
            parts[1::2] = [f"{self._korean}{words}</span>" for words in parts[1::2]]
            self.body[-1] = "".join(parts)


def language_of_node(node: nodes.Element) -> str:
    """The language that a node names, empty when it names none."""
    classes: list[str] = node.get("classes", [])
    return next((name.removeprefix(LANGUAGE_CLASS) for name in classes if name.startswith(LANGUAGE_CLASS)), "")


def _is_open(text: nodes.Text) -> bool:
    """Whether a text is no code and the like, and nobody has said of it what language it is."""
    node = text.parent
    while node is not None:
        if isinstance(node, _OPAQUE) or language_of_node(node):
            return False
        node = node.parent
    return True
