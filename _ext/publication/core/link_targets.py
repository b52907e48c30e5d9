"""The page or file that a link within the site leads to, and the problems of links that lead nowhere."""

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
"""The suffixes of files that are documents."""


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """What a link within the site leads to: a page, or a file such as a download.

    ``path`` is a path as in ``permalinks``, or None if the link leads to a heading of its own page.
    """

    path: str | None
    fragment: str = ""
    query: str = ""
    is_page: bool = True


def find_link_target(library: Library, root: Path, path: str, file: str, href: str) -> LinkTarget | None:
    """The target of the link ``href`` in the document with the permalink ``path`` and the file ``file``.

    None if the link leads nowhere. A link that starts with a slash leads to a permalink, a listing or a file of the
    site. Any other link is relative: to the document's file if it ends like a document (``.md``), otherwise to the
    document's URL.
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
    """The permalink of the document whose file a link in ``file`` names; None if no such document is published."""
    folder = "/" if link_path.startswith("/") else posixpath.join("/", str(PurePosixPath(file).parent))
    target = posixpath.normpath(posixpath.join(folder, permalinks.percent_decode(link_path))).lstrip("/")
    return library.paths_by_file.get(target)


def missing_target_problem(library: Library, file: str, line: int, href: str) -> Problem:
    """The problem of a link that leads nowhere, with the most similar path as a suggestion."""
    path = permalinks.percent_decode(href.partition("#")[0].strip("/"))
    close = get_close_matches(path, sorted({*library.documents, *library.listings}), n=1, cutoff=0.7)
    hint = f"; did you mean `/{close[0]}`?" if close else ": correct the path, or delete the link"
    return Problem(ProblemKind.LINK_MISSING, f"the link {quoted(href, 100)} leads nowhere{hint}", file, line)


def missing_fragment_problem(href: str, anchors: list[str], file: str, line: int) -> Problem:
    """The problem of a link to a heading that does not exist. ``anchors`` are those of the page that it leads to."""
    close = get_close_matches(href.partition("#")[2], anchors, n=1)
    repair = ": write `#` and the words of the heading, in lower case and joined by hyphens"
    hint = f"; did you mean `#{close[0]}`?" if close else repair
    message = f"the link {quoted(href, 100)} leads to no heading{hint}"
    return Problem(ProblemKind.FRAGMENT_MISSING, message, file, line)
