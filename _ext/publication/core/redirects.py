"""Old addresses that lead on: aliases of posts, and the starter's numbering of listings.

The starter counted the pages of a listing from zero and left the first one out of the count: its
second page was ``/page/1``, with four posts a page. Ours are counted from one, and the list of all
posts has moved from ``/`` to ``/posts/``. Each old number leads to the page of ours that holds the
first post of the old one, unless that address is a page of ours itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publication.core.posts.pagination import page_count

from .addresses import permalinks
from .problems import ProblemKind, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from publication.core.posts.post import Post

    from .library import Library


def redirects(library: Library, old_size: int) -> Mapping[str, str]:
    """Every old path to the path of the page that answers it now.

    ``old_size`` is how many posts a page of a listing had on the old site; 0 means there was none.
    """
    return dict(listings(library, old_size)) | aliases(library)[0]


def listings(library: Library, old_size: int) -> Iterator[tuple[str, str]]:
    """The old pages of listings, and where each leads."""
    if not old_size:
        return
    for path, count in library.listings.items():
        kind = path.partition("/")[0]
        if path != permalinks.ALL_POSTS and kind not in {"category", "tag"}:
            continue
        old_base = "" if path == permalinks.ALL_POSTS else path + "/"
        for number in range(1, page_count(count, old_size)):
            old = f"{old_base}page/{number}"
            if old not in library.generated:
                page = number * old_size // library.page_size + 1 if library.page_size else 1
                yield old, permalinks.page_path(path, page)


def aliases(library: Library) -> tuple[dict[str, str], list[Problem]]:
    """The aliases of all posts and pages, and the problems of those that are taken.

    An alias must not be the address of a page, or the alias of another document.
    """
    found: dict[str, str] = {}
    owners: dict[str, Post] = {}
    problems: list[Problem] = []
    for post in (*library.posts, *library.pages):
        for alias in post.aliases:
            if alias == post.path:
                continue
            taken = library.documents.get(alias) or owners.get(alias)
            if taken is None and alias not in library.generated:
                found[alias] = post.path
                owners[alias] = post
            elif taken is not post:
                problems.append(_clash(alias, post, taken))
    return found, problems


def _clash(alias: str, post: Post, taken: Post | None) -> Problem:
    where = f"by {taken.file}:{taken.line('slug')}" if taken else "by a listing of the site"
    return Problem(
        ProblemKind.ALIAS_CLASH,
        f"an alias must be an address of its own, found /{alias}, which is taken {where}; "
        "delete it here, or change the other",
        post.file,
        post.line("aliases"),
    )
