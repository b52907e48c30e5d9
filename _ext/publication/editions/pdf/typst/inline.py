"""What stands within a line: text, emphasis, links, notes and formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urldefrag

from docutils import nodes

from publication.core.problems import ProblemKind, quoted
from publication.pages import language_spans

from . import text as typst
from .writer import handles

if TYPE_CHECKING:
    from .writer import Handler, Writer

SCHEME = "doc:"
"""Begins the addresses that the editions' builders give Sphinx for documents of the edition."""
_BY_CLASS = {
    "kbd": "key",
    "mark": "highlight",
    "strike": "strike",
    "underline": "underline",
    "small": "small",
    "menuselection": "strong",
    "guilabel": "strong",
}
_WEB = ("http:", "https:")


@handles("Text")
def _text(writer: Writer, node: nodes.Text) -> str:
    if not node.isascii() and _is_han(node):
        return typst.plain(str(node))
    return typst.text(str(node), whole=_is_display(node))


def _is_han(node: nodes.Text) -> bool:
    """Whether a text is said to be Chinese or Japanese, whose characters are Hanja elsewhere."""
    current = node.parent
    while current is not None:
        if language := language_of(current):
            return language.partition("-")[0] in {"zh", "ja"}
        current = current.parent
    return False


def _is_display(node: nodes.Text) -> bool:
    """Whether a text is part of a heading or a description, whose lines are few, large and ragged."""
    current = node.parent
    while current is not None and not isinstance(current, (nodes.title, nodes.paragraph)):
        current = current.parent
    return isinstance(current, nodes.title) or (current is not None and "post-description" in current["classes"])


def _wrapping(name: str) -> Handler:
    def handler(writer: Writer, node: Any) -> str:
        return f"{writer.anchors(node)}#{name}[{writer.all(node)}];"

    return handler


handles("emphasis", "title_reference", "literal_emphasis", "desc_annotation")(_wrapping("emph"))
handles("strong", "literal_strong", "desc_name", "option_string", "field_name")(_wrapping("strong"))
handles("subscript")(_wrapping("sub"))
handles("superscript")(_wrapping("super"))


@handles("inline", "generated", "abbreviation", "acronym", "problematic", "substitution_reference", "PureTextElement")
@handles("desc_sig_element", "desc_addname", "desc_returns", "desc_inline", "desc_signature_line", "option_argument")
@handles("pending_xref", "author", "organization", "contact", "version", "revision", "status", "date", "copyright")
@handles("label", "classifier", "manpage", "option_group", "option", "TextElement")
def _inline(writer: Writer, node: nodes.Element) -> str:
    classes: list[str] = node.get("classes", [])
    if "task-box" in classes:
        return f"#task({str(node.astext() == '☑').lower()});"
    if "line-break" in classes:
        return "#linebreak();"
    inner = writer.anchors(node) + writer.all(node)
    for name in classes:
        if name in _BY_CLASS:
            inner = f"#{_BY_CLASS[name]}[{inner}];"
    return in_language(node, inner)


def language_of(node: nodes.Element) -> str:
    """The language that a node names, in Markdown or in HTML."""
    return str(node.get("lang", "")) or language_spans.named(node)


def in_language(node: nodes.Element, inner: str) -> str:
    """Markup in the language that a node names."""
    tag = language_of(node)
    return f"#foreign({typst.literal(tag)})[{inner}];" if tag else inner


@handles("literal", "option_argument")
def _literal(writer: Writer, node: nodes.Element) -> str:
    # Its own text, without Korean set apart: code is one font as far as it reaches.
    return f"{writer.anchors(node)}#raw({typst.literal(typst.breakable(typst.line(node.astext())))});"


@handles("target")
def _target(writer: Writer, node: nodes.target) -> str:
    return writer.anchors(node) + writer.all(node)


@handles("reference", "number_reference")
def _reference(writer: Writer, node: nodes.Element) -> str:
    inner = writer.anchors(node) + writer.all(node)
    address = node.get("refuri", "")
    if node.get("refid"):
        return _here(writer, node["refid"], inner)
    if address.startswith(SCHEME):
        return _elsewhere(writer, node, inner)
    if address.startswith("#"):
        return _here(writer, unquote(address[1:]), inner)
    if not address or not inner:
        return inner
    return f"#link({typst.address(address)})[{inner}];{_printed(writer, node, address)}"


def _here(writer: Writer, anchor: str, inner: str) -> str:
    return f"#link(label({typst.label(writer.docname, anchor)}))[{inner}];" if anchor in writer.known else inner


def _elsewhere(writer: Writer, node: nodes.Element, inner: str) -> str:
    """A link to another document: a page in the book, an address in a file that stands alone."""
    name, _, fragment = node["refuri"].removeprefix(SCHEME).partition("#")
    docname, anchor = unquote(name), unquote(fragment)
    if docname == writer.docname:
        return _here(writer, anchor, inner)
    places = typst.label(docname, anchor), typst.label(docname)
    address = writer.web(docname, anchor)
    writer.wanted.update(places)
    writer.own.setdefault(address, " ".join(node.astext().split()))
    return f"#to({places[0]}, {places[1]}, {typst.address(address)})[{inner}];"


def _printed(writer: Writer, node: nodes.Element, address: str) -> str:
    """What paper needs of a link whose text is not its address: the number of the source, or the address."""
    words = node.astext().strip()
    bare = {address, address.partition("://")[2], address.removeprefix("mailto:"), address.removeprefix("tel:")}
    if words in bare | {part.rstrip("/") for part in bare}:
        return ""
    number = writer.sources.get(urldefrag(address).url)
    if number:
        return f"#source-mark({number}, {typst.label(writer.docname, f'source-{number}')});"
    return "" if address.startswith(_WEB) else f"#printed({typst.literal(address.partition(':')[2])});"


@handles("download_reference")
def _download(writer: Writer, node: nodes.Element) -> str:
    """A file beside the post, which is on the site only."""
    inner = writer.all(node)
    address = node.get("refuri", "")
    return f"#link({typst.address(address)})[{inner}];" if address else inner


@handles("footnote_reference", "citation_reference")
def _note(writer: Writer, node: nodes.Element) -> str:
    """A note, printed at the foot of the page that first calls it."""
    name = node.get("refid", "")
    note = writer.notes.get(name)
    if note is None:
        return f"#super[{writer.all(node)}];"
    place = typst.label(writer.docname, name)
    if name in writer.noted:
        return f"#footnote(label({place}));"
    writer.noted.add(name)
    inside, writer.inside = writer.inside, writer.inside + 1
    body = writer.all(child for child in note.children if not isinstance(child, nodes.label))
    writer.inside = inside
    return f"#footnote[#note-begins;{body.strip()}]#label({place});"


@handles("math")
def _math(writer: Writer, node: nodes.math) -> str:
    tex = node.astext()
    drawn = writer.formula(tex, False)
    if drawn is None:
        tell_formula(writer, node, tex)
        return f"#raw({typst.literal(tex)});"
    path, width, depth = drawn
    return f"#formula-inline({typst.literal(path)}, {width}pt, {depth}pt, {typst.literal(typst.line(tex))});"


def tell_formula(writer: Writer, node: nodes.Node, tex: str) -> None:
    """A formula that cannot be drawn is printed as it was typed."""
    message = f"a formula must be LaTeX that can be drawn, found {quoted(tex)}; correct it; it is printed as it is"
    writer.problem(ProblemKind.EDITION_FORMULA, message, node)
