"""Listings: ABlog's archive pages with our templates, cut into pages."""

from __future__ import annotations

import hashlib
import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from publication.build import site
from publication.core.addresses import output_files, permalinks
from publication.core.posts import alphabetical_groups
from publication.core.posts.pagination import paginate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sphinx.application import Sphinx

    from publication.core.formats.image_sizes import Shown
    from publication.core.library import Library
    from publication.core.posts.pagination import ListingPage
    from publication.core.posts.post import Post
    from publication.core.posts.taxonomies import Taxonomy, Term

    Page = tuple[str, dict[str, Any], str]

KINDS = {
    "category": "Section",
    "tag": "Topic",
    "author": "Author",
    "series": "Series",
    "archive": "Archive",
    "posts": "All posts",
}
"""What a listing calls itself above its title, by the first part of its address."""

KINDS_OF_TERMS = {"category": "Sections", "tag": "Topics", "author": "Authors", "series": "Series"}
"""What the list of all terms of a taxonomy calls itself."""

_LONG = 240
"""Characters of an excerpt that no author wrote as one."""


@dataclass(frozen=True, slots=True)
class Row:
    """A post as a listing shows it."""

    post: Post
    excerpt: str
    minutes: int
    mark: str
    """Why it would not be published, in a preview."""
    cover: Shown | None = None
    """Its picture where it is the lead; ``partials/responsive_image.html`` prints it."""

    @property
    def shown(self) -> tuple[object, ...]:
        """All that a listing shows of it."""
        post = self.post
        about = (post.path, post.title, post.date, post.categories, post.lang)
        return *about, self.excerpt, self.minutes, self.mark, self.cover


class Rows:
    """Makes the row of each post once a build, however many listings show it."""

    def __init__(
        self, app: Sphinx, excerpt: Callable[[Any, str], str], cover: Callable[[Sphinx, Post], Shown | None]
    ) -> None:
        self._app = app
        self._site = site.of(app)
        self._excerpt, self._cover = excerpt, cover
        self._made: dict[str, Row] = {}

    def __call__(self, posts: Iterable[Post]) -> list[Row]:
        """The rows of posts."""
        return [self._made.get(post.path) or self._make(post) for post in posts]

    def _make(self, post: Post) -> Row:
        reason = self._site.library.hidden.get(post.file)
        row = Row(
            post,
            _cut(self._excerpt(self._app.env, post.path)) if not post.description else post.description,
            self._site.minutes(self._app.env, post.path),
            reason.value if reason else "",
            self._cover(self._app, post) if post is self._site.library.lead else None,
        )
        self._made[post.path] = row
        return row


def _cut(paragraph: str) -> str:
    """An opening paragraph that stands in for a description, cut at a word when it is long."""
    return paragraph if len(paragraph) <= _LONG else paragraph[:_LONG].rsplit(" ", 1)[0].rstrip(",;:–—-") + "…"


def pages(app: Sphinx, generated: Iterable[Page], rows: Rows) -> Iterator[Page]:
    """Our pages for ABlog's: each listing cut to the page size, each list of terms by our template."""
    current = site.of(app)
    library = current.library
    terms = {term.path: term for taxonomy in library.taxonomies.values() for term in taxonomy.terms}
    for docname, context, _ in generated:
        if "collection" in context:
            members = [post.docname for post in context["collection"]]
            members.sort(key=library.places.__getitem__)
            posts = [library.documents[member] for member in members]
            yield from _listing(current, docname, terms.get(docname), rows(posts))
    # ABlog leaves the lists of a publication without posts or terms out; menus and old links lead there all the same.
    yield _archive(library, rows)
    yield from (_terms(taxonomy) for taxonomy in library.taxonomies.values() if library.has_home(taxonomy))
    yield from _series(current, rows)


def _series(current: site.Site, rows: Rows) -> Iterator[Page]:
    """The listings of series, which ABlog does not know; a series is read from its beginning."""
    series = current.library.taxonomies["series"]
    for term in series.terms:
        yield from _listing(current, term.path, term, rows(reversed(term.posts)))


def _listing(current: site.Site, path: str, term: Term | None, rows: Sequence[Row]) -> Iterator[Page]:
    kind = path.partition("/")[0]
    title = term.name if term else path.rpartition("/")[2] if "/" in path else KINDS[kind]
    person = current.settings.authors[term.names[0]] if term and kind == "author" else {}
    about = {
        "feed": output_files.term_feed(path) if term else "",
        "bio": person.get("bio", ""),
        "url": person.get("url", ""),
        "oldest_first": kind == "series",
        "breadcrumb": [(KINDS_OF_TERMS[kind], current.library.taxonomies[kind].home)] if term else [],
    }
    for page in paginate(rows, path, current.library.page_size):
        yield page.path, listing_context(page, title, KINDS[kind], len(rows)) | about, "listing.html"


def listing_context(page: ListingPage[Row], title: str, kind: str, count: int) -> dict[str, Any]:
    """What ``listing.html`` is given. Sphinx takes ``title`` for HTML, so it is escaped; ``heading`` is text."""
    number = f" · page {page.number}" if page.number > 1 else ""
    return {
        "title": html.escape(title + number),
        "heading": title,
        "kind": kind if kind != title else "",
        "listing": page,
        "count": count,
    }


def shown(context: dict[str, Any]) -> str:
    """A digest of all that a generated page shows: it needs writing when this changes."""
    values: list[object] = [context[name] for name in ("title", "kind", "count", "bio", "url") if name in context]
    values += [row.shown for row in (context.get("lead"),) if row]
    if listing := context.get("listing"):
        values += [listing.number, listing.paths, [row.shown for row in listing.items]]
    if years := context.get("years"):
        values += [(year, [row.shown for row in rows]) for year, rows in years]
    terms = [term for _, group in context.get("alphabetical_groups", ()) for term in group]
    terms += [*context.get("sections", ()), *context.get("series", ())]
    values += [(term.path, term.name, len(term.posts)) for term in terms]
    values += [(feed.term and feed.term.name, feed.name) for _, group in context.get("feeds", ()) for feed in group]
    return hashlib.sha256(repr(values).encode()).hexdigest()


def _archive(library: Library, rows: Rows) -> Page:
    years = [(year, rows(posts)) for year, posts in library.years.items()]
    return permalinks.ARCHIVE, {"title": "Archive", "years": years}, "archive.html"


def _terms(taxonomy: Taxonomy) -> Page:
    letters = alphabetical_groups.divided(taxonomy.terms)
    return taxonomy.home, {"title": KINDS_OF_TERMS[taxonomy.name], "alphabetical_groups": letters}, "terms.html"
