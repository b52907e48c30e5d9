"""What stands on lines of its own: paragraphs, headings, lists, quotes, boxes and code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from . import text as typst
from .inline import in_language, language_of, tell_formula
from .writer import handles

if TYPE_CHECKING:
    from .writer import Writer

_DEEPEST_HEADING = 5  # with a part above the post, 6: PDF 1.7 has no deeper one
_NUMBERING = {
    "arabic": "1.",
    "loweralpha": "a.",
    "upperalpha": "A.",
    "lowerroman": "i.",
    "upperroman": "I.",
}
_PLAIN_CODE = {"", "none", "default", "text", "guess"}
_PARAGRAPHS = {"post-description": "description", "post-byline": "byline", "credit": "credit"}
"""Paragraphs that the machinery makes, by their class, and what sets them."""


@handles("document", "section", "compound", "container", "compact_paragraph", "start_of_file", "definition")
@handles("glossary", "hlist", "hlistcol", "acks", "desc_content", "legend", "only", "list_item", "docinfo", "authors")
@handles("header", "footer", "decoration", "field_body", "description", "desc", "figure_group")
def _transparent(writer: Writer, node: nodes.Element) -> str:
    """It says nothing by itself."""
    if "toctree-wrapper" in node.get("classes", ()):
        return ""
    return writer.anchors(node) + in_language(node, writer.all(node))


@handles("comment", "substitution_definition", "index", "meta", "pending", "highlightlang", "tabular_col_spec")
@handles("system_message", "toctree", "colspec", "footnote", "pending_xref_condition", "_desc_classes_injector")
def _nothing(writer: Writer, node: nodes.Element) -> str:
    """It prints nothing where it stands: a note is printed where it is called."""
    return ""


@handles("paragraph", "address", "desc_signature", "productionlist", "production", "versionmodified")
def _paragraph(writer: Writer, node: nodes.Element) -> str:
    classes = node.get("classes", ())
    inner = in_language(node, writer.all(node))
    for name, function in _PARAGRAPHS.items():
        if name in classes:
            return writer.block(node, f"{function}[{inner}];")
    return writer.placed_block(node, inner)


@handles("title", "subtitle")
def _title(writer: Writer, node: nodes.Element) -> str:
    """A heading. The title of the document is printed by the template, which knows its date and author too."""
    section = node.parent
    if not isinstance(section, nodes.section):
        return writer.block(node, f"subheading[{writer.all(node)}];")
    level = sum(isinstance(parent, nodes.section) for parent in _parents(node))
    inner = writer.all(node)
    if level == 1:
        return writer.anchors(section)
    depth = min(level, _DEEPEST_HEADING)
    return writer.placed_block(node, f"{writer.anchors(section)}#heading(depth: {depth})[{inner}]")


def _parents(node: nodes.Node) -> list[nodes.Node]:
    parents = []
    current = node.parent
    while current is not None:
        parents.append(current)
        current = current.parent
    return parents


@handles("rubric", "centered", "caption")
def _rubric(writer: Writer, node: nodes.Element) -> str:
    if isinstance(node.parent, nodes.container) and node.parent.get("literal_block"):
        return ""  # the code below prints it
    return writer.block(node, f"subheading[{writer.all(node)}];")


@handles("transition")
def _transition(writer: Writer, node: nodes.transition) -> str:
    # MyST puts one above the notes, which are not at the end here.
    return "" if "footnotes" in node.get("classes", ()) else writer.block(node, "pause();")


@handles("line_block")
def _line_block(writer: Writer, node: nodes.line_block) -> str:
    return writer.block(node, f"verse[{''.join(_lines(writer, node, 0))}];")


def _lines(writer: Writer, node: nodes.line_block, depth: int) -> list[str]:
    written = []
    for child in node.children:
        if isinstance(child, nodes.line_block):
            written += _lines(writer, child, depth + 1)
        else:
            written.append(f"#verse-line({depth})[{writer.all([child])}];")
    return written


@handles("line")
def _line(writer: Writer, node: nodes.line) -> str:
    return writer.anchors(node) + writer.all(node)


@handles("bullet_list")
def _bullet_list(writer: Writer, node: nodes.bullet_list) -> str:
    items = ", ".join(writer.boxed([item]) for item in node.children)
    kind = "tasks" if "contains-task-list" in node.get("classes", ()) else "list"
    return writer.block(node, f"items({kind}, tight: {_tight(node)}, within: {_within(node)}, {items});")


@handles("enumerated_list")
def _enumerated_list(writer: Writer, node: nodes.enumerated_list) -> str:
    form = _NUMBERING.get(node.get("enumtype", ""), "1.")
    start = node.get("start", 1)
    items = ", ".join(writer.boxed([item]) for item in node.children)
    numbering = f"numbering: {typst.literal(form)}, start: {start}"
    return writer.block(node, f"items(enum, tight: {_tight(node)}, within: {_within(node)}, {numbering}, {items});")


def _within(node: nodes.Element) -> str:
    """Whether a list is part of an item of another."""
    return str(isinstance(node.parent, nodes.list_item)).lower()


def _tight(node: nodes.Element) -> str:
    """Whether a list's items stand close: when none has more than one block, but for lists within."""
    tight = all(
        sum(not isinstance(child, (nodes.bullet_list, nodes.enumerated_list)) for child in item.children) <= 1
        for item in node.children
        if isinstance(item, nodes.Element)
    )
    return str(tight).lower()


@handles("definition_list", "field_list", "option_list")
def _definitions(writer: Writer, node: nodes.Element) -> str:
    return writer.block(node, f"terms({', '.join(writer.node(item) for item in node.children)});")


@handles("definition_list_item", "field", "option_list_item")
def _definition(writer: Writer, node: nodes.Element) -> str:
    """A name and what it means; several definitions of one name follow each other."""
    meaning = (nodes.definition, nodes.field_body, nodes.description)
    names = [child for child in node.children if not isinstance(child, meaning)]
    name = '#", ";'.join(writer.all([child]) for child in names)
    body = writer.boxed(child for child in node.children if isinstance(child, meaning))
    return f"terms.item([{writer.anchors(node)}{name}], {body})"


@handles("term")
def _term(writer: Writer, node: nodes.term) -> str:
    return writer.anchors(node) + writer.all(node)


@handles("block_quote")
def _block_quote(writer: Writer, node: nodes.block_quote) -> str:
    classes = node.get("classes", ())
    kind = next((name for name in ("pull-quote", "epigraph", "highlights") if name in classes), "")
    function = {"": "quotation", "pull-quote": "pull-quote", "epigraph": "epigraph"}.get(kind, "quotation")
    said = [child for child in node.children if isinstance(child, nodes.attribution)]
    by = f"by: [{writer.all(said[0])}]" if said else ""
    body = writer.boxed(child for child in node.children if child not in said)
    return writer.block(node, f"{function}({by}){in_language_block(node, body)};")


def in_language_block(node: nodes.Element, body: str) -> str:
    """Content in the language that its node names."""
    tag = language_of(node)
    return f"[#foreign({typst.literal(tag)}){body};]" if tag else body


@handles("attribution")
def _attribution(writer: Writer, node: nodes.attribution) -> str:
    return writer.all(node)


@handles("Admonition", "admonition", "seealso", "topic", "sidebar")
def _box(writer: Writer, node: nodes.Element) -> str:
    """A note, a warning, a correction, a topic: a title and what stands below it."""
    children = list(node.children)
    titles = [child for child in children if isinstance(child, (nodes.title, nodes.subtitle))]
    title = '#" – ";'.join(writer.all(child) for child in titles)
    if not titles and not isinstance(node, (nodes.admonition, nodes.topic, nodes.sidebar)):
        title = typst.text(_label(writer, node))
    kind = "correction" if "correction" in node.get("classes", ()) else type(node).__name__
    body = writer.boxed(child for child in children if child not in titles)
    return writer.block(node, f"box-{_BOXES.get(kind, 'note')}[{title}]{body};")


_BOXES = {"correction": "correction", "topic": "aside", "sidebar": "aside"} | dict.fromkeys(
    ("warning", "caution", "danger", "attention", "error", "important"), "warning"
)


def _label(writer: Writer, node: nodes.Element) -> str:
    """What a box of a kind is called, in the publication's language."""
    from sphinx.locale import admonitionlabels  # noqa: PLC0415 -- translated when a build begins

    return str(admonitionlabels.get(type(node).__name__, type(node).__name__.capitalize()))


@handles("literal_block", "doctest_block", "FixedTextElement")
def _code(writer: Writer, node: nodes.Element) -> str:
    """Code. A line that is too long for the page goes on below, with a mark."""
    options: dict[str, Any] = node.get("highlight_args", {})
    language = node.get("language", "")
    named = [f"lang: {typst.literal(language)}"] if language not in _PLAIN_CODE else []
    if marked := options.get("hl_lines"):
        named.append(f"marked: {typst.array(str(number) for number in marked)}")
    if node.get("linenos"):
        named.append(f"first: {options.get('linenostart', 1)}")
    title = next((child for child in node.parent.children if isinstance(child, nodes.caption)), None)
    if title is not None:
        named.append(f"title: [{writer.all(title)}]")
    text = node.astext().replace("\t", "    ")
    return writer.block(node, f"code({', '.join([typst.literal(text.rstrip()), *named])});")


@handles("math_block")
def _math_block(writer: Writer, node: nodes.math_block) -> str:
    tex = node.astext()
    number = f", number: {typst.literal(str(node['number']))}" if node.get("number") else ""
    drawn = writer.formula(tex, True)
    if drawn is None:
        tell_formula(writer, node, tex)
        return writer.block(node, f"code({typst.literal(tex)});")
    path, width, _ = drawn
    return writer.block(node, f"formula({typst.literal(path)}, {width}pt, {typst.literal(typst.line(tex))}{number});")


@handles("citation")
def _citation(writer: Writer, node: nodes.citation) -> str:
    return writer.block(node, f"terms(terms.item([{writer.node(node[0])}], {writer.boxed(node.children[1:])}));")
