"""Raw HTML in a doctree to nodes like those of Markdown, so that editions need to know one kind of tree only.

Markdown leaves HTML within a line as a tag at its beginning and one at its end, with nodes between, and HTML
between lines as a piece, which may open what another closes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Element = Any  # lxml ships no types


def _tags_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LEFT_OUT = _tags_of(
    "applet area base button canvas col colgroup dialog head input link map meta noscript param script select slot "
    "source style svg template textarea title track"
)
"""Elements that go, with all that is in them."""
_ON_THE_WEB = {"iframe": "src", "object": "data", "embed": "src", "video": "src", "audio": "src"}
"""What a page plays or fetches: paper gets its address. The attribute names it."""
_STYLED = {
    "kbd": "kbd",
    "mark": "mark",
    "del": "strike",
    "s": "strike",
    "strike": "strike",
    "ins": "underline",
    "u": "underline",
    "small": "small",
}
_INLINE: dict[str, Callable[[], nodes.Element]] = {
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
_CODE = _tags_of("code samp tt")
_IN_LINE = _tags_of(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark nobr output picture q "
    "rb rp rt rtc ruby s samp small span strike strong sub sup time tt u var wbr"
)
_BLOCKS: dict[str, Callable[[], nodes.Element]] = {
    "ul": nodes.bullet_list,
    "menu": nodes.bullet_list,
    "dir": nodes.bullet_list,
    "ol": nodes.enumerated_list,
    "blockquote": nodes.block_quote,
    "figure": nodes.figure,
}
_HEADINGS = _tags_of("caption dt h1 h2 h3 h4 h5 h6 legend summary")


def replace(tree: nodes.document) -> None:
    """Put nodes in the place of all raw HTML of a document. Raw text of other formats goes."""
    parents = {id(node.parent): node.parent for node in tree.findall(nodes.raw)}
    for parent in parents.values():
        if isinstance(parent, nodes.TextElement):
            parent.children = _paired(parent)
        else:
            parent.children = [new for child in parent.children for new in _block(child)]
        for child in parent.children:
            child.parent = parent


def _is_html(node: nodes.Node) -> bool:
    return isinstance(node, nodes.raw) and "html" in node.get("format", "").split()


# Within a line


def _paired(parent: nodes.Element) -> list[nodes.Node]:
    """The children of a line, with what stands between two tags within one node."""
    top: list[nodes.Node] = []
    open_: list[tuple[str, nodes.Element, list[nodes.Node]]] = [("", parent, top)]
    for child in parent.children:
        if not isinstance(child, nodes.raw):
            open_[-1][2].append(child)
        elif _is_html(child):
            for name, element, closes in _tags(child.astext()):
                _place(open_, name, element, closes=closes)
    while len(open_) > 1:
        _close(open_)
    return top


def _place(
    open_: list[tuple[str, nodes.Element, list[nodes.Node]]], name: str, element: Element, *, closes: bool
) -> None:
    """Open what a tag begins, or close what it ends; a tag that ends nothing is passed over."""
    if closes:
        if any(name == opened for opened, _, _ in open_[1:]):
            while open_[-1][0] != name:
                _close(open_)
            _close(open_)
    elif name in {"br", "img", "wbr", "hr", "input", "source"} or name in _ON_THE_WEB:
        open_[-1][2].extend(_inline(element))
    elif name not in _LEFT_OUT:
        open_.append((name, _styled(name, element), []))


def _close(open_: list[tuple[str, nodes.Element, list[nodes.Node]]]) -> None:
    name, element, children = open_.pop()
    if name == "q":
        children = [nodes.Text("“"), *children, nodes.Text("”")]
    if name == "rt":
        children = [nodes.Text(" ("), *children, nodes.Text(")")]
    if name == "rp":
        return
    element.extend(children)
    open_[-1][2].append(element)


def _tags(html: str) -> Iterator[tuple[str, Element, bool]]:
    """The tags of a piece of HTML: the name, the element it begins, and whether it closes one."""
    text = html.strip()
    if text.startswith("</"):
        yield text[2:].rstrip("> \t\n").split()[0].lower() if len(text) > len("</>") else "", None, True
        return
    for element in _parsed(text):
        if isinstance(element.tag, str):
            yield element.tag, element, False


def _styled(name: str, element: Element) -> nodes.Element:
    """The empty node that an element of a line becomes."""
    if name in _STYLED:
        made: nodes.Element = nodes.inline(classes=[_STYLED[name]])
    elif name in _INLINE:
        made = _INLINE[name]()
    elif name in _CODE:
        made = nodes.literal()
    elif name == "a" and (element.get("href") or "").strip():
        made = nodes.reference(refuri=element.get("href").strip())
    else:
        made = nodes.inline()
    _copy_attributes(element, made)
    return made


def _copy_attributes(element: Element, made: nodes.Element) -> None:
    if name := (element.get("id") or (element.get("name") if element.tag == "a" else "")):
        made["ids"] = [name]
    for key in ("lang", "dir"):
        if element.get(key):
            made[key] = element.get(key)


def _inline(element: Element) -> list[nodes.Node]:
    """An element within a line, whole, without what follows it."""
    name = element.tag if isinstance(element.tag, str) else ""
    if not name or name in _LEFT_OUT or name == "rp":
        return []
    if name == "br":
        return [nodes.inline(classes=["line-break"])]
    if name == "wbr":
        return [nodes.Text("\u200b")]
    if name == "img":
        return _image(element)
    if name in _ON_THE_WEB:
        return _address(element, _ON_THE_WEB[name])
    made = _styled(name, element)
    children = _inline_children(element)
    marks = {"q": "“”", "rt": "()"}.get(name)
    if marks:
        children = [nodes.Text((" " if name == "rt" else "") + marks[0]), *children, nodes.Text(marks[1])]
    made.extend(children)
    return [made]


def _inline_children(element: Element) -> list[nodes.Node]:
    children: list[nodes.Node] = [nodes.Text(" ".join(_spaced(element.text)))] if element.text else []
    for child in element:
        children += _inline(child)
        if child.tail:
            children.append(nodes.Text(" ".join(_spaced(child.tail))))
    return children


def _spaced(text: str) -> list[str]:
    """The words of a text with an empty one at an end that has a space, so that joining keeps it."""
    words = text.split()
    if not words:
        return ["", ""]
    return [""] * text[0].isspace() + words + [""] * text[-1].isspace()


def _image(element: Element) -> list[nodes.Node]:
    """A picture of HTML. MyST makes images of those it can; one that is left is shown where it is on the web."""
    address = (element.get("src") or "").strip()
    alt = element.get("alt") or ""
    if address.startswith(("http://", "https://")):
        words = alt or address
        return [nodes.reference(words, words, refuri=address)]
    return [nodes.Text(alt)] if alt else []


def _address(element: Element, attribute: str) -> list[nodes.Node]:
    """A link to what is on the web only."""
    sources = [element.get(attribute), *(child.get("src") for child in element.iter("source"))]
    address = next((source.strip() for source in sources if source and source.strip()), "")
    if address.startswith("//"):
        address = f"https:{address}"
    if not address.startswith(("http://", "https://")):
        return _inline_children(element)
    words = element.get("title") or address
    return [nodes.reference(words, words, refuri=address)]


# Between lines


def _block(node: nodes.Node) -> list[nodes.Node]:
    if not isinstance(node, nodes.raw):
        return [node]
    if not _is_html(node):
        return []
    made = _flow(_parsed(node.astext()))
    for new in made:
        new.line = node.line
    return made


def _parsed(html: str) -> list[Element]:
    """The elements of a piece of HTML, in one more that holds the text before the first."""
    from lxml import etree  # noqa: PLC0415 -- few posts have HTML
    from lxml.html import fragment_fromstring  # noqa: PLC0415

    try:
        root = fragment_fromstring(html, create_parent="div")
    except (etree.ParserError, ValueError):  # nothing but a comment; a character that HTML forbids
        return []
    if root.text and root.text.strip():
        first = root.makeelement("span", {})
        first.text, root.text = root.text, None
        root.insert(0, first)
    return list(root)


def _flow(elements: list[Element]) -> list[nodes.Node]:
    """Elements as blocks: what belongs to a line is gathered in paragraphs."""
    blocks: list[nodes.Node] = []
    words: list[nodes.Node] = []

    def paragraph() -> None:
        if any(word.astext().strip() or isinstance(word, nodes.image) for word in words):
            blocks.append(nodes.paragraph("", "", *words))
        words.clear()

    for element in elements:
        name = element.tag if isinstance(element.tag, str) else ""
        if name in _IN_LINE or name in _ON_THE_WEB or not name:
            words.extend(_inline(element))
        else:
            paragraph()
            blocks += _blocks_of(element, name)
        if element.tail and (words or element.tail.strip()):
            words.append(nodes.Text(" ".join(_spaced(element.tail))))
    paragraph()
    return blocks


def _blocks_of(element: Element, name: str) -> list[nodes.Node]:
    if name in _LEFT_OUT or name == "hr":
        return [nodes.transition()] if name == "hr" else []
    if name == "pre":
        text = "".join(element.itertext()).removeprefix("\n")
        return [nodes.literal_block(text, text, language="none")]
    if name == "table":
        return _table(element)
    if name in _HEADINGS:
        return [nodes.rubric("", "", *_inline_children(element))] if "".join(element.itertext()).strip() else []
    if name == "figcaption":
        return [nodes.caption("", "", *_inline_children(element))]
    made = _BLOCKS[name]() if name in _BLOCKS else nodes.container()
    _copy_attributes(element, made)
    inner = _flow_of(element)
    if isinstance(made, (nodes.bullet_list, nodes.enumerated_list)):
        inner = [nodes.list_item("", *_flow_of(child)) for child in element if isinstance(child.tag, str)]
    made.extend(inner)
    return [made] if inner else []


def _flow_of(element: Element) -> list[nodes.Node]:
    """What is in an element, as blocks."""
    children = list(element)
    if element.text and element.text.strip():
        first = element.makeelement("span", {})
        first.text = element.text
        children.insert(0, first)
    return _flow(children)


def _table(element: Element) -> list[nodes.Node]:
    """A table; the rows that hold headings only, at its top, are its head."""
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in element.iter("tr")]
    rows = [row for row in rows if row]
    if not rows:
        return _flow_of(element)
    width = max(sum(_span(cell, "colspan") + 1 for cell in row) for row in rows)
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in range(width)), cols=width)
    heads = 0
    while heads < len(rows) - 1 and all(cell.tag == "th" for cell in rows[heads]):
        heads += 1
    for kind, part in ((nodes.thead, rows[:heads]), (nodes.tbody, rows[heads:])):
        if part:
            group += kind("", *(nodes.row("", *map(_entry, row)) for row in part))
    table = nodes.table("", group)
    caption = next(element.iter("caption"), None)
    if caption is not None:
        table.insert(0, nodes.title("", "", *_inline_children(caption)))
    return [table]


def _entry(cell: Element) -> nodes.entry:
    entry = nodes.entry("", *_flow_of(cell))
    for key, attribute in (("morecols", "colspan"), ("morerows", "rowspan")):
        if more := _span(cell, attribute):
            entry[key] = more
    return entry


def _span(cell: Element, attribute: str) -> int:
    """How many more columns or rows a cell spans."""
    value = cell.get(attribute) or ""
    return min(int(value), 100) - 1 if value.isascii() and value.isdigit() and int(value) > 1 else 0
