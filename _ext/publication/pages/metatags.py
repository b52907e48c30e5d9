"""Creates the metadata in each page's ``<head>``: description, Open Graph, Twitter card, citation tags and JSON-LD.

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
from publication.core.formats.image_widths import published_size
from publication.pictures import responsive_images, social_cards
from publication.reading.excerpts import excerpt_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from publication.core.posts.post import Post

_PAGES_WITHOUT_PREVIEW = {"search", "404", "404.html"}
_COLLECTION_NAMES = {"listing", "years", "alphabetical_groups"}
"""The context of a page that lists posts or terms contains one of these names."""
_LOGO = "_static/images/icon-512.png"
_MAX_DESCRIPTION = 300  # characters; search engines and social networks cut longer descriptions


@dataclass(frozen=True, slots=True)
class PreviewImage:
    """The preview image of a page: its full URL, its alt text, and its size in pixels (0 if unknown)."""

    url: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PageDescription:
    """The page properties from which a page's meta tags are built."""

    title: str
    description: str
    url: str
    language: str
    image: PreviewImage | None
    schema_type: str
    """The page's schema.org type."""
    breadcrumb: tuple[tuple[str, str], ...]
    """The parent pages, starting with the front page, as (name, full URL) pairs."""


def head_tags(app: Sphinx, pagename: str, context: dict[str, Any]) -> Markup:
    """The tags for a page's ``<head>``, escaped.

    Search and 404 pages, and all pages of a site without ``html_baseurl``, get only a description.
    """
    current = site.get_site(app)
    post = current.post(pagename)
    description = shorten_description(excerpt_of(app.env, pagename) or _default_description(app, context))
    tags = [_meta_tag("name", "description", description)]
    if app.config.html_baseurl and pagename not in _PAGES_WITHOUT_PREVIEW:
        path = "" if pagename == app.config.root_doc else pagename
        page = PageDescription(
            title=post.title if post else context.get("heading") or _plain_title(app, pagename, context),
            description=description,
            url=current.full_url(app.config.html_baseurl, path),
            language=site.language_tag(app, post),
            image=(cover_preview_image(app, post) if post else None) or _card_preview_image(app, pagename),
            schema_type=_schema_type(app, pagename, post, context),
            breadcrumb=tuple(_breadcrumb(app, pagename, post, context)),
        )
        tags += _open_graph_tags(app, post, page)
        if post and post.is_post:
            tags += _citation_tags(app, post, page)
        tags.append(_json_ld_script(_structured_data(app, post, page)))
    return Markup("\n".join(tag for tag in tags if tag))  # noqa: S704 -- every value is escaped where its tag is made


def _schema_type(app: Sphinx, pagename: str, post: Post | None, context: dict[str, Any]) -> str:
    if pagename == app.config.root_doc:
        return "WebSite"
    if post and post.is_post:
        return "BlogPosting"
    return "CollectionPage" if not _COLLECTION_NAMES.isdisjoint(context) else "WebPage"


def _breadcrumb(app: Sphinx, pagename: str, post: Post | None, context: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the front page, then a post's first category or, for a term's page, the list of the taxonomy's terms."""
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
    """Convert a language tag to an Open Graph locale, such as ``en_US`` or ``ko_KR``.

    If the tag has no territory, the most likely one according to CLDR is used.
    """
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return language.replace("-", "_")
    likely = get_global("likely_subtags")
    subtags = f"{locale.language}_{locale.script}" if locale.script else locale.language
    likely_locale = likely.get(subtags) or likely.get(locale.language, "")
    territory = locale.territory or (Locale.parse(likely_locale).territory if likely_locale else None)
    return f"{locale.language}_{territory}" if territory else locale.language


def shorten_description(text: str) -> str:
    """Return a description on one line. A description that is too long is cut between two words."""
    line = " ".join(text.split())
    return line if len(line) <= _MAX_DESCRIPTION else line[: _MAX_DESCRIPTION - 1].rsplit(" ", 1)[0] + "…"


def cover_preview_image(app: Sphinx, post: Post) -> PreviewImage | None:
    """A post's cover as its preview image. None if the post has no cover or the cover's file cannot be used."""
    if not post.cover:
        return None
    if media_files.is_remote(post.cover):
        url = post.cover if "://" in post.cover else "https:" + post.cover
        return PreviewImage(url, post.cover_alt, 0, 0) if url.startswith("http") else None
    cover = responsive_images.cover_picture(app, post)
    if cover is None:
        return None
    width, height = published_size(cover.picture)
    url = f"{app.config.html_baseurl.rstrip('/')}/{permalinks.url_of_file(cover.site_path)}"
    return PreviewImage(url, post.cover_alt, width, height)


def _card_preview_image(app: Sphinx, pagename: str) -> PreviewImage | None:
    card = social_cards.card_of_page(app, pagename)
    if card is None:
        return None
    return PreviewImage(
        f"{app.config.html_baseurl.rstrip('/')}/{permalinks.url_of_file(card.path)}",
        card.alt,
        *card_layout.CARD_SIZE,
    )


def _default_description(app: Sphinx, context: dict[str, Any]) -> str:
    """The description of a page without an excerpt: a listing's number of posts, or the site's tagline."""
    if "heading" in context:
        count = context["count"]
        return f"{context['heading']}: {count} {'post' if count == 1 else 'posts'} in {app.config.project}."
    tagline: str = site.get_site(app).settings.tagline
    return tagline


def _plain_title(app: Sphinx, pagename: str, context: dict[str, Any]) -> str:
    if pagename == app.config.root_doc:
        return str(app.config.project)
    return Markup(context.get("title") or app.config.project).striptags()  # noqa: S704 -- all tags are removed


def _meta_tag(attribute: str, name: str, content: str) -> str:
    """A ``<meta>`` tag, or an empty string if there is no content. ``attribute`` is ``name`` or ``property``."""
    return f'<meta {attribute}="{name}" content="{html.escape(content)}">' if content else ""


def _open_graph_tags(app: Sphinx, post: Post | None, page: PageDescription) -> Iterator[str]:
    """Yield the tags for Open Graph and the Twitter card."""
    is_article = post is not None and post.is_post
    yield _meta_tag("property", "og:type", "article" if is_article else "website")
    yield _meta_tag("property", "og:site_name", app.config.project)
    yield _meta_tag("property", "og:title", page.title)
    yield _meta_tag("property", "og:description", page.description)
    yield _meta_tag("property", "og:url", page.url)
    yield _meta_tag("property", "og:locale", open_graph_locale(page.language))
    if post is not None and post.is_post:
        yield _meta_tag("property", "article:published_time", post.when.isoformat())
        yield _meta_tag("property", "article:modified_time", post.last_changed.isoformat())
        people = site.get_site(app).settings.authors
        yield from (_meta_tag("name", "author", people[key]["name"]) for key in post.authors)
        yield from (_meta_tag("property", "article:section", name) for name in post.categories)
        yield from (_meta_tag("property", "article:tag", name) for name in post.tags)
    if image := page.image:
        yield _meta_tag("property", "og:image", image.url)
        yield _meta_tag("property", "og:image:alt", image.alt)
        if image.width and image.height:
            yield _meta_tag("property", "og:image:width", str(image.width))
            yield _meta_tag("property", "og:image:height", str(image.height))
    yield _meta_tag("name", "twitter:card", "summary_large_image" if page.image else "summary")


def _citation_tags(app: Sphinx, post: Post, page: PageDescription) -> Iterator[str]:
    """Yield the citation tags, which libraries, Google Scholar and reference managers read."""
    people = site.get_site(app).settings.authors
    yield _meta_tag("name", "citation_title", page.title)
    yield from (_meta_tag("name", "citation_author", people[key]["name"]) for key in post.authors)
    yield _meta_tag("name", "citation_publication_date", f"{post.when:%Y/%m/%d}")
    yield _meta_tag("name", "citation_journal_title", app.config.project)
    yield _meta_tag("name", "citation_language", page.language)
    yield _meta_tag("name", "citation_doi", post.doi)
    yield _meta_tag("name", "citation_fulltext_html_url", post.canonical or page.url)


def _structured_data(app: Sphinx, post: Post | None, page: PageDescription) -> dict[str, Any]:
    """The page and its breadcrumb in schema.org vocabulary, for JSON-LD."""
    main_entity = _main_entity(app, post, page)
    if not page.breadcrumb:
        return {"@context": "https://schema.org"} | main_entity
    steps = [*page.breadcrumb, (page.title, page.url)]
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": url}
        for position, (name, url) in enumerate(steps, start=1)
    ]
    breadcrumb = {"@type": "BreadcrumbList", "itemListElement": items}
    return {"@context": "https://schema.org", "@graph": [main_entity, breadcrumb]}


def _main_entity(app: Sphinx, post: Post | None, page: PageDescription) -> dict[str, Any]:
    """The schema.org object for the page itself."""
    current = site.get_site(app)
    publisher = {
        "@type": "Organization",
        "name": app.config.project,
        "url": current.full_url(app.config.html_baseurl, ""),
        "logo": current.full_url(app.config.html_baseurl, "").rstrip("/") + f"/{_LOGO}",
    }
    data: dict[str, Any] = {
        "@type": page.schema_type,
        "name": page.title,
        "description": page.description,
        "url": page.url,
        "inLanguage": page.language,
        "publisher": publisher,
    }
    if post and post.is_post:
        data |= _article_properties(app, post, page, publisher)
    if image := page.image:
        data["image"] = {"@type": "ImageObject", "url": image.url, "caption": image.alt}
        if image.width and image.height:
            data["image"] |= {"width": image.width, "height": image.height}
    return {name: value for name, value in data.items() if value}


def _article_properties(app: Sphinx, post: Post, page: PageDescription, publisher: dict[str, Any]) -> dict[str, Any]:
    """The schema.org properties that a post has in addition to the properties of every page."""
    current = site.get_site(app)
    base = app.config.html_baseurl
    authors = []
    for term in current.library.terms_of(post, "author"):
        person = current.settings.authors[term.spellings[0]]
        url = person.get("url") or current.full_url(base, term.path)
        authors.append({"@type": "Person", "name": person["name"], "url": url})
    series = current.library.terms_of(post, "series")
    return {
        "headline": page.title,
        "datePublished": post.when.isoformat(),
        "dateModified": post.last_changed.isoformat(),
        "author": authors or [publisher],
        "articleSection": list(post.categories),
        "keywords": list(post.tags),
        "isPartOf": [
            {"@type": "CreativeWorkSeries", "name": term.name, "url": current.full_url(base, term.path)}
            for term in series
        ],
        "mainEntityOfPage": post.canonical or page.url,
        "identifier": f"https://doi.org/{post.doi}" if post.doi else "",
        "license": "" if post.license else current.settings.license_url,
    }


def _json_ld_script(data: dict[str, Any]) -> str:
    """The ``<script>`` element with JSON-LD, escaped so that it cannot contain ``</script>`` or ``<!--``."""
    text = json.dumps(data, ensure_ascii=False)
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f'<script type="application/ld+json">{safe}</script>'
