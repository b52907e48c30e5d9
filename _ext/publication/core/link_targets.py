"""Where a link within the site leads, decided from the library alone."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from publication.core.addresses.media_files import find_file

from .addresses import permalinks
from .problems import Problem, ProblemKind, quoted

if TYPE_CHECKING:
    from pathlib import Path

    from .library import Library

DOCUMENTS = (".md", ".markdown")
"""The endings of files that are documents."""


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """Where a link leads: a page of the site, or a file that is served as it is.

    ``path`` is a site path; it is ``None`` for a place on the page itself.
    """

    path: str | None
    fragment: str = ""
    query: str = ""
    is_page: bool = True


def find_target(library: Library, root: Path, path: str, file: str, href: str) -> LinkTarget | None:
    """The place that ``href`` means in the document at ``path``, written in ``file``; None for nowhere.

    A site-absolute address is a permalink, a listing, or a file that is served as it is. Anything
    else is relative: to the document's file when it names a document's file, else to its address.
    """
    rest, _, fragment = href.partition("#")
    address, _, query = rest.partition("?")
    if not address:
        return LinkTarget(None, fragment, query)
    if address.endswith(DOCUMENTS):
        target = _document(library, address, file)
        return None if target is None else LinkTarget(target, fragment, query)
    if not address.startswith("/"):
        folder = posixpath.dirname(path) if permalinks.is_file(path) else path
        address = posixpath.join("/", folder, address)
    try:
        target = permalinks.parse_path(posixpath.normpath(address))
    except permalinks.UnusableSlugError:
        return None
    target = library.redirects.get(target, target)
    if target in library.documents or target in library.generated:
        return LinkTarget(target, fragment, query)
    if target in library.output_files or find_file("/" + target, file, root):
        return LinkTarget(target, fragment, query, is_page=False)
    return None


def _document(library: Library, address: str, file: str) -> str | None:
    folder = "/" if address.startswith("/") else posixpath.join("/", str(PurePosixPath(file).parent))
    wanted = posixpath.normpath(posixpath.join(folder, permalinks.percent_decoded(address))).lstrip("/")
    return library.paths_by_file.get(wanted)


def missing_target_problem(library: Library, file: str, line: int, href: str) -> Problem:
    """The problem of a link that leads nowhere."""
    wanted = permalinks.percent_decoded(href.partition("#")[0].strip("/"))
    close = get_close_matches(wanted, sorted({*library.documents, *library.listings}), n=1, cutoff=0.7)
    hint = f"; did you mean `/{close[0]}`?" if close else ": correct the path, or delete the link"
    return Problem(ProblemKind.LINK_MISSING, f"the link {quoted(href, 100)} leads nowhere{hint}", file, line)


def missing_fragment_problem(href: str, anchors: list[str], file: str, line: int) -> Problem:
    """The problem of a link to a heading that is not there."""
    close = get_close_matches(href.partition("#")[2], anchors, n=1)
    repair = ": write `#` and the words of the heading, in lower case and joined by hyphens"
    hint = f"; did you mean `#{close[0]}`?" if close else repair
    message = f"the link {quoted(href, 100)} leads to no heading{hint}"
    return Problem(ProblemKind.FRAGMENT_MISSING, message, file, line)
