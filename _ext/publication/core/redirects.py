"""Finds the redirects from documents' aliases, and from the numbered listing pages of gatsby-starter-lumen.

The starter numbered listing pages from zero and omitted the first page's number, so its second page was ``/page/1``.
It put four posts on each page. Here, pages are numbered from 1, and the list of all posts is at ``/posts/`` instead
of ``/``. Each old page redirects to the new page that contains the old page's first post, unless a new page already
has the old page's path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publication.core.addresses import permalinks
from publication.core.posts.pagination import page_count

from .problems import Problem, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Set

    from publication.core.posts.post import Post


def legacy_listings(
    listings: Mapping[str, int], generated: Set[str], page_size: int, legacy_page_size: int
) -> Iterator[tuple[str, str]]:
    """Yield an (old path, new path) pair for each numbered listing page of the old site.

    ``listings`` maps each listing's path to its number of posts. ``page_size`` and ``legacy_page_size`` are the
    number of posts on a page here and on the old site. ``page_size`` is 0 if listings are not paginated, and
    ``legacy_page_size`` is 0 if there was no old site.
    """
    if not legacy_page_size:
        return
    for path, count in listings.items():
        kind = path.partition("/")[0]
        if path != permalinks.ALL_POSTS and kind not in {"category", "tag"}:
            continue
        old_base = "" if path == permalinks.ALL_POSTS else path + "/"
        for number in range(1, page_count(count, legacy_page_size)):
            old = f"{old_base}page/{number}"
            if old not in generated:
                page = number * legacy_page_size // page_size + 1 if page_size else 1
                yield old, permalinks.listing_page_path(path, page)


def resolve_aliases(documents: Mapping[str, Post], generated: Set[str]) -> tuple[dict[str, str], list[Problem]]:
    """Return the path that each alias redirects to, and a problem for each alias that is already taken.

    An alias must be neither the path of a page nor an alias of another document.
    """
    aliases: dict[str, str] = {}
    owners: dict[str, Post] = {}
    problems: list[Problem] = []
    for post in documents.values():
        for alias in post.aliases:
            if alias == post.path:
                continue
            taken = documents.get(alias) or owners.get(alias)
            if taken is None and alias not in generated:
                aliases[alias] = post.path
                owners[alias] = post
            elif taken is not post:
                problems.append(_clash(alias, post, taken))
    return aliases, problems


def _clash(alias: str, post: Post, taken: Post | None) -> Problem:
    where = f"{taken.file}:{taken.line('slug')}" if taken else "a listing of the site"
    return Problem(
        ProblemKind.ALIAS_CLASH,
        f"the alias /{alias} is already used by {where}: delete it here, or change the other",
        post.file,
        post.line("aliases"),
    )
