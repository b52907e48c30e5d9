"""The editions: what the files are called, where they stand, and how they are offered to readers."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publication.core.addresses.permalinks import ALL_POSTS
from publication.core.addresses.term_slugs import term_key

if TYPE_CHECKING:
    from publication.core.posts.taxonomies import Term

FOLDER = "editions"
"""The site path that the editions stand below."""
PDF = "pdf"
EPUB = "epub"
_ELSEWHERE = "other"
_KILO = 1000
_TWO_DIGITS = 9.95
_LONG = 60


@dataclass(frozen=True, slots=True)
class Edition:
    """A file that readers can take away.

    ``label`` is what it is called, ``path`` its site path, ``size`` its bytes, ``pages`` 0 where there are none.
    """

    label: str
    path: str
    size: int
    pages: int = 0

    @property
    def facts(self) -> str:
        """Its length and size in words: ``8 pp., 64 kB``."""
        length = f"{self.pages} {'p.' if self.pages == 1 else 'pp.'}, " if self.pages else ""
        return length + size_in_words(self.size)


def book_name(project: str, ending: str) -> str:
    """The file of the whole publication as one edition: its name in kebab case, and the ending after one dot."""
    return f"{term_key(project)}.{ending}"


def pdf_name(path: str) -> str:
    """The PDF of the document at a path, below the folder of PDFs: ``posts/x`` is ``posts/x.pdf``.

    A document that does not stand below ``posts/`` has its PDF below ``other/``, so that no two share
    one, and none has the book's name.
    """
    return f"{path}.pdf" if path.startswith(f"{ALL_POSTS}/") else f"{_ELSEWHERE}/{path}.pdf"


def series_name(term: Term) -> str:
    """The EPUB of a series, below the folder of EPUBs."""
    return f"series/{term.key}.epub"


def size_in_words(size: int) -> str:
    """A number of bytes as people read it, in steps of a thousand: ``64 kB``, ``1.2 MB``."""
    value, unit = float(size), "B"
    for larger in ("kB", "MB", "GB"):
        if round(value) < _KILO:
            break
        value, unit = value / _KILO, larger
    return f"{value:.1f} {unit}" if unit in {"MB", "GB"} and value < _TWO_DIGITS else f"{value:.0f} {unit}"


def chapter_name(path: str) -> str:
    """The file of a document within an EPUB: letters and digits of its path's last part, and a digest of the path.

    Reading systems differ in what else they bear in a name.
    """
    words = re.sub("[^a-z0-9]+", "-", path.rpartition("/")[2].casefold())[:_LONG].strip("-")
    return f"{words or 'text'}-{hashlib.sha256(path.encode()).hexdigest()[:8]}.xhtml"
