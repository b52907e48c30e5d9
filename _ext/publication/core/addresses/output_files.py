"""Lists the site's files other than pages: generated files, such as feeds, and files that are served unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import media_files, permalinks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

RSS_FEED = "rss.xml"
ATOM_FEED = "atom.xml"
JSON_FEED = "feed.json"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
MANIFEST = "manifest.webmanifest"
SERVICE_WORKER = "sw.js"
FEED_STYLESHEET = "_static/feed"
"""The path, without its suffix, of the style sheet that shows a feed as a readable page.

Browsers use the ``.xsl`` file, or the ``.css`` file if they no longer support XSLT.
"""

_SERVED_FOLDERS = ((media_files.MEDIA_FOLDER, "media/"), (media_files.ROOT_FILES_FOLDER, ""))


def term_feed(listing: str) -> str:
    """The path of a term's feed. ``listing`` is the path of the term's listing."""
    return f"{listing}/{ATOM_FEED}"


def output_file_paths(listings: Iterable[str]) -> frozenset[str]:
    """The paths of all files that the build writes besides pages.

    ``listings`` are the paths of the terms' listings, each of which has a feed.
    """
    fixed = {RSS_FEED, ATOM_FEED, JSON_FEED, SITEMAP, ROBOTS, MANIFEST, SERVICE_WORKER}
    return frozenset({*fixed, *map(term_feed, listings)})


def is_replaced_by_author(root: Path, path: str) -> bool:
    """Whether the author has supplied a file for a path. That file is then served instead of a generated one."""
    return (root / media_files.ROOT_FILES_FOLDER / path).is_file()


def served_path(file: str) -> str:
    """The site path of a file in a folder that is served unchanged; empty for any other file."""
    for folder, site_folder in _SERVED_FOLDERS:
        if file.startswith(f"{folder}/"):
            return site_folder + file.removeprefix(f"{folder}/")
    return ""


def cover_url(url: str, file: str, root: Path, image_paths: Mapping[str, str]) -> str:
    """The URL of a cover: absolute if the image is on another site, otherwise relative to the root of this site.

    ``url`` is the cover as written in the document ``file``. ``image_paths`` maps each image file that a page shows
    to its site path. The result is empty if the image is not on the site, because it does not exist or because it is
    next to the document and no page shows it.
    """
    if media_files.is_remote(url):
        return "" if url.startswith("data:") else url
    found = media_files.find_media_file(url, file, root) if url else None
    if found is None:
        return ""
    return permalinks.url_of_file(image_paths.get(found) or served_path(found))
