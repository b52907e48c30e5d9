"""The library: all published posts and pages, as frozen data. ``gather`` builds it from the files once per build."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from publication.core.posts.related import find_related_posts
from publication.core.posts.taxonomies import Taxonomy, Term, term_names

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from publication.core.posts.post import Post

    from .problems import Problem


class HeldBack(Enum):
    """The reason why a document without errors is not published."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Library:
    """The whole publication at the time of the build.

    Every output is generated from this object alone, so a document that is not in it cannot appear anywhere. All
    paths are permalinks without leading or trailing slashes, as in ``addresses.permalinks``.
    """

    posts: tuple[Post, ...]
    """Newest first; posts with the same date are ordered by path."""
    pages: tuple[Post, ...]
    """Ordered by path."""
    clock: dt.datetime
    """The time of the build, with its time zone."""
    page_size: int = 10
    """The number of posts on each listing page; 0 puts all posts on one page."""
    authors: Mapping[str, str] = field(default_factory=dict)
    """Each author's name, by key."""
    taxonomies: Mapping[str, Taxonomy] = field(default_factory=dict, compare=False)  # derived from the posts
    """The taxonomies that group posts, by name: category, tag, author and series."""
    years: Mapping[int, tuple[Post, ...]] = field(default_factory=dict)
    """The posts of each year, the newest year first."""
    listings: Mapping[str, int] = field(default_factory=dict)
    """The number of posts in each listing, by the listing's path."""
    generated: frozenset[str] = frozenset()
    """The paths of all pages that have no source file: listings, numbered listing pages and lists of terms."""
    output_files: frozenset[str] = frozenset()
    """The paths of the files that the build writes besides pages, such as feeds and the sitemap."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """The path of the document that each alias redirects to, by alias."""
    redirects: Mapping[str, str] = field(default_factory=dict)
    """The path of the page that each old path redirects to: aliases, and the old site's numbered listing pages."""
    gone: tuple[str, ...] = ()
    """The paths that the ledger marks as permanently removed."""
    held_back: Mapping[str, HeldBack] = field(default_factory=dict)
    """The reason why each unpublished file is held back, by file. A preview shows these documents with a badge."""
    problems: tuple[Problem, ...] = ()
    """The problems in front matter, corrections and the ledger, sorted by file and line."""

    @cached_property
    def documents(self) -> Mapping[str, Post]:
        """All posts and pages by path."""
        return {post.path: post for post in (*self.posts, *self.pages)}

    @cached_property
    def paths_by_file(self) -> Mapping[str, str]:
        """Each published document's path, by its file."""
        return {post.file: path for path, post in self.documents.items()}

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """The index of each post in ``posts``, by path."""
        return {post.path: index for index, post in enumerate(self.posts)}

    @cached_property
    def related(self) -> Mapping[str, tuple[Post, ...]]:
        """The related posts of each post that has any, by path."""
        terms = [term for name in ("category", "tag") for term in self.taxonomies[name].terms]
        return find_related_posts(self.posts, terms)

    @property
    def lead(self) -> Post | None:
        """The first post on the front page: the newest pinned post, or else the newest post."""
        return next((post for post in self.posts if post.pinned), self.posts[0] if self.posts else None)

    def terms_of(self, post: Post, taxonomy: str) -> list[Term]:
        """A post's terms in one taxonomy, in front-matter order and without duplicates. A page has no terms."""
        if not post.is_post:
            return []
        by_spelling = self.taxonomies[taxonomy].by_spelling
        terms = [by_spelling[name] for name in term_names(post, taxonomy)]
        return list({term.slug: term for term in terms}.values())

    def series_parts(self, post: Post) -> tuple[Post, ...]:
        """All posts in the post's series, oldest first. Empty if the series has no other post."""
        terms = self.terms_of(post, "series")
        return tuple(reversed(terms[0].posts)) if terms and len(terms[0].posts) > 1 else ()

    def previous_and_next(self, post: Post) -> tuple[Post | None, Post | None]:
        """The posts published just before and just after this post.

        The first post has no older one, the last has no newer one, and a page has neither: these are None.
        """
        index = self.positions.get(post.path)
        if index is None:
            return None, None
        previous = self.posts[index + 1] if index + 1 < len(self.posts) else None
        return previous, self.posts[index - 1] if index else None
