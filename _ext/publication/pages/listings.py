"""Builds the front page, and renders ABlog's archive pages with our templates, split into numbered pages."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from publication.build import site
from publication.core.addresses import output_files, permalinks
from publication.core.posts import alphabetical_groups
from publication.core.posts.pagination import ListingPage, paginate
from publication.pictures import responsive_images
from publication.reading.excerpts import short_excerpt

from . import ablog_bridge, page_fingerprints
from .reading_time import reading_minutes
from .template_records import ArchiveContext, FrontPageContext, ListingContext, Row, TermsContext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from sphinx.application import Sphinx

    from publication.core.posts.post import Post
    from publication.core.posts.taxonomies import Taxonomy, Term

    from .template_records import GeneratedPage

KINDS = {
    "category": "Section",
    "tag": "Topic",
    "author": "Author",
    "series": "Series",
    "archive": "Archive",
    "posts": "All posts",
}
"""The line above a listing's title, by the first part of the listing's path."""

KINDS_OF_TERMS = {"category": "Sections", "tag": "Topics", "author": "Authors", "series": "Series"}
"""The title of the page that lists all terms in a taxonomy, by taxonomy."""


class RowMaker:
    """Creates the listing row of each post, once per build however many listings show the post."""

    def __init__(self, app: Sphinx) -> None:
        self._app = app
        self._site = site.get_site(app)
        self._row_by_path: dict[str, Row] = {}

    def rows(self, posts: Iterable[Post]) -> list[Row]:
        """The rows for the given posts."""
        return [self._row_by_path.get(post.path) or self._make(post) for post in posts]

    def _make(self, post: Post) -> Row:
        library = self._site.library
        reason = library.held_back.get(post.file)
        row = Row(
            post,
            short_excerpt(self._app.env, post),
            reading_minutes(self._app.env, post.path),
            reason.value if reason else "",
            responsive_images.lead_cover(self._app, post) if post is library.lead else None,
        )
        self._row_by_path[post.path] = row
        return row


_ROWS: site.PerBuild[RowMaker] = site.PerBuild(RowMaker)


def collect_listings(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Handle ``html-collect-pages``: yield every listing and list of terms that has changed (site builds only)."""
    if app.builder.name == "dirhtml":
        yield from page_fingerprints.pages_to_write(app, _listing_pages(app))


def _listing_pages(app: Sphinx) -> Iterator[GeneratedPage]:
    current = site.get_site(app)
    library, rows = current.library, _ROWS.get(app).rows
    terms = {term.path: term for taxonomy in library.taxonomies.values() for term in taxonomy.terms}
    for docname, context, _ in ablog_bridge.archive_pages(app):
        if "collection" in context:
            members = [post.docname for post in context["collection"]]
            members.sort(key=library.positions.__getitem__)
            posts = [library.documents[member] for member in members]
            yield from _listing(current, docname, terms.get(docname), rows(posts))
    # ABlog makes no archive or term lists if there are no posts or terms, but menus and old links still lead to them.
    years = [(year, rows(posts)) for year, posts in library.years.items()]
    yield permalinks.ARCHIVE, ArchiveContext("Archive", years), "archive.html"
    yield from (_terms_page(taxonomy) for taxonomy in library.taxonomies.values() if taxonomy.has_terms_page)
    # ABlog does not support series.
    for term in library.taxonomies["series"].terms:
        yield from _listing(current, term.path, term, rows(reversed(term.posts)))


def _listing(current: site.Site, path: str, term: Term | None, rows: Sequence[Row]) -> Iterator[GeneratedPage]:
    kind = path.partition("/")[0]
    heading = term.name if term else path.rpartition("/")[2] if "/" in path else KINDS[kind]
    person = current.settings.authors[term.spellings[0]] if term and kind == "author" else {}
    for page in paginate(rows, path, current.library.page_size):
        number = f" · page {page.number}" if page.number > 1 else ""
        record = ListingContext(
            title=html.escape(heading + number),
            heading=heading,
            kind=KINDS[kind] if KINDS[kind] != heading else "",
            listing=page,
            count=len(rows),
            feed=output_files.term_feed(path) if term else "",
            bio=person.get("bio", ""),
            url=person.get("url", ""),
            oldest_first=kind == "series",
            breadcrumb=[(KINDS_OF_TERMS[kind], current.library.taxonomies[kind].terms_path)] if term else [],
        )
        yield page.path, record, "listing.html"


def _terms_page(taxonomy: Taxonomy) -> GeneratedPage:
    groups = alphabetical_groups.group_by_initial(taxonomy.terms)
    return taxonomy.terms_path, TermsContext(KINDS_OF_TERMS[taxonomy.name], groups), "terms.html"


def front_page(app: Sphinx) -> FrontPageContext:
    """The input for the front page: one post shown large, then the other posts on the first page of all posts."""
    library, rows = site.get_site(app).library, _ROWS.get(app).rows
    first = paginate(library.posts, permalinks.ALL_POSTS, library.page_size)[0]
    others = rows(post for post in first.items if post is not library.lead)
    return FrontPageContext(
        lead=rows([library.lead])[0] if library.lead else None,
        listing=ListingPage(tuple(others), 1, first.paths),
        sections=library.taxonomies["category"].terms,
        series=library.taxonomies["series"].terms,
    )


def front_page_fingerprint(app: Sphinx, docname: str) -> object:
    """The values from posts that the front page shows, or an empty string for any other document."""
    return page_fingerprints.shown_values(front_page(app)) if docname == app.config.root_doc else ""
