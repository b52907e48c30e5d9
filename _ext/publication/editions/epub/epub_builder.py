"""Implements the ``epub`` builder, which writes one EPUB with all posts and pages, and one EPUB for each series."""

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

from publication.build import site, staging
from publication.core.addresses import media_files
from publication.core.formats import edition_files
from publication.pictures import responsive_images

from . import chapter_store, chapter_translator, epub_cover, xhtml
from .epub_package import IMAGE_MEDIA_TYPES, EpubBook, EpubChapter, write_epub

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from publication.core.posts.post import Post
    from publication.core.posts.taxonomies import Term

_STYLE_SHEET = "_templates/epub/book.css"


class PublicationEpubBuilder(Epub3Builder):
    """Replaces Sphinx's ``epub`` builder, reusing only its code for reading documents and choosing images.

    Sphinx's builder renders pages with the theme's templates, and adds everything in the output folder to the EPUB,
    including listings, build times and files left over from deleted posts. This builder writes each document as a
    chapter, and assembles books from chapters.
    """

    supported_image_types = ["image/svg+xml", "image/png", "image/gif", "image/jpeg", "image/webp"]  # noqa: RUF012 -- Sphinx declares it without ClassVar

    def init_templates(self) -> None:
        """Set up the theme, only for its code block style. The publication's own templates are not used."""
        ours, self.config.templates_path = self.config.templates_path, []
        super().init_templates()
        self.config.templates_path = ours

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002 -- Sphinx's signature
        """Return a link to a document's chapter, which ``chapter_store`` later replaces with a URL."""
        if docname not in self._documents:
            raise NoUri(docname)
        return xhtml.CHAPTER_SCHEME + edition_files.chapter_file(docname)

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:  # noqa: ARG002 -- Sphinx's signature
        """Return the link to a document, which is the same in every chapter."""
        return self.get_target_uri(to)

    def get_outdated_docs(self) -> Iterator[str]:
        """Yield the documents that have no stored chapter."""
        return (path for path, post in self._documents.items() if chapter_store.load_chapter(self._app, post) is None)

    def copy_assets(self) -> None:
        """Do nothing, because a book contains only the files that its chapters use."""

    def write_doc_serialized(self, docname: str, doctree: nodes.document) -> None:  # noqa: ARG002 -- Sphinx's signature
        """Choose a document's image files, and create any missing copies. Sphinx calls this in the main process."""
        self.post_process_images(doctree)
        for uri in {node["uri"] for node in doctree.findall(nodes.image)} & self.images.keys():
            self.images[uri] = self._book_image(uri, self.images[uri])[0]

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a document's chapter. The site's front page has no chapter."""
        post = self._documents.get(docname)
        if post is None:
            return
        doctree.settings = self.docsettings
        self.secnumbers = self.env.toc_secnumbers.get(docname, {})
        self.fignumbers = self.env.toc_fignumbers.get(docname, {})
        self.current_docname = docname
        self.chapter_opening = chapter_store.chapter_opening(self._app, post)
        self.chapter_closing = chapter_store.chapter_closing(self._app, post)
        chapter_translator.collect_footnotes(doctree)
        translator: Any = self.create_translator(doctree, self)
        doctree.walkabout(translator)
        image_name = partial(self._image_name, post)
        chapter_store.save_chapter(self._app, post, "".join(translator.fragment), translator.formulas, image_name)

    def finish(self) -> None:
        """Write the books, and delete chapters from earlier builds that are no longer part of the edition."""
        books = {edition_files.book_file(self.config.project, edition_files.EPUB): self._main_book()}
        for term in site.get_site(self._app).library.taxonomies["series"].terms:
            books[edition_files.series_epub_file(term)] = self._series_book(term)
        for name, book in books.items():
            staging.write_file(self._app, name, write_epub(book))
        chapter_store.remove_other_chapters(self._app, self._documents.values())

    @cached_property
    def _documents(self) -> Mapping[str, Post]:
        """All posts and pages, by path."""
        return site.get_site(self._app).library.documents

    @cached_property
    def _chapters(self) -> Mapping[str, EpubChapter]:
        """The chapters of all posts and pages, by path."""
        stored = {path: chapter_store.load_chapter(self._app, post) for path, post in self._documents.items()}
        return {path: chapter for path, chapter in stored.items() if chapter is not None}

    @cached_property
    def _web_urls(self) -> Mapping[str, str]:
        """Each chapter's URL on the site, by chapter file."""
        return {edition_files.chapter_file(path): self._web_url(path) for path in self._documents}

    def _web_url(self, path: str) -> str:
        return site.get_site(self._app).full_url(self.config.html_baseurl, path)

    def _main_book(self) -> EpubBook:
        """Return the book of all posts and pages. Posts come first, oldest to newest, and are grouped by year."""
        library, project = site.get_site(self._app).library, self.config.project
        posts = list(reversed(library.posts))
        tagline = site.get_site(self._app).settings.tagline
        book = self._make_book(project, self._web_url(""), [*posts, *library.pages], tagline)
        if len(library.years) > 1:
            years = {edition_files.chapter_file(post.path): str(post.when.year) for post in posts}
            chapters = [replace(chapter, group=years.get(chapter.file_name, "")) for chapter in book.chapters]
            book = replace(book, chapters=chapters)
        return book

    def _series_book(self, term: Term) -> EpubBook:
        """Return the book for a series, with the oldest post first."""
        posts, publication = list(reversed(term.posts)), self.config.project
        book = self._make_book(term.name, self._web_url(term.path), posts, "", publication)
        return replace(book, collection=publication)

    def _make_book(
        self, title: str, url: str, posts: Sequence[Post], tagline: str, publication: str = ""
    ) -> EpubBook:
        """Return a book. For a series, ``publication`` is the name of the publication that contains the series."""
        config, current = self.config, site.get_site(self._app)
        stored = [chapter for post in posts if (chapter := self._chapters.get(post.path))]
        chapters = chapter_store.link_chapters(stored, self._web_urls)
        language = site.language_tag(self._app)
        authors = self._authors_by_post_count(posts)
        modified = max((post.last_changed for post in posts if post.is_post), default=current.clock)
        dates = self._posts_and_dates([post for post in posts if post.is_post])
        subtitles = [tagline, *([f"A series from {publication}"] if publication else []), *dates]
        return EpubBook(
            identifier=uuid.uuid5(uuid.NAMESPACE_URL, url).urn,
            title=title,
            language=language,
            direction=site.text_direction(language),
            modified=modified.astimezone(dt.UTC),
            publisher=config.project,
            authors=authors,
            cover=epub_cover.get_cover(self._app, title, tagline, publication),
            style=Path(self.srcdir, _STYLE_SHEET).read_text(encoding="utf-8"),
            title_page=self._title_page(title, url, subtitles, authors),
            chapters=chapters,
            images=self._images_of(chapters),
            subjects=self._subjects(posts),
            description=tagline,
            rights=self._rights(),
            source=url if config.html_baseurl else "",
            languages=list(dict.fromkeys(chapter.language for chapter in chapters)),
        )

    def _authors_by_post_count(self, posts: Iterable[Post]) -> list[str]:
        """Return the authors' names, most frequent first. If no post names an author, return the publication's."""
        names = site.get_site(self._app).library.authors
        count = Counter(names[key] for post in posts for key in post.authors)
        return [name for name, _ in count.most_common()] or [self.config.author or self.config.project]

    def _subjects(self, posts: Iterable[Post]) -> list[str]:
        """Return the names of all the posts' categories and tags."""
        library = site.get_site(self._app).library
        taxonomies = ("category", "tag")
        return sorted(
            {term.name for post in posts for taxonomy in taxonomies for term in library.terms_of(post, taxonomy)}
        )

    def _posts_and_dates(self, posts: Sequence[Post]) -> list[str]:
        """Return one line with the number of posts and their date range, or an empty list if there are no posts."""
        if not posts:
            return []
        dates = (min(post.when for post in posts), max(post.when for post in posts))
        first, last = (site.get_site(self._app).format_date(date, self.config.language) for date in dates)
        return [f"{len(posts)} posts, {first} to {last}" if len(posts) > 1 else f"One post, {first}"]

    def _rights(self) -> str:
        settings = site.get_site(self._app).settings
        license_ = " ".join(part for part in (settings.license, settings.license_url) if part)
        return ". ".join(part for part in (f"© {self.config.copyright}", license_) if part)

    def _title_page(self, title: str, url: str, lines: Iterable[str], authors: Iterable[str]) -> str:
        """Return the title page as XHTML. ``lines`` is the text between the title and the authors."""
        settings = site.get_site(self._app).settings
        text = "".join(f"<p>{html.escape(line)}</p>\n" for line in (*lines, f"By {', '.join(authors)}") if line)
        rights = html.escape(f"© {self.config.copyright}")
        if settings.license and settings.license_url:
            rights += f'. <a href="{html.escape(settings.license_url)}">{html.escape(settings.license)}</a>'
        elif settings.license:
            rights += f". {html.escape(settings.license)}"
        link = f'<p><a href="{html.escape(url)}">{html.escape(url)}</a></p>\n'
        return (
            f'<section class="title-page" epub:type="titlepage">\n<h1>{html.escape(title)}</h1>\n{text}'
            f'<p class="rights">{rights}</p>\n{link if self.config.html_baseurl else ""}</section>'
        )

    def _images_of(self, chapters: Iterable[EpubChapter]) -> dict[str, bytes]:
        """Return the images that the chapters show, by name in the book."""
        files = dict(self._book_image(path, name) for path, (_, name) in self.env.images.items())
        names = sorted({name for chapter in chapters for name in chapter.images})
        return {name: files[name].read_bytes() for name in names}

    def _image_name(self, post: Post, source: str) -> str:
        """Return an image's name in the book, or an empty string if the book cannot show the image.

        ``source`` is the image's ``src``. It is already a name in the book unless it comes from raw HTML.
        """
        name = source.removeprefix(xhtml.IMAGES_FOLDER) if source.startswith(xhtml.IMAGES_FOLDER) else ""
        if not name and not media_files.is_remote(source):
            path = media_files.find_media_file(source, post.file, Path(self.srcdir)) if source else None
            name = self._book_image(path, self.env.images[path][1])[0] if path and path in self.env.images else ""
        return name if Path(name).suffix in IMAGE_MEDIA_TYPES else ""

    def _book_image(self, path: str, name: str) -> tuple[str, Path]:
        """Return an image's name in the book and its file, which may be a copy in another format."""
        file = responsive_images.edition_file(self._app, path)
        return Path(name).stem + file.suffix.lower(), file
