"""Generates Atom and RSS feeds, using pure functions. For JSON Feed, see ``json_feed``.

Sources: RFC 4287 (Atom), https://www.rssboard.org/rss-specification (RSS 2.0, with ``content:encoded``
of https://web.resource.org/rss/1.0/modules/content/).
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from .timestamps import rfc822, rfc3339

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

# XML 1.0 forbids some of these characters. Feed readers show the other control characters as boxes.
_CONTROL = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Person:
    """The author of a feed or an entry. ``url`` is a full URL, or empty."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """One of a post's terms. ``scheme`` is the full URL of the page that lists all terms in the term's taxonomy."""

    name: str
    scheme: str


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A post as a feed entry.

    URLs are full, times have a time zone, ``content`` is HTML, and all other strings are plain text.
    """

    url: str
    guid: str
    """The identifier in RSS, which never changes."""
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
    """A feed without its entries. All URLs are full, except for ``stylesheet``."""

    url: str
    page_url: str
    """The URL of the page with the same posts."""
    title: str
    subtitle: str
    language: str
    author: Person
    updated: dt.datetime
    stylesheet: str = ""
    """The URL of the two style sheets that make browsers show the feed as a page. The URL is relative to the feed
    and lacks the suffixes ``.xsl`` and ``.css``."""
    license: str = ""
    license_url: str = ""


def strip_control_characters(text: str) -> str:
    """Remove the characters that XML forbids: control characters and lone surrogates."""
    return _CONTROL.sub("", text)


def atom_feed(feed: Feed, entries: Iterable[bytes]) -> bytes:
    """Serialise an Atom feed. ``entries`` are results of ``atom_entry``."""
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": feed.language})
    root.text = "\n"
    _add(root, "id", feed.url)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", rfc3339(feed.updated))
    _add_empty(root, "link", rel="self", type="application/atom+xml", href=feed.url)
    _add_empty(root, "link", rel="alternate", type="text/html", href=feed.page_url)
    _add_empty(root, "link", rel="license", href=feed.license_url)
    _add(root, "rights", feed.license)
    _add_atom_author(root, feed.author)
    return _serialize(root, feed.stylesheet, entries)


def atom_entry(entry: FeedEntry) -> bytes:
    """Serialise an Atom entry. Callers reuse the result, because the feeds of a post's terms contain it too."""
    element = Element("entry", {"xml:lang": entry.language})
    element.text = element.tail = "\n"
    _add(element, "id", entry.url)
    _add(element, "title", entry.title)
    _add_empty(element, "link", rel="alternate", type="text/html", href=entry.url)
    _add(element, "published", rfc3339(entry.published))
    _add(element, "updated", rfc3339(entry.updated))
    for person in entry.authors:
        _add_atom_author(element, person)
    for category in entry.categories:
        _add_empty(element, "category", term=category.name, scheme=category.scheme)
    _add(element, "summary", entry.summary)
    _add(element, "content", entry.content, type="html")
    return tostring(element, encoding="unicode").encode()


def _add_atom_author(parent: Element, person: Person) -> None:
    author = SubElement(parent, "author")
    author.tail = "\n"
    _add(author, "name", person.name)
    _add(author, "uri", person.url)


def rss_feed(feed: Feed, entries: Iterable[FeedEntry]) -> bytes:
    """Serialise an RSS 2.0 feed."""
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
    _add(channel, "link", feed.page_url)
    _add(channel, "description", html.escape(feed.subtitle or feed.title, quote=False))
    _add(channel, "language", feed.language)
    _add(channel, "copyright", feed.license)
    _add(channel, "lastBuildDate", rfc822(feed.updated))
    _add_empty(channel, "atom:link", rel="self", type="application/rss+xml", href=feed.url)
    channel.extend(map(_rss_item, entries))
    return _serialize(root, feed.stylesheet)


def _rss_item(entry: FeedEntry) -> Element:
    item = Element("item", {"xml:lang": entry.language})
    item.text = item.tail = "\n"
    _add(item, "title", entry.title)
    _add(item, "link", entry.url)
    _add(item, "guid", entry.guid, isPermaLink="false")
    _add(item, "pubDate", rfc822(entry.published))
    for person in entry.authors:
        _add(item, "dc:creator", person.name)
    for category in entry.categories:
        _add(item, "category", category.name, domain=category.scheme)
    # Feed readers treat a description as HTML, so plain text is escaped twice: for HTML, and for XML.
    _add(item, "description", html.escape(entry.summary, quote=False))
    _add(item, "content:encoded", entry.content)
    return item


def _add(parent: Element, tag: str, text: str, **attributes: str) -> None:
    """Add an element with text, unless the text is empty."""
    if text:
        element = SubElement(parent, tag, attributes)
        element.text, element.tail = strip_control_characters(text), "\n"


def _add_empty(parent: Element, tag: str, **attributes: str) -> None:
    """Add an element with attributes but no content, unless one of the attributes is empty."""
    if all(attributes.values()):
        cleaned = {name: strip_control_characters(value) for name, value in attributes.items()}
        SubElement(parent, tag, cleaned).tail = "\n"


def _serialize(root: Element, stylesheet: str, entries: Iterable[bytes] = ()) -> bytes:
    """Serialise an XML document. ``entries``, which are already serialised, become the root's last children."""
    prolog = '<?xml version="1.0" encoding="utf-8"?>\n'
    types = ("xsl", "css") if stylesheet else ()
    sheets = "".join(f'<?xml-stylesheet type="text/{name}" href="{stylesheet}.{name}"?>\n' for name in types)
    end = f"</{root.tag}>"
    start = tostring(root, encoding="unicode").removesuffix(end)
    return b"".join((f"{prolog}{sheets}{start}".encode(), *entries, f"{end}\n".encode()))
