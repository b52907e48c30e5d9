"""Feeds as Atom, RSS and JSON Feed: values in, bytes out.

Sources: RFC 4287 (Atom), https://www.rssboard.org/rss-specification (RSS 2.0, with ``content:encoded``
of https://web.resource.org/rss/1.0/modules/content/), https://www.jsonfeed.org/version/1.1/.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, tostring

from .timestamps import rfc822, rfc3339

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

# What XML 1.0 cannot hold, and the other control characters, which show as boxes.
_CONTROL = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Person:
    """An author."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A term of a post; ``scheme`` is the address of the list of such terms."""

    name: str
    scheme: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A post as a feed carries it. Addresses are full, times aware, ``content`` is HTML, the rest plain text."""

    address: str
    guid: str
    """What names it in RSS."""
    title: str
    published: dt.datetime
    updated: dt.datetime
    language: str
    authors: tuple[Person, ...]
    categories: tuple[Category, ...] = ()
    summary: str = ""
    content: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed without its entries. Addresses are full, but for ``style``."""

    address: str
    home: str
    """The page that shows the same posts."""
    title: str
    subtitle: str
    language: str
    author: Person
    updated: dt.datetime
    style: str = ""
    """The style sheets that show it as a page, relative to it, without their endings."""
    license: str = ""
    license_url: str = ""


def clean(text: str) -> str:
    """Text that XML can hold: without control characters and halves of characters."""
    return _CONTROL.sub("", text)


def atom(feed: Feed, entries: Iterable[bytes]) -> bytes:
    """An Atom feed of entries made by ``atom_entry``."""
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": feed.language})
    root.text = "\n"
    _add(root, "id", feed.address)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", rfc3339(feed.updated))
    _point(root, "link", rel="self", type="application/atom+xml", href=feed.address)
    _point(root, "link", rel="alternate", type="text/html", href=feed.home)
    _point(root, "link", rel="license", href=feed.license_url)
    _add(root, "rights", feed.license)
    _atom_person(root, feed.author)
    return _document(root, feed.style, entries)


def atom_entry(entry: Entry) -> bytes:
    """An entry of an Atom feed: made once, since it stands in the feed of each of its terms too."""
    element = Element("entry", {"xml:lang": entry.language})
    element.text = element.tail = "\n"
    _add(element, "id", entry.address)
    _add(element, "title", entry.title)
    _point(element, "link", rel="alternate", type="text/html", href=entry.address)
    _add(element, "published", rfc3339(entry.published))
    _add(element, "updated", rfc3339(entry.updated))
    for person in entry.authors:
        _atom_person(element, person)
    for category in entry.categories:
        _point(element, "category", term=category.name, scheme=category.scheme)
    _add(element, "summary", entry.summary)
    _add(element, "content", entry.content, type="html")
    return tostring(element, encoding="unicode").encode()


def _atom_person(parent: Element, person: Person) -> None:
    author = SubElement(parent, "author")
    author.tail = "\n"
    _add(author, "name", person.name)
    _add(author, "uri", person.url)


def rss(feed: Feed, entries: Iterable[Entry]) -> bytes:
    """An RSS feed."""
    root = Element(
        "rss",
        {
            "version": "2.0",
            "xmlns:atom": "http://www.w3.org/2005/Atom",
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        },
    )
    channel = SubElement(root, "channel")
    channel.text = "\n"
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.home)
    _add(channel, "description", html.escape(feed.subtitle or feed.title, quote=False))
    _add(channel, "language", feed.language)
    _add(channel, "copyright", feed.license)
    _add(channel, "lastBuildDate", rfc822(feed.updated))
    _point(channel, "atom:link", rel="self", type="application/rss+xml", href=feed.address)
    channel.extend(map(_rss_item, entries))
    return _document(root, feed.style)


def _rss_item(entry: Entry) -> Element:
    item = Element("item", {"xml:lang": entry.language})
    item.text = item.tail = "\n"
    _add(item, "title", entry.title)
    _add(item, "link", entry.address)
    _add(item, "guid", entry.guid, isPermaLink="false")
    _add(item, "pubDate", rfc822(entry.published))
    for person in entry.authors:
        _add(item, "dc:creator", person.name)
    for category in entry.categories:
        _add(item, "category", category.name, domain=category.scheme)
    # A description is HTML to every reader, so plain text is escaped for that too.
    _add(item, "description", html.escape(entry.summary, quote=False))
    _add(item, "content:encoded", entry.content)
    return item


def json_feed(feed: Feed, entries: Iterable[Entry]) -> bytes:
    """A JSON Feed, version 1.1."""
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "description": feed.subtitle,
        "language": feed.language,
        "authors": [_json_person(feed.author)],
        "items": [_json_item(entry) for entry in entries],
    }
    return json.dumps(_filled(content), ensure_ascii=False, indent=1).encode() + b"\n"


def _json_item(entry: Entry) -> dict[str, Any]:
    item = {
        "id": entry.address,
        "url": entry.address,
        "title": clean(entry.title),
        "content_html": entry.content,
        "summary": clean(entry.summary),
        "image": entry.image,
        "date_published": rfc3339(entry.published),
        "date_modified": rfc3339(entry.updated),
        "authors": [_json_person(person) for person in entry.authors],
        "tags": [clean(category.name) for category in entry.categories],
        "language": entry.language,
    }
    # An item must have its text, even when there is none.
    return _filled(item) | {"content_html": clean(entry.content)}


def _json_person(person: Person) -> dict[str, Any]:
    return _filled({"name": clean(person.name), "url": person.url})


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value or name == "items"}


def _add(parent: Element, tag: str, text: str, **attributes: str) -> None:
    """Add an element with text, unless it would be empty."""
    if text:
        element = SubElement(parent, tag, attributes)
        element.text, element.tail = clean(text), "\n"


def _point(parent: Element, tag: str, **attributes: str) -> None:
    """Add an element that says all in its attributes, unless one of them is empty."""
    if all(attributes.values()):
        SubElement(parent, tag, {name: clean(value) for name, value in attributes.items()}).tail = "\n"


def _document(root: Element, style: str, entries: Iterable[bytes] = ()) -> bytes:
    """A whole document; ``entries`` stand last in its root."""
    prolog = '<?xml version="1.0" encoding="utf-8"?>\n'
    kinds = ("xsl", "css") if style else ()
    sheets = "".join(f'<?xml-stylesheet type="text/{kind}" href="{style}.{kind}"?>\n' for kind in kinds)
    end = f"</{root.tag}>"
    start = tostring(root, encoding="unicode").removesuffix(end)
    return b"".join((f"{prolog}{sheets}{start}".encode(), *entries, f"{end}\n".encode()))
