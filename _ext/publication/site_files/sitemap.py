"""``sitemap.xml`` and ``robots.txt``: what there is to find.

The sitemap is made from the library, not from the pages that were written, so a build of what changed
makes the same one as a clean build.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from publication.build import site
from publication.core.addresses import output_files, permalinks
from publication.core.addresses.absolute_urls import absolute_url
from publication.core.formats.sitemap_xml import SitemapUrl, last_changes, sitemap_xml
from publication.pictures import responsive_images

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from publication.core.posts.post import Post

_NOT_LISTED = frozenset({"search"})
"""Pages that nobody looks for."""


def output_paths(app: Sphinx) -> list[str]:
    """The files, below the site's root. One that the author serves themselves is theirs.

    A sitemap needs full addresses: without ``html_baseurl`` there is none.
    """
    made = [output_files.ROBOTS, output_files.SITEMAP] if app.config.html_baseurl else [output_files.ROBOTS]
    return [name for name in made if not output_files.is_replaced_by_author(Path(app.srcdir), name)]


def write_sitemap(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``: write those that are other than they were."""
    if exception is not None or app.builder.name != "dirhtml":
        return
    for name in output_paths(app):
        data = _robots(app.config.html_baseurl) if name == output_files.ROBOTS else sitemap_xml(_locations(app))
        file = Path(app.outdir, name)
        if not file.is_file() or file.read_bytes() != data:
            file.write_bytes(data)


def _robots(base: str) -> bytes:
    """Every robot may read everything, and where the sitemap is. Source: RFC 9309; sitemaps.org for the last line."""
    lines = ["User-agent: *", "Allow: /"]
    if base:
        lines.append(f"Sitemap: {absolute_url(output_files.SITEMAP, base.rstrip('/') + '/')}")
    return ("\n".join(lines) + "\n").encode()


def _locations(app: Sphinx) -> Iterator[SitemapUrl]:
    """Every page that a search engine should show, by address: nothing that redirects or is held back."""
    current, base = site.get_site(app), app.config.html_baseurl
    library = current.library
    changed = last_changes(library)
    images = _Images(app)
    documents = {"" if name == app.config.root_doc else name for name in app.env.found_docs}
    for path in sorted((documents | library.generated) - _NOT_LISTED):
        post = library.documents.get(path)
        address = current.full_url(base, path)
        if post and (post.file in library.held_back or not _is_at_home(post, address)):
            continue
        yield SitemapUrl(address, changed.get(path), tuple(images.of(path or app.config.root_doc, post)))


def _is_at_home(post: Post, address: str) -> bool:
    """Whether search engines should show a document here: they show it where ``canonical`` says it is."""
    return not post.canonical or post.canonical.rstrip("/") == address.rstrip("/")


class _Images:
    """The addresses of the images of each document: those in its text, and its cover."""

    def __init__(self, app: Sphinx) -> None:
        self._root = Path(app.srcdir)
        self._base = app.config.html_baseurl.rstrip("/") + "/"
        self._places = responsive_images.picture_paths(app)
        self._shown: dict[str, list[str]] = defaultdict(list)
        for file, (docnames, name) in app.env.images.items():
            for docname in docnames:
                self._shown[docname].append(permalinks.url_of_file(self._places.get(file) or f"_images/{name}"))

    def of(self, docname: str, post: Post | None) -> list[str]:
        """The addresses of the images of a document, each once."""
        places = set(self._shown[docname])
        if post and post.cover:
            places.add(output_files.cover_url_path(post.cover, post.file, self._root, self._places))
        return sorted({absolute_url(place, self._base) for place in places if place} - {""})
