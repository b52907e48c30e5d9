"""The book: which posts stand in it in which order, and what stands before and behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publication.build import site
from publication.core.posts.taxonomies import names_in

from . import text as typst

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence, Set

    from sphinx.application import Sphinx

    from publication.core.library import Library
    from publication.core.posts.post import Post

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


@dataclass(frozen=True, slots=True)
class Opening:
    """The page that opens a part: its name, how many posts follow, its label."""

    name: str
    posts: str
    place: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A post or page in the book, its label, and the part that it stands in."""

    docname: str
    title: str
    place: str
    part: Opening | None = None


Piece = Opening | Chapter
Places = Mapping[str, tuple[str, int] | None]
"""Labels that a file may lead to: None where the file has it, else an address that stands for it, and its page."""


class Book:
    """What the book of the documents with a module holds, in order, and the pieces of Typst that it is made of.

    ``places`` are the labels that links may lead to.
    """

    def __init__(self, app: Sphinx, modules: Mapping[str, str], places: Set[str]) -> None:
        self._app, self.modules, self.places = app, modules, places
        self._library = site.of(app).library
        self._posts = [post for post in reversed(self._library.posts) if post.path in modules]
        parts = _parts(self._library, self._posts, site.of(app).settings.book_order)
        self.has_parts = len(parts) > 1
        self.pieces: list[Piece] = []
        """What stands between the contents and the index."""
        for number, (name, members) in enumerate(parts, 1):
            opening = Opening(name, _count(members), typst.literal(f"part-{number}")) if self.has_parts else None
            self.pieces += [opening] if opening else []
            self.pieces += [_chapter(post, opening) for post in members]
        self.pieces += [_chapter(page) for page in self._library.pages if page.path in modules]

        self._topics = _topics(self._library, modules)
        self.behind = [('"topics"', "words.topics")] if self._topics else []
        """What stands behind the chapters: its labels, and its titles in ``book.typ``."""
        self.behind.append(('"this-edition"', "words.edition"))

    def main(self) -> str:
        """The module ``main.typ``: the whole book in one file."""
        places = dict.fromkeys(sorted(self.places))
        return self.file(places, [*self.beginning(), "#show: matter"], self.pieces, self.end())

    def file(self, places: Places, before: list[str], pieces: Sequence[Piece], after: list[str]) -> str:
        """A file with some pieces, and code before and after them."""
        chapters = [piece.docname for piece in pieces if isinstance(piece, Chapter)]
        names = {docname: f"m{number}" for number, docname in enumerate(chapters)}
        day, topics = built(self._app), sorted({tag for post in self._posts for tag in post.tags})
        facts = f"built: (year: {day.year}, month: {day.month}, day: {day.day})"
        lines = ["// Made from the library of posts: changes here are lost.", '#import "book.typ": *']
        lines += [f'#import "{self.modules[docname]}" as {name}' for docname, name in names.items()]
        lines += [
            f"#let places = {typst.dictionary((place, _far(far)) for place, far in places.items())}",
            f"#show: book.with({facts}, keywords: {typst.array(map(typst.literal, topics))})",
            *before,
        ]
        for piece in pieces:
            if isinstance(piece, Opening):
                lines.append(f"#part({typst.literal(piece.name)}, {typst.literal(piece.posts)}, {piece.place})")
            else:
                name, offset = names[piece.docname], int(piece.part is not None)
                lines.append(f"#chapter(places, {name}.about, {name}.body, offset: {offset})")
        return "\n".join([*lines, *after, ""])

    def beginning(self, elsewhere: str = "") -> list[str]:
        """The title page and the contents; ``elsewhere`` says what these are of when it is in other files."""
        parts = f"parts: {str(self.has_parts).lower()}"
        contents = f"#contents({', '.join(filter(None, [parts, elsewhere]))})"
        return [f"#title-page({typst.literal(_dates(self._app, self._posts))})", contents]

    def end(self) -> list[str]:
        """What stands behind the chapters: the index of topics and the colophon."""
        return [*self._topics, f"#colophon({', '.join(_colophon(self._app, len(self._posts)))})"]


def _far(far: tuple[str, int] | None) -> str:
    return f"(address: {typst.literal(far[0])}, page: {far[1]})" if far else "none"


def _chapter(post: Post, part: Opening | None = None) -> Chapter:
    return Chapter(post.path, post.title, typst.label(post.path), part)


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


def _topics(library: Library, modules: Mapping[str, str]) -> list[str]:
    """The index: every topic with the pages of its posts, the first page first."""
    entries = []
    for term in library.taxonomies["tag"].terms:
        posts = [post for post in reversed(term.posts) if post.path in modules]
        if posts:
            places = typst.array(typst.label(post.path) for post in posts)
            entries.append(f"// {posts[0].file}:{posts[0].line('tags')}\n([{typst.text(term.name)}], {places})")
    return ["#topics(places,\n" + ",\n".join(entries) + "\n)"] if entries else []


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
