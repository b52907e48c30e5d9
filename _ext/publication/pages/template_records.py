"""The input of the templates: one typed record for each template.

The fields are the names that the templates use. Every page receives a ``Frame`` and the record of its own template.
Sphinx adds further names, such as ``project``, ``pathto`` and ``toc``. A test reads the templates, and fails if one
uses a name that neither its records nor Sphinx provide.
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
"""A link to an edition: its label, its URL from the page, and its size in words, which may be empty."""


@dataclass(frozen=True, slots=True)
class Row:
    """A post as a listing shows it."""

    post: Post
    excerpt: str
    minutes: int
    """The reading time."""
    status: str
    """Why it would not be published, in a preview: ``draft``, ``scheduled`` or ``expired``; empty otherwise."""
    cover: PageImage | None = None
    """Its cover, on the front page's first post only. ``partials/responsive_image.html`` prints it."""

    @property
    def fingerprint(self) -> tuple[object, ...]:
        """Everything that a listing shows of the post."""
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
    """A feed as the page of all feeds shows it: its path, its format, and its term if it is a term's feed."""

    path: str
    format: str
    term: Term | None


@dataclass(frozen=True, slots=True)
class Frame:
    """``layout.html`` and every page: what all pages may show."""

    site: Site
    preview: bool
    format_date: Callable[..., str]
    """A date in words: ``format_date(post.date)``, or with a CLDR pattern as the second argument."""
    direction_of: Callable[[str], str]
    """``ltr`` or ``rtl`` for a language tag."""
    lang_attribute: Callable[[str], str]
    """The attribute `` lang="ko"`` for a name written in Hangul on a page in another language; else empty."""
    image_attributes: Callable[[PageImage], Mapping[str, str]]
    """The attributes of an ``<img>``."""
    editions: Sequence[EditionLink]
    """The editions that a post's page offers."""
    site_editions: Sequence[EditionLink]
    """The editions of all posts, which the footer of other pages offers."""
    head_tags: Markup
    """Description, Open Graph, citation tags and JSON-LD."""


@dataclass(frozen=True, slots=True)
class PostContext:
    """``page.html`` for a post or a page."""

    post: Post
    status: str
    """Why it would not be published, in a preview: ``draft``, ``scheduled`` or ``expired``; empty otherwise."""
    minutes: int
    """The reading time."""
    title_block: str
    """The HTML of the title, description, byline and cover."""
    main_text: str
    """The HTML of everything below the title block."""
    heading_count: int
    """The number of headings below the title."""
    long_toc: bool
    """Whether the table of contents is so long that it reaches down beside the cover."""
    categories: Sequence[Term]
    tags: Sequence[Term]
    series_terms: Sequence[Term]
    series_parts: Sequence[Post]
    """All parts of the post's series, the first part first; empty if it is the only one."""
    sources: Sequence[ExternalSource]
    citations: Sequence[tuple[str, str]]
    """The name of each citation style and the citation."""
    author_bios: Sequence[AuthorBio]
    older: Post | None
    newer: Post | None
    """The previous and the next post by date."""
    related: Sequence[Post]


@dataclass(frozen=True, slots=True)
class FrontPageContext:
    """``page.html`` for the front page."""

    lead: Row | None
    """The first post, shown large."""
    listing: ListingPage[Row]
    """The other posts of the first page of all posts."""
    sections: Sequence[Term]
    """All categories."""
    series: Sequence[Term]


@dataclass(frozen=True, slots=True)
class ListingContext:
    """``listing.html``."""

    title: str
    """The title as HTML, which is how Sphinx takes it."""
    heading: str
    """The title as plain text."""
    kind: str
    """What kind of listing it is, such as “Section”; empty when that is its title."""
    listing: ListingPage[Row]
    count: int
    """The number of posts on all pages of the listing."""
    feed: str
    """The path of its feed; empty if it has none."""
    bio: str
    url: str
    """An author's text and website."""
    oldest_first: bool
    """Whether the posts are parts of a series, which is read from its beginning."""
    breadcrumb: Sequence[tuple[str, str]]
    """The pages above it, as pairs of title and path."""


@dataclass(frozen=True, slots=True)
class ArchiveContext:
    """``archive.html``."""

    title: str
    years: Sequence[tuple[int, Sequence[Row]]]


@dataclass(frozen=True, slots=True)
class TermsContext:
    """``terms.html``."""

    title: str
    alphabetical_groups: Sequence[tuple[str, Sequence[Term]]]
    """The terms of a taxonomy in groups by their initial, which comes first."""


@dataclass(frozen=True, slots=True)
class FeedsContext:
    """``feeds.html``."""

    title: str
    feeds: Sequence[tuple[str, Sequence[FeedLink]]]
    """The feeds in groups, with the title of each group; the first group, of all posts, has none."""


@dataclass(frozen=True, slots=True)
class TitleContext:
    """``search.html`` and ``404.html``, which show nothing but a title and fixed text."""

    title: str


GeneratedContext = ListingContext | ArchiveContext | TermsContext | FeedsContext | TitleContext
"""The record of a page that has no source file."""

GeneratedPage = tuple[str, GeneratedContext, str]
"""A page that has no source file: its docname, its record, and its template."""


def as_context(record: Any) -> dict[str, Any]:
    """A record as the dictionary that Sphinx passes to a template."""
    return {item.name: getattr(record, item.name) for item in fields(record)}
