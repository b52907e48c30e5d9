"""Writes the feeds: RSS, Atom and JSON Feed for all posts, and an Atom feed for each term.

A feed contains the full text of each post. The text is stored when the post's page is written, so a build that writes
only one page still has all texts. ``feed_text`` converts the text when a feed that contains the post must be written.
Nothing in a feed depends on the build time.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from publication.build import incremental, site, staging
from publication.build.rendered_text_store import RenderedTextStore
from publication.core.addresses import output_files, permalinks
from publication.core.addresses.absolute_urls import absolute_url
from publication.core.formats import feed_xml, json_feed
from publication.core.formats.feed_xml import Category, Feed, FeedEntry, Person
from publication.pages import page_fingerprints
from publication.pages.template_records import FeedLink, FeedsContext
from publication.pictures import responsive_images
from publication.reading.excerpts import excerpt_of

from .feed_text import feed_html

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils import nodes
    from sphinx.application import Sphinx

    from publication.core.posts.post import Post
    from publication.core.posts.taxonomies import Term

logger = logging.getLogger(__name__)

_MAX_TERM_ENTRIES = 20
"""The maximum number of posts in a term's feed, because there are many such feeds, and they contain full texts."""
_DATE_OF_EMPTY_FEED = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""The date of last change for a feed without entries. Atom and RSS require a date."""


def makes_feeds(app: Sphinx) -> bool:
    """Whether this build writes feeds: it must be a site build, and ``html_baseurl`` must be set."""
    return app.builder.name == "dirhtml" and bool(app.config.html_baseurl)


def store_feed_text(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Handle ``html-page-context``: store a post's text for the feeds, before other handlers add anything to it."""
    post = site.get_site(app).post(pagename)
    if post and post.is_post and makes_feeds(app):
        RenderedTextStore.add(_texts_file(app), post.path, context["body"])


def posts_without_feed_text(app: Sphinx) -> list[str]:
    """Handle ``env-get-updated``: return the posts that must be written again because their text is not stored."""
    if not makes_feeds(app):
        return []
    texts = RenderedTextStore(_texts_file(app))
    return [post.path for post in site.get_site(app).library.posts if not texts.digest(post.path)]


def collect_feeds_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Handle ``html-collect-pages``: yield the page that lists all feeds, in groups."""
    if not makes_feeds(app):
        return
    links = [FeedLink(plan.path, plan.format, plan.term) for plan in _feed_plans(app)]
    groups = [("", [link for link in links if link.term is None])]
    for name, title in (("category", "Sections"), ("series", "Series"), ("author", "Authors"), ("tag", "Topics")):
        groups.append((title, [link for link in links if link.term and link.term.taxonomy == name]))
    record = FeedsContext("Feeds", [group for group in groups if group[1]])
    yield from page_fingerprints.pages_to_write(app, [(permalinks.FEEDS, record, "feeds.html")])


def write_feeds(app: Sphinx, exception: Exception | None) -> None:
    """Handle ``build-finished``: write the feeds whose content has changed."""
    if exception is not None or app.builder.name != "dirhtml":
        return
    if not makes_feeds(app):
        logger.info(
            "conf.py: note: html_baseurl is not set, so there are no feeds and no sitemap: "
            'write, for example, `html_baseurl = "https://example.org/"` [publication.address]'
        )
        return
    texts = RenderedTextStore(_texts_file(app))
    entry_maker = _EntryMaker(app, texts)
    for plan in _feed_plans(app):
        entries = entry_maker.entries_without_text(plan.posts)
        feed = _feed_metadata(app, plan, entries)
        digest = incremental.digest([incremental.code_digest(), feed, *map(entry_maker.entry_digest, entries)])
        unchanged = staging.is_unchanged(app, f"feed {plan.path}", digest)
        if not (unchanged and staging.keep_file(app, plan.path)):
            file = Path(app.outdir, plan.path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(_feed_file(plan, feed, entries, entry_maker))
    texts.keep_only([post.path for post in site.get_site(app).library.posts])


@dataclass(frozen=True, slots=True)
class _FeedPlan:
    """A feed to write: its site path, its posts (newest first), and the term if it is a term's feed."""

    path: str
    posts: tuple[Post, ...]
    term: Term | None = None

    @property
    def format(self) -> str:
        """The display name of the feed's format."""
        return {output_files.RSS_FEED: "RSS", output_files.JSON_FEED: "JSON Feed"}.get(self.path, "Atom")


def _feed_plans(app: Sphinx) -> Iterator[_FeedPlan]:
    """Yield every feed on the site, except any that the author has supplied as a file at the same path."""
    library = site.get_site(app).library
    paths = (output_files.RSS_FEED, output_files.ATOM_FEED, output_files.JSON_FEED)
    plans = [_FeedPlan(path, library.posts) for path in paths]
    for taxonomy in library.taxonomies.values():
        plans += [_FeedPlan(output_files.term_feed(term.path), term.posts, term) for term in taxonomy.terms]
    for plan in plans:
        if not output_files.is_replaced_by_author(Path(app.srcdir), plan.path):
            # A preview shows unpublished posts, but its feeds omit them, because feed readers would store them.
            posts = [post for post in plan.posts if post.file not in library.held_back]
            size = site.get_site(app).settings.feed_size or len(posts)
            yield _FeedPlan(plan.path, tuple(posts[: min(size, _MAX_TERM_ENTRIES) if plan.term else size]), plan.term)


def _feed_metadata(app: Sphinx, plan: _FeedPlan, entries: list[FeedEntry]) -> Feed:
    """A feed's properties, without its entries."""
    current, base = site.get_site(app), app.config.html_baseurl
    project: str = app.config.project
    return Feed(
        url=_full_url(base, permalinks.url_of_file(plan.path)),
        page_url=current.full_url(base, plan.term.path if plan.term else ""),
        title=f"{plan.term.name} · {project}" if plan.term else project,
        subtitle=current.settings.tagline,
        language=site.language_tag(app),
        author=Person(project, current.full_url(base, "")),
        updated=max((entry.updated for entry in entries), default=_DATE_OF_EMPTY_FEED),
        stylesheet="../" * plan.path.count("/") + output_files.FEED_STYLESHEET,
        license=current.settings.license,
        license_url=_full_url(base, current.settings.license_url) if current.settings.license_url else "",
    )


def _feed_file(plan: _FeedPlan, feed: Feed, entries: list[FeedEntry], entry_maker: _EntryMaker) -> bytes:
    if plan.path == output_files.RSS_FEED:
        return feed_xml.rss_feed(feed, map(entry_maker.with_text, entries))
    if plan.path == output_files.JSON_FEED:
        return json_feed.json_feed(feed, map(entry_maker.with_text, entries))
    return feed_xml.atom_feed(feed, map(entry_maker.atom_entry, entries))


class _EntryMaker:
    """Creates the feed entry of each post, once per build however many feeds contain the post.

    Texts are added only if a feed must be written, because converting them takes time.
    """

    def __init__(self, app: Sphinx, texts: RenderedTextStore) -> None:
        self._app, self._texts = app, texts
        self._base: str = app.config.html_baseurl
        self._library = site.get_site(app).library
        self._picture_paths = responsive_images.picture_paths(app)
        self._publication = Person(app.config.project, self._page_url(""))
        self._authors = dict(self._authors_by_key())
        self._schemes = {
            name: self._page_url(self._library.taxonomies[name].terms_path) for name in ("category", "tag")
        }
        self._entry_by_path: dict[str, FeedEntry] = {}
        # The following dictionaries are keyed by the entry's URL.
        self._paths: dict[str, str] = {}
        self._digests: dict[str, str] = {}
        self._with_text: dict[str, FeedEntry] = {}
        self._atom_entries: dict[str, bytes] = {}

    def entries_without_text(self, posts: Iterable[Post]) -> list[FeedEntry]:
        """Return the entries for the given posts, without their texts."""
        return [self._entry_by_path.get(post.path) or self._make_entry(post) for post in posts]

    def entry_digest(self, entry: FeedEntry) -> str:
        """Return a digest of an entry and its text."""
        if entry.url not in self._digests:
            text_digest = self._texts.digest(self._paths[entry.url])
            self._digests[entry.url] = incremental.digest([entry, text_digest])
        return self._digests[entry.url]

    def with_text(self, entry: FeedEntry) -> FeedEntry:
        """Return the entry with its text."""
        if entry.url not in self._with_text:
            text = self._texts.text(self._paths[entry.url])
            language = entry.language if entry.language != site.language_tag(self._app) else ""
            self._with_text[entry.url] = replace(entry, content=feed_html(text, entry.url, entry.title, language))
        return self._with_text[entry.url]

    def atom_entry(self, entry: FeedEntry) -> bytes:
        """Return the entry with its text, as an Atom ``<entry>`` element."""
        if entry.url not in self._atom_entries:
            self._atom_entries[entry.url] = feed_xml.atom_entry(self.with_text(entry))
        return self._atom_entries[entry.url]

    def _make_entry(self, post: Post) -> FeedEntry:
        url = self._page_url(post.path)
        cover = output_files.cover_url(post.cover, post.file, Path(self._app.srcdir), self._picture_paths)
        entry = FeedEntry(
            url=url,
            guid=self._base.rstrip("/") + post.legacy_guid,
            title=post.title,
            published=post.when,
            updated=post.last_changed,
            language=site.language_tag(self._app, post),
            authors=tuple(self._authors[key] for key in post.authors) or (self._publication,),
            categories=tuple(
                Category(term.name, scheme)
                for taxonomy, scheme in self._schemes.items()
                for term in self._library.terms_of(post, taxonomy)
            ),
            summary=excerpt_of(self._app.env, post.path),
            image=_full_url(self._base, cover) if cover else "",
        )
        self._entry_by_path[post.path] = entry
        self._paths[url] = post.path
        return entry

    def _authors_by_key(self) -> Iterator[tuple[str, Person]]:
        """Yield each author's front matter key and ``Person``, whose URL is their website or else their listing."""
        people = site.get_site(self._app).settings.authors
        for term in self._library.taxonomies["author"].terms:
            for key in term.spellings:
                url = people[key].get("url")
                full_url = _full_url(self._base, url) if url else self._page_url(term.path)
                yield key, Person(people[key]["name"], full_url)

    def _page_url(self, path: str) -> str:
        return site.get_site(self._app).full_url(self._base, path)


def _texts_file(app: Sphinx) -> Path:
    return Path(app.doctreedir) / "feed-texts"


def _full_url(base: str, url: str) -> str:
    return absolute_url(url, base.rstrip("/") + "/")
