"""Builds the taxonomies, which group posts by category, tag, author and series, and the taxonomies' terms."""

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
    """One value in a taxonomy, such as a tag. Values with the same slug are the same term."""

    taxonomy: str
    slug: str
    name: str
    """The name to display: the most frequent spelling. If spellings are equally frequent, the newest post's is
    used."""
    spellings: tuple[str, ...]
    """The values that posts use for the term, sorted. For an author, they are keys of ``publication_authors``."""
    posts: tuple[Post, ...]
    """The posts with this term, newest first."""

    @property
    def path(self) -> str:
        """The path of the term's listing."""
        return permalinks.term_path(self.taxonomy, self.slug)


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """One way of grouping posts, with all its terms."""

    name: str
    """``category``, ``tag``, ``author`` or ``series``. This name is also the first part of each term's path."""
    terms_path: str
    """The path of the page that lists the terms."""
    terms: tuple[Term, ...]
    """All terms in alphabetical order."""
    by_spelling: Mapping[str, Term]
    """The term for each spelling."""

    @property
    def has_terms_page(self) -> bool:
        """Whether the site has a page that lists the terms. Categories and tags have one even without terms."""
        return bool(self.terms) or self.name in {"category", "tag"}


def term_names(post: Post, taxonomy: str) -> tuple[str, ...]:
    """A post's values in a taxonomy, as written in its front matter."""
    series = (post.series,) if post.series else ()
    return {"category": post.categories, "tag": post.tags, "author": post.authors, "series": series}[taxonomy]


def build_taxonomy(
    name: str,
    terms_path: str,
    posts: Iterable[Post],
    display_names: Mapping[str, str] = MappingProxyType({}),
) -> Taxonomy:
    """Build one taxonomy. ``posts`` must be newest first.

    ``display_names`` maps values that are keys, such as those of authors, to the names to display.
    """
    posts_by_slug: dict[str, dict[str, Post]] = defaultdict(dict)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for post in posts:
        for spelling in term_names(post, name):
            slug = term_slug(spelling)
            posts_by_slug[slug][post.path] = post
            spellings[slug][spelling] += 1
    terms = []
    for slug, counts in spellings.items():
        # If spellings are equally frequent, most_common returns the spelling counted first, which the newest post
        # uses.
        most_frequent = counts.most_common(1)[0][0]
        display_name = display_names.get(most_frequent, most_frequent)
        terms.append(Term(name, slug, display_name, tuple(sorted(counts)), tuple(posts_by_slug[slug].values())))
    terms.sort(key=lambda term: (term.name.casefold(), term.slug))
    by_spelling = {spelling: term for term in terms for spelling in term.spellings}
    return Taxonomy(name, terms_path, tuple(terms), by_spelling)


def build_taxonomies(posts: Sequence[Post], authors: Mapping[str, str]) -> dict[str, Taxonomy]:
    """Build all taxonomies. ``posts`` must be newest first. ``authors`` maps each author's key to a name."""
    taxonomies = (
        build_taxonomy("category", "categories", posts),
        build_taxonomy("tag", "tags", posts),
        build_taxonomy("author", "authors", posts, authors),
        build_taxonomy("series", "series", posts),
    )
    return {taxonomy.name: taxonomy for taxonomy in taxonomies}
