"""The builder of EPUBs: one of all posts and pages, and one of each series."""

from __future__ import annotations

import datetime as dt
import html
import uuid
from collections import Counter
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.builders.epub3 import Epub3Builder
from sphinx.errors import NoUri

from publication.build import site
from publication.core import checks
from publication.core.formats import edition_files
from publication.pictures import responsive_images

from . import chapter_store, chapter_translator, epub_cover, xhtml
from .epub_package import MEDIA_TYPES, Book, Chapter, epub

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from publication.core.posts.post import Post
    from publication.core.posts.taxonomies import Term

STYLE = "_templates/epub/book.css"


class BookBuilder(Epub3Builder):
    """Sphinx's ``epub``, of which the reading of documents and the choice of images is left.

    Sphinx writes pages by the theme's templates, and puts everything into the book that it finds in the
    output: archives, times of the build, what is left of posts that are gone. Here a document becomes a
    chapter, and an edition is made of chapters.
    """

    supported_image_types = ["image/svg+xml", "image/png", "image/gif", "image/jpeg", "image/webp"]  # noqa: RUF012 -- Sphinx's

    def init_templates(self) -> None:
        """Prepare the theme, which names a style of code, without the publication's own templates."""
        ours, self.config.templates_path = self.config.templates_path, []
        super().init_templates()
        self.config.templates_path = ours

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002 -- Sphinx gives it
        """The chapter of a document, for ``chapters`` to turn into an address."""
        if docname not in self._documents:
            raise NoUri(docname)
        return xhtml.BOOK + edition_files.chapter_name(docname)

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:  # noqa: ARG002 -- Sphinx gives it
        """The same from every chapter."""
        return self.get_target_uri(to)

    def get_outdated_docs(self) -> Iterator[str]:
        """The documents whose chapter is not kept."""
        return (path for path, post in self._documents.items() if chapter_store.kept(self._app, post) is None)

    def copy_assets(self) -> None:
        """Nothing is copied."""

    def write_doc_serialized(self, docname: str, doctree: nodes.document) -> None:  # noqa: ARG002 -- Sphinx gives it
        """Choose the images of a document, in the one process that makes what is not there yet."""
        self.post_process_images(doctree)
        for uri in {node["uri"] for node in doctree.findall(nodes.image)} & self.images.keys():
            self.images[uri] = self._picture(uri, self.images[uri])[0]

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write the chapter of a document; the front page of the site is none."""
        post = self._documents.get(docname)
        if post is None:
            return
        doctree.settings = self.docsettings
        self.secnumbers = self.env.toc_secnumbers.get(docname, {})
        self.fignumbers = self.env.toc_fignumbers.get(docname, {})
        self.current_docname = docname
        self.chapter_opening = chapter_store.opening(self._app, post)
        self.chapter_closing = chapter_store.closing(self._app, post)
        chapter_translator.gather_notes(doctree)
        visitor: Any = self.create_translator(doctree, self)
        doctree.walkabout(visitor)
        picture = partial(self._shown, post)
        chapter_store.keep(self._app, post, "".join(visitor.fragment), visitor.formulas, picture)

    def finish(self) -> None:
        """Write the editions, and delete those that are no longer made."""
        made = {edition_files.book_name(self.config.project, edition_files.EPUB): self._whole()}
        for term in site.of(self._app).library.taxonomies["series"].terms:
            made[edition_files.series_name(term)] = self._series(term)
        for name, book in made.items():
            place = Path(self.outdir, name)
            place.parent.mkdir(parents=True, exist_ok=True)
            data = epub(book)
            if not place.is_file() or place.read_bytes() != data:
                place.write_bytes(data)
        for file in sorted(Path(self.outdir).rglob("*.epub")):
            if file.relative_to(self.outdir).as_posix() not in made:
                file.unlink()
        chapter_store.forget_others(self._app, self._documents.values())

    @cached_property
    def _documents(self) -> Mapping[str, Post]:
        """Everything that the book holds, by path."""
        return site.of(self._app).library.documents

    @cached_property
    def _chapters(self) -> Mapping[str, Chapter]:
        kept = {path: chapter_store.kept(self._app, post) for path, post in self._documents.items()}
        return {path: chapter for path, chapter in kept.items() if chapter is not None}

    @cached_property
    def _addresses(self) -> Mapping[str, str]:
        """The address on the web of every chapter, by its file."""
        current = site.of(self._app)
        return {edition_files.chapter_name(path): self._address(path) for path in current.library.documents}

    def _address(self, path: str) -> str:
        return site.of(self._app).address(self.config.html_baseurl, path)

    def _whole(self) -> Book:
        """The edition of all posts, the oldest first, and all pages."""
        library, project = site.of(self._app).library, self.config.project
        posts = list(reversed(library.posts))
        tagline = site.of(self._app).settings.tagline
        book = self._book(project, self._address(""), [*posts, *library.pages], tagline)
        if len(library.years) > 1:
            years = {edition_files.chapter_name(post.path): str(post.when.year) for post in posts}
            parts = [replace(chapter, group=years.get(chapter.name, "")) for chapter in book.chapters]
            book = replace(book, chapters=parts)
        return book

    def _series(self, term: Term) -> Book:
        """The edition of a series, from its beginning."""
        book = self._book(term.name, self._address(term.path), list(reversed(term.posts)), "", self.config.project)
        return replace(book, collection=self.config.project)

    def _book(self, title: str, address: str, posts: Sequence[Post], below: str, of: str = "") -> Book:
        config, current = self.config, site.of(self._app)
        found = [chapter for post in posts if (chapter := self._chapters.get(post.path))]
        parts = chapter_store.joined(found, self._addresses)
        language = site.language(self._app)
        authors = self._authors(posts)
        modified = max((post.changed for post in posts if post.is_post), default=current.clock)
        span = self._span([post for post in posts if post.is_post])
        return Book(
            identifier=uuid.uuid5(uuid.NAMESPACE_URL, address).urn,
            title=title,
            language=language,
            direction=site.direction(language),
            modified=modified.astimezone(dt.UTC),
            publisher=config.project,
            authors=authors,
            cover=epub_cover.of(self._app, title, below, of),
            style=Path(self.srcdir, STYLE).read_text(encoding="utf-8"),
            front=self._front(title, address, [below, *([f"A series from {of}"] if of else []), *span], authors),
            chapters=parts,
            images=self._pictures(parts),
            subjects=self._subjects(posts),
            description=below,
            rights=self._rights(),
            source=address if config.html_baseurl else "",
            languages=list(dict.fromkeys(chapter.language for chapter in parts)),
        )

    def _authors(self, posts: Iterable[Post]) -> list[str]:
        """The authors, the one of most posts first; the publication's, when posts name none."""
        names = site.of(self._app).library.authors
        count = Counter(names[key] for post in posts for key in post.authors)
        return [name for name, _ in count.most_common()] or [self.config.author or self.config.project]

    def _subjects(self, posts: Iterable[Post]) -> list[str]:
        library = site.of(self._app).library
        ways = ("category", "tag")
        return sorted({term.name for post in posts for way in ways for term in library.terms_of(post, way)})

    def _span(self, posts: Sequence[Post]) -> list[str]:
        """How many posts there are, and of which time."""
        if not posts:
            return []
        days = (min(post.when for post in posts), max(post.when for post in posts))
        first, last = (site.of(self._app).day(day, self.config.language) for day in days)
        return [f"{len(posts)} posts, {first} to {last}" if len(posts) > 1 else f"One post, {first}"]

    def _rights(self) -> str:
        settings = site.of(self._app).settings
        license_ = " ".join(part for part in (settings.license, settings.license_url) if part)
        return ". ".join(part for part in (f"© {self.config.copyright}", license_) if part)

    def _front(self, title: str, address: str, lines: Iterable[str], authors: Iterable[str]) -> str:
        """The title page."""
        settings = site.of(self._app).settings
        text = "".join(f"<p>{html.escape(line)}</p>\n" for line in (*lines, f"By {', '.join(authors)}") if line)
        rights = html.escape(f"© {self.config.copyright}")
        if settings.license and settings.license_url:
            rights += f'. <a href="{html.escape(settings.license_url)}">{html.escape(settings.license)}</a>'
        elif settings.license:
            rights += f". {html.escape(settings.license)}"
        where = f'<p><a href="{html.escape(address)}">{html.escape(address)}</a></p>\n'
        return (
            f'<section class="title-page" epub:type="titlepage">\n<h1>{html.escape(title)}</h1>\n{text}'
            f'<p class="rights">{rights}</p>\n{where if self.config.html_baseurl else ""}</section>'
        )

    def _pictures(self, parts: Iterable[Chapter]) -> dict[str, bytes]:
        """The pictures that chapters show, by their names in the book."""
        files = dict(self._picture(path, name) for path, (_, name) in self.env.images.items())
        names = sorted({name for chapter in parts for name in chapter.images})
        return {name: files[name].read_bytes() for name in names}

    def _shown(self, post: Post, source: str) -> str:
        """The name of a picture, given it or, in raw HTML, the address; empty for one that cannot be shown."""
        name = source.removeprefix(xhtml.IMAGES) if source.startswith(xhtml.IMAGES) else ""
        if not name and not checks.is_remote(source):
            path = checks.media_file(source, post.file, Path(self.srcdir)) if source else None
            name = self._picture(path, self.env.images[path][1])[0] if path and path in self.env.images else ""
        return name if Path(name).suffix in MEDIA_TYPES else ""

    def _picture(self, path: str, name: str) -> tuple[str, Path]:
        """The name of a picture in the book, and its file, which may be a copy of another kind."""
        file = responsive_images.file_for_editions(self._app, path)
        return Path(name).stem + file.suffix.lower(), file
