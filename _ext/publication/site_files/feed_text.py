"""The text of a rendered post as a feed carries it: plain HTML that stands alone, with full addresses.

A reader of feeds has no style sheet and no script, and shows the text far from its page. So what
belongs to the page is taken out, what needs a style is said in words or plain elements, notes stand at
the end, and only the elements and attributes listed here are left.

lxml removes and opens elements by name a hundred times faster than one by one, so an element that is
to go is renamed first.
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


_LEFT_OUT = _names(
    "applet area base button canvas dialog embed form link map meta object param script select style svg "
    "template textarea title"
)
"""Elements that go, with all that is in them."""
_KEPT = _names(
    "a abbr audio b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption "
    "figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp small source strong sub "
    "summary sup table tbody td tfoot th thead time tr track u ul var video wbr"
)
"""Elements that stay. Any other is replaced by what is in it, but for a ``span`` with a language."""
_ATTRIBUTES = _names(
    "alt cite colspan controls datetime dir headers height href hreflang id kind lang media open poster reversed "
    "rowspan scope sizes src srclang srcset start title type value width"
)
_ADDRESSES = ("href", "src", "poster", "cite")
_FURNITURE = _names("fn-bracket headerlink linenos missing-image post-byline post-description system-message")
"""Classes of what only the page needs: marks beside headings, messages, what a feed shows itself."""
_GONE, _OPENED = "gone", "opened"
"""Names for elements that are to go, and for those that what is in them shall replace."""

_END = re.compile(r"</(?i:html)\s*>")
_WITH_CLASS = etree.XPath(".//*[@class]")
_WITH_ATTRIBUTES = etree.XPath(".//*[@*]")
# An address is all up to a space; a comma at its end parts it from the next. Source: HTML, "srcset attributes".
_CANDIDATE = re.compile(r"[\s,]*([^\s,]\S*[^\s,]|[^\s,])(?:\s*,|\s+([^,]*),?|$)")


def feed_html(body: str, address: str, title: str, language: str = "") -> str:
    """The HTML of a page's text for feeds.

    ``address`` is the page's, ``title`` the heading that a feed shows itself, ``language`` given when it
    is not that of the feed. Control characters are left to whoever writes the feed.
    """
    root = _parsed(body)
    if root.getnext() is not None:  # the parser stopped where a browser goes on: the writer pasted a whole page
        root = _parsed(_END.sub("", body))
    etree.strip_elements(root, *_LEFT_OUT, with_tail=False)
    for block in root.iter("pre"):
        etree.strip_tags(block, "span")  # the colours of code
    _drop_furniture(root)
    _drop_title(root, title)
    _put_in_words(root)
    _move_notes(root)
    _unwrap(root)
    _mend_attributes(root, address)
    html: str = etree.tostring(root, method="html", encoding="unicode", with_tail=False)
    html = html.removeprefix("<html>").removesuffix("</html>").strip()
    if html and language:
        return f'<div lang="{language}" dir="{site.text_direction(language)}">\n{html}\n</div>'
    return html


def _parsed(body: str) -> Element:
    return etree.fromstring(f"<html><body>{body}".replace("\0", "").encode("utf-8", "replace"), _parser())


@cache
def _parser() -> Any:
    return etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)


def _drop_furniture(root: Element) -> None:
    for element in _WITH_CLASS(root):
        if not _FURNITURE.isdisjoint(element.get("class").split()):
            parent = element.getparent()
            beside = (parent.text or "") + (element.tail or "")
            alone = parent.tag == "p" and len(parent) == 1 and not beside.strip()
            (parent if alone else element).tag = _GONE
    etree.strip_elements(root, _GONE, with_tail=False)


def _drop_title(root: Element, title: str) -> None:
    heading = next(root.iter("h1"), None)
    if heading is not None and " ".join(_text(heading).split()) == title:
        heading.tag = _GONE


def _put_in_words(root: Element) -> None:
    """Turn what a reader of feeds cannot show into what it can."""
    for box in root.iter("input"):
        if box.get("type") == "checkbox":
            box.text, box.tag = "☐" if box.get("checked") is None else "☑", _OPENED
    for formula in root.iter("math"):
        _fill(formula, strip_control_characters(formula.get("alttext") or _text(formula)))
        formula.tag = "code"
    for frame in root.iter("iframe"):
        source, name = (
            strip_control_characters(frame.get("src", "")),
            strip_control_characters(frame.get("title", "")),
        )
        _fill(frame, name or source)
        frame.tag = "a" if source else _GONE
        frame.attrib.clear()
        frame.set("href", source)
    for element in root.iter("div", "p"):
        names = element.get("class", "").split()
        if "admonition-title" in names:
            strong = element.makeelement("strong")
            strong.text = _text(element)
            _fill(element, "", strong)
        elif "admonition" in names:
            element.tag = "blockquote"


def _move_notes(root: Element) -> None:
    """Put the notes at the end, each behind its number, which leads back to the text."""
    notes = [element for element in root.iter("aside", "div", "li") if element.get("role") == "doc-footnote"]
    if not notes:
        return
    for rule in root.iter("hr"):
        if "footnotes" in rule.get("class", "").split():
            rule.tag = _GONE
    rule = etree.SubElement(root, "hr")
    rule.tail = "\n"
    for note in notes:
        _number(note)
        note.tag, note.tail = "div", "\n"
        root.append(note)


def _number(note: Element) -> None:
    """Part a note's number, which leads back to the text, from its first line."""
    for part in note.iter("span"):
        if part.get("class") == "footnote-number":
            part.tag, part.tail = _OPENED, strip_control_characters(f".{part.tail or ''}")


def _unwrap(root: Element) -> None:
    """Take out what was given up, and open the elements that mean nothing without the page's style."""
    for span in root.iter("span"):
        if "lang" not in span.attrib and "dir" not in span.attrib:
            span.tag = _OPENED
    etree.strip_elements(root, _GONE, with_tail=False)
    names = {element.tag for element in root.iterdescendants("*")} - _KEPT - {"span"}
    if names:
        etree.strip_tags(root, *names)


def _mend_attributes(root: Element, address: str) -> None:
    """Leave the attributes that mean something without the page, with full addresses."""
    etree.strip_attributes(root, "class", "role")  # most of what there is
    for element in _WITH_ATTRIBUTES(root):
        for name, value in element.items():
            if name not in _ATTRIBUTES:
                del element.attrib[name]
            elif name in _ADDRESSES:
                _set(element, name, absolute_url(value, address, picture=name == "src"))
            elif name == "srcset":
                _set(element, name, ", ".join(_candidates(value, address)))


def _set(element: Element, name: str, value: str) -> None:
    if not value:
        del element.attrib[name]
    elif element.get(name) != value:
        element.set(name, value)


def _candidates(srcset: str, address: str) -> Iterator[str]:
    for found, descriptor in _CANDIDATE.findall(srcset):
        if full := absolute_url(found, address, picture=True):
            yield strip_control_characters(f"{full} {descriptor.strip()}".strip())


def _fill(element: Element, text: str, *children: Element) -> None:
    """Replace what is in an element."""
    element[:] = children
    element.text = text


def _text(element: Element) -> str:
    # Cleaned, like all that is set below: lxml reads &#8; but refuses to be given it.
    return strip_control_characters("".join(element.itertext()))
