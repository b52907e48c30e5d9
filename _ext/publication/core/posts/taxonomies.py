"""Ways of grouping posts, and the terms of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from publication.core.addresses import permalinks
from publication.core.addresses.term_slugs import term_slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .post import Post


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One value of a taxonomy: the posts whose names for it share an address.

    ``name`` is the most used spelling, on a tie the one of the newest post. ``posts`` keeps the
    order that it was given, the newest first.
    """

    taxonomy: str
    key: str
    name: str
    names: tuple[str, ...]
    posts: tuple[Post, ...]

    @property
    def path(self) -> str:
        """Where its listing is."""
        return permalinks.term_path(self.taxonomy, self.key)


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All terms of one way of grouping, in alphabetical order."""

    name: str
    """``category`` or ``tag``: the first part of its terms' addresses."""
    home: str
    """The path of the list of its terms."""
    terms: tuple[Term, ...]
    by_name: Mapping[str, Term]
    """The term of each spelling."""

    @property
    def has_terms_page(self) -> bool:
        """Whether the site has a page that lists all terms: always for category and tag, else if there are terms."""
        return bool(self.terms) or self.name in {"category", "tag"}


def names_in(post: Post, taxonomy: str) -> tuple[str, ...]:
    """What a post calls its terms of a taxonomy."""
    series = (post.series,) if post.series else ()
    return {"category": post.categories, "tag": post.tags, "author": post.authors, "series": series}[taxonomy]


def group_posts(
    name: str,
    home: str,
    posts: Iterable[Post],
    titles: Mapping[str, str] = MappingProxyType({}),
) -> Taxonomy:
    """A taxonomy of posts, which come newest first.

    ``titles`` gives a term's name where posts call it by a key, as they do with authors.
    """
    members: dict[str, dict[str, Post]] = defaultdict(dict)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for post in posts:
        for spelling in names_in(post, name):
            key = term_slug(spelling)
            members[key][post.path] = post
            spellings[key][spelling] += 1
    terms = []
    for key, count in spellings.items():
        # most_common keeps the order of first sight among equals: the newest post's spelling
        usual = count.most_common(1)[0][0]
        posts_of = tuple(members[key].values())
        terms.append(Term(name, key, titles.get(usual, usual), tuple(sorted(count)), posts_of))
    terms.sort(key=lambda term: (term.name.casefold(), term.key))
    by_name = {spelling: term for term in terms for spelling in term.names}
    return Taxonomy(name, home, tuple(terms), by_name)


def group_all(posts: Sequence[Post], authors: Mapping[str, str]) -> dict[str, Taxonomy]:
    """All taxonomies of posts, which come newest first, by name. ``authors`` maps an author's key to the name."""
    taxonomies = (
        group_posts("category", "categories", posts),
        group_posts("tag", "tags", posts),
        group_posts("author", "authors", posts, authors),
        group_posts("series", "series", posts),
    )
    return {taxonomy.name: taxonomy for taxonomy in taxonomies}
