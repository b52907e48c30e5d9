"""Files that the site writes or serves besides its pages: their names, and where a document's picture is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import media_files, permalinks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

RSS = "rss.xml"
ATOM = "atom.xml"
JSON = "feed.json"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
MANIFEST = "manifest.webmanifest"
WORKER = "sw.js"
FEED_STYLE = "_static/feed"
"""What shows a feed as a page, without the endings: ``.xsl``, and ``.css`` where a browser has given up XSLT."""

_SERVED = ((media_files.MEDIA_FOLDER, "media/"), (media_files.ROOT_FILES_FOLDER, ""))


def term_feed(path: str) -> str:
    """The path of the feed of a term, whose listing is at ``path``."""
    return f"{path}/{ATOM}"


def output_paths(terms: Iterable[str]) -> frozenset[str]:
    """The paths of all files that the site writes for machines; ``terms`` are the paths of the terms' listings."""
    return frozenset({RSS, ATOM, JSON, SITEMAP, ROBOTS, MANIFEST, WORKER, *map(term_feed, terms)})


def is_replaced_by_author(root: Path, path: str) -> bool:
    """Whether the author serves a file of their own at a path: theirs wins over the site's."""
    return (root / media_files.ROOT_FILES_FOLDER / path).is_file()


def served_path(file: str) -> str:
    """Where a file of the publication is served as it is, from the site's root; ``""`` for nowhere."""
    for folder, top in _SERVED:
        if file.startswith(f"{folder}/"):
            return top + file.removeprefix(f"{folder}/")
    return ""


def cover_url_path(address: str, file: str, root: Path, places: Mapping[str, str]) -> str:
    """Where an image that a document names stands: its address, from the site's root; ``""`` for nowhere.

    ``file`` is the document's, ``places`` maps the files of images that pages show to where they stand. An
    image beside the document that no page shows is not on the site.
    """
    if media_files.is_remote(address):
        return "" if address.startswith("data:") else address
    found = media_files.find_file(address, file, root) if address else None
    if found is None:
        return ""
    return permalinks.url_of_file(places.get(found) or served_path(found))
