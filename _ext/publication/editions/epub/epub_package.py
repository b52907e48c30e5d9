"""Writes an EPUB file from a book's chapters. The same book always produces the same bytes.

Sources: EPUB 3.3, https://www.w3.org/TR/epub-33/; EPUB Accessibility 1.1, https://www.w3.org/TR/epub-a11y-11/
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_FOLDER = "EPUB"
_CONTAINER = f"""<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="{_FOLDER}/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
# Source: EPUB 3.3, "Core media types"
IMAGE_MEDIA_TYPES = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
"""The media types of the image formats that every reading system supports, by file extension."""
_COMPRESSED_FORMATS = {".gif", ".jpeg", ".jpg", ".png", ".webp"}
_FIRST_ZIP_YEAR = 1980  # a ZIP file cannot store an earlier date


@dataclass(frozen=True, slots=True)
class EpubChapter:
    """A chapter of a book: its file, and the data that the table of contents and the manifest need about the chapter.

    ``body`` is one XHTML element. ``links`` contains the links to other chapters as (file, fragment) pairs.
    ``images`` contains the names of the chapter's images.
    """

    file_name: str
    title: str
    language: str
    direction: str
    body: str
    headings: Sequence[tuple[str, str]] = ()
    """The second-level headings, as (text, id) pairs."""
    ids: frozenset[str] = frozenset()
    links: frozenset[tuple[str, str]] = frozenset()
    images: frozenset[str] = frozenset()
    has_math: bool = False
    group: str = ""
    """The group, such as a year, that contains the chapter in the table of contents. Empty if there is no group."""


@dataclass(frozen=True, slots=True)
class EpubBook:
    """A book with its metadata, its chapters in order, and its images by name. ``cover`` is a PNG image."""

    identifier: str
    title: str
    language: str
    direction: str
    modified: dt.datetime
    publisher: str
    authors: Sequence[str]
    cover: bytes
    style: str
    title_page: str
    """The title page, as one XHTML element."""
    chapters: Sequence[EpubChapter]
    images: Mapping[str, bytes]
    subjects: Sequence[str] = ()
    description: str = ""
    rights: str = ""
    source: str = ""
    collection: str = ""
    """The name of the collection that the book belongs to. Empty if the book belongs to no collection."""
    languages: Sequence[str] = field(default_factory=tuple)
    """The languages in which the chapters are written."""

    @property
    def has_math(self) -> bool:
        """Whether the book contains a formula."""
        return any(chapter.has_math for chapter in self.chapters)


def write_epub(book: EpubBook) -> bytes:
    """Return a book as the bytes of an EPUB file."""
    texts = {
        "META-INF/container.xml": _CONTAINER,
        f"{_FOLDER}/package.opf": _package_document(book),
        f"{_FOLDER}/contents.xhtml": _xhtml_document(_navigation(book), "Contents", book.language, book.direction),
        f"{_FOLDER}/cover.xhtml": _xhtml_document(_cover_section(book), "Cover", book.language, book.direction),
        f"{_FOLDER}/title.xhtml": _xhtml_document(book.title_page, book.title, book.language, book.direction),
        f"{_FOLDER}/book.css": book.style,
    }
    for chapter in book.chapters:
        text = _xhtml_document(chapter.body, chapter.title, chapter.language, chapter.direction)
        texts[f"{_FOLDER}/{chapter.file_name}"] = text
    files = {name: text.encode() for name, text in texts.items()}
    files |= {f"{_FOLDER}/images/{name}": data for name, data in book.images.items()}
    files[f"{_FOLDER}/cover.png"] = book.cover
    return _zip_files(files, book.modified)


def _xhtml_document(body: str, title: str, language: str, direction: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        f' lang="{escape(language)}" xml:lang="{escape(language)}" dir="{direction}">\n'
        f'<head><title>{escape(title)}</title><link rel="stylesheet" type="text/css" href="book.css"/></head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _zip_files(files: Mapping[str, bytes], modified: dt.datetime) -> bytes:
    """Return a ZIP file whose entries are sorted and have the same date.

    EPUB requires an uncompressed first entry that names the media type.
    """
    buffer = io.BytesIO()
    timestamp = (max(modified.year, _FIRST_ZIP_YEAR), *modified.timetuple()[1:6])
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in (("mimetype", b"application/epub+zip"), *sorted(files.items())):
            entry = zipfile.ZipInfo(name, timestamp)
            entry.create_system = 3  # always say Unix, so that every system writes the same bytes
            entry.external_attr = 0o644 << 16
            is_stored = name == "mimetype" or f".{name.rpartition('.')[2]}" in _COMPRESSED_FORMATS
            entry.compress_type = zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, compresslevel=9)
    return buffer.getvalue()


def _cover_section(book: EpubBook) -> str:
    return (
        '<section class="cover" epub:type="cover">'
        f'<img role="doc-cover" src="cover.png" alt="Cover: {escape(book.title)}"/></section>'
    )


def _navigation(book: EpubBook) -> str:
    """Return the table of contents, which reading systems also show as a menu, and the list of landmarks."""
    start = book.chapters[0].file_name if book.chapters else "title.xhtml"
    landmarks = (("cover", "cover.xhtml", "Cover"), ("toc", "#toc", "Contents"), ("bodymatter", start, "Text"))
    entries = "".join(_contents_entries(book.chapters))
    landmark_items = "".join(
        f'<li><a epub:type="{kind}" href="{href}">{text}</a></li>' for kind, href, text in landmarks
    )
    return (
        '<nav epub:type="toc" role="doc-toc" id="toc" aria-labelledby="contents">\n<h1 id="contents">Contents</h1>\n'
        f'<ol>\n<li><a href="title.xhtml">{escape(book.title)}</a></li>\n{entries}</ol>\n</nav>\n'
        f'<nav epub:type="landmarks" aria-label="Landmarks" hidden="hidden"><ol>{landmark_items}</ol></nav>'
    )


def _contents_entries(chapters: Iterable[EpubChapter]) -> Iterator[str]:
    """Yield the entries in the table of contents. Chapters in the same group are nested in one entry."""
    groups: dict[str, list[EpubChapter]] = {}
    for chapter in chapters:
        groups.setdefault(chapter.group, []).append(chapter)
    for group, members in groups.items():
        entries = "".join(map(_contents_entry, members))
        yield f"<li><span>{escape(group)}</span>\n<ol>\n{entries}</ol></li>\n" if group else entries


def _contents_entry(chapter: EpubChapter) -> str:
    lang = escape(chapter.language)
    headings = "".join(
        f'<li><a href="{chapter.file_name}#{escape(anchor)}">{escape(text)}</a></li>'
        for text, anchor in chapter.headings
    )
    nested = f"<ol>{headings}</ol>" if headings else ""
    return (
        f'<li lang="{lang}" xml:lang="{lang}" dir="{chapter.direction}">'
        f'<a href="{chapter.file_name}">{escape(chapter.title)}</a>{nested}</li>\n'
    )


def _package_document(book: EpubBook) -> str:
    language = escape(book.language)
    page_direction = ' page-progression-direction="rtl"' if book.direction == "rtl" else ""
    manifest, spine = "\n".join(_manifest(book)), "\n".join(_spine(book))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="book"'
        f' xml:lang="{language}" dir="{book.direction}">\n'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n{chr(10).join(_metadata(book))}\n</metadata>\n'
        f"<manifest>\n{manifest}\n</manifest>\n<spine{page_direction}>\n{spine}\n</spine>\n</package>\n"
    )


def _metadata(book: EpubBook) -> Iterator[str]:
    yield f'<dc:identifier id="book">{escape(book.identifier)}</dc:identifier>'
    yield f"<dc:title>{escape(book.title)}</dc:title>"
    for language in dict.fromkeys((book.language, *book.languages)):
        yield f"<dc:language>{escape(language)}</dc:language>"
    for number, author in enumerate(book.authors, start=1):
        yield f'<dc:creator id="author-{number}">{escape(author)}</dc:creator>'
        yield f'<meta refines="#author-{number}" property="role" scheme="marc:relators">aut</meta>'
    yield f"<dc:publisher>{escape(book.publisher)}</dc:publisher>"
    yield f"<dc:date>{book.modified:%Y-%m-%d}</dc:date>"
    yield f'<meta property="dcterms:modified">{book.modified:%Y-%m-%dT%H:%M:%SZ}</meta>'
    for name, text in (("description", book.description), ("rights", book.rights), ("source", book.source)):
        if text:
            yield f"<dc:{name}>{escape(text)}</dc:{name}>"
    yield from (f"<dc:subject>{escape(subject)}</dc:subject>" for subject in book.subjects)
    if book.collection:
        yield f'<meta property="belongs-to-collection" id="collection">{escape(book.collection)}</meta>'
        yield '<meta refines="#collection" property="collection-type">series</meta>'
    # Kindle and Calibre find the cover only through this EPUB 2 element.
    yield '<meta name="cover" content="cover-image"/>'
    for name, value in _accessibility_metadata(book):
        yield f'<meta property="schema:{name}">{escape(value)}</meta>'


def _accessibility_metadata(book: EpubBook) -> Iterator[tuple[str, str]]:
    """Yield schema.org's accessibility properties, as (property, value) pairs.

    Source: https://www.w3.org/community/reports/a11y-discov-vocab/
    """
    yield "accessMode", "textual"
    if book.images:
        yield "accessMode", "visual"
        yield "accessModeSufficient", "textual,visual"
    yield "accessModeSufficient", "textual"
    features = ["structuralNavigation", "tableOfContents", "readingOrder", "displayTransformability"]
    features += ["alternativeText"] * bool(book.images) + ["MathML"] * book.has_math
    yield from (("accessibilityFeature", feature) for feature in features)
    yield "accessibilityHazard", "none"
    summary = "The text can be shown in any size, font and colour. It has headings, a table of contents, and links to"
    summary += " and from footnotes. The language of each text is marked."
    summary += " Images have alt text." * bool(book.images) + " Formulas are MathML." * book.has_math
    yield "accessibilitySummary", summary


def _manifest(book: EpubBook) -> Iterator[str]:
    def item(identifier: str, href: str, media_type: str, properties: str = "") -> str:
        attribute = f' properties="{properties}"' if properties else ""
        return f'<item id="{identifier}" href="{href}" media-type="{media_type}"{attribute}/>'

    xhtml = "application/xhtml+xml"
    yield item("cover", "cover.xhtml", xhtml)
    yield item("title", "title.xhtml", xhtml)
    yield item("contents", "contents.xhtml", xhtml, "nav")
    yield item("style", "book.css", "text/css")
    yield item("cover-image", "cover.png", "image/png", "cover-image")
    for number, chapter in enumerate(book.chapters, start=1):
        yield item(f"text-{number}", chapter.file_name, xhtml, "mathml" if chapter.has_math else "")
    for number, name in enumerate(sorted(book.images), start=1):
        yield item(f"image-{number}", f"images/{name}", IMAGE_MEDIA_TYPES[f".{name.rpartition('.')[2]}"])


def _spine(book: EpubBook) -> Iterator[str]:
    """Yield the spine, which lists the book's documents in reading order."""
    names = ["cover", "title", "contents", *(f"text-{number}" for number in range(1, len(book.chapters) + 1))]
    return (f'<itemref idref="{name}"/>' for name in names)
