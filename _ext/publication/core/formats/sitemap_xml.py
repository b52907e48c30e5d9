"""The sitemap as search engines read it: values in, bytes out.

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
class Location:
    """A page: its full address, when it last changed if that is known, and the addresses of its images."""

    address: str
    changed: dt.datetime | None = None
    images: tuple[str, ...] = ()


def render(locations: Iterable[Location]) -> bytes:
    """The sitemap of pages."""
    root = Element(
        "urlset",
        {
            "xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9",
            "xmlns:image": "http://www.google.com/schemas/sitemap-image/1.1",
        },
    )
    root.text = "\n"
    for location in locations:
        url = SubElement(root, "url")
        url.tail = "\n"
        SubElement(url, "loc").text = location.address
        if location.changed:
            SubElement(url, "lastmod").text = rfc3339(location.changed)
        for image in location.images:
            SubElement(SubElement(url, "image:image"), "image:loc").text = image
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'.encode()


def changes(library: Library) -> dict[str, dt.datetime]:
    """When each page of the library last changed, by path; pages without a date are not in it.

    A listing changed when a post that it shows did; the archive and the lists of terms show something
    of every post.
    """
    found = {path: max(post.last_changed for post in posts) for path, posts in _shown(library) if posts}
    found |= {post.path: post.last_changed for post in library.posts}
    return found | {page.path: page.updated for page in library.pages if page.updated}


def _shown(library: Library) -> Iterator[tuple[str, tuple[Post, ...]]]:
    """The generated pages, and the posts that each of them shows."""
    homes = [taxonomy.home for taxonomy in library.taxonomies.values()]
    for path in (ARCHIVE, *homes):
        yield path, library.posts
    yield "", library.posts[: library.page_size or None]
    listings = [(ALL_POSTS, library.posts)]
    listings += [(f"{ARCHIVE}/{year}", posts) for year, posts in library.years.items()]
    listings += [(term.path, term.posts) for taxonomy in library.taxonomies.values() for term in taxonomy.terms]
    for path, posts in listings:
        for page in paginate(posts, path, library.page_size):
            yield page.path, page.items
