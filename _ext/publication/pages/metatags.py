"""What a page says of itself to machines: description, Open Graph, Twitter card, citation tags, JSON-LD.

Sources: https://ogp.me, https://developer.x.com/en/docs/x-for-websites/cards, https://schema.org/BlogPosting,
https://schema.org/CollectionPage, https://schema.org/BreadcrumbList; for the citation tags
https://scholar.google.com/intl/en/scholar/inclusion.html.
"""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from markupsafe import Markup

from publication.build import site
from publication.core.addresses import media_files, permalinks
from publication.core.formats import card_layout
from publication.core.formats.image_sizes import published_size
from publication.pictures import responsive_images, social_cards
from publication.reading.excerpts import excerpt_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from publication.core.posts.post import Post

_UNSEEN = {"search", "404", "404.html"}
_LISTS = {"listing", "years", "alphabetical_groups"}
"""What the context of a page holds that lists posts or terms."""
_LOGO = "_static/images/icon-512.png"
_BRIEF = 300  # characters; more is cut by everyone who shows it


@dataclass(frozen=True, slots=True)
class PreviewImage:
    """The preview picture of a page: its full address, what it shows, and its size in pixels, 0 if unknown."""

    address: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PageDescription:
    """What all kinds of tags say of a page."""

    title: str
    text: str
    address: str
    language: str
    picture: PreviewImage | None
    kind: str
    """What schema.org calls it."""
    above: tuple[tuple[str, str], ...]
    """The pages above it: the name and the full address of each, from the front page."""


def head_tags(app: Sphinx, pagename: str, context: dict[str, Any]) -> Markup:
    """The tags for a page's ``<head>``, escaped.

    Search and 404 pages, and all pages of a site without ``html_baseurl``, get only a description.
    """
    current = site.get_site(app)
    post = current.post(pagename)
    text = shorten_description(excerpt_of(app.env, pagename) or _described(app, pagename, context))
    tags = [_meta("name", "description", text)]
    if app.config.html_baseurl and pagename not in _UNSEEN:
        path = "" if pagename == app.config.root_doc else pagename
        about = PageDescription(
            title=post.title if post else context.get("heading") or _plain_title(app, pagename, context),
            text=text,
            address=current.full_url(app.config.html_baseurl, path),
            language=site.language_tag(app, post),
            picture=(cover_preview_image(app, post) if post else None) or _card(app, pagename),
            kind=_kind(app, pagename, post, context),
            above=tuple(_above(app, pagename, post, context)),
        )
        tags += _open_graph(app, post, about)
        if post and post.is_post:
            tags += _citation(app, post, about)
        tags.append(_json_ld(_data(app, post, about)))
    return Markup("\n".join(tag for tag in tags if tag))  # noqa: S704 -- every value is escaped where its tag is made


def _kind(app: Sphinx, pagename: str, post: Post | None, context: dict[str, Any]) -> str:
    if pagename == app.config.root_doc:
        return "WebSite"
    if post and post.is_post:
        return "BlogPosting"
    return "CollectionPage" if not _LISTS.isdisjoint(context) else "WebPage"


def _above(app: Sphinx, pagename: str, post: Post | None, context: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The way from the front page: for a post its first category, for a term the list of its kind."""
    current, base = site.get_site(app), app.config.html_baseurl
    if pagename == app.config.root_doc or (post and not post.is_post):
        return
    yield app.config.project, current.full_url(base, "")
    for term in current.library.terms_of(post, "category")[:1] if post else ():
        yield term.name, current.full_url(base, term.path)
    for name, path in context.get("breadcrumb", ()):
        yield name, current.full_url(base, path)


@cache
def open_graph_locale(language: str) -> str:
    """A language as Open Graph names it, with the territory where it is spoken most: ``en_US``, ``ko_KR``."""
    try:
        known = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return language.replace("-", "_")
    likely = get_global("likely_subtags")
    written = f"{known.language}_{known.script}" if known.script else known.language
    full = likely.get(written) or likely.get(known.language, "")
    territory = known.territory or (Locale.parse(full).territory if full else None)
    return f"{known.language}_{territory}" if territory else known.language


def shorten_description(text: str) -> str:
    """Text on one line, cut at a word when it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _BRIEF else line[: _BRIEF - 1].rsplit(" ", 1)[0] + "…"


def cover_preview_image(app: Sphinx, post: Post) -> PreviewImage | None:
    """The preview picture of a post: its cover, where that exists."""
    if not post.cover:
        return None
    if media_files.is_remote(post.cover):
        address = post.cover if "://" in post.cover else "https:" + post.cover
        return PreviewImage(address, post.cover_alt, 0, 0) if address.startswith("http") else None
    made = responsive_images.cover_picture(app, post)
    if made is None:
        return None
    width, height = published_size(made.picture)
    address = f"{app.config.html_baseurl.rstrip('/')}/{permalinks.url_of_file(made.site_path)}"
    return PreviewImage(address, post.cover_alt, width, height)


def _card(app: Sphinx, pagename: str) -> PreviewImage | None:
    card = social_cards.card_of_page(app, pagename)
    if card is None:
        return None
    return PreviewImage(
        f"{app.config.html_baseurl.rstrip('/')}/{permalinks.url_of_file(card.path)}",
        card.alt,
        *card_layout.CARD_SIZE,
    )


def _described(app: Sphinx, pagename: str, context: dict[str, Any]) -> str:
    if "heading" in context:
        count = context["count"]
        return f"{context['heading']}: {count} {'post' if count == 1 else 'posts'} in {app.config.project}."
    tagline: str = site.get_site(app).settings.tagline
    return tagline


def _plain_title(app: Sphinx, pagename: str, context: dict[str, Any]) -> str:
    if pagename == app.config.root_doc:
        return str(app.config.project)
    return Markup(context.get("title") or app.config.project).striptags()  # noqa: S704 -- its tags are taken out


def _meta(kind: str, name: str, content: str) -> str:
    return f'<meta {kind}="{name}" content="{html.escape(content)}">' if content else ""


def _open_graph(app: Sphinx, post: Post | None, about: PageDescription) -> Iterator[str]:
    is_article = post is not None and post.is_post
    yield _meta("property", "og:type", "article" if is_article else "website")
    yield _meta("property", "og:site_name", app.config.project)
    yield _meta("property", "og:title", about.title)
    yield _meta("property", "og:description", about.text)
    yield _meta("property", "og:url", about.address)
    yield _meta("property", "og:locale", open_graph_locale(about.language))
    if post is not None and post.is_post:
        yield _meta("property", "article:published_time", post.when.isoformat())
        yield _meta("property", "article:modified_time", post.last_changed.isoformat())
        names = site.get_site(app).settings.authors
        yield from (_meta("name", "author", names[key]["name"]) for key in post.authors)
        yield from (_meta("property", "article:section", name) for name in post.categories)
        yield from (_meta("property", "article:tag", name) for name in post.tags)
    if picture := about.picture:
        yield _meta("property", "og:image", picture.address)
        yield _meta("property", "og:image:alt", picture.alt)
        if picture.width and picture.height:
            yield _meta("property", "og:image:width", str(picture.width))
            yield _meta("property", "og:image:height", str(picture.height))
    yield _meta("name", "twitter:card", "summary_large_image" if about.picture else "summary")


def _citation(app: Sphinx, post: Post, about: PageDescription) -> Iterator[str]:
    """What libraries and reference managers read."""
    people = site.get_site(app).settings.authors
    yield _meta("name", "citation_title", about.title)
    yield from (_meta("name", "citation_author", people[key]["name"]) for key in post.authors)
    yield _meta("name", "citation_publication_date", f"{post.when:%Y/%m/%d}")
    yield _meta("name", "citation_journal_title", app.config.project)
    yield _meta("name", "citation_language", about.language)
    yield _meta("name", "citation_doi", post.doi)
    yield _meta("name", "citation_fulltext_html_url", post.canonical or about.address)


def _data(app: Sphinx, post: Post | None, about: PageDescription) -> dict[str, Any]:
    """The page, and the way to it, as schema.org has them."""
    main = _main(app, post, about)
    if not about.above:
        return {"@context": "https://schema.org"} | main
    steps = [*about.above, (about.title, about.address)]
    crumbs = [
        {"@type": "ListItem", "position": position, "name": name, "item": address}
        for position, (name, address) in enumerate(steps, start=1)
    ]
    way = {"@type": "BreadcrumbList", "itemListElement": crumbs}
    return {"@context": "https://schema.org", "@graph": [main, way]}


def _main(app: Sphinx, post: Post | None, about: PageDescription) -> dict[str, Any]:
    current = site.get_site(app)
    publisher = {
        "@type": "Organization",
        "name": app.config.project,
        "url": current.full_url(app.config.html_baseurl, ""),
        "logo": current.full_url(app.config.html_baseurl, "").rstrip("/") + f"/{_LOGO}",
    }
    data: dict[str, Any] = {
        "@type": about.kind,
        "name": about.title,
        "description": about.text,
        "url": about.address,
        "inLanguage": about.language,
        "publisher": publisher,
    }
    if post and post.is_post:
        data |= _article(app, post, about, publisher)
    if picture := about.picture:
        data["image"] = {"@type": "ImageObject", "url": picture.address, "caption": picture.alt}
        if picture.width and picture.height:
            data["image"] |= {"width": picture.width, "height": picture.height}
    return {name: value for name, value in data.items() if value}


def _article(app: Sphinx, post: Post, about: PageDescription, publisher: dict[str, Any]) -> dict[str, Any]:
    current = site.get_site(app)
    base = app.config.html_baseurl
    authors = []
    for term in current.library.terms_of(post, "author"):
        person = current.settings.authors[term.names[0]]
        address = person.get("url") or current.full_url(base, term.path)
        authors.append({"@type": "Person", "name": person["name"], "url": address})
    series = current.library.terms_of(post, "series")
    return {
        "headline": about.title,
        "datePublished": post.when.isoformat(),
        "dateModified": post.last_changed.isoformat(),
        "author": authors or [publisher],
        "articleSection": list(post.categories),
        "keywords": list(post.tags),
        "isPartOf": [
            {"@type": "CreativeWorkSeries", "name": term.name, "url": current.full_url(base, term.path)}
            for term in series
        ],
        "mainEntityOfPage": post.canonical or about.address,
        "identifier": f"https://doi.org/{post.doi}" if post.doi else "",
        "license": "" if post.license else current.settings.license_url,
    }


def _json_ld(data: dict[str, Any]) -> str:
    """JSON within HTML: no ``</script>`` and no ``<!--`` can stand in it."""
    text = json.dumps(data, ensure_ascii=False)
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f'<script type="application/ld+json">{safe}</script>'
