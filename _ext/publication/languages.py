"""Korean words in other languages' text: said to be Korean, so that they are spoken, set and broken as such.

Writers say it of any language by ``[…]{lang=ja}``; Hangul is Korean in any case, and nobody need say so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from . import site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

_MARK = "language-"
"""Begins the class that names a node's language, as docutils has it."""
_HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
_HANJA = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Words of Hangul, with spaces and dots between them, Hanja within or behind them, numbers before them: 7·4 공동성명.
_WORDS = re.compile(
    rf"(?:\d+·\d+ ?|\d+)?[{_HANGUL}](?:[ ·]*[{_HANGUL}]| ?\([{_HANJA}]+\)|[{_HANJA}]|\d+(?=[{_HANGUL}]))*"
)
_OPAQUE = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.comment, nodes.label)


def mark_korean(app: Sphinx, doctree: nodes.document) -> None:
    """``doctree-read``, when all text is there: give Hangul the language ``ko`` where the text has another."""
    if site.language(app, site.of(app).post(app.env.docname)).startswith("ko"):
        return
    for text in list(doctree.findall(nodes.Text)):
        if not text.isascii() and _WORDS.search(text) and _is_open(text):
            text.parent.replace(text, list(_parts(text)))


def _is_open(text: nodes.Text) -> bool:
    node = text.parent
    while node is not None:
        if isinstance(node, _OPAQUE) or any(name.startswith(_MARK) for name in node.get("classes", ())):
            return False
        node = node.parent
    return True


def _parts(text: nodes.Text) -> Iterator[nodes.Node]:
    end = 0
    for found in _WORDS.finditer(text):
        if found.start() > end:
            yield nodes.Text(text[end : found.start()])
        yield nodes.inline(found[0], found[0], classes=[f"{_MARK}ko"])
        end = found.end()
    if end < len(text):
        yield nodes.Text(text[end:])
