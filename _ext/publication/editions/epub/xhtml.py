"""HTML with whatever a writer pasted into it, to XHTML as EPUB allows it: valid, without scripts, styles and frames.

Elements and attributes that are not listed here are opened or dropped; an element that stands where HTML
does not have it becomes one that may stand there. No text is lost.

Source: https://html.spec.whatwg.org/multipage/dom.html#content-models
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from lxml import etree

from publication.core.addresses.absolute_urls import absolute
from publication.core.formats.feed_xml import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Element = Any  # lxml ships no types

IMAGES = "images/"
"""The folder of the book's pictures."""
BOOK = "book:"
"""What begins a link to another chapter, until the book is put together: its file and fragment follow."""
_FORMULA = "data-formula"
_OPENED = "opened"
"""A name for elements that what is in them shall replace."""
_MAY_BE_EMPTY = frozenset({"alt", "open", "reversed"})
_EPUB_TYPE = "epub:type"


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LEFT_OUT = _names(
    "applet area base button canvas dialog form link map math meta object param script select source style svg "
    "template textarea title track"
)
"""Elements that go, with all that is in them."""
_EMBEDDED = _names("audio embed iframe video")
"""Elements that show something of another place: a link to it stands for them."""
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
"""Elements that hold text, and no blocks. Links, insertions and deletions hold what their parents may."""
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
"""Elements that stand only within certain others."""
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
"""Elements that hold only certain others, and no text."""
_ANYWHERE = _names("class dir id lang role title aria-label aria-labelledby epub:type")
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
"""What the value of an attribute must be, or the attribute goes."""
_NOISE = _names("align-default docutils external internal mathjax_ignore notranslate reference row-even row-odd")
_NOISE |= _names("tex2jax_ignore")
"""Classes that no style of the book asks for."""
_SCHEMES = ("http://", "https://", "mailto:", "tel:")


@dataclass(slots=True)
class Result:
    """A text as XHTML, and what it shows and leads to."""

    body: str = ""
    headings: list[tuple[str, str]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    links: set[tuple[str, str]] = field(default_factory=set)
    images: set[str] = field(default_factory=set)


def formula(number: int) -> str:
    """What stands in a text for a formula until it is put there."""
    return f'<span {_FORMULA}="{number}"></span>'


def made_of(text: str, formulas: Sequence[str], address: str, picture: Callable[[str], str]) -> Result:
    """The XHTML of a text, which is one element.

    ``address`` is that of its page on the web. ``picture`` gives the name in the book of a picture as it is written
    in an ``src``, empty when the book cannot show it.
    """
    root = etree.fromstring(f"<html><body>{clean(text)}".encode(), _parser())
    body = root.find("body")
    _put_in_words(body, picture)
    etree.strip_elements(body, *_LEFT_OUT, with_tail=False)
    for element in body.iter(*_RENAMED):
        element.tag = _RENAMED[element.tag]
    known = _PHRASING | _BLOCKS
    if strange := {element.tag for element in body.iterdescendants("*")} - known:
        etree.strip_tags(body, *strange)
    result = Result()
    _mend_attributes(body, address, result)
    _drop_dead_links(body, result.ids)
    while _mend_structure(body):
        pass
    _mend_nesting(body)
    _headings(body, result)
    for place in body.xpath(f".//*[@{_FORMULA}]"):
        _replace(place, etree.fromstring(formulas[int(place.get(_FORMULA))]))
    result.body = "".join(etree.tostring(child, encoding="unicode") for child in body).strip()
    return result


@cache
def _parser() -> Any:
    return etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)


def _put_in_words(body: Element, picture: Callable[[str], str]) -> None:
    """Turn what a book cannot show into words and links."""
    for box in body.iter("input"):
        if box.get("type") == "checkbox":
            box.tag, box.text = "span", "☐" if box.get("checked") is None else "☑"
    for frame in list(body.iter(*_EMBEDDED)):
        source = frame.get("src") or next((inner.get("src", "") for inner in frame.iter("source")), "")
        _make_link(frame, source, clean(frame.get("title") or frame.get("aria-label") or source))
    for image in list(body.iter("img")):
        source = image.get("src", "")
        if name := picture(source):
            image.set("src", IMAGES + name)
        else:
            _make_link(image, "" if source.startswith(IMAGES) else source, image.get("alt") or "")


def _make_link(element: Element, address: str, text: str) -> None:
    """Put a link in the place of an element, or only its text when it leads nowhere or is in a link already."""
    element[:] = []
    element.attrib.clear()
    element.text = clean(text or address)
    element.tag = "a" if address and not any(True for _ in element.iterancestors("a")) else "span"
    if element.tag == "a":
        element.set("href", clean(address))


def _mend_attributes(body: Element, address: str, result: Result) -> None:
    """Leave the attributes that may stand, with values that they may have, and note what they say."""
    for element in body.iterdescendants("*"):
        allowed = _ATTRIBUTES.get(element.tag, frozenset()) | _ANYWHERE | {_FORMULA}
        for name, written in element.items():
            value = _value(name, written) if name in allowed else None
            if value is None or (name == "id" and value in result.ids):
                del element.attrib[name]
                continue
            element.set(name, value)
            if name == "id":
                result.ids.add(value)
            elif name == "href":
                _mend_link(element, value, address, result)
        _complete(element, result)
    etree.strip_tags(body, _OPENED)


def _value(name: str, written: str) -> str | None:
    """The value of an attribute, None when it is none that it may have."""
    value: str = clean(written).strip()
    if name == "class":
        value = " ".join(part for part in value.split() if part not in _NOISE)
    if name in _VALUES and not re.fullmatch(_VALUES[name], value):
        return None
    return value if value or name in _MAY_BE_EMPTY else None


def _complete(element: Element, result: Result) -> None:
    """Give an element what it must have, and note what it shows."""
    if element.tag == "img":
        element.set("alt", element.get("alt", ""))
        result.images.add(element.get("src").removeprefix(IMAGES))
    elif element.tag == "th" and "scope" not in element.attrib:
        element.set("scope", "col" if any(True for _ in element.iterancestors("thead")) else "row")
    elif element.tag == "details":
        element.set("open", "open")  # not every reading system can open it
    elif element.tag == "time" and "datetime" not in element.attrib:
        element.tag = "span"  # what says a time in words alone must be a time that machines read
    elif element.tag == "span" and element.get("class") == "pre":
        element.tag = _OPENED  # Sphinx's, for a style of its own


def _mend_link(link: Element, href: str, address: str, result: Result) -> None:
    """Give a link the address that it leads to from within a book, or none."""
    if href.startswith("#"):
        return
    if href.startswith(BOOK):
        file, _, fragment = href.removeprefix(BOOK).partition("#")
        result.links.add((file, fragment))
        return
    full = clean(absolute(href, address)).replace(" ", "%20")
    if full.casefold().startswith(_SCHEMES):
        link.set("href", full)
    else:
        del link.attrib["href"]


def _drop_dead_links(body: Element, ids: set[str]) -> None:
    """A link within the chapter leads to something that is there, and names it as it is written there."""
    for link in body.iter("a"):
        if link.get("href", "").startswith("#"):
            target = unquote(link.get("href")[1:])
            if target in ids:
                link.set("href", f"#{target}")
            else:
                del link.attrib["href"]


def _mend_structure(body: Element) -> bool:
    """Make elements plain that stand where they may not, or hold what they may not; True when one was."""
    mended = False
    for element in body.iterdescendants("*"):
        parents, children = _PARENTS.get(element.tag), _CHILDREN.get(element.tag)
        wrong = parents is not None and element.getparent().tag not in parents
        if not wrong and children is not None:
            loose = (element.text or "") + "".join(child.tail or "" for child in element)
            wrong = bool(loose.strip()) or any(child.tag not in children for child in element)
            wrong = wrong or (element.tag == "dl" and _is_ragged(element))
        if wrong:
            element.tag = "span" if element.tag in {"rp", "rt"} else "div"
            _plain(element)
            mended = True
    return mended


def _plain(element: Element) -> None:
    """Drop the attributes that belonged to what an element was."""
    for name in set(element.attrib) - _ANYWHERE:
        del element.attrib[name]


def _is_ragged(terms: Element) -> bool:
    """Whether a list of terms begins with a definition or ends with a term."""
    return not len(terms) or terms[0].tag != "dt" or terms[-1].tag != "dd"


def _mend_nesting(body: Element) -> None:
    """No block within text, no link within a link."""
    for link in list(body.iter("a")):
        if any(True for _ in link.iterancestors("a")):
            link.tag = "span"
            link.attrib.pop("href", None)
    for block in list(body.iter(*_BLOCKS)):
        for above in block.iterancestors("*"):
            if above.tag in _HEADINGS or above.tag in {"pre", "summary"}:
                block.tag = "span"
                break
            if above.tag in _ONLY_PHRASING:
                above.tag = "div"
                _plain(above)
            elif above.tag not in _PHRASING:
                break


def _headings(body: Element, result: Result) -> None:
    """The headings of the second level that can be led to, for the contents."""
    for heading in body.iter("h2"):
        anchor = heading.get("id") or heading.getparent().get("id")
        text = " ".join("".join(_texts(heading)).split())
        if anchor and text:
            result.headings.append((text, anchor))


def _texts(element: Element) -> Iterator[str]:
    """The words of a heading, without the numbers of notes."""
    yield element.text or ""
    for child in element:
        if child.tag != "sup":
            yield from _texts(child)
        yield child.tail or ""


def _replace(place: Element, new: Element) -> None:
    new.tail = place.tail
    place.getparent().replace(place, new)
