"""Stores finished EPUB chapters beside the doctrees, so that a build writes only the chapters that have changed.

A stored chapter does not depend on the book that will contain the chapter. A link to another chapter names that
chapter's file, and ``link_chapters`` replaces the name with a URL when a book is assembled.
"""

from __future__ import annotations

import hashlib
import html
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.sax.saxutils import escape

from publication.build import site
from publication.core.formats import edition_files
from publication.reading import outbound_links

from . import xhtml
from .epub_package import EpubChapter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sphinx.application import Sphinx

    from publication.core.posts.external_sources import ExternalSource
    from publication.core.posts.post import Post

_FORMAT_VERSION = "3"
"""The version of the chapter format. Increase it when you change how chapters are written or stored, so that the
next build writes all chapters again."""


def chapter_opening(app: Sphinx, post: Post) -> str:
    """Return the HTML above a chapter's title: categories, date and position in a series."""
    current = site.get_site(app)
    parts = [html.escape(term.name) for term in current.library.terms_of(post, "category")]
    if post.is_post:
        day = html.escape(current.format_date(post.when, app.config.language))
        parts.append(f'<time datetime="{post.when:%Y-%m-%d}">{day}</time>')
    text = f'<p class="kicker">{" · ".join(parts)}</p>\n' if parts else ""
    number, name = _position_in_series(app, post)
    return text + (f'<p class="series">Part {number} of {html.escape(name)}</p>\n' if number else "")


def _position_in_series(app: Sphinx, post: Post) -> tuple[int, str]:
    """Return a post's number in its series, counted from 1, and the series name. The number is 0 without a series."""
    for term in site.get_site(app).library.terms_of(post, "series"):
        return [other.path for other in reversed(term.posts)].index(post.path) + 1, term.name
    return 0, ""


def chapter_closing(app: Sphinx, post: Post) -> str:
    """Return the HTML below a chapter's text: sources, last update, licence, DOI and URL."""
    text = ""
    if sources := outbound_links.SOURCES.by_docname(app.env).get(post.path, ()):
        entries = "".join(map(_source_entry, sources))
        text = f'<section class="sources" aria-label="Sources"><h2>Sources</h2>\n<ol>\n{entries}</ol></section>\n'
    return text + "".join(f'<p class="publication-details">{line}</p>\n' for line in _publication_details(app, post))


def _source_entry(source: ExternalSource) -> str:
    name = html.escape(source.text or source.url)
    host = f' <span class="host">{html.escape(source.host)}</span>' if source.text else ""
    return f'<li><a href="{html.escape(source.url)}">{name}</a>{host}</li>\n'


def _publication_details(app: Sphinx, post: Post) -> Iterator[str]:
    current, base_url = site.get_site(app), app.config.html_baseurl
    if post.is_post and post.last_changed != post.when:
        yield f"Last updated on {html.escape(current.format_date(post.last_changed, app.config.language))}."
    if post.license:
        yield html.escape(post.license)
    if post.doi:
        url = f"https://doi.org/{html.escape(post.doi)}"
        yield f'<a href="{url}">{url}</a>'
    if base_url:
        url = current.full_url(base_url, post.path)
        yield f'<a href="{html.escape(url)}">{html.escape(unquote(url))}</a>'


def save_chapter(app: Sphinx, post: Post, text: str, formulas: list[str], image_name: Callable[[str], str]) -> None:
    """Convert a document's HTML to a chapter and store the chapter.

    See ``xhtml.html_to_xhtml`` for ``formulas`` and ``image_name``.
    """
    page_url = site.get_site(app).full_url(app.config.html_baseurl, post.path)
    converted = xhtml.html_to_xhtml(text, formulas, page_url, image_name)
    language = site.language_tag(app, post)
    chapter = EpubChapter(
        file_name=edition_files.chapter_file(post.path),
        title=post.title,
        language=language,
        direction=site.text_direction(language),
        body=converted.body,
        headings=converted.headings,
        ids=frozenset(converted.ids),
        links=frozenset(converted.links),
        images=frozenset(converted.images),
        has_math=bool(formulas),
    )
    record = {"settings_digest": _settings_digest(app)} | asdict(chapter)
    file = _stored_file(app, post)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(record, ensure_ascii=False, default=sorted), encoding="utf-8")


def load_chapter(app: Sphinx, post: Post) -> EpubChapter | None:
    """Return a document's stored chapter, or None if the chapter must be written."""
    try:
        record: dict[str, Any] = json.loads(_stored_file(app, post).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if record.pop("settings_digest", "") != _settings_digest(app):
        return None
    record["links"] = frozenset(map(tuple, record["links"]))
    return EpubChapter(**record | {name: frozenset(record[name]) for name in ("ids", "images")})


def remove_other_chapters(app: Sphinx, posts: Iterable[Post]) -> None:
    """Delete all stored chapters except those for ``posts``."""
    files = {_stored_file(app, post) for post in posts}
    for file in _chapters_folder(app).glob("*.json"):
        if file not in files:
            file.unlink()


def link_chapters(chapters: Iterable[EpubChapter], web_urls: Mapping[str, str]) -> list[EpubChapter]:
    """Resolve the links between chapters. A link leads to the site if the book does not contain the target.

    ``web_urls`` maps each chapter's file to its URL on the site.
    """
    by_file = {chapter.file_name: chapter for chapter in chapters}
    return [_link_chapter(chapter, by_file, web_urls) for chapter in by_file.values()]


def _link_chapter(
    chapter: EpubChapter, by_file: Mapping[str, EpubChapter], web_urls: Mapping[str, str]
) -> EpubChapter:
    body = chapter.body
    for file, fragment in sorted(chapter.links):
        target, anchor = by_file.get(file), unquote(fragment)
        if target is not None:
            href = f"{file}#{anchor}" if anchor in target.ids else file
        else:
            href = web_urls[file] + (f"#{fragment}" if fragment else "")
        stored = f"{xhtml.CHAPTER_SCHEME}{file}" + (f"#{fragment}" if fragment else "")
        body = body.replace(f'href="{_escape_attribute(stored)}"', f'href="{_escape_attribute(href)}"')
    return replace(chapter, body=body)


def _escape_attribute(value: str) -> str:
    return escape(value, {'"': "&quot;"})


def _settings_digest(app: Sphinx) -> str:
    """Return a digest of the settings and the format version, on which every chapter depends."""
    return hashlib.sha256((_FORMAT_VERSION + site.get_site(app).configuration).encode()).hexdigest()[:16]


def _stored_file(app: Sphinx, post: Post) -> Path:
    return _chapters_folder(app) / f"{edition_files.chapter_file(post.path)}.json"


def _chapters_folder(app: Sphinx) -> Path:
    return Path(app.doctreedir) / "chapters"
