"""Finds the page or file that an internal link leads to, and reports broken links."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from publication.core.addresses.media_files import find_media_file

from .addresses import permalinks
from .problems import Problem, ProblemKind, quoted

if TYPE_CHECKING:
    from pathlib import Path

    from .library import Library

DOCUMENT_SUFFIXES = (".md", ".markdown")
"""The file name suffixes of documents."""


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """The page, or the file such as a download, that an internal link leads to.

    ``path`` has the form described in ``permalinks``. It is None if the link leads to a heading on the same page.
    """

    path: str | None
    fragment: str = ""
    query: str = ""
    is_page: bool = True


def find_link_target(library: Library, root: Path, path: str, file: str, href: str) -> LinkTarget | None:
    """Return the target of the link ``href`` in a document, or None if the link is broken.

    ``path`` is the document's permalink and ``file`` is its file. A link that starts with a slash leads to a
    permalink, a listing or a file on the site. Any other link is relative: to the document's file if the link ends in
    ``.md`` or ``.markdown``, otherwise to the document's URL.
    """
    rest, _, fragment = href.partition("#")
    link_path, _, query = rest.partition("?")
    if not link_path:
        return LinkTarget(None, fragment, query)
    if link_path.endswith(DOCUMENT_SUFFIXES):
        target = _path_of_file(library, link_path, file)
        return None if target is None else LinkTarget(target, fragment, query)
    if not link_path.startswith("/"):
        folder = posixpath.dirname(path) if permalinks.is_html_file(path) else path
        link_path = posixpath.join("/", folder, link_path)
    try:
        target = permalinks.parse_path(posixpath.normpath(link_path))
    except permalinks.UnusableSlugError:
        return None
    target = library.redirects.get(target, target)
    if target in library.documents or target in library.generated:
        return LinkTarget(target, fragment, query)
    if target in library.output_files or find_media_file("/" + target, file, root):
        return LinkTarget(target, fragment, query, is_page=False)
    return None


def _path_of_file(library: Library, link_path: str, file: str) -> str | None:
    """Return the permalink of the document that a link in ``file`` names, or None if no such document exists."""
    folder = "/" if link_path.startswith("/") else posixpath.join("/", str(PurePosixPath(file).parent))
    target = posixpath.normpath(posixpath.join(folder, permalinks.percent_decode(link_path))).lstrip("/")
    return library.paths_by_file.get(target)


def missing_target_problem(library: Library, file: str, line: int, href: str) -> Problem:
    """Return the problem for a broken link, suggesting the most similar path."""
    path = permalinks.percent_decode(href.partition("#")[0].strip("/"))
    close = get_close_matches(path, sorted({*library.documents, *library.listings}), n=1, cutoff=0.7)
    hint = f"; did you mean `/{close[0]}`?" if close else ": correct the path, or delete the link"
    return Problem(ProblemKind.LINK_MISSING, f"the link {quoted(href, 100)} leads nowhere{hint}", file, line)


def missing_fragment_problem(href: str, anchors: list[str], file: str, line: int) -> Problem:
    """Return the problem for a link to a missing heading.

    ``anchors`` are the anchors on the page that the link leads to.
    """
    close = get_close_matches(href.partition("#")[2], anchors, n=1)
    repair = ": write `#` and the words of the heading, in lower case and joined by hyphens"
    hint = f"; did you mean `#{close[0]}`?" if close else repair
    message = f"the link {quoted(href, 100)} leads to a heading that does not exist{hint}"
    return Problem(ProblemKind.FRAGMENT_MISSING, message, file, line)
