"""Defines the templates' input: one typed record for each template.

The record's fields are the names that the template uses. Every page receives a ``Frame`` and its template's record.
Sphinx adds further names, such as ``project``, ``pathto`` and ``toc``. A test reads the templates, and fails if a
template uses a name that neither its records nor Sphinx provide.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from markupsafe import Markup

    from publication.build.site import Site
    from publication.core.formats.image_widths import PageImage
    from publication.core.posts.external_sources import ExternalSource
    from publication.core.posts.pagination import ListingPage
    from publication.core.posts.post import Post
    from publication.core.posts.taxonomies import Term

EditionLink = tuple[str, str, str]
"""A link to an edition: its label, its URL relative to the page, and its size in words (may be empty)."""


@dataclass(frozen=True, slots=True)
class Row:
    """A post's entry in a listing."""

    post: Post
    excerpt: str
    minutes: int
    """The reading time in minutes."""
    status: str
    """In a preview, why the post is not published: ``draft``, ``scheduled`` or ``expired``. Otherwise empty."""
    cover: PageImage | None = None
    """The cover, for the front page's first post only. ``partials/responsive_image.html`` renders it."""

    @property
    def fingerprint(self) -> tuple[object, ...]:
        """Everything that a listing shows about the post."""
        post = self.post
        about = (post.path, post.title, post.date, post.categories, post.lang)
        return *about, self.excerpt, self.minutes, self.status, self.cover


@dataclass(frozen=True, slots=True)
class AuthorBio:
    """An author for whom ``conf.py`` has a biography or a website."""

    term: Term
    bio: str
    url: str


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed's entry on the page that lists all feeds: its path and format, and its term if it is a term's feed."""

    path: str
    format: str
    term: Term | None


@dataclass(frozen=True, slots=True)
class Frame:
    """The input of ``layout.html``, and therefore of every page."""

    site: Site
    preview: bool
    format_date: Callable[..., str]
    """Format a date in words: ``format_date(post.date)``. The optional second argument is a CLDR pattern."""
    direction_of: Callable[[str], str]
    """``ltr`` or ``rtl`` for a language tag."""
    lang_attribute: Callable[[str], str]
    """The attribute `` lang="ko"`` for a name in Hangul on a page in another language. Otherwise empty."""
    image_attributes: Callable[[PageImage], Mapping[str, str]]
    """The attributes of an ``<img>``."""
    editions: Sequence[EditionLink]
    """The editions offered on a post's page."""
    site_editions: Sequence[EditionLink]
    """The editions of all posts, offered in the footer of other pages."""
    head_tags: Markup
    """The tags for the ``<head>``: description, Open Graph, citation tags and JSON-LD."""


@dataclass(frozen=True, slots=True)
class PostContext:
    """The context passed to ``page.html`` for a post or a page."""

    post: Post
    status: str
    """In a preview, why the post is not published: ``draft``, ``scheduled`` or ``expired``. Otherwise empty."""
    minutes: int
    """The reading time in minutes."""
    title_block: str
    """The HTML of the title, description, byline and cover."""
    main_text: str
    """The HTML of everything below the title block."""
    heading_count: int
    """The number of headings below the title."""
    long_toc: bool
    """Whether the table of contents is long enough to extend beside the cover."""
    categories: Sequence[Term]
    tags: Sequence[Term]
    series_terms: Sequence[Term]
    series_parts: Sequence[Post]
    """All parts of the post's series, first part first. Empty if the post is the only part."""
    sources: Sequence[ExternalSource]
    citations: Sequence[tuple[str, str]]
    """(style name, citation) pairs."""
    author_bios: Sequence[AuthorBio]
    older: Post | None
    """The previous post by date."""
    newer: Post | None
    """The next post by date."""
    related: Sequence[Post]


@dataclass(frozen=True, slots=True)
class FrontPageContext:
    """The context passed to ``page.html`` for the front page."""

    lead: Row | None
    """The first post, shown large."""
    listing: ListingPage[Row]
    """The other posts on the first page of the list of all posts."""
    sections: Sequence[Term]
    """All categories."""
    series: Sequence[Term]


@dataclass(frozen=True, slots=True)
class ListingContext:
    """The input of ``listing.html``."""

    title: str
    """The title as HTML, because Sphinx expects HTML."""
    heading: str
    """The title as plain text."""
    kind: str
    """The kind of listing, such as “Section”. Empty if it would repeat the title."""
    listing: ListingPage[Row]
    count: int
    """The number of posts on all pages of the listing."""
    feed: str
    """The path of the listing's feed. Empty if it has no feed."""
    bio: str
    """The author's biography. Empty for other listings."""
    url: str
    """The author's website. Empty for other listings."""
    oldest_first: bool
    """Whether the posts are in ascending order, as the parts of a series are."""
    breadcrumb: Sequence[tuple[str, str]]
    """The parent pages, as (title, path) pairs."""


@dataclass(frozen=True, slots=True)
class ArchiveContext:
    """The input of ``archive.html``."""

    title: str
    years: Sequence[tuple[int, Sequence[Row]]]


@dataclass(frozen=True, slots=True)
class TermsContext:
    """The input of ``terms.html``."""

    title: str
    alphabetical_groups: Sequence[tuple[str, Sequence[Term]]]
    """The taxonomy's terms, as (initial, terms) pairs."""


@dataclass(frozen=True, slots=True)
class FeedsContext:
    """The input of ``feeds.html``."""

    title: str
    feeds: Sequence[tuple[str, Sequence[FeedLink]]]
    """The feeds, as (group title, feeds) pairs. The first group contains the feeds of all posts and has no title."""


@dataclass(frozen=True, slots=True)
class TitleContext:
    """The input of ``search.html`` and ``404.html``, which show only a title and fixed text."""

    title: str


GeneratedContext = ListingContext | ArchiveContext | TermsContext | FeedsContext | TitleContext
"""The template input of a generated page, that is, a page without a source file."""

GeneratedPage = tuple[str, GeneratedContext, str]
"""A page without a source file: its docname, its record, and the name of its template."""


def as_context(record: Any) -> dict[str, Any]:
    """Convert a record to the dictionary that Sphinx passes to a template."""
    return {item.name: getattr(record, item.name) for item in fields(record)}
