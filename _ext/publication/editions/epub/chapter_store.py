"""The chapters of EPUBs, kept beside the doctrees, so that a build writes only those that changed.

A kept chapter is the same whatever edition it goes into: a link to another chapter names its file, and
gets its address when an edition is put together.
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

from . import xhtml
from .epub_package import Chapter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sphinx.application import Sphinx

    from publication.core.posts.external_sources import Source
    from publication.core.posts.post import Post

_HOW = "2"
"""Another one when chapters are made differently."""


def opening(app: Sphinx, post: Post) -> str:
    """What stands above the title of a chapter: its categories and its date."""
    current = site.of(app)
    parts = [html.escape(term.name) for term in current.library.terms_of(post, "category")]
    if post.is_post:
        day = html.escape(current.day(post.when, app.config.language))
        parts.append(f'<time datetime="{post.when:%Y-%m-%d}">{day}</time>')
    text = f'<p class="kicker">{" · ".join(parts)}</p>\n' if parts else ""
    number, name = _in_series(app, post)
    return text + (f'<p class="series">Part {number} of {html.escape(name)}</p>\n' if number else "")


def _in_series(app: Sphinx, post: Post) -> tuple[int, str]:
    for term in site.of(app).library.terms_of(post, "series"):
        return [other.path for other in reversed(term.posts)].index(post.path) + 1, term.name
    return 0, ""


def closing(app: Sphinx, post: Post) -> str:
    """What stands below the text of a chapter: its sources, and where it stands on the web."""
    base = app.config.html_baseurl
    text = ""
    if found := site.SOURCES.of(app.env).get(post.path, ()):
        entries = "".join(map(_source, found))
        text = f'<section class="sources" aria-label="Sources"><h2>Sources</h2>\n<ol>\n{entries}</ol></section>\n'
    return text + "".join(f'<p class="publication-details">{line}</p>\n' for line in _colophon(app, post, base))


def _source(source: Source) -> str:
    name = html.escape(source.text or source.address)
    host = f' <span class="host">{html.escape(source.host)}</span>' if source.text else ""
    return f'<li><a href="{html.escape(source.address)}">{name}</a>{host}</li>\n'


def _colophon(app: Sphinx, post: Post, base: str) -> Iterator[str]:
    current = site.of(app)
    if post.is_post and post.changed != post.when:
        yield f"Last updated on {html.escape(current.day(post.changed, app.config.language))}."
    if post.license:
        yield html.escape(post.license)
    if post.doi:
        address = f"https://doi.org/{html.escape(post.doi)}"
        yield f'<a href="{address}">{address}</a>'
    if base:
        address = html.escape(current.address(base, post.path))
        yield f'<a href="{address}">{html.escape(unquote(current.address(base, post.path)))}</a>'


def keep(app: Sphinx, post: Post, text: str, formulas: list[str], picture: Callable[[str], str]) -> None:
    """Make the chapter of a text, which is HTML, and keep it; ``picture`` is as ``xhtml.made_of`` has it."""
    address = site.of(app).address(app.config.html_baseurl, post.path)
    made = xhtml.made_of(text, formulas, address, picture)
    language = site.language(app, post)
    chapter = Chapter(
        name=edition_files.chapter_name(post.path),
        title=post.title,
        language=language,
        direction=site.direction(language),
        body=made.body,
        headings=made.headings,
        ids=frozenset(made.ids),
        links=frozenset(made.links),
        images=frozenset(made.images),
        has_math=bool(formulas),
    )
    record = {"made": _made_by(app)} | asdict(chapter)
    place = _file(app, post)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(record, ensure_ascii=False, default=sorted), encoding="utf-8")


def kept(app: Sphinx, post: Post) -> Chapter | None:
    """The chapter of a document, None when it must be made."""
    try:
        record: dict[str, Any] = json.loads(_file(app, post).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if record.pop("made") != _made_by(app):
        return None
    record["links"] = frozenset(map(tuple, record["links"]))
    return Chapter(**record | {name: frozenset(record[name]) for name in ("ids", "images")})


def forget_others(app: Sphinx, posts: Iterable[Post]) -> None:
    """Delete the chapters of all other documents."""
    names = {_file(app, post) for post in posts}
    for file in _folder(app).glob("*.json"):
        if file not in names:
            file.unlink()


def joined(chapters: Iterable[Chapter], addresses: Mapping[str, str]) -> list[Chapter]:
    """The chapters of one edition, their links leading to each other, or to the web: ``addresses`` by file."""
    by_name = {chapter.name: chapter for chapter in chapters}
    return [_linked(chapter, by_name, addresses) for chapter in by_name.values()]


def _linked(chapter: Chapter, by_name: Mapping[str, Chapter], addresses: Mapping[str, str]) -> Chapter:
    body = chapter.body
    for file, fragment in sorted(chapter.links):
        target, anchor = by_name.get(file), unquote(fragment)
        if target is not None:
            href = f"{file}#{anchor}" if anchor in target.ids else file
        else:
            href = addresses[file] + (f"#{fragment}" if fragment else "")
        written = f"{xhtml.BOOK}{file}" + (f"#{fragment}" if fragment else "")
        body = body.replace(f'href="{_attribute(written)}"', f'href="{_attribute(href)}"')
    return replace(chapter, body=body)


def _attribute(value: str) -> str:
    return escape(value, {'"': "&quot;"})


def _made_by(app: Sphinx) -> str:
    """A digest of what all chapters show besides their documents: the settings."""
    return hashlib.sha256((_HOW + site.of(app).configuration).encode()).hexdigest()[:16]


def _file(app: Sphinx, post: Post) -> Path:
    return _folder(app) / f"{edition_files.chapter_name(post.path)}.json"


def _folder(app: Sphinx) -> Path:
    return Path(app.doctreedir) / "chapters"
