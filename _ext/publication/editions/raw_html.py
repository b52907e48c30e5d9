"""Converts raw HTML in a doctree to docutils nodes, so that editions need to handle only one kind of tree.

MyST turns inline HTML into one raw node for each tag, with ordinary nodes between the opening and the closing tag. It
turns block HTML into a single raw node, which may open elements that another raw node closes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Element = Any  # lxml ships no types


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_REMOVED_WITH_CONTENT = _names(
    "applet area base button canvas col colgroup dialog head input link map meta noscript param script select slot "
    "source style svg template textarea title track"
)
_MEDIA_URL_ATTRIBUTES = {"iframe": "src", "object": "data", "embed": "src", "video": "src", "audio": "src"}
"""Elements that load external content, with the attribute that contains its URL. An edition shows a link instead."""
_CLASSES = {
    "kbd": "kbd",
    "mark": "mark",
    "del": "strike",
    "s": "strike",
    "strike": "strike",
    "ins": "underline",
    "u": "underline",
    "small": "small",
}
"""The docutils node class that replaces each inline element."""
_INLINE_NODES: dict[str, Callable[[], nodes.Element]] = {
    "em": nodes.emphasis,
    "i": nodes.emphasis,
    "cite": nodes.emphasis,
    "dfn": nodes.emphasis,
    "var": nodes.emphasis,
    "strong": nodes.strong,
    "b": nodes.strong,
    "sub": nodes.subscript,
    "sup": nodes.superscript,
    "abbr": nodes.abbreviation,
    "acronym": nodes.abbreviation,
}
_CODE = _names("code samp tt")
_INLINE = _names(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark nobr output picture q "
    "rb rp rt rtc ruby s samp small span strike strong sub sup time tt u var wbr"
)
_INLINE_WITHOUT_CONTENT = _names("br img wbr hr input source")
_BLOCK_NODES: dict[str, Callable[[], nodes.Element]] = {
    "ul": nodes.bullet_list,
    "menu": nodes.bullet_list,
    "dir": nodes.bullet_list,
    "ol": nodes.enumerated_list,
    "blockquote": nodes.block_quote,
    "figure": nodes.figure,
}
_SUBHEADINGS = _names("caption dt h1 h2 h3 h4 h5 h6 legend summary")
_ZERO_WIDTH_SPACE = "\u200b"
_MAX_SPAN = 100


def replace_raw_html(tree: nodes.document) -> None:
    """Replace all raw HTML in a document with nodes. Raw text in other formats is removed."""
    parents = {id(node.parent): node.parent for node in tree.findall(nodes.raw)}
    for parent in parents.values():
        if isinstance(parent, nodes.TextElement):
            parent.children = _nest_inline_html(parent)
        else:
            parent.children = [new for child in parent.children for new in _convert_block_node(child)]
        for child in parent.children:
            child.parent = parent


def _is_html(node: nodes.Node) -> bool:
    return isinstance(node, nodes.raw) and "html" in node.get("format", "").split()


# Inline HTML


@dataclass
class _OpenElement:
    """An element whose closing tag has not been found yet, with its tag, its node and its children so far."""

    tag: str
    node: nodes.Element
    children: list[nodes.Node] = field(default_factory=list)


def _nest_inline_html(parent: nodes.Element) -> list[nodes.Node]:
    """Return the children of a node, with everything between two matching tags nested in one node."""
    top = _OpenElement("", parent)
    open_elements = [top]
    for child in parent.children:
        if not isinstance(child, nodes.raw):
            open_elements[-1].children.append(child)
        elif _is_html(child):
            for tag, element in _parse_tags(child.astext()):
                if element is None:
                    _close_tag(open_elements, tag)
                else:
                    _open_tag(open_elements, tag, element)
    while len(open_elements) > 1:
        _close_last(open_elements)
    return top.children


def _open_tag(open_elements: list[_OpenElement], tag: str, element: Element) -> None:
    if tag in _INLINE_WITHOUT_CONTENT or tag in _MEDIA_URL_ATTRIBUTES:
        open_elements[-1].children.extend(_convert_inline(element))
    elif tag not in _REMOVED_WITH_CONTENT:
        open_elements.append(_OpenElement(tag, _inline_node(tag, element)))


def _close_tag(open_elements: list[_OpenElement], tag: str) -> None:
    """Close an element and all elements within it. A closing tag without a matching opening tag is ignored."""
    if any(tag == opened.tag for opened in open_elements[1:]):
        while open_elements[-1].tag != tag:
            _close_last(open_elements)
        _close_last(open_elements)


def _close_last(open_elements: list[_OpenElement]) -> None:
    closed = open_elements.pop()
    if closed.tag == "rp":
        return
    closed.node.extend(_add_punctuation(closed.tag, closed.children))
    open_elements[-1].children.append(closed.node)


def _add_punctuation(tag: str, children: list[nodes.Node]) -> list[nodes.Node]:
    """Add the quotation marks that browsers put around ``q``, and parentheses around ruby annotations."""
    marks = {"q": ("“", "”"), "rt": (" (", ")")}.get(tag)
    return [nodes.Text(marks[0]), *children, nodes.Text(marks[1])] if marks else children


def _parse_tags(html: str) -> Iterator[tuple[str, Element | None]]:
    """Yield the tags in a piece of inline HTML as (name, element) pairs. The element is None for a closing tag."""
    text = html.strip()
    if text.startswith("</"):
        yield text[2:].rstrip("> \t\n").split()[0].lower() if len(text) > len("</>") else "", None
        return
    for element in _parse_fragment(text):
        if isinstance(element.tag, str):
            yield element.tag, element


def _inline_node(tag: str, element: Element) -> nodes.Element:
    """Return the node for an inline element, without any children."""
    if tag in _CLASSES:
        node: nodes.Element = nodes.inline(classes=[_CLASSES[tag]])
    elif tag in _INLINE_NODES:
        node = _INLINE_NODES[tag]()
    elif tag in _CODE:
        node = nodes.literal()
    elif tag == "a" and (element.get("href") or "").strip():
        node = nodes.reference(refuri=element.get("href").strip())
    else:
        node = nodes.inline()
    _copy_attributes(element, node)
    return node


def _copy_attributes(element: Element, node: nodes.Element) -> None:
    """Copy an element's anchor, language and text direction to its node."""
    if anchor := (element.get("id") or (element.get("name") if element.tag == "a" else "")):
        node["ids"] = [anchor]
    for key in ("lang", "dir"):
        if element.get(key):
            node[key] = element.get(key)


def _convert_inline(element: Element) -> list[nodes.Node]:
    """Convert an inline element and its content to nodes."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if not tag or tag in _REMOVED_WITH_CONTENT or tag == "rp":
        return []
    if tag == "br":
        return [nodes.inline(classes=["line-break"])]
    if tag == "wbr":
        return [nodes.Text(_ZERO_WIDTH_SPACE)]
    if tag == "img":
        return _convert_image(element)
    if tag in _MEDIA_URL_ATTRIBUTES:
        return _link_to_media(element, _MEDIA_URL_ATTRIBUTES[tag])
    node = _inline_node(tag, element)
    node.extend(_add_punctuation(tag, _convert_inline_content(element)))
    return [node]


def _convert_inline_content(element: Element) -> list[nodes.Node]:
    children: list[nodes.Node] = [nodes.Text(_collapse_spaces(element.text))] if element.text else []
    for child in element:
        children += _convert_inline(child)
        if child.tail:
            children.append(nodes.Text(_collapse_spaces(child.tail)))
    return children


def _collapse_spaces(text: str) -> str:
    """Replace each run of whitespace with one space, including at the beginning and the end."""
    words = text.split()
    if not words:
        return " "
    return " " * text[0].isspace() + " ".join(words) + " " * text[-1].isspace()


def _convert_image(element: Element) -> list[nodes.Node]:
    """Convert an image to a link or to its alt text.

    MyST has already converted the images that it supports to image nodes. All others are shown only on the web.
    """
    url = (element.get("src") or "").strip()
    alt = element.get("alt") or ""
    if url.startswith(("http://", "https://")):
        text = alt or url
        return [nodes.reference(text, text, refuri=url)]
    return [nodes.Text(alt)] if alt else []


def _link_to_media(element: Element, attribute: str) -> list[nodes.Node]:
    """Convert an element that loads external content to a link or, without a web URL, to the content inside it."""
    sources = [element.get(attribute), *(child.get("src") for child in element.iter("source"))]
    url = next((source.strip() for source in sources if source and source.strip()), "")
    if url.startswith("//"):
        url = f"https:{url}"
    if not url.startswith(("http://", "https://")):
        return _convert_inline_content(element)
    text = element.get("title") or url
    return [nodes.reference(text, text, refuri=url)]


# Block HTML


def _convert_block_node(node: nodes.Node) -> list[nodes.Node]:
    """Convert a raw HTML node to block nodes. Any other node is returned unchanged."""
    if not isinstance(node, nodes.raw):
        return [node]
    if not _is_html(node):
        return []
    converted = _convert_flow(_parse_fragment(node.astext()))
    for new in converted:
        new.line = node.line
    return converted


def _parse_fragment(html: str) -> list[Element]:
    """Parse a piece of HTML into elements. Text before the first element becomes a ``span``."""
    from lxml import etree  # noqa: PLC0415 -- few posts have HTML
    from lxml.html import fragment_fromstring  # noqa: PLC0415 -- as above

    try:
        root = fragment_fromstring(html, create_parent="div")
    except (etree.ParserError, ValueError):  # the HTML is only a comment, or contains a forbidden character
        return []
    if root.text and root.text.strip():
        first = root.makeelement("span", {})
        first.text, root.text = root.text, None
        root.insert(0, first)
    return list(root)


def _convert_flow(elements: list[Element]) -> list[nodes.Node]:
    """Convert elements to block nodes. Adjacent text and inline elements become one paragraph."""
    blocks: list[nodes.Node] = []
    inline: list[nodes.Node] = []

    def end_paragraph() -> None:
        if any(node.astext().strip() or isinstance(node, nodes.image) for node in inline):
            blocks.append(nodes.paragraph("", "", *inline))
        inline.clear()

    for element in elements:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _INLINE or tag in _MEDIA_URL_ATTRIBUTES or not tag:
            inline.extend(_convert_inline(element))
        else:
            end_paragraph()
            blocks += _convert_block(element, tag)
        if element.tail and (inline or element.tail.strip()):
            inline.append(nodes.Text(_collapse_spaces(element.tail)))
    end_paragraph()
    return blocks


def _convert_block(element: Element, tag: str) -> list[nodes.Node]:
    if tag == "hr" or tag in _REMOVED_WITH_CONTENT:
        return [nodes.transition()] if tag == "hr" else []
    if tag == "pre":
        text = "".join(element.itertext()).removeprefix("\n")
        return [nodes.literal_block(text, text, language="none")]
    if tag == "table":
        return _convert_table(element)
    if tag in _SUBHEADINGS:
        has_text = "".join(element.itertext()).strip()
        return [nodes.rubric("", "", *_convert_inline_content(element))] if has_text else []
    if tag == "figcaption":
        return [nodes.caption("", "", *_convert_inline_content(element))]
    node = _BLOCK_NODES[tag]() if tag in _BLOCK_NODES else nodes.container()
    _copy_attributes(element, node)
    if isinstance(node, (nodes.bullet_list, nodes.enumerated_list)):
        items = [child for child in element if isinstance(child.tag, str)]
        content: list[nodes.Node] = [nodes.list_item("", *_convert_content(item)) for item in items]
    else:
        content = _convert_content(element)
    node.extend(content)
    return [node] if content else []


def _convert_content(element: Element) -> list[nodes.Node]:
    """Convert an element's content to block nodes."""
    children = list(element)
    if element.text and element.text.strip():
        first = element.makeelement("span", {})
        first.text = element.text
        children.insert(0, first)
    return _convert_flow(children)


def _convert_table(element: Element) -> list[nodes.Node]:
    """Convert a table. Rows at the top that contain only header cells become the table's head."""
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in element.iter("tr")]
    rows = [row for row in rows if row]
    if not rows:
        return _convert_content(element)
    width = max(sum(_extra_span(cell, "colspan") + 1 for cell in row) for row in rows)
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in range(width)), cols=width)
    head_rows = 0
    while head_rows < len(rows) - 1 and all(cell.tag == "th" for cell in rows[head_rows]):
        head_rows += 1
    for kind, part in ((nodes.thead, rows[:head_rows]), (nodes.tbody, rows[head_rows:])):
        if part:
            group += kind("", *(nodes.row("", *map(_convert_cell, row)) for row in part))
    table = nodes.table("", group)
    caption = next(element.iter("caption"), None)
    if caption is not None:
        table.insert(0, nodes.title("", "", *_convert_inline_content(caption)))
    return [table]


def _convert_cell(cell: Element) -> nodes.entry:
    entry = nodes.entry("", *_convert_content(cell))
    for key, attribute in (("morecols", "colspan"), ("morerows", "rowspan")):
        if extra := _extra_span(cell, attribute):
            entry[key] = extra
    return entry


def _extra_span(cell: Element, attribute: str) -> int:
    """Return how many further columns or rows a cell spans, in addition to its own."""
    value = cell.get(attribute) or ""
    return min(int(value), _MAX_SPAN) - 1 if value.isascii() and value.isdigit() and int(value) > 1 else 0
