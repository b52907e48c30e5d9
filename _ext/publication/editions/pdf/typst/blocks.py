"""Writes block nodes as Typst: paragraphs, headings, lists, quotations, admonitions and code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from .inline import language_of, mark_language, report_undrawable_formula
from .text import array_literal, single_line, string_literal, text_markup
from .writer import handles

if TYPE_CHECKING:
    from .writer import TypstWriter

_DEEPEST_HEADING = 5  # PDF 1.7 has six heading levels, and the first is used by parts of the book
_NUMBERING = {
    "arabic": "1.",
    "loweralpha": "a.",
    "upperalpha": "A.",
    "lowerroman": "i.",
    "upperroman": "I.",
}
_NOT_HIGHLIGHTED = {"", "none", "default", "text", "guess"}
_PARAGRAPH_FUNCTIONS = {"post-description": "description", "post-byline": "byline", "credit": "credit"}
"""The template functions for paragraphs that the build adds to a post, by paragraph class."""


@handles("document", "section", "compound", "container", "compact_paragraph", "start_of_file", "definition")
@handles("glossary", "hlist", "hlistcol", "acks", "desc_content", "legend", "only", "list_item", "docinfo", "authors")
@handles("header", "footer", "decoration", "field_body", "description", "desc", "figure_group")
def _write_children(writer: TypstWriter, node: nodes.Element) -> str:
    """Write only the children of a node, because the node itself needs no markup."""
    if "toctree-wrapper" in node.get("classes", ()):
        return ""
    return writer.write_anchors(node) + mark_language(node, writer.write_all(node))


@handles("comment", "substitution_definition", "index", "meta", "pending", "highlightlang", "tabular_col_spec")
@handles("system_message", "toctree", "colspec", "footnote", "pending_xref_condition", "_desc_classes_injector")
def _write_nothing(writer: TypstWriter, node: nodes.Element) -> str:
    """Skip a node that does not appear at this point in the text. A footnote appears with its first reference."""
    return ""


@handles("paragraph", "address", "desc_signature", "productionlist", "production", "versionmodified")
def _write_paragraph(writer: TypstWriter, node: nodes.Element) -> str:
    classes = node.get("classes", ())
    inner = mark_language(node, writer.write_all(node))
    for name, function in _PARAGRAPH_FUNCTIONS.items():
        if name in classes:
            return writer.call_block(node, f"{function}[{inner}];")
    return writer.block_markup(node, inner)


@handles("title", "subtitle")
def _write_title(writer: TypstWriter, node: nodes.Element) -> str:
    """Write a heading, but not the document's title, which the template shows with its date and authors."""
    section = node.parent
    if not isinstance(section, nodes.section):
        return writer.call_block(node, f"subheading[{writer.write_all(node)}];")
    level = sum(isinstance(parent, nodes.section) for parent in _ancestors(node))
    inner = writer.write_all(node)
    if level == 1:
        return writer.write_anchors(section)
    depth = min(level, _DEEPEST_HEADING)
    return writer.block_markup(node, f"{writer.write_anchors(section)}#heading(depth: {depth})[{inner}]")


def _ancestors(node: nodes.Node) -> list[nodes.Node]:
    ancestors = []
    current = node.parent
    while current is not None:
        ancestors.append(current)
        current = current.parent
    return ancestors


@handles("rubric", "centered", "caption")
def _write_subheading(writer: TypstWriter, node: nodes.Element) -> str:
    if isinstance(node.parent, nodes.container) and node.parent.get("literal_block"):
        return ""  # the handler for code blocks writes this caption
    return writer.call_block(node, f"subheading[{writer.write_all(node)}];")


@handles("transition")
def _write_transition(writer: TypstWriter, node: nodes.transition) -> str:
    # MyST puts a transition above the footnotes. The PDF omits it, because each page has its own footnotes.
    return "" if "footnotes" in node.get("classes", ()) else writer.call_block(node, "thematic-break();")


@handles("line_block")
def _write_line_block(writer: TypstWriter, node: nodes.line_block) -> str:
    return writer.call_block(node, f"verse[{''.join(_verse_lines(writer, node, 0))}];")


def _verse_lines(writer: TypstWriter, node: nodes.line_block, depth: int) -> list[str]:
    """Write the lines of a line block. Each nested line block is indented one step further."""
    written = []
    for child in node.children:
        if isinstance(child, nodes.line_block):
            written += _verse_lines(writer, child, depth + 1)
        else:
            written.append(f"#verse-line({depth})[{writer.write_all([child])}];")
    return written


@handles("line")
def _write_line(writer: TypstWriter, node: nodes.line) -> str:
    return writer.write_anchors(node) + writer.write_all(node)


@handles("bullet_list")
def _write_bullet_list(writer: TypstWriter, node: nodes.bullet_list) -> str:
    items = ", ".join(writer.content_block([item]) for item in node.children)
    kind = "task-list" if "contains-task-list" in node.get("classes", ()) else "list"
    return writer.call_block(node, f"list-block({kind}, {_spacing_options(node)}, {items});")


@handles("enumerated_list")
def _write_enumerated_list(writer: TypstWriter, node: nodes.enumerated_list) -> str:
    pattern = _NUMBERING.get(node.get("enumtype", ""), "1.")
    start = node.get("start", 1)
    items = ", ".join(writer.content_block([item]) for item in node.children)
    numbering = f"numbering: {string_literal(pattern)}, start: {start}"
    return writer.call_block(node, f"list-block(enum, {_spacing_options(node)}, {numbering}, {items});")


def _spacing_options(node: nodes.Element) -> str:
    """Return the template arguments that control the spacing of a list.

    A list is tight if no item contains more than one block, apart from nested lists.
    """
    is_tight = all(
        sum(not isinstance(child, (nodes.bullet_list, nodes.enumerated_list)) for child in item.children) <= 1
        for item in node.children
        if isinstance(item, nodes.Element)
    )
    is_nested = isinstance(node.parent, nodes.list_item)
    return f"tight: {str(is_tight).lower()}, nested: {str(is_nested).lower()}"


@handles("definition_list", "field_list", "option_list")
def _write_definition_list(writer: TypstWriter, node: nodes.Element) -> str:
    return writer.call_block(node, f"terms({', '.join(writer.write_node(item) for item in node.children)});")


@handles("definition_list_item", "field", "option_list_item")
def _write_definition(writer: TypstWriter, node: nodes.Element) -> str:
    """Write a term and its definitions."""
    definition_nodes = (nodes.definition, nodes.field_body, nodes.description)
    terms = [child for child in node.children if not isinstance(child, definition_nodes)]
    term = '#", ";'.join(writer.write_all([child]) for child in terms)
    body = writer.content_block(child for child in node.children if isinstance(child, definition_nodes))
    return f"terms.item([{writer.write_anchors(node)}{term}], {body})"


@handles("term")
def _write_term(writer: TypstWriter, node: nodes.term) -> str:
    return writer.write_anchors(node) + writer.write_all(node)


@handles("block_quote")
def _write_block_quote(writer: TypstWriter, node: nodes.block_quote) -> str:
    classes = node.get("classes", ())
    kind = next((name for name in ("pull-quote", "epigraph", "highlights") if name in classes), "")
    function = {"pull-quote": "pull-quote", "epigraph": "epigraph"}.get(kind, "quotation")
    attributions = [child for child in node.children if isinstance(child, nodes.attribution)]
    by = f"by: [{writer.write_all(attributions[0])}]" if attributions else ""
    body = writer.content_block(child for child in node.children if child not in attributions)
    return writer.call_block(node, f"{function}({by}){_mark_language_of_block(node, body)};")


def _mark_language_of_block(node: nodes.Element, body: str) -> str:
    """Mark a content block with the language of its node, if the node has one."""
    tag = language_of(node)
    return f"[#in-language({string_literal(tag)}){body};]" if tag else body


@handles("attribution")
def _write_attribution(writer: TypstWriter, node: nodes.attribution) -> str:
    return writer.write_all(node)


_BOX_KINDS = {"correction": "correction", "topic": "aside", "sidebar": "aside"} | dict.fromkeys(
    ("warning", "caution", "danger", "attention", "error", "important"), "warning"
)
"""The kind of box that the template draws, by node class. Any other class is drawn as a note."""


@handles("Admonition", "admonition", "seealso", "topic", "sidebar")
def _write_box(writer: TypstWriter, node: nodes.Element) -> str:
    """Write an admonition, a correction notice, a topic or a sidebar as a box with a title."""
    children = list(node.children)
    titles = [child for child in children if isinstance(child, (nodes.title, nodes.subtitle))]
    title = '#" – ";'.join(writer.write_all(child) for child in titles)
    if not titles and not isinstance(node, (nodes.admonition, nodes.topic, nodes.sidebar)):
        title = text_markup(_admonition_label(node))
    kind = "correction" if "correction" in node.get("classes", ()) else type(node).__name__
    body = writer.content_block(child for child in children if child not in titles)
    return writer.call_block(node, f"box-{_BOX_KINDS.get(kind, 'note')}[{title}]{body};")


def _admonition_label(node: nodes.Element) -> str:
    """Return the default title of an admonition, such as "Warning", in the publication's language."""
    from sphinx.locale import admonitionlabels  # noqa: PLC0415 -- Sphinx translates it when a build begins

    return str(admonitionlabels.get(type(node).__name__, type(node).__name__.capitalize()))


@handles("literal_block", "doctest_block", "FixedTextElement")
def _write_code_block(writer: TypstWriter, node: nodes.Element) -> str:
    """Write a code block. The template wraps lines that are too long for the page, and marks where it wraps them."""
    options: dict[str, Any] = node.get("highlight_args", {})
    language = node.get("language", "")
    arguments = [f"lang: {string_literal(language)}"] if language not in _NOT_HIGHLIGHTED else []
    if emphasized_lines := options.get("hl_lines"):
        arguments.append(f"highlighted: {array_literal(str(number) for number in emphasized_lines)}")
    if node.get("linenos"):
        arguments.append(f"first-number: {options.get('linenostart', 1)}")
    caption = next((child for child in node.parent.children if isinstance(child, nodes.caption)), None)
    if caption is not None:
        arguments.append(f"title: [{writer.write_all(caption)}]")
    code = node.astext().replace("\t", "    ")
    return writer.call_block(node, f"code({', '.join([string_literal(code.rstrip()), *arguments])});")


@handles("math_block")
def _write_display_formula(writer: TypstWriter, node: nodes.math_block) -> str:
    tex = node.astext()
    number = f", number: {string_literal(str(node['number']))}" if node.get("number") else ""
    drawing = writer.draw_formula(tex, True)
    if drawing is None:
        report_undrawable_formula(writer, node, tex)
        return writer.call_block(node, f"code({string_literal(tex)});")
    path, width, _ = drawing
    alt = string_literal(single_line(tex))
    return writer.call_block(node, f"formula({string_literal(path)}, {width}pt, {alt}{number});")


@handles("citation")
def _write_citation(writer: TypstWriter, node: nodes.citation) -> str:
    body = writer.content_block(node.children[1:])
    return writer.call_block(node, f"terms(terms.item([{writer.write_node(node[0])}], {body}));")
