"""The book: which posts stand in it in which order, and what stands before and behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publication import site
from publication.core.taxonomies import names_in

from . import typst_text as typst

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Set

    from sphinx.application import Sphinx

    from publication.core.library import Library
    from publication.core.post import Post

_FONTS = (
    "Set in Source Serif 4 by Adobe and Noto Serif KR by Adobe and Google, with Libertinus Serif, STIX Two Math and "
    "DejaVu Sans Mono. Composed by Typst."
)


def publication(app: Sphinx, mark: str) -> str:
    """The module ``publication.typ``: what every page may say of the publication."""
    config, values = app.config, site.of(app).settings
    facts = typst.dictionary(
        [
            ("name", typst.literal(config.project)),
            ("tagline", typst.literal(values.tagline)),
            ("author", typst.literal(config.author)),
            ("lang", typst.literal(config.language or "en")),
            ("address", typst.address(config.html_baseurl)),
            ("license", typst.literal(values.license)),
            ("license-address", typst.address(values.license_url)),
            ("paper", typst.literal({"letter": "us-letter"}.get(values.paper, values.paper))),
            ("mark", typst.literal(mark) if mark else "none"),
        ]
    )
    return f"// Made from conf.py: changes here are lost.\n#let publication = {facts}\n"


def built(app: Sphinx) -> dt.datetime:
    """The day of the edition, at its beginning: the clock's, so that one day makes one book."""
    return site.of(app).clock.replace(hour=0, minute=0, second=0, microsecond=0)


def main(app: Sphinx, modules: Mapping[str, str], places: Set[str]) -> str:
    """The module ``main.typ``, of the documents with a module; ``places`` are the labels that links may lead to."""
    library = site.of(app).library
    names = {docname: f"m{number}" for number, docname in enumerate(modules)}
    posts = [post for post in reversed(library.posts) if post.path in modules]
    parts = _parts(library, posts, site.of(app).settings.book_order)
    has_parts = len(parts) > 1
    lines = ["// Made from the library of posts: changes here are lost.", '#import "book.typ": *']
    lines += [f'#import "{modules[docname]}" as {name}' for docname, name in names.items()]
    lines += [
        f"#let places = {typst.dictionary((label, 'true') for label in sorted(places))}",
        f"#show: book.with({_facts(app, posts)})",
        f"#title-page({typst.literal(_dates(app, posts))})",
        f"#contents(parts: {str(has_parts).lower()})",
        "#show: matter",
    ]
    for name, members in parts:
        if has_parts:
            lines.append(f"#part({typst.literal(name)}, {typst.literal(_count(members))})")
        lines += [_chapter(names[post.path], has_parts=has_parts) for post in members]
    pages = [page for page in library.pages if page.path in modules]
    lines += [_chapter(names[page.path], has_parts=False) for page in pages]
    lines += _topics(library, modules)
    lines.append(f"#colophon({', '.join(_colophon(app, len(posts)))})")
    return "\n".join(lines) + "\n"


def _chapter(name: str, *, has_parts: bool) -> str:
    return f"#chapter(places, {name}.about, {name}.body, offset: {int(has_parts)})"


def _parts(library: Library, posts: list[Post], order: str) -> list[tuple[str, list[Post]]]:
    """The posts in parts: by year, or by category, where a post stands under its first one."""
    parts: dict[str, list[Post]] = {}
    if order == "category":
        parts = {term.name: [] for term in library.taxonomies["category"].terms}
    for post in posts:
        names = names_in(post, "category")
        by_category = library.taxonomies["category"].by_name[names[0]].name if names else ""
        parts.setdefault(by_category if order == "category" else str(post.when.year), []).append(post)
    return [(name or "Other posts", members) for name, members in parts.items() if members]


def _count(posts: list[Post]) -> str:
    return "1 post" if len(posts) == 1 else f"{len(posts)} posts"


def _dates(app: Sphinx, posts: list[Post]) -> str:
    """The days of the first and the last post."""
    if not posts:
        return ""
    days = [site.of(app).day(post.when, app.config.language or "en") for post in (posts[0], posts[-1])]
    return " – ".join(dict.fromkeys(days))


def _facts(app: Sphinx, posts: list[Post]) -> str:
    day = built(app)
    topics = sorted({tag for post in posts for tag in post.tags})
    keywords = typst.array(map(typst.literal, topics))
    return f"built: (year: {day.year}, month: {day.month}, day: {day.day}), keywords: {keywords}"


def _topics(library: Library, modules: Mapping[str, str]) -> list[str]:
    """The index: every topic with the pages of its posts, the first page first."""
    entries = []
    for term in library.taxonomies["tag"].terms:
        posts = [post for post in reversed(term.posts) if post.path in modules]
        if posts:
            places = typst.array(typst.label(post.path) for post in posts)
            entries.append(f"// {posts[0].file}:{posts[0].line('tags')}\n([{typst.text(term.name)}], {places})")
    return ["#topics(\n" + ",\n".join(entries) + "\n)"] if entries else []


def _colophon(app: Sphinx, count: int) -> list[str]:
    """The paragraphs of the last page."""
    values, config = site.of(app).settings, app.config
    day = site.of(app).day(built(app), config.language or "en")
    posts = "one post" if count == 1 else f"{count} posts"
    paragraphs = [
        f"[{typst.text(f'{config.project}. {values.tagline}'.strip())}]",
        (
            f"[{typst.text(f'This edition holds {posts}. It was made on {day} from the same text as ')}"
            f"#link({typst.address(config.html_baseurl)});{typst.text(', where corrections appear first.')}]"
        ),
    ]
    if values.license:
        name = f"[{typst.text(values.license)}]"
        linked = f"#link({typst.address(values.license_url)}){name};" if values.license_url else f"#{name};"
        paragraphs.append(f"[{typst.text('The texts are published under the licence ')}{linked}{typst.text('.')}]")
    paragraphs.append(f"[{typst.text(config.copyright and f'© {config.copyright}')}]")
    paragraphs.append(f"[{typst.text(_FONTS)}]")
    return paragraphs
