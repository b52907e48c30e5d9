"""Converts the HTML of a post for feeds: plain HTML that needs no style sheet or script, with full URLs.

Feed readers show a post's text outside its page, without our style sheet and scripts. Elements that only the page
needs are therefore removed, formulas and admonitions become plain elements, footnotes move to the end, and only the
elements and attributes listed here are kept.

lxml removes all elements of one name a hundred times faster than elements one at a time. Each element to remove is
therefore renamed to ``_REMOVE``, and each element to replace by its content to ``_UNWRAP``. Then all are processed
together.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from publication.build import site
from publication.core.addresses.absolute_urls import absolute_url
from publication.core.formats.feed_xml import strip_control_characters

if TYPE_CHECKING:
    from collections.abc import Iterator

    Element = Any  # lxml ships no types


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_REMOVED_ELEMENTS = _names(
    "applet area base button canvas dialog embed form link map meta object param script select style svg "
    "template textarea title"
)
"""Elements that are removed together with their content."""
_ALLOWED_ELEMENTS = _names(
    "a abbr audio b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption "
    "figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp small source strong sub "
    "summary sup table tbody td tfoot th thead time tr track u ul var video wbr"
)
"""Elements that are kept. Any other element is replaced by its content, except a ``span`` with a language."""
_ALLOWED_ATTRIBUTES = _names(
    "alt cite colspan controls datetime dir headers height href hreflang id kind lang media open poster reversed "
    "rowspan scope sizes src srclang srcset start title type value width"
)
_URL_ATTRIBUTES = ("href", "src", "poster", "cite")
_PAGE_ONLY_CLASSES = _names("fn-bracket headerlink linenos missing-image post-byline post-description system-message")
"""Classes of elements that only the page needs, such as links beside headings, or that feeds show separately."""
_REMOVE, _UNWRAP = "gone", "opened"
"""Temporary names of elements to remove, and of elements to replace by their content."""

_HTML_END_TAG = re.compile(r"</(?i:html)\s*>")
_WITH_CLASS = etree.XPath(".//*[@class]")
_WITH_ATTRIBUTES = etree.XPath(".//*[@*]")
# A URL extends to the next space. A comma at its end separates URLs. Source: HTML, "srcset attributes".
_SRCSET_CANDIDATE = re.compile(r"[\s,]*([^\s,]\S*[^\s,]|[^\s,])(?:\s*,|\s+([^,]*),?|$)")


def feed_html(body: str, page_url: str, title: str, language: str = "") -> str:
    """Convert the HTML of a page's text for feeds.

    ``title`` is the title that the feed shows separately, so a heading with the same text is removed. ``language`` is
    the text's language if it differs from the feed's. Control characters are removed later, by the module that writes
    the feed.
    """
    root = _parse_html(body)
    if root.getnext() is not None:
        # The author has pasted a whole page. The parser stopped at its `</html>`, but browsers read on.
        root = _parse_html(_HTML_END_TAG.sub("", body))
    etree.strip_elements(root, *_REMOVED_ELEMENTS, with_tail=False)
    for block in root.iter("pre"):
        etree.strip_tags(block, "span")  # These spans are for syntax highlighting.
    _remove_page_only_elements(root)
    _remove_title(root, title)
    _simplify_elements(root)
    _move_footnotes_to_end(root)
    _unwrap_elements(root)
    _clean_attributes(root, page_url)
    html: str = etree.tostring(root, method="html", encoding="unicode", with_tail=False)
    html = html.removeprefix("<html>").removesuffix("</html>").strip()
    if html and language:
        return f'<div lang="{language}" dir="{site.text_direction(language)}">\n{html}\n</div>'
    return html


def _parse_html(body: str) -> Element:
    return etree.fromstring(f"<html><body>{body}".replace("\0", "").encode("utf-8", "replace"), _parser())


@cache
def _parser() -> Any:
    return etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)


def _remove_page_only_elements(root: Element) -> None:
    """Remove elements that are useful on a web page but not in a feed, and paragraphs that contain nothing else."""
    for element in _WITH_CLASS(root):
        if not _PAGE_ONLY_CLASSES.isdisjoint(element.get("class").split()):
            parent = element.getparent()
            text_beside = (parent.text or "") + (element.tail or "")
            is_alone = parent.tag == "p" and len(parent) == 1 and not text_beside.strip()
            (parent if is_alone else element).tag = _REMOVE
    etree.strip_elements(root, _REMOVE, with_tail=False)


def _remove_title(root: Element, title: str) -> None:
    heading = next(root.iter("h1"), None)
    if heading is not None and " ".join(_text(heading).split()) == title:
        heading.tag = _REMOVE


def _simplify_elements(root: Element) -> None:
    """Replace elements that some feed readers do not show: checkboxes, formulas, embedded pages and admonitions."""
    for box in root.iter("input"):
        if box.get("type") == "checkbox":
            box.text, box.tag = "☐" if box.get("checked") is None else "☑", _UNWRAP
    for formula in root.iter("math"):
        _set_content(formula, strip_control_characters(formula.get("alttext") or _text(formula)))
        formula.tag = "code"
    for frame in root.iter("iframe"):
        url = strip_control_characters(frame.get("src", ""))
        title = strip_control_characters(frame.get("title", ""))
        _set_content(frame, title or url)
        frame.tag = "a" if url else _REMOVE
        frame.attrib.clear()
        frame.set("href", url)
    for element in root.iter("div", "p"):
        classes = element.get("class", "").split()
        if "admonition-title" in classes:
            strong = element.makeelement("strong")
            strong.text = _text(element)
            _set_content(element, "", strong)
        elif "admonition" in classes:
            element.tag = "blockquote"


def _move_footnotes_to_end(root: Element) -> None:
    """Move the footnotes to the end, below a rule. Each footnote begins with its number, which links to the text."""
    footnotes = [element for element in root.iter("aside", "div", "li") if element.get("role") == "doc-footnote"]
    if not footnotes:
        return
    for rule in root.iter("hr"):
        if "footnotes" in rule.get("class", "").split():
            rule.tag = _REMOVE
    rule = etree.SubElement(root, "hr")
    rule.tail = "\n"
    for footnote in footnotes:
        _add_full_stop(footnote)
        footnote.tag, footnote.tail = "div", "\n"
        root.append(footnote)


def _add_full_stop(footnote: Element) -> None:
    """Add a full stop after a footnote's number, to separate it from the text."""
    for span in footnote.iter("span"):
        if span.get("class") == "footnote-number":
            span.tag, span.tail = _UNWRAP, strip_control_characters(f".{span.tail or ''}")


def _unwrap_elements(root: Element) -> None:
    """Remove the elements renamed to ``_REMOVE``, and replace all elements that are not allowed by their content."""
    for span in root.iter("span"):
        if "lang" not in span.attrib and "dir" not in span.attrib:
            span.tag = _UNWRAP
    etree.strip_elements(root, _REMOVE, with_tail=False)
    names = {element.tag for element in root.iterdescendants("*")} - _ALLOWED_ELEMENTS - {"span"}
    if names:
        etree.strip_tags(root, *names)


def _clean_attributes(root: Element, page_url: str) -> None:
    """Remove all attributes that are not allowed, and convert all URLs to full URLs."""
    etree.strip_attributes(root, "class", "role")  # fastest way to remove the two most frequent attributes
    for element in _WITH_ATTRIBUTES(root):
        for name, value in element.items():
            if name not in _ALLOWED_ATTRIBUTES:
                del element.attrib[name]
            elif name in _URL_ATTRIBUTES:
                _set_attribute(element, name, absolute_url(value, page_url, allow_image_data=name == "src"))
            elif name == "srcset":
                _set_attribute(element, name, ", ".join(_full_candidates(value, page_url)))


def _set_attribute(element: Element, name: str, value: str) -> None:
    """Set an attribute, or remove it if the value is empty."""
    if not value:
        del element.attrib[name]
    elif element.get(name) != value:
        element.set(name, value)


def _full_candidates(srcset: str, page_url: str) -> Iterator[str]:
    """Yield each image candidate in a ``srcset`` attribute, with its full URL."""
    for url, descriptor in _SRCSET_CANDIDATE.findall(srcset):
        if full_url := absolute_url(url, page_url, allow_image_data=True):
            yield strip_control_characters(f"{full_url} {descriptor.strip()}".strip())


def _set_content(element: Element, text: str, *children: Element) -> None:
    """Replace an element's content."""
    element[:] = children
    element.text = text


def _text(element: Element) -> str:
    # lxml reads control characters such as `&#8;`, but refuses to write them, so they are removed.
    return strip_control_characters("".join(element.itertext()))
