"""Arranges the book: orders the posts, adds the pages before and after the posts, and generates the Typst code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publication.build import site
from publication.core.posts.taxonomies import term_names

from .text import array_literal, dictionary_literal, label_literal, string_literal, text_markup, url_literal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence, Set

    from sphinx.application import Sphinx

    from publication.core.library import Library
    from publication.core.posts.post import Post

_FONT_CREDITS = (
    "Set in Source Serif 4 by Adobe and Noto Serif KR by Adobe and Google, with Libertinus Serif, STIX Two Math and "
    "DejaVu Sans Mono. Typeset with Typst."
)


def publication_module(app: Sphinx, logo: str) -> str:
    """Return the Typst code of ``publication.typ``, which contains the facts about the publication for templates.

    ``logo`` is the path of the logo in the Typst project, or an empty string if there is no logo.
    """
    config, values = app.config, site.get_site(app).settings
    facts = dictionary_literal(
        [
            ("name", string_literal(config.project)),
            ("tagline", string_literal(values.tagline)),
            ("author", string_literal(config.author)),
            ("lang", string_literal(config.language or "en")),
            ("url", url_literal(config.html_baseurl)),
            ("license", string_literal(values.license)),
            ("license-url", url_literal(values.license_url)),
            ("paper", string_literal({"letter": "us-letter"}.get(values.paper, values.paper))),
            ("logo", string_literal(logo) if logo else "none"),
        ]
    )
    return f"// Generated from conf.py. Changes here will be lost.\n#let publication = {facts}\n"


def edition_date(app: Sphinx) -> dt.datetime:
    """Return midnight on the day of the build, so that all builds on the same day produce the same book."""
    return site.get_site(app).clock.replace(hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class BookPart:
    """A part of the book, such as a year: its name, its post count in words, and its label as a Typst literal."""

    name: str
    post_count: str
    label: str


@dataclass(frozen=True, slots=True)
class BookChapter:
    """A post or page in the book, with its label as a Typst literal, and the part that contains it, if any."""

    docname: str
    title: str
    label: str
    part: BookPart | None = None


BookItem = BookPart | BookChapter
LinkTargets = Mapping[str, tuple[str, int] | None]
"""The labels that links in a Typst file may lead to. The value is None for a label in the same file. For a label in
another file, the value is a placeholder URL, which is replaced when the files are merged, and a page number."""


class TypstBook:
    """The book, with its items in order. Its methods generate the Typst code for its files.

    ``modules`` maps each document in the book to its module in the Typst project. ``labels`` contains the labels in
    these documents that other documents link to.
    """

    def __init__(self, app: Sphinx, modules: Mapping[str, str], labels: Set[str]) -> None:
        self._app, self.modules, self.labels = app, modules, labels
        self._library = site.get_site(app).library
        self._posts = [post for post in reversed(self._library.posts) if post.path in modules]
        parts = _group_into_parts(self._library, self._posts, site.get_site(app).settings.book_order)
        self.has_parts = len(parts) > 1
        self.items: list[BookItem] = []
        """Everything between the table of contents and the index: each part followed by its posts, then the pages."""
        for number, (name, posts) in enumerate(parts, 1):
            label = string_literal(f"part-{number}")
            part = BookPart(name, _count_in_words(posts), label) if self.has_parts else None
            self.items += [part] if part else []
            self.items += [_chapter(post, part) for post in posts]
        self.items += [_chapter(page) for page in self._library.pages if page.path in modules]

        self._topic_index = _topic_index(self._library, modules)
        self.back_sections = [('"topics"', "labels.topics")] if self._topic_index else []
        """The sections after the chapters, as (label, title) pairs. ``book.typ`` defines the titles' Typst code."""
        self.back_sections.append(('"this-edition"', "labels.edition"))

    def main_module(self) -> str:
        """Return the Typst code of ``main.typ``, which contains the whole book in one file."""
        targets = dict.fromkeys(sorted(self.labels))
        return self.file_code(targets, [*self.front_pages(), "#show: main-matter"], self.items, self.back_pages())

    def file_code(self, targets: LinkTargets, before: list[str], items: Sequence[BookItem], after: list[str]) -> str:
        """Return Typst code for some of the book's items, between the lines of code ``before`` and ``after``."""
        chapters = [item.docname for item in items if isinstance(item, BookChapter)]
        names = {docname: f"m{number}" for number, docname in enumerate(chapters)}
        day, topics = edition_date(self._app), sorted({tag for post in self._posts for tag in post.tags})
        built = f"built: (year: {day.year}, month: {day.month}, day: {day.day})"
        lines = ["// Generated from the posts. Changes here will be lost.", '#import "book.typ": *']
        lines += [f'#import "{self.modules[docname]}" as {name}' for docname, name in names.items()]
        targets_code = dictionary_literal((label, _link_target(target)) for label, target in targets.items())
        lines += [
            f"#let targets = {targets_code}",
            f"#show: book.with({built}, keywords: {array_literal(map(string_literal, topics))})",
            *before,
        ]
        for item in items:
            if isinstance(item, BookPart):
                name, count = string_literal(item.name), string_literal(item.post_count)
                lines.append(f"#part-page({name}, {count}, {item.label})")
            else:
                name, offset = names[item.docname], int(item.part is not None)
                lines.append(f"#chapter(targets, {name}.about, {name}.body, offset: {offset})")
        return "\n".join([*lines, *after, ""])

    def front_pages(self, contents_arguments: str = "") -> list[str]:
        """Return Typst code for the title page and the table of contents.

        If the chapters are in other files, ``contents_arguments`` lists the entries in the table of contents.
        """
        arguments = [f"parts: {str(self.has_parts).lower()}", *filter(None, [contents_arguments])]
        contents = f"#contents({', '.join(arguments)})"
        return [f"#title-page({string_literal(_date_range(self._app, self._posts))})", contents]

    def back_pages(self) -> list[str]:
        """Return Typst code for the pages after the chapters: the topic index and the colophon."""
        return [*self._topic_index, f"#colophon({', '.join(_colophon(self._app, len(self._posts)))})"]


def _link_target(target: tuple[str, int] | None) -> str:
    return f"(url: {string_literal(target[0])}, page: {target[1]})" if target else "none"


def _chapter(post: Post, part: BookPart | None = None) -> BookChapter:
    return BookChapter(post.path, post.title, label_literal(post.path), part)


def _group_into_parts(library: Library, posts: list[Post], order: str) -> list[tuple[str, list[Post]]]:
    """Group posts by year or by category. A post with several categories goes into the first."""
    parts: dict[str, list[Post]] = {}
    if order == "category":
        parts = {term.name: [] for term in library.taxonomies["category"].terms}
    for post in posts:
        names = term_names(post, "category")
        category = library.taxonomies["category"].by_spelling[names[0]].name if names else ""
        parts.setdefault(category if order == "category" else str(post.when.year), []).append(post)
    return [(name or "Other posts", members) for name, members in parts.items() if members]


def _count_in_words(posts: list[Post]) -> str:
    return "1 post" if len(posts) == 1 else f"{len(posts)} posts"


def _date_range(app: Sphinx, posts: list[Post]) -> str:
    """Return the dates of the first and last posts, or an empty string if there are no posts."""
    if not posts:
        return ""
    days = [site.get_site(app).format_date(post.when, app.config.language or "en") for post in (posts[0], posts[-1])]
    return " – ".join(dict.fromkeys(days))


def _topic_index(library: Library, modules: Mapping[str, str]) -> list[str]:
    """Return Typst code for the index. Each topic lists the page numbers of its posts in ascending order."""
    entries = []
    for term in library.taxonomies["tag"].terms:
        posts = [post for post in reversed(term.posts) if post.path in modules]
        if posts:
            labels = array_literal(label_literal(post.path) for post in posts)
            source = f"// {posts[0].file}:{posts[0].line('tags')}"
            entries.append(f"{source}\n([{text_markup(term.name)}], {labels})")
    return ["#topic-index(targets,\n" + ",\n".join(entries) + "\n)"] if entries else []


def _colophon(app: Sphinx, post_count: int) -> list[str]:
    """Return the paragraphs on the last page as Typst content blocks."""
    values, config = site.get_site(app).settings, app.config
    day = site.get_site(app).format_date(edition_date(app), config.language or "en")
    posts = "one post" if post_count == 1 else f"{post_count} posts"
    paragraphs = [
        f"[{text_markup(f'{config.project}. {values.tagline}'.strip())}]",
        (
            f"[{text_markup(f'This edition contains {posts}. It was made on {day} from the text published at ')}"
            f"#link({url_literal(config.html_baseurl)});{text_markup(', where corrections appear first.')}]"
        ),
    ]
    if values.license:
        name = f"[{text_markup(values.license)}]"
        linked = f"#link({url_literal(values.license_url)}){name};" if values.license_url else f"#{name};"
        sentence = text_markup("The texts are published under the licence ")
        paragraphs.append(f"[{sentence}{linked}{text_markup('.')}]")
    paragraphs.append(f"[{text_markup(config.copyright and f'© {config.copyright}')}]")
    paragraphs.append(f"[{text_markup(_FONT_CREDITS)}]")
    return paragraphs
