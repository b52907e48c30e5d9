"""Converts HTML, including anything that an author has pasted into a post, to the valid XHTML that EPUB requires.

Scripts, styles and frames are removed. Any element not listed below is replaced by its content, and any attribute not
listed below is removed. An element in a place where HTML does not allow it is replaced by an allowed element. Text is
never lost.

Source: https://html.spec.whatwg.org/multipage/dom.html#content-models
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from lxml import etree

from publication.core.addresses.absolute_urls import absolute_url
from publication.core.formats.feed_xml import strip_control_characters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Element = Any  # lxml ships no types

IMAGES_FOLDER = "images/"
"""The folder in the book that contains its images."""
CHAPTER_SCHEME = "book:"
"""The URL scheme of links to other chapters until the book is assembled. The chapter's file and fragment follow."""
_FORMULA_ATTRIBUTE = "data-formula"
_UNWRAPPED = "opened"
"""A temporary tag for elements that will be replaced by their content."""
_MAY_BE_EMPTY = frozenset({"alt", "open", "reversed"})
_EPUB_TYPE = "epub:type"


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_REMOVED_WITH_CONTENT = _names(
    "applet area base button canvas dialog form link map math meta object param script select source style svg "
    "template textarea title track"
)
_EMBEDDED = _names("audio embed iframe video")
"""Elements that show external content. A link replaces each of them."""
_RENAMED = {"acronym": "abbr", "big": "span", "center": "div", "dir": "ul", "font": "span", "menu": "ul"}
_RENAMED |= {"strike": "s", "tt": "code"}
_PHRASING = _names(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub sup time "
    "u var wbr"
)
_HEADINGS = _names("h1 h2 h3 h4 h5 h6")
_BLOCKS = _HEADINGS | _names(
    "aside blockquote caption col colgroup dd details div dl dt figcaption figure footer header hr li ol p pre "
    "section summary table tbody td tfoot th thead tr ul"
)
_ONLY_PHRASING = _HEADINGS | _names("p pre summary") | (_PHRASING - _names("a del ins"))
"""Elements that may contain text but no blocks. Links, insertions and deletions follow their parents' rule."""
_PARENTS: Mapping[str, frozenset[str]] = {
    "caption": _names("table"),
    "col": _names("colgroup"),
    "colgroup": _names("table"),
    "dd": _names("dl"),
    "dt": _names("dl"),
    "figcaption": _names("figure"),
    "li": _names("ol ul"),
    "rp": _names("ruby"),
    "rt": _names("ruby"),
    "summary": _names("details"),
    "tbody": _names("table"),
    "td": _names("tr"),
    "tfoot": _names("table"),
    "th": _names("tr"),
    "thead": _names("table"),
    "tr": _names("table tbody tfoot thead"),
}
"""The allowed parents of elements that may appear only in certain other elements."""
_CHILDREN: Mapping[str, frozenset[str]] = {
    "colgroup": _names("col"),
    "dl": _names("dd dt"),
    "ol": _names("li"),
    "table": _names("caption colgroup tbody tfoot thead tr"),
    "tbody": _names("tr"),
    "tfoot": _names("tr"),
    "thead": _names("tr"),
    "tr": _names("td th"),
    "ul": _names("li"),
}
"""The allowed children of elements that may contain only certain other elements and no text."""
_GLOBAL_ATTRIBUTES = _names("class dir id lang role title aria-label aria-labelledby epub:type")
_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "a": _names("href"),
    "col": _names("span"),
    "colgroup": _names("span"),
    "details": _names("open"),
    "div": _names("tabindex"),
    "img": _names("alt height src width"),
    "li": _names("value"),
    "ol": _names("reversed start type"),
    "td": _names("colspan rowspan"),
    "th": _names("colspan rowspan scope"),
    "time": _names("datetime"),
}
_VALUES = {
    "colspan": r"[1-9]\d{0,2}",
    "datetime": r"\d{4}-\d\d-\d\d",
    "dir": "ltr|rtl|auto",
    "height": r"\d+",
    "id": r"\S+",
    "lang": r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*",
    "role": "doc-(?:backlink|chapter|footnote|noteref)",
    "rowspan": r"[1-9]\d{0,4}",
    "scope": "(?:col|row)(?:group)?",
    "span": r"[1-9]\d{0,2}",
    "start": r"-?\d+",
    "tabindex": "0",
    "type": "[1aAiI]",
    "value": r"-?\d+",
    "width": r"\d+",
    _EPUB_TYPE: "chapter|footnotes?|noteref",
}
"""The pattern that each attribute's value must match. An attribute whose value does not match is removed."""
_UNSTYLED_CLASSES = _names(
    "align-default docutils external internal mathjax_ignore notranslate reference row-even row-odd tex2jax_ignore"
)
"""Classes that are removed because the book's style sheet does not use them."""
_SCHEMES = ("http://", "https://", "mailto:", "tel:")


@dataclass(slots=True)
class ConvertedHtml:
    """The result of a conversion: XHTML, with the headings, ids, links to chapters and image names that it contains.

    Headings are (text, id) pairs, and links are (chapter file, fragment) pairs.
    """

    body: str = ""
    headings: list[tuple[str, str]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    links: set[tuple[str, str]] = field(default_factory=set)
    images: set[str] = field(default_factory=set)


def formula_placeholder(number: int) -> str:
    """Return the placeholder that ``html_to_xhtml`` replaces with the formula at this index."""
    return f'<span {_FORMULA_ATTRIBUTE}="{number}"></span>'


def html_to_xhtml(
    html: str, formulas: Sequence[str], page_url: str, image_name: Callable[[str], str]
) -> ConvertedHtml:
    """Convert HTML to XHTML. The HTML must be a single element.

    ``formulas`` contains the MathML for each placeholder. ``page_url`` is the full URL of the document's page on the
    site, and the base of relative links. ``image_name`` accepts an image's ``src`` and returns the image's name in
    the book, or an empty string if the book cannot show the image.
    """
    root = etree.fromstring(f"<html><body>{strip_control_characters(html)}".encode(), _html_parser())
    body = root.find("body")
    _replace_interactive(body, image_name)
    etree.strip_elements(body, *_REMOVED_WITH_CONTENT, with_tail=False)
    for element in body.iter(*_RENAMED):
        element.tag = _RENAMED[element.tag]
    known = _PHRASING | _BLOCKS
    if unknown := {element.tag for element in body.iterdescendants("*")} - known:
        etree.strip_tags(body, *unknown)
    result = ConvertedHtml()
    _clean_attributes(body, page_url, result)
    _drop_dead_links(body, result.ids)
    while _repair_structure(body):
        pass
    _repair_nesting(body)
    _collect_headings(body, result)
    for placeholder in body.xpath(f".//*[@{_FORMULA_ATTRIBUTE}]"):
        formula = formulas[int(placeholder.get(_FORMULA_ATTRIBUTE))]
        _replace_element(placeholder, etree.fromstring(formula))
    result.body = "".join(etree.tostring(child, encoding="unicode") for child in body).strip()
    return result


@cache
def _html_parser() -> Any:
    return etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)


def _replace_interactive(body: Element, image_name: Callable[[str], str]) -> None:
    """Replace checkboxes with characters, and images and other media that a book cannot show with links."""
    for box in body.iter("input"):
        if box.get("type") == "checkbox":
            box.tag, box.text = "span", "☐" if box.get("checked") is None else "☑"
    for frame in list(body.iter(*_EMBEDDED)):
        source = frame.get("src") or next((inner.get("src", "") for inner in frame.iter("source")), "")
        text = frame.get("title") or frame.get("aria-label") or source
        _turn_into_link(frame, source, strip_control_characters(text))
    for image in list(body.iter("img")):
        source = image.get("src", "")
        if name := image_name(source):
            image.set("src", IMAGES_FOLDER + name)
        else:
            _turn_into_link(image, "" if source.startswith(IMAGES_FOLDER) else source, image.get("alt") or "")


def _turn_into_link(element: Element, url: str, text: str) -> None:
    """Turn an element into a link. Keep only the element's text if it has no URL or is within another link."""
    element[:] = []
    element.attrib.clear()
    element.text = strip_control_characters(text or url)
    element.tag = "a" if url and not any(True for _ in element.iterancestors("a")) else "span"
    if element.tag == "a":
        element.set("href", strip_control_characters(url))


def _clean_attributes(body: Element, page_url: str, result: ConvertedHtml) -> None:
    """Remove attributes that are not allowed or have an invalid value, and record ids, links and images."""
    for element in body.iterdescendants("*"):
        allowed = _ATTRIBUTES.get(element.tag, frozenset()) | _GLOBAL_ATTRIBUTES | {_FORMULA_ATTRIBUTE}
        for name, written in element.items():
            value = _allowed_value(name, written) if name in allowed else None
            if value is None or (name == "id" and value in result.ids):
                del element.attrib[name]
                continue
            element.set(name, value)
            if name == "id":
                result.ids.add(value)
            elif name == "href":
                _resolve_link(element, value, page_url, result)
        _complete_element(element, result)
    etree.strip_tags(body, _UNWRAPPED)


def _allowed_value(name: str, written: str) -> str | None:
    """Return an attribute's cleaned value, or None if the value is not allowed."""
    value: str = strip_control_characters(written).strip()
    if name == "class":
        value = " ".join(part for part in value.split() if part not in _UNSTYLED_CLASSES)
    if name in _VALUES and not re.fullmatch(_VALUES[name], value):
        return None
    return value if value or name in _MAY_BE_EMPTY else None


def _complete_element(element: Element, result: ConvertedHtml) -> None:
    """Add the attributes that an element requires, and record its image."""
    if element.tag == "img":
        element.set("alt", element.get("alt", ""))
        result.images.add(element.get("src").removeprefix(IMAGES_FOLDER))
    elif element.tag == "th" and "scope" not in element.attrib:
        element.set("scope", "col" if any(True for _ in element.iterancestors("thead")) else "row")
    elif element.tag == "details":
        element.set("open", "open")  # some reading systems cannot open `details`
    elif element.tag == "time" and "datetime" not in element.attrib:
        element.tag = "span"  # without the attribute, the text in `time` must be a machine-readable date
    elif element.tag == "span" and element.get("class") == "pre":
        element.tag = _UNWRAPPED  # Sphinx wraps each word of inline code in such an element, for its own style sheet


def _resolve_link(link: Element, href: str, page_url: str, result: ConvertedHtml) -> None:
    """Record a link to a chapter, or make any other link absolute. Remove a URL that cannot be opened from a book."""
    if href.startswith("#"):
        return
    if href.startswith(CHAPTER_SCHEME):
        file, _, fragment = href.removeprefix(CHAPTER_SCHEME).partition("#")
        result.links.add((file, fragment))
        return
    url = strip_control_characters(absolute_url(href, page_url)).replace(" ", "%20")
    if url.casefold().startswith(_SCHEMES):
        link.set("href", url)
    else:
        del link.attrib["href"]


def _drop_dead_links(body: Element, ids: set[str]) -> None:
    """Decode the fragment of each link within the chapter, and remove the link's target if there is no such id."""
    for link in body.iter("a"):
        if link.get("href", "").startswith("#"):
            target = unquote(link.get("href")[1:])
            if target in ids:
                link.set("href", f"#{target}")
            else:
                del link.attrib["href"]


def _repair_structure(body: Element) -> bool:
    """Turn elements with invalid parents or children into ``div`` or ``span``. Return whether any was changed."""
    repaired = False
    for element in body.iterdescendants("*"):
        parents, children = _PARENTS.get(element.tag), _CHILDREN.get(element.tag)
        is_wrong = parents is not None and element.getparent().tag not in parents
        if not is_wrong and children is not None:
            loose_text = (element.text or "") + "".join(child.tail or "" for child in element)
            is_wrong = bool(loose_text.strip()) or any(child.tag not in children for child in element)
            is_wrong = is_wrong or (element.tag == "dl" and _is_incomplete(element))
        if is_wrong:
            element.tag = "span" if element.tag in {"rp", "rt"} else "div"
            _drop_special_attributes(element)
            repaired = True
    return repaired


def _drop_special_attributes(element: Element) -> None:
    """Remove the attributes that only the element's former tag allowed."""
    for name in set(element.attrib) - _GLOBAL_ATTRIBUTES:
        del element.attrib[name]


def _is_incomplete(definition_list: Element) -> bool:
    """Whether a definition list starts with a definition or ends with a term."""
    return not len(definition_list) or definition_list[0].tag != "dt" or definition_list[-1].tag != "dd"


def _repair_nesting(body: Element) -> None:
    """Make sure that text-only elements contain no blocks, and that links contain no other links."""
    for link in list(body.iter("a")):
        if any(True for _ in link.iterancestors("a")):
            link.tag = "span"
            link.attrib.pop("href", None)
    for block in list(body.iter(*_BLOCKS)):
        for ancestor in block.iterancestors("*"):
            if ancestor.tag in _HEADINGS or ancestor.tag in {"pre", "summary"}:
                block.tag = "span"
                break
            if ancestor.tag in _ONLY_PHRASING:
                ancestor.tag = "div"
                _drop_special_attributes(ancestor)
            elif ancestor.tag not in _PHRASING:
                break


def _collect_headings(body: Element, result: ConvertedHtml) -> None:
    """Record the second-level headings that have an id, for the table of contents."""
    for heading in body.iter("h2"):
        anchor = heading.get("id") or heading.getparent().get("id")
        text = " ".join("".join(_heading_texts(heading)).split())
        if anchor and text:
            result.headings.append((text, anchor))


def _heading_texts(element: Element) -> Iterator[str]:
    """Yield the parts of a heading's text, without footnote references and other superscripts."""
    yield element.text or ""
    for child in element:
        if child.tag != "sup":
            yield from _heading_texts(child)
        yield child.tail or ""


def _replace_element(old: Element, new: Element) -> None:
    """Replace an element, keeping the text that follows it."""
    new.tail = old.tail
    old.getparent().replace(old, new)
