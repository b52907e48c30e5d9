"""Writes ``sitemap.xml`` and ``robots.txt``.

The sitemap is derived from the library, not from the pages that were written, so an incremental build and a clean
build write the same sitemap.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from publication.build import site, staging
from publication.core.addresses import output_files, permalinks
from publication.core.addresses.absolute_urls import absolute_url
from publication.core.formats.sitemap_xml import SitemapUrl, last_changes, sitemap_xml
from publication.pictures import responsive_images

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from publication.core.posts.post import Post

_UNLISTED_PAGES = frozenset({"search"})
"""Generated pages that the sitemap omits, because search engines need not show them."""


def output_paths(app: Sphinx) -> list[str]:
    """The site paths of the two files, except any that the author has supplied as a file at the same path.

    A sitemap contains full URLs, so without ``html_baseurl`` there is no sitemap.
    """
    paths = [output_files.ROBOTS, output_files.SITEMAP] if app.config.html_baseurl else [output_files.ROBOTS]
    return [path for path in paths if not output_files.is_replaced_by_author(Path(app.srcdir), path)]


def write_sitemap(app: Sphinx, exception: Exception | None) -> None:
    """Handle ``build-finished``: write ``sitemap.xml`` and ``robots.txt`` if they have changed."""
    if exception is not None or app.builder.name != "dirhtml":
        return
    for path in output_paths(app):
        is_robots_txt = path == output_files.ROBOTS
        data = _robots_txt(app.config.html_baseurl) if is_robots_txt else sitemap_xml(_sitemap_urls(app))
        staging.write_file(app, path, data)


def _robots_txt(base_url: str) -> bytes:
    """The content of ``robots.txt``, which allows crawlers to read everything and names the sitemap.

    Sources: RFC 9309; https://www.sitemaps.org/protocol.html for the ``Sitemap`` line.
    """
    lines = ["User-agent: *", "Allow: /"]
    if base_url:
        lines.append(f"Sitemap: {absolute_url(output_files.SITEMAP, base_url.rstrip('/') + '/')}")
    return ("\n".join(lines) + "\n").encode()


def _sitemap_urls(app: Sphinx) -> Iterator[SitemapUrl]:
    """Yield every page that search engines should show, ordered by path, without redirects and unpublished posts."""
    current, base_url = site.get_site(app), app.config.html_baseurl
    library = current.library
    change_dates = last_changes(library)
    images = _ImageUrls(app)
    documents = {"" if name == app.config.root_doc else name for name in app.env.found_docs}
    for path in sorted((documents | library.generated) - _UNLISTED_PAGES):
        post = library.documents.get(path)
        url = current.full_url(base_url, path)
        if post and (post.file in library.held_back or not _is_canonical(post, url)):
            continue
        image_urls = images.of_document(path or app.config.root_doc, post)
        yield SitemapUrl(url, change_dates.get(path), tuple(image_urls))


def _is_canonical(post: Post, url: str) -> bool:
    """Whether search engines should show a document at this URL rather than at a different ``canonical`` URL."""
    return not post.canonical or post.canonical.rstrip("/") == url.rstrip("/")


class _ImageUrls:
    """Finds the URLs of each document's images: the images in its text, and its cover."""

    def __init__(self, app: Sphinx) -> None:
        self._root = Path(app.srcdir)
        self._base_url = app.config.html_baseurl.rstrip("/") + "/"
        self._picture_paths = responsive_images.picture_paths(app)
        self._url_paths: dict[str, list[str]] = defaultdict(list)
        """The URLs of the images in each document's text, relative to the site's root, by docname."""
        for file, (docnames, name) in app.env.images.items():
            url_path = permalinks.url_of_file(self._picture_paths.get(file) or f"_images/{name}")
            for docname in docnames:
                self._url_paths[docname].append(url_path)

    def of_document(self, docname: str, post: Post | None) -> list[str]:
        """The full URLs of a document's images, sorted and without duplicates."""
        url_paths = set(self._url_paths[docname])
        if post and post.cover:
            url_paths.add(output_files.cover_url(post.cover, post.file, self._root, self._picture_paths))
        return sorted({absolute_url(url_path, self._base_url) for url_path in url_paths if url_path} - {""})
