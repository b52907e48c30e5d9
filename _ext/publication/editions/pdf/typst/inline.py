"""Writes inline nodes as Typst: text, emphasis, links, footnotes and formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urldefrag

from docutils import nodes

from publication.core.problems import ProblemKind, quoted
from publication.pages import language_spans

from .text import (
    add_break_points,
    label_literal,
    plain_text_markup,
    single_line,
    string_literal,
    text_markup,
    url_literal,
)
from .writer import handles

if TYPE_CHECKING:
    from .writer import NodeHandler, TypstWriter

DOCUMENT_SCHEME = "doc:"
"""The URL scheme of links to other documents. ``TypstBuilder`` supplies these URLs to Sphinx."""
_FUNCTION_BY_CLASS = {
    "kbd": "key",
    "mark": "highlight",
    "strike": "strike",
    "underline": "underline",
    "small": "small",
    "menuselection": "strong",
    "guilabel": "strong",
}
"""The Typst function that formats inline nodes, by node class."""
_WEB_SCHEMES = ("http:", "https:")


@handles("Text")
def _write_text(writer: TypstWriter, node: nodes.Text) -> str:
    if not node.isascii() and _is_chinese_or_japanese(node):
        return plain_text_markup(str(node))
    return text_markup(str(node), keep_words=_is_display_text(node))


def _is_chinese_or_japanese(node: nodes.Text) -> bool:
    """Whether text is marked as Chinese or Japanese. Unmarked Han characters are typeset as Korean Hanja."""
    current = node.parent
    while current is not None:
        if language := language_of(current):
            return language.partition("-")[0] in {"zh", "ja"}
        current = current.parent
    return False


def _is_display_text(node: nodes.Text) -> bool:
    """Whether text belongs to a heading or to the post's description, which are large, short and unjustified."""
    current = node.parent
    while current is not None and not isinstance(current, (nodes.title, nodes.paragraph)):
        current = current.parent
    return isinstance(current, nodes.title) or (current is not None and "post-description" in current["classes"])


def _call_with_content(function: str) -> NodeHandler:
    """Return a handler that passes a node's content to a Typst function."""

    def handler(writer: TypstWriter, node: Any) -> str:
        return f"{writer.write_anchors(node)}#{function}[{writer.write_all(node)}];"

    return handler


handles("emphasis", "title_reference", "literal_emphasis", "desc_annotation")(_call_with_content("emph"))
handles("strong", "literal_strong", "desc_name", "option_string", "field_name")(_call_with_content("strong"))
handles("subscript")(_call_with_content("sub"))
handles("superscript")(_call_with_content("super"))


@handles("inline", "generated", "abbreviation", "acronym", "problematic", "substitution_reference", "PureTextElement")
@handles("desc_sig_element", "desc_addname", "desc_returns", "desc_inline", "desc_signature_line", "option_argument")
@handles("pending_xref", "author", "organization", "contact", "version", "revision", "status", "date", "copyright")
@handles("label", "classifier", "manpage", "option_group", "option", "TextElement")
def _write_inline(writer: TypstWriter, node: nodes.Element) -> str:
    classes: list[str] = node.get("classes", [])
    if "task-box" in classes:
        return f"#task({str(node.astext() == '☑').lower()});"
    if "line-break" in classes:
        return "#linebreak();"
    inner = writer.write_anchors(node) + writer.write_all(node)
    for name in classes:
        if name in _FUNCTION_BY_CLASS:
            inner = f"#{_FUNCTION_BY_CLASS[name]}[{inner}];"
    return mark_language(node, inner)


def language_of(node: nodes.Element) -> str:
    """Return the language tag set for a node in Markdown or HTML, or an empty string."""
    return str(node.get("lang", "")) or language_spans.language_of_node(node)


def mark_language(node: nodes.Element, inner: str) -> str:
    """Mark inline markup with its node's language, if the node has one."""
    tag = language_of(node)
    return f"#in-language({string_literal(tag)})[{inner}];" if tag else inner


@handles("literal", "option_argument")
def _write_literal(writer: TypstWriter, node: nodes.Element) -> str:
    # Korean needs no separate markup here, because code uses the code font for every character that it contains.
    code = string_literal(add_break_points(single_line(node.astext())))
    return f"{writer.write_anchors(node)}#raw({code});"


@handles("target")
def _write_target(writer: TypstWriter, node: nodes.target) -> str:
    return writer.write_anchors(node) + writer.write_all(node)


@handles("reference", "number_reference")
def _write_reference(writer: TypstWriter, node: nodes.Element) -> str:
    inner = writer.write_anchors(node) + writer.write_all(node)
    url = node.get("refuri", "")
    if node.get("refid"):
        return _link_within_document(writer, node["refid"], inner)
    if url.startswith(DOCUMENT_SCHEME):
        return _link_to_document(writer, node, inner)
    if url.startswith("#"):
        return _link_within_document(writer, unquote(url[1:]), inner)
    if not url or not inner:
        return inner
    return f"#link({url_literal(url)})[{inner}];{_printed_url(writer, node, url)}"


def _link_within_document(writer: TypstWriter, anchor: str, inner: str) -> str:
    """Write a link to an anchor in the same document, or only the link's text if there is no such anchor."""
    if anchor not in writer.known_anchors:
        return inner
    return f"#link(label({label_literal(writer.docname, anchor)}))[{inner}];"


def _link_to_document(writer: TypstWriter, node: nodes.Element, inner: str) -> str:
    """Write a link to another document. The link leads to a page in the book, or to a URL in a single post's PDF."""
    name, _, fragment = node["refuri"].removeprefix(DOCUMENT_SCHEME).partition("#")
    docname, anchor = unquote(name), unquote(fragment)
    if docname == writer.docname:
        return _link_within_document(writer, anchor, inner)
    labels = label_literal(docname, anchor), label_literal(docname)
    url = writer.web_url(docname, anchor)
    writer.linked_labels.update(labels)
    writer.internal_links.setdefault(url, " ".join(node.astext().split()))
    return f"#link-to-document({labels[0]}, {labels[1]}, {url_literal(url)})[{inner}];"


def _printed_url(writer: TypstWriter, node: nodes.Element, url: str) -> str:
    """Write the text that readers of a printed page need after a link: its source number, or a non-web link's target.

    A link whose text is already its URL needs no further text.
    """
    link_text = node.astext().strip()
    bare_urls = {url, url.partition("://")[2], url.removeprefix("mailto:"), url.removeprefix("tel:")}
    if link_text in bare_urls | {bare.rstrip("/") for bare in bare_urls}:
        return ""
    number = writer.source_numbers.get(urldefrag(url).url)
    if number:
        return f"#source-reference({number}, {label_literal(writer.docname, f'source-{number}')});"
    return "" if url.startswith(_WEB_SCHEMES) else f"#printed-url({string_literal(url.partition(':')[2])});"


@handles("download_reference")
def _write_download(writer: TypstWriter, node: nodes.Element) -> str:
    """Write a link to a file that readers can download. The link leads to the site, which hosts the file."""
    inner = writer.write_all(node)
    url = node.get("refuri", "")
    return f"#link({url_literal(url)})[{inner}];" if url else inner


@handles("footnote_reference", "citation_reference")
def _write_footnote_reference(writer: TypstWriter, node: nodes.Element) -> str:
    """Write a footnote reference. The first reference to a footnote puts the footnote at the foot of its page."""
    name = node.get("refid", "")
    footnote = writer.footnotes.get(name)
    if footnote is None:
        return f"#super[{writer.write_all(node)}];"
    label = label_literal(writer.docname, name)
    if name in writer.printed_footnotes:
        return f"#footnote(label({label}));"
    writer.printed_footnotes.add(name)
    depth, writer.content_depth = writer.content_depth, writer.content_depth + 1
    body = writer.write_all(child for child in footnote.children if not isinstance(child, nodes.label))
    writer.content_depth = depth
    return f"#footnote[#footnote-start;{body.strip()}]#label({label});"


@handles("math")
def _write_inline_formula(writer: TypstWriter, node: nodes.math) -> str:
    tex = node.astext()
    drawing = writer.draw_formula(tex, False)
    if drawing is None:
        report_undrawable_formula(writer, node, tex)
        return f"#raw({string_literal(tex)});"
    path, width, depth = drawing
    return f"#formula-inline({string_literal(path)}, {width}pt, {depth}pt, {string_literal(single_line(tex))});"


def report_undrawable_formula(writer: TypstWriter, node: nodes.Node, tex: str) -> None:
    """Report a formula that cannot be drawn. The caller writes its LaTeX code instead."""
    message = f"the PDF cannot show the formula {quoted(tex)}, so its code is shown instead: correct it"
    writer.add_problem(ProblemKind.EDITION_FORMULA, message, node)
