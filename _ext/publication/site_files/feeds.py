"""Feeds: RSS, Atom and JSON Feed of all posts, and an Atom feed of each term.

The text of a post is what its page shows. It is kept when the page is written, so that a build that
writes one page has the texts of all, and made fit for feeds when a feed that shows it must be written.
Nothing in a feed comes from the build's clock.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from publication.build import site
from publication.build.rendered_text_store import RenderedTextStore
from publication.core.addresses import output_files, permalinks
from publication.core.addresses.absolute_urls import absolute_url
from publication.core.formats import feed_xml
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

_TERM_SIZE = 20
"""Posts in the feed of a term at most: there are many such feeds, and each holds full texts."""
_BEFORE_ALL = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""When a feed changed that has no entry yet; Atom and RSS must say one."""


def makes_feeds(app: Sphinx) -> bool:
    """Whether this build writes feeds: it makes the site, and the site has an address."""
    return app.builder.name == "dirhtml" and bool(app.config.html_baseurl)


def store_feed_text(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """``html-page-context``, before anything is added to the text: keep that of a post for the feeds."""
    post = site.get_site(app).post(pagename)
    if post and post.is_post and makes_feeds(app):
        RenderedTextStore.add(_texts_file(app), post.path, context["body"])


def posts_without_feed_text(app: Sphinx) -> list[str]:
    """``env-get-updated``: the posts whose page must be written again, since their text is not kept."""
    if not makes_feeds(app):
        return []
    texts = RenderedTextStore(_texts_file(app))
    return [post.path for post in site.get_site(app).library.posts if not texts.digest(post.path)]


def output_paths(app: Sphinx) -> list[str]:
    """The files of all feeds, below the site's root."""
    return [plan.name for plan in _plans(app)] if makes_feeds(app) else []


def collect_feeds_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """``html-collect-pages``: the page that lists all feeds, in groups."""
    if not makes_feeds(app):
        return
    links = [FeedLink(plan.name, plan.format, plan.term) for plan in _plans(app)]
    groups = [("", [link for link in links if link.term is None])]
    for name, title in (("category", "Sections"), ("series", "Series"), ("author", "Authors"), ("tag", "Topics")):
        groups.append((title, [link for link in links if link.term and link.term.taxonomy == name]))
    record = FeedsContext("Feeds", [group for group in groups if group[1]])
    yield from page_fingerprints.pages_to_write(app, [(permalinks.FEEDS, record, "feeds.html")])


def write_feeds(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``: write the feeds whose content has changed."""
    if exception is not None or app.builder.name != "dirhtml":
        return
    if not makes_feeds(app):
        logger.info(
            "conf.py: note: html_baseurl is not set, so there are no feeds and no sitemap: "
            'write for example `html_baseurl = "https://example.org/"` [publication.address]'
        )
        return
    texts = RenderedTextStore(_texts_file(app))
    entries = _Entries(app, texts)
    record = Path(app.doctreedir) / "feeds.json"
    before, now = _load(record), {}
    for plan in _plans(app):
        shown = entries.of(plan.posts)
        feed = _feed(app, plan, shown)
        # With the folder, since one set of doctrees may serve two outputs.
        now[plan.name] = _digest([str(app.outdir), feed, *map(entries.digest, shown)])
        file = Path(app.outdir, plan.name)
        if before.get(plan.name) != now[plan.name] or not file.is_file():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(_rendered(feed, shown, entries, plan.name))
    record.write_text(json.dumps(now, ensure_ascii=False), encoding="utf-8")
    texts.keep_only([post.path for post in site.get_site(app).library.posts])


@dataclass(frozen=True, slots=True)
class _Plan:
    """A feed that is to be: its file, and the posts it shows, newest first."""

    name: str
    posts: tuple[Post, ...]
    term: Term | None = None

    @property
    def format(self) -> str:
        """What its format is called."""
        return {output_files.RSS: "RSS", output_files.JSON: "JSON Feed"}.get(self.name, "Atom")


def _plans(app: Sphinx) -> Iterator[_Plan]:
    """Every feed of the site; one of a name that the author serves themselves is theirs."""
    library = site.get_site(app).library
    plans = [_Plan(name, library.posts) for name in (output_files.RSS, output_files.ATOM, output_files.JSON)]
    for taxonomy in library.taxonomies.values():
        plans += [_Plan(output_files.term_feed(term.path), term.posts, term) for term in taxonomy.terms]
    for plan in plans:
        if not output_files.is_replaced_by_author(Path(app.srcdir), plan.name):
            # A preview shows what is held back, a feed never does: its readers would keep it.
            posts = [post for post in plan.posts if post.file not in library.held_back]
            size = site.get_site(app).settings.feed_size or len(posts)
            yield _Plan(plan.name, tuple(posts[: min(size, _TERM_SIZE) if plan.term else size]), plan.term)


def _feed(app: Sphinx, plan: _Plan, shown: list[FeedEntry]) -> Feed:
    current, base = site.get_site(app), app.config.html_baseurl
    project: str = app.config.project
    return Feed(
        url=_full(base, permalinks.url_of_file(plan.name)),
        page_url=current.full_url(base, plan.term.path if plan.term else ""),
        title=f"{plan.term.name} · {project}" if plan.term else project,
        subtitle=current.settings.tagline,
        language=site.language_tag(app),
        author=Person(project, current.full_url(base, "")),
        updated=max((entry.updated for entry in shown), default=_BEFORE_ALL),
        stylesheet="../" * plan.name.count("/") + output_files.FEED_STYLE,
        license=current.settings.license,
        license_url=_full(base, current.settings.license_url) if current.settings.license_url else "",
    )


def _rendered(feed: Feed, shown: list[FeedEntry], entries: _Entries, name: str) -> bytes:
    if name == output_files.RSS:
        return feed_xml.rss_feed(feed, map(entries.whole, shown))
    if name == output_files.JSON:
        return feed_xml.json_feed(feed, map(entries.whole, shown))
    return feed_xml.atom_feed(feed, map(entries.atom, shown))


class _Entries:
    """Makes the entry of each post once a build, however many feeds show it.

    Its text is put in when a feed must be written, which most builds need not.
    """

    def __init__(self, app: Sphinx, texts: RenderedTextStore) -> None:
        self._app, self._texts = app, texts
        self._base: str = app.config.html_baseurl
        self._library = site.get_site(app).library
        self._places = responsive_images.picture_paths(app)
        self._home = Person(app.config.project, self._address(""))
        self._people = dict(self._authors())
        self._schemes = {way: self._address(self._library.taxonomies[way].home) for way in ("category", "tag")}
        self._made: dict[str, FeedEntry] = {}
        self._paths: dict[str, str] = {}
        self._digests: dict[str, str] = {}
        self._whole: dict[str, FeedEntry] = {}
        self._atom: dict[str, bytes] = {}

    def of(self, posts: Iterable[Post]) -> list[FeedEntry]:
        """The entries of posts, without their texts."""
        return [self._made.get(post.path) or self._make(post) for post in posts]

    def digest(self, entry: FeedEntry) -> str:
        """A digest of all that an entry shows."""
        if entry.url not in self._digests:
            text = self._texts.digest(self._paths[entry.url])
            self._digests[entry.url] = _digest([entry, text])
        return self._digests[entry.url]

    def whole(self, entry: FeedEntry) -> FeedEntry:
        """An entry with its text."""
        if entry.url not in self._whole:
            text = self._texts.text(self._paths[entry.url])
            own = entry.language if entry.language != site.language_tag(self._app) else ""
            self._whole[entry.url] = replace(entry, content=feed_html(text, entry.url, entry.title, own))
        return self._whole[entry.url]

    def atom(self, entry: FeedEntry) -> bytes:
        """An entry with its text, for Atom feeds."""
        if entry.url not in self._atom:
            self._atom[entry.url] = feed_xml.atom_entry(self.whole(entry))
        return self._atom[entry.url]

    def _make(self, post: Post) -> FeedEntry:
        address = self._address(post.path)
        picture = output_files.cover_url_path(post.cover, post.file, Path(self._app.srcdir), self._places)
        entry = FeedEntry(
            url=address,
            guid=self._base.rstrip("/") + post.legacy_guid,
            title=post.title,
            published=post.when,
            updated=post.last_changed,
            language=site.language_tag(self._app, post),
            authors=tuple(self._people[key] for key in post.authors) or (self._home,),
            categories=tuple(
                Category(term.name, scheme)
                for way, scheme in self._schemes.items()
                for term in self._library.terms_of(post, way)
            ),
            summary=excerpt_of(self._app.env, post.path),
            image=_full(self._base, picture) if picture else "",
        )
        self._made[post.path] = entry
        self._paths[address] = post.path
        return entry

    def _authors(self) -> Iterator[tuple[str, Person]]:
        """The authors by the names that posts call them; one without an address has the page of their posts."""
        people = site.get_site(self._app).settings.authors
        for term in self._library.taxonomies["author"].terms:
            for key in term.names:
                url = people[key].get("url")
                yield key, Person(people[key]["name"], _full(self._base, url) if url else self._address(term.path))

    def _address(self, path: str) -> str:
        return site.get_site(self._app).full_url(self._base, path)


def _texts_file(app: Sphinx) -> Path:
    return Path(app.doctreedir) / "feed-texts"


def _full(base: str, place: str) -> str:
    return absolute_url(place, base.rstrip("/") + "/")


def _digest(shown: object) -> str:
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def _load(file: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found
