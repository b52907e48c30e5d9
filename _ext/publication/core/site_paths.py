"""Lists the paths of pages that have no source file: listings, numbered listing pages, and lists of terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publication.core.addresses.permalinks import ALL_POSTS, ARCHIVE, FEEDS, listing_page_path
from publication.core.posts.pagination import page_count

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from publication.core.posts.post import Post
    from publication.core.posts.taxonomies import Taxonomy


def posts_by_year(posts: Sequence[Post]) -> dict[int, tuple[Post, ...]]:
    """Group posts by year. Years and posts keep the order of ``posts``, which is newest first."""
    years: dict[int, list[Post]] = {}
    for post in posts:
        years.setdefault(post.when.year, []).append(post)
    return {year: tuple(members) for year, members in years.items()}


def listing_sizes(
    posts: Sequence[Post], years: Mapping[int, Sequence[Post]], taxonomies: Collection[Taxonomy]
) -> dict[str, int]:
    """Return the number of posts in each listing, by the listing's path."""
    sizes = {ALL_POSTS: len(posts)}
    sizes |= {f"{ARCHIVE}/{year}": len(members) for year, members in years.items()}
    sizes |= {term.path: len(term.posts) for taxonomy in taxonomies for term in taxonomy.terms}
    return sizes


def generated_paths(listings: Mapping[str, int], taxonomies: Collection[Taxonomy], page_size: int) -> frozenset[str]:
    """Return the paths of all generated pages, with ``page_size`` posts on each listing page."""
    paths = {"", ARCHIVE, FEEDS, "search"}
    paths |= {taxonomy.terms_path for taxonomy in taxonomies if taxonomy.has_terms_page}
    for path, size in listings.items():
        paths |= {listing_page_path(path, number) for number in range(1, page_count(size, page_size) + 1)}
    return frozenset(paths)
