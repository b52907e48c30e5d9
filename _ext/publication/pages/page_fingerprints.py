"""Collects the values from other files that each page shows. If these values change, the page is written again.

If you make a page or a listing show something from another file, add it here: to ``of_document`` for a post's page,
or to ``shown_values`` (or ``template_records.Row.fingerprint``) for a listing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from publication.build import incremental, site
from publication.pictures import social_cards

from . import edition_links
from .template_records import (
    ArchiveContext,
    FeedsContext,
    FrontPageContext,
    ListingContext,
    TermsContext,
    as_context,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx

    from publication.core.posts.taxonomies import Term

    from .template_records import GeneratedContext, GeneratedPage


def of_document(app: Sphinx, docname: str) -> object:
    """The values from other files that a post's page shows, apart from links, images, cards and editions."""
    library = site.get_site(app).library
    post = library.documents.get(docname)
    if post is None:
        return ""
    values: list[Any] = [(other.path, other.title, other.lang) for other in library.previous_and_next(post) if other]
    values += [(term.path, term.name) for name in library.taxonomies for term in library.terms_of(post, name)]
    values += [str(library.held_back.get(post.file)), str(post.updated)]
    for others in (library.related.get(docname, ()), library.series_parts(post)):
        values.append([(other.path, other.title, other.lang, other.date, other.categories) for other in others])
    return values


def pages_to_write(app: Sphinx, pages: Iterable[GeneratedPage]) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the generated pages that must be written, as (docname, context, template) tuples."""
    frame = [edition_links.fingerprint(app, ""), social_cards.fingerprint(app, "")]
    for docname, record, template in pages:
        if incremental.needs_writing(app, docname, [shown_values(record), frame]):
            yield docname, as_context(record), template


def shown_values(record: GeneratedContext | FrontPageContext) -> list[object]:
    """All values that a generated page or the front page shows."""
    if isinstance(record, ListingContext):
        about = [record.title, record.kind, record.count, record.bio, record.url]
        return [
            *about,
            record.listing.number,
            record.listing.paths,
            [row.fingerprint for row in record.listing.items],
        ]
    if isinstance(record, FrontPageContext):
        lead = record.lead.fingerprint if record.lead else ""
        rows = [row.fingerprint for row in record.listing.items]
        return [lead, record.listing.paths, rows, _terms(record.sections), _terms(record.series)]
    if isinstance(record, ArchiveContext):
        return [record.title, *((year, [row.fingerprint for row in rows]) for year, rows in record.years)]
    if isinstance(record, TermsContext):
        return [record.title, *(_terms(terms) for _, terms in record.alphabetical_groups)]
    if isinstance(record, FeedsContext):
        links = [link for _, group in record.feeds for link in group]
        return [record.title, *((link.term and link.term.name, link.path) for link in links)]
    return [record.title]


def _terms(terms: Iterable[Term]) -> list[object]:
    return [(term.path, term.name, len(term.posts)) for term in terms]
