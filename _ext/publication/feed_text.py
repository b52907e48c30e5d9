"""The text of a rendered post as a feed carries it: plain HTML that stands alone, with full addresses.

A reader of feeds has no style sheet and no script, and shows the text far from its page. So what
belongs to the page is taken out, what needs a style is put in words or plain elements, notes stand at
the end, and only the elements and attributes listed here are left.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from babel import Locale, UnknownLocaleError
from lxml import etree
from lxml.html import HtmlElement, document_fromstring, tostring

from .core.feed_formats import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

_LEFT_OUT = (
    "applet area base button canvas dialog embed form head link map meta object param script select style svg "
    "template textarea title"
).split()
"""Elements that go with all that is in them."""
_KEPT = frozenset(
    "a abbr audio b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption "
    "figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp small source span strong "
    "sub summary sup table tbody td tfoot th thead time tr track u ul var video wbr".split()
)
"""Elements that stay; any other is replaced by what is in it."""
_ATTRIBUTES = frozenset(
    "alt cite colspan controls datetime dir headers height href hreflang id kind lang media open poster reversed rowspan "
    "scope sizes src srclang srcset start title type value width".split()
)
_ADDRESSES = ("href", "src", "poster", "cite")
_FURNITURE = frozenset({"backrefs", "fn-bracket", "footnotes", "headerlink", "linenos", "missing-image", "system-message"})
"""Classes of what only the page needs: marks beside headings, messages, line numbers."""

_UNSAFE = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|avif);", re.IGNORECASE)
_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
# An address is all up to a space; a comma at its end parts it from the next. Source: HTML, "srcset attributes".
_CANDIDATE = re.compile(r"[\s,]*([^\s,]\S*[^\s,]|[^\s,])(?:\s*,|\s+([^,]*),?|$)")


def plain(body: str, address: str, title: str, language: str = "") -> str:
    """The HTML of a page's text for feeds.

    ``address`` is the page's, ``title`` the heading that a feed shows itself, ``language`` given when it
    is not that of the feed.
    """
    root = document_fromstring(f"<html><body>{clean(body)}</body></html>").find("body")
    etree.strip_elements(root, etree.Comment, etree.ProcessingInstruction, *_LEFT_OUT, with_tail=False)
    _drop_title(root, title)
    _drop_furniture(root)
    _put_in_words(root)
    _move_notes(root)
    _unwrap(root)
    _mend_attributes(root, address)
    html = _inner(root).strip()
    if html and language:
        return f'<div lang="{language}" dir="{_direction(language)}">\n{html}\n</div>'
    return html


def _drop_title(root: HtmlElement, title: str) -> None:
    heading = root.find(".//h1")
    if heading is not None:
        for mark in heading.find_class("headerlink"):
            mark.drop_tree()
        if " ".join(heading.text_content().split()) == title:
            heading.drop_tree()


def _drop_furniture(root: HtmlElement) -> None:
    for element in root.xpath(".//*[@class]"):
        if not _FURNITURE.isdisjoint(element.get("class").split()):
            parent = element.getparent()
            element.drop_tree()
            if parent.tag == "p" and not len(parent) and not parent.text_content().strip():
                parent.drop_tree()


def _put_in_words(root: HtmlElement) -> None:
    """Turn what a reader of feeds cannot show into what it can."""
    for box in root.findall(".//input"):
        mark = {None: "☐ "}.get(box.get("checked"), "☑ ") if box.get("type") == "checkbox" else ""
        box.tail = mark + (box.tail or "")
        box.drop_tree()
    for frame in root.findall(".//iframe"):
        _become(frame, "a", {"href": frame.get("src", "")}, frame.get("title") or frame.get("src", ""))
    for heading in root.find_class("admonition-title"):
        strong = heading.makeelement("strong")
        strong.text, heading.text = heading.text_content(), None
        heading[:] = [strong]
    for box in root.find_class("admonition"):
        if box.tag == "div":
            box.tag = "blockquote"


def _move_notes(root: HtmlElement) -> None:
    """Put the notes at the end, each behind its number, which leads back to the text."""
    for number in root.xpath('.//a[@role="doc-noteref"]'):
        raised = number.makeelement("sup")
        raised.text, number.text = number.text_content(), None
        number[:] = [raised]
    notes = root.xpath('.//*[@role="doc-footnote"]')
    for note in notes:
        label = "".join(part.text_content() for part in note.find_class("label")).strip()
        back = note.xpath('(.//a[@role="doc-backlink"])[1]/@href')
        for part in note.find_class("label"):
            part.drop_tree()
        first = note.find("p")
        if first is None:
            first = note.makeelement("p")
            note.insert(0, first)
        number = note.makeelement("a", {"href": back[0]}) if back else note.makeelement("span")
        number.text, number.tail, first.text = label, f". {first.text or ''}", None
        first.insert(0, number)
    if notes:
        lists = {note.getparent() for note in notes}
        rule = root.makeelement("hr")
        rule.tail = "\n"
        root.append(rule)
        for note in notes:
            note.tag, note.tail = "div", "\n"
            root.append(note)
        for emptied in lists:
            if emptied is not root and not len(emptied) and not emptied.text_content().strip():
                emptied.drop_tree()


def _unwrap(root: HtmlElement) -> None:
    """Keep what is in the elements that mean nothing without the page's style, and drop these."""
    for block in root.findall(".//pre"):
        etree.strip_tags(block, "span")
    for span in root.findall(".//span"):
        if not span.get("lang") and not span.get("dir"):
            span.drop_tag()
    names = {element.tag for element in root.iterdescendants("*")} - _KEPT
    if names:
        etree.strip_tags(root, *names)


def _mend_attributes(root: HtmlElement, address: str) -> None:
    """Leave the attributes that mean something without the page, with full addresses."""
    for element in root.iterdescendants("*"):
        attributes = element.attrib
        for name in [name for name in attributes if name not in _ATTRIBUTES]:
            del attributes[name]
        for name in _ADDRESSES:
            if name in attributes:
                _set(element, name, absolute(attributes[name], address, picture=name == "src"))
        if "srcset" in attributes:
            _set(element, "srcset", ", ".join(_candidates(attributes["srcset"], address)))


def _set(element: HtmlElement, name: str, value: str) -> None:
    if value:
        element.set(name, value)
    else:
        del element.attrib[name]


def _candidates(srcset: str, address: str) -> Iterable[str]:
    for found, descriptor in _CANDIDATE.findall(srcset):
        if full := absolute(found, address, picture=True):
            yield f"{full} {descriptor.strip()}".strip()


def absolute(written: str, address: str, *, picture: bool = False) -> str:
    """The full address, percent-encoded, that a browser makes of one written in the page at ``address``.

    Empty for one that runs a script or cannot be read; a picture may carry its data in its address.
    """
    written = re.sub(r"[\t\n\r]", "", written.strip())
    if _UNSAFE.match(written) and not (picture and _PICTURE.match(written)):
        return ""
    try:
        parts = urlsplit(urljoin(address, written))
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    except ValueError:
        return ""
    path = quote(_PERCENT.sub("%25", parts.path), safe="/%:@!$&'()*+,;=~")
    query, fragment = (
        quote(_PERCENT.sub("%25", part), safe="/?%:@!$&'()*+,;=~") for part in (parts.query, parts.fragment)
    )
    return urlunsplit((parts.scheme, host, path, query, fragment))


def _become(element: HtmlElement, tag: str, attributes: dict[str, str], text: str) -> None:
    tail = element.tail
    element.clear()
    element.tag, element.text, element.tail = tag, text, tail
    element.attrib.update(attributes)


def _inner(root: HtmlElement) -> str:
    children = (tostring(child, encoding="unicode") for child in root)
    return _escaped(root.text or "") + "".join(children)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _direction(language: str) -> str:
    try:
        return Locale.parse(language, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"
