"""Defines the file names of the editions (PDF and EPUB), and the details shown next to their download links."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publication.core.addresses.permalinks import ALL_POSTS
from publication.core.addresses.term_slugs import term_slug

if TYPE_CHECKING:
    from publication.core.posts.taxonomies import Term

EDITIONS_FOLDER = "editions"
"""The site path of the folder that contains the editions."""
PDF = "pdf"
EPUB = "epub"
_OTHER_FOLDER = "other"
_KILO = 1000
_ROUNDS_TO_TEN = 9.95
_MAX_CHAPTER_NAME = 60  # characters


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition that readers can download.

    ``label`` is the name that readers see, and ``path`` is the edition's site path. ``size`` is in bytes. ``pages``
    is 0 for a format without pages.
    """

    label: str
    path: str
    size: int
    pages: int = 0

    @property
    def length_and_size(self) -> str:
        """The number of pages and the file size as text: ``8 pp., 64 kB``."""
        length = f"{self.pages} {'p.' if self.pages == 1 else 'pp.'}, " if self.pages else ""
        return length + format_size(self.size)


def book_file(project: str, ending: str) -> str:
    """The file name of the edition with all posts: the publication's name in kebab case, followed by the ending."""
    return f"{term_slug(project)}.{ending}"


def post_pdf_file(path: str) -> str:
    """A document's PDF file, relative to the PDF folder: ``posts/x.pdf`` for the document at ``posts/x``.

    The PDFs of documents outside ``posts/`` are in ``other/``. This way, no two documents share a file, and no
    document has the same file name as the book.
    """
    return f"{path}.pdf" if path.startswith(f"{ALL_POSTS}/") else f"{_OTHER_FOLDER}/{path}.pdf"


def series_epub_file(term: Term) -> str:
    """A series' EPUB file, relative to the EPUB folder."""
    return f"series/{term.slug}.epub"


def format_size(size: int) -> str:
    """Format a number of bytes in the largest suitable decimal unit: ``64 kB``, ``1.2 MB``."""
    value, unit = float(size), "B"
    for larger_unit in ("kB", "MB", "GB"):
        if round(value) < _KILO:
            break
        value, unit = value / _KILO, larger_unit
    return f"{value:.1f} {unit}" if unit in {"MB", "GB"} and value < _ROUNDS_TO_TEN else f"{value:.0f} {unit}"


def chapter_file(path: str) -> str:
    """The file name, within an EPUB, of the document at a site path.

    The name consists of the ASCII letters and digits in the last part of the path, and a hash of the path, because
    reading systems differ in which other characters they support.
    """
    words = re.sub("[^a-z0-9]+", "-", path.rpartition("/")[2].casefold())[:_MAX_CHAPTER_NAME].strip("-")
    return f"{words or 'text'}-{hashlib.sha256(path.encode()).hexdigest()[:8]}.xhtml"
