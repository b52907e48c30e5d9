"""Generates the sitemap for search engines, using pure functions.

Sources: https://www.sitemaps.org/protocol.html, and Google's extension for images,
https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from publication.core.addresses.permalinks import ALL_POSTS, ARCHIVE
from publication.core.posts.pagination import paginate

from .timestamps import rfc3339

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from publication.core.library import Library
    from publication.core.posts.post import Post


@dataclass(frozen=True, slots=True)
class SitemapUrl:
    """A page in the sitemap. All URLs are full. ``last_change`` has a time zone, and is None if unknown."""

    url: str
    last_change: dt.datetime | None = None
    images: tuple[str, ...] = ()
    """The URLs of the images on the page."""


def sitemap_xml(pages: Iterable[SitemapUrl]) -> bytes:
    """Serialise the sitemap for ``pages``."""
    root = Element(
        "urlset",
        {
            "xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9",
            "xmlns:image": "http://www.google.com/schemas/sitemap-image/1.1",
        },
    )
    root.text = "\n"
    for page in pages:
        element = SubElement(root, "url")
        element.tail = "\n"
        SubElement(element, "loc").text = page.url
        if page.last_change:
            SubElement(element, "lastmod").text = rfc3339(page.last_change)
        for image in page.images:
            SubElement(SubElement(element, "image:image"), "image:loc").text = image
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'.encode()


def last_changes(library: Library) -> dict[str, dt.datetime]:
    """The time of each page's last change, by site path. Pages without a date are omitted.

    A listing changes when one of its posts changes. The archive and the lists of terms change when any post changes.
    """
    changes = {path: max(post.last_changed for post in posts) for path, posts in _posts_of_pages(library) if posts}
    changes |= {post.path: post.last_changed for post in library.posts}
    return changes | {page.path: page.updated for page in library.pages if page.updated}


def _posts_of_pages(library: Library) -> Iterator[tuple[str, tuple[Post, ...]]]:
    """Yield the path of each generated page, with the posts that the page shows."""
    homes = [taxonomy.terms_path for taxonomy in library.taxonomies.values()]
    for path in (ARCHIVE, *homes):
        yield path, library.posts
    yield "", library.posts[: library.page_size or None]
    listings = [(ALL_POSTS, library.posts)]
    listings += [(f"{ARCHIVE}/{year}", posts) for year, posts in library.years.items()]
    listings += [(term.path, term.posts) for taxonomy in library.taxonomies.values() for term in taxonomy.terms]
    for path, posts in listings:
        for page in paginate(posts, path, library.page_size):
            yield page.path, page.items
