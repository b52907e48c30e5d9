"""Chapters to the bytes of an EPUB file, the same ones for the same book.

Source: EPUB 3.3, https://www.w3.org/TR/epub-33/; EPUB Accessibility 1.1, https://www.w3.org/TR/epub-a11y-11/
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
MEDIA_TYPES = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
"""The images that every reading system shows, by their endings."""
_PACKED = {".gif", ".jpeg", ".jpg", ".png", ".webp"}
_FIRST_YEAR = 1980  # of ZIP's calendar


@dataclass(frozen=True, slots=True)
class Chapter:
    """A document of the book: its file, and what the book says of it elsewhere.

    ``body`` is XHTML, one element. ``links`` are the places in other chapters that it leads to, as file and
    fragment; ``images`` are the names of the pictures that it shows.
    """

    name: str
    title: str
    language: str
    direction: str
    body: str
    headings: Sequence[tuple[str, str]] = ()
    """The text and the id of each heading of the second level."""
    ids: frozenset[str] = frozenset()
    links: frozenset[tuple[str, str]] = frozenset()
    images: frozenset[str] = frozenset()
    has_math: bool = False
    group: str = ""
    """The part of the contents that it stands in."""


@dataclass(frozen=True, slots=True)
class Book:
    """An edition: what it says of itself, its chapters in their order, its pictures by name."""

    identifier: str
    title: str
    language: str
    direction: str
    modified: dt.datetime
    publisher: str
    authors: Sequence[str]
    cover: bytes
    style: str
    front: str
    """The title page: XHTML, one element."""
    chapters: Sequence[Chapter]
    images: Mapping[str, bytes]
    subjects: Sequence[str] = ()
    description: str = ""
    rights: str = ""
    source: str = ""
    collection: str = ""
    """The name of what the book is a part of."""
    languages: Sequence[str] = field(default_factory=tuple)
    """The languages of its chapters."""

    @property
    def has_math(self) -> bool:
        """Whether there is a formula in it."""
        return any(chapter.has_math for chapter in self.chapters)


def epub(book: Book) -> bytes:
    """The file of a book."""
    texts = {
        "META-INF/container.xml": _CONTAINER,
        f"{_FOLDER}/package.opf": _package(book),
        f"{_FOLDER}/contents.xhtml": page(_contents(book), "Contents", book.language, book.direction),
        f"{_FOLDER}/cover.xhtml": page(_cover(book), "Cover", book.language, book.direction),
        f"{_FOLDER}/title.xhtml": page(book.front, book.title, book.language, book.direction),
        f"{_FOLDER}/book.css": book.style,
    }
    for chapter in book.chapters:
        text = page(chapter.body, chapter.title, chapter.language, chapter.direction)
        texts[f"{_FOLDER}/{chapter.name}"] = text
    files = {name: text.encode() for name, text in texts.items()}
    files |= {f"{_FOLDER}/images/{name}": data for name, data in book.images.items()}
    files[f"{_FOLDER}/cover.png"] = book.cover
    return _zipped(files, book.modified)


def page(body: str, title: str, language: str, direction: str) -> str:
    """A document of the book."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        f' lang="{escape(language)}" xml:lang="{escape(language)}" dir="{direction}">\n'
        f'<head><title>{escape(title)}</title><link rel="stylesheet" type="text/css" href="book.css"/></head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _zipped(files: Mapping[str, bytes], modified: dt.datetime) -> bytes:
    """A ZIP file whose first entry names its type, as EPUB has it; all entries of one time, in order."""
    buffer = io.BytesIO()
    moment = (max(modified.year, _FIRST_YEAR), *modified.timetuple()[1:6])
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in (("mimetype", b"application/epub+zip"), *sorted(files.items())):
            entry = zipfile.ZipInfo(name, moment)
            entry.create_system = 3  # Unix, on every system
            entry.external_attr = 0o644 << 16
            is_packed = name == "mimetype" or f".{name.rpartition('.')[2]}" in _PACKED
            entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, compresslevel=9)
    return buffer.getvalue()


def _cover(book: Book) -> str:
    return (
        '<section class="cover" epub:type="cover">'
        f'<img role="doc-cover" src="cover.png" alt="Cover: {escape(book.title)}"/></section>'
    )


def _contents(book: Book) -> str:
    """The contents, which reading systems show as their menu as well, and the landmarks."""
    start = book.chapters[0].name if book.chapters else "title.xhtml"
    landmarks = (("cover", "cover.xhtml", "Cover"), ("toc", "#toc", "Contents"), ("bodymatter", start, "Text"))
    entries = "".join(_groups(book.chapters))
    places = "".join(f'<li><a epub:type="{kind}" href="{href}">{text}</a></li>' for kind, href, text in landmarks)
    return (
        '<nav epub:type="toc" role="doc-toc" id="toc" aria-labelledby="contents">\n<h1 id="contents">Contents</h1>\n'
        f'<ol>\n<li><a href="title.xhtml">{escape(book.title)}</a></li>\n{entries}</ol>\n</nav>\n'
        f'<nav epub:type="landmarks" aria-label="Landmarks" hidden="hidden"><ol>{places}</ol></nav>'
    )


def _groups(chapters: Iterable[Chapter]) -> Iterator[str]:
    """The entries of all chapters, those of one group within an entry of its own."""
    groups: dict[str, list[Chapter]] = {}
    for chapter in chapters:
        groups.setdefault(chapter.group, []).append(chapter)
    for group, members in groups.items():
        entries = "".join(map(_entry, members))
        yield f"<li><span>{escape(group)}</span>\n<ol>\n{entries}</ol></li>\n" if group else entries


def _entry(chapter: Chapter) -> str:
    lang = escape(chapter.language)
    below = "".join(
        f'<li><a href="{chapter.name}#{escape(anchor)}">{escape(text)}</a></li>' for text, anchor in chapter.headings
    )
    return (
        f'<li lang="{lang}" xml:lang="{lang}" dir="{chapter.direction}">'
        f'<a href="{chapter.name}">{escape(chapter.title)}</a>{f"<ol>{below}</ol>" if below else ""}</li>\n'
    )


def _package(book: Book) -> str:
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


def _metadata(book: Book) -> Iterator[str]:
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
    yield '<meta name="cover" content="cover-image"/>'  # Kindle and Calibre know no other
    yield from (f'<meta property="schema:{name}">{escape(value)}</meta>' for name, value in _accessibility(book))


def _accessibility(book: Book) -> Iterator[tuple[str, str]]:
    """What schema.org has for it.

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
    summary = "Text that can be set in any size, font and colour, with headings, contents, notes that lead there and "
    summary += "back, and the language of each text named."
    summary += " Images have text alternatives." * bool(book.images) + " Formulas are MathML." * book.has_math
    yield "accessibilitySummary", summary


def _manifest(book: Book) -> Iterator[str]:
    def item(identity: str, href: str, kind: str, properties: str = "") -> str:
        also = f' properties="{properties}"' if properties else ""
        return f'<item id="{identity}" href="{href}" media-type="{kind}"{also}/>'

    xhtml = "application/xhtml+xml"
    yield item("cover", "cover.xhtml", xhtml)
    yield item("title", "title.xhtml", xhtml)
    yield item("contents", "contents.xhtml", xhtml, "nav")
    yield item("style", "book.css", "text/css")
    yield item("cover-image", "cover.png", "image/png", "cover-image")
    for number, chapter in enumerate(book.chapters, start=1):
        yield item(f"text-{number}", chapter.name, xhtml, "mathml" if chapter.has_math else "")
    for number, name in enumerate(sorted(book.images), start=1):
        yield item(f"image-{number}", f"images/{name}", MEDIA_TYPES[f".{name.rpartition('.')[2]}"])


def _spine(book: Book) -> Iterator[str]:
    names = ["cover", "title", "contents", *(f"text-{number}" for number in range(1, len(book.chapters) + 1))]
    return (f'<itemref idref="{name}"/>' for name in names)
