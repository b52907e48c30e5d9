"""Doctree to HTML, for every page of the site: what Sphinx writes, without the theme's classes."""

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


_ALIGNED = re.compile(
    r"<(?P<name>[a-z][a-z0-9]*)(?P<before>(?:\s[^<>]*?)?)\salign=[\"']?(?P<side>left|center|right)[\"']?(?=[\s/>])(?P<after>[^<>]*)>",
    re.IGNORECASE,
)
_CLASS = re.compile(r"(\sclass=[\"'])", re.IGNORECASE)


def _with_class(tag: re.Match[str]) -> str:
    name, attributes = f"text-{tag['side'].lower()}", tag["before"] + tag["after"]
    if found := _CLASS.search(attributes):
        return f"<{tag['name']}{attributes[: found.end()]}{name} {attributes[found.end() :]}>"
    return f'<{tag["name"]} class="{name}"{attributes}>'


class PageTranslator(CodeHtml, FormulaHtml, FootnoteHtml, TableHtml, LanguageSpans):
    """Sphinx's translator, and ours for the kinds of things that a text holds."""

    def __init__(self, document: nodes.document, builder: StandaloneHTMLBuilder) -> None:
        super().__init__(document, builder)
        self._direction = site.text_direction(self.document_language)

    def starttag(self, node: Any, tagname: str, *args: Any, **attributes: Any) -> str:
        """Open an element; one in a language that is written the other way says so."""
        for name in node.get("classes", ()):
            if name.startswith(LANGUAGE_CLASS):
                direction = site.text_direction(name.removeprefix(LANGUAGE_CLASS))
                if direction != self._direction:
                    attributes["dir"] = direction
        tag: str = super().starttag(node, tagname, *args, **attributes)
        return tag

    def visit_section(self, node: nodes.section) -> None:
        """Open a section; that of the title is the article itself, and its anchors are the title's."""
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
        """Write HTML as it was typed; what HTML itself has given up for style is a class."""
        if "html" in node.get("format", "").split() and "align" in node.astext():
            text = _ALIGNED.sub(_with_class, node.astext())
            node = nodes.raw(text, text, format="html", classes=node["classes"])
        super().visit_raw(node)

    def visit_inline(self, node: nodes.inline) -> None:
        """Open a span; the sign of a task is a box that says what it means."""
        if "task-box" in node["classes"]:
            checked = " checked" if node.astext() == "☑" else ""
            self.body.append(f'<input type="checkbox" class="task-box" disabled{checked} aria-label="Done">')
            raise nodes.SkipNode
        super().visit_inline(node)

    def visit_image(self, node: nodes.image) -> None:
        """Write an image with the attributes that ``images.Images`` gave it: size, copies, when to load it."""
        if "html" not in node:  # a film
            super().visit_image(node)
            return
        outer = node.parent.parent if isinstance(node.parent, nodes.reference) else node.parent
        end = "" if isinstance(outer, nodes.TextElement) else "\n"
        classes = [f"align-{node['align']}"] if "align" in node else []
        self.body.append(self.emptytag(node, "img", end, classes=classes, **node["html"]))

    def depart_image(self, node: nodes.image) -> None:
        """Nothing is open."""


def install_translator(app: Sphinx) -> None:
    """``builder-inited``, after the theme (500), which mixes its own table into every translator."""
    if app.builder.name == "dirhtml":
        app.set_translator("dirhtml", PageTranslator, override=True)
