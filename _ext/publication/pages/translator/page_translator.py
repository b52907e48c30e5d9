"""Translates doctrees to HTML for all pages of the site, by extending Sphinx's HTML translator."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes

from publication.build import site
from publication.pages.language_spans import LANGUAGE_CLASS, LanguageSpans

from .code_html import CodeHtml
from .footnote_html import FootnoteHtml
from .formula_html import FormulaHtml
from .table_html import TableHtml

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

_ALIGN_ATTRIBUTE = re.compile(
    r"<(?P<name>[a-z][a-z0-9]*)(?P<before>(?:\s[^<>]*?)?)\salign=[\"']?(?P<side>left|center|right)[\"']?(?=[\s/>])(?P<after>[^<>]*)>",
    re.IGNORECASE,
)
_CLASS_ATTRIBUTE = re.compile(r"(\sclass=[\"'])", re.IGNORECASE)


def _replace_align(tag: re.Match[str]) -> str:
    """Return a start tag in which a class such as ``text-center`` replaces the obsolete ``align`` attribute."""
    class_name, attributes = f"text-{tag['side'].lower()}", tag["before"] + tag["after"]
    if match := _CLASS_ATTRIBUTE.search(attributes):
        return f"<{tag['name']}{attributes[: match.end()]}{class_name} {attributes[match.end() :]}>"
    return f'<{tag["name"]} class="{class_name}"{attributes}>'


class PageTranslator(CodeHtml, FormulaHtml, FootnoteHtml, TableHtml, LanguageSpans):
    """Sphinx's translator with our code blocks, formulas, footnotes, tables and images. It also marks Hangul."""

    def __init__(self, document: nodes.document, builder: StandaloneHTMLBuilder) -> None:
        super().__init__(document, builder)
        self._direction = site.text_direction(self.document_language)

    def starttag(self, node: Any, tagname: str, *args: Any, **attributes: Any) -> str:
        """Write a start tag. Elements in a language with the opposite writing direction get a ``dir`` attribute."""
        for name in node.get("classes", ()):
            if name.startswith(LANGUAGE_CLASS):
                direction = site.text_direction(name.removeprefix(LANGUAGE_CLASS))
                if direction != self._direction:
                    attributes["dir"] = direction
        tag: str = super().starttag(node, tagname, *args, **attributes)
        return tag

    def visit_section(self, node: nodes.section) -> None:
        """Open a section. The title's section is the whole article, so it is omitted, and the title gets its ids."""
        if isinstance(node.parent, nodes.document) and isinstance(node[0], nodes.title):
            node[0]["ids"] += node["ids"]
            self.section_level += 1
        else:
            super().visit_section(node)

    def depart_section(self, node: nodes.section) -> None:
        """Close a section."""
        if isinstance(node.parent, nodes.document) and isinstance(node[0], nodes.title):
            self.section_level -= 1
        else:
            super().depart_section(node)

    def visit_raw(self, node: nodes.raw) -> None:
        """Write raw HTML unchanged, except that the obsolete ``align`` attribute is replaced by a class."""
        if "html" in node.get("format", "").split() and "align" in node.astext():
            text = _ALIGN_ATTRIBUTE.sub(_replace_align, node.astext())
            node = nodes.raw(text, text, format="html", classes=node["classes"])
        super().visit_raw(node)

    def visit_inline(self, node: nodes.inline) -> None:
        """Open a ``span``. A task list's checkbox character becomes a labelled ``<input>``."""
        if "task-box" in node["classes"]:
            checked = " checked" if node.astext() == "☑" else ""
            self.body.append(f'<input type="checkbox" class="task-box" disabled{checked} aria-label="Done">')
            raise nodes.SkipNode
        super().visit_inline(node)

    def visit_image(self, node: nodes.image) -> None:
        """Write an image with the attributes that ``reading.images.PageImages`` has set, such as size and srcset."""
        if "html" not in node:  # The node is a video.
            super().visit_image(node)
            return
        outer = node.parent.parent if isinstance(node.parent, nodes.reference) else node.parent
        line_end = "" if isinstance(outer, nodes.TextElement) else "\n"
        classes = [f"align-{node['align']}"] if "align" in node else []
        self.body.append(self.emptytag(node, "img", line_end, classes=classes, **node["html"]))

    def depart_image(self, node: nodes.image) -> None:
        """Write nothing, because ``<img>`` has no end tag."""


def install_translator(app: Sphinx) -> None:
    """Handle ``builder-inited``: use this translator for the site.

    This handler runs after the theme's (priority 500), which adds its own handling of tables to every translator.
    """
    if app.builder.name == "dirhtml":
        app.set_translator("dirhtml", PageTranslator, override=True)
