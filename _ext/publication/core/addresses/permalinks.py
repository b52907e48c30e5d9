"""Permalinks: derives a page's path from a slug, file or term, and the URL and output file from that path.

A *path* has no leading or trailing slash. It is in Unicode's composed form (NFC), as in ``posts/정전협정``. Sphinx
uses the same string as the docname (the document's name). ``url_of_page`` turns a path into a URL, and ``html_file``
into the name of the file that Sphinx writes.

The rules are those of gatsby-starter-lumen, so that old posts keep their URLs. A slug is used as typed, including its
case. Without a slug, the path is the file's folder and name. A slug without a leading slash is relative either to the
site's root or to the file's folder, because the starter changed that rule in December 2019. Source:
``gatsby/on-create-node.js`` and ``gatsby/create-pages.js`` of the starter, releases 2018-11 to 2019-12.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from .term_slugs import nfc

RESERVED_ROOTS = frozenset(
    {"404", "archive", "author", "authors", "categories", "category", "editions", "feeds", "genindex"}
    | {"media", "page"}
    | {"pagefind", "search", "series", "tag", "tags"}
)
"""The first parts of paths that the site itself uses. A document's path must not start with any of them."""
RESERVED_FILES = frozenset(
    {"404.html", "atom.xml", "favicon.ico", "feed.json", "feed.xsl", "index.html", "manifest.webmanifest"}
    | {"objects.inv", "robots.txt", "rss.xml", "search.html", "searchindex.js", "sitemap.xml", "sw.js"}
)
"""The names of files at the site's root that the site itself uses."""
# RFC 3986 allows these characters in a path without escapes, so a slug looks the same in a link as in the file. Two
# characters are omitted on purpose. An apostrophe would end a string in a script or the URL in a ``<meta
# http-equiv="refresh">``. In a relative link such as korea:2019/, the part before the colon would be read as a
# scheme.
_UNESCAPED = "/!$&()*+,;=@~"
MAX_PART_BYTES = 240
"""The maximum size of one part of a path. File systems allow 255 bytes; the rest is for a suffix such as
``.html``."""
_MAX_PATH_BYTES = 1000  # Linux allows 4096 bytes, including the path of the output folder.

ALL_POSTS = "posts"
"""The path of the listing of all posts."""
ARCHIVE = "archive"
"""The path of the archive, which lists all posts by year. Each year's listing is below it."""
FEEDS = "feeds"
"""The path of the page that lists the feeds."""


class UnusableSlugError(ValueError):
    """Raised for a path that no page can have. Its text is the reason, and ``repair`` says how to fix the path."""

    def __init__(self, reason: str, repair: str) -> None:
        super().__init__(reason)
        self.repair = repair


@dataclass(frozen=True, slots=True)
class ReservedPathError(Exception):
    """Raised for a path that the site itself uses."""

    path: str


def path_from_slug(slug: str, file: str, rule: str) -> str:
    """Return the path of a document that has a slug.

    ``file`` is relative to the publication's root. ``rule`` applies to a slug without a leading slash: ``verbatim``
    puts it at the site's root, ``folder`` below the file's folder. Raises ``UnusableSlugError`` and
    ``ReservedPathError``.
    """
    path = parse_path(slug)
    if rule == "folder" and not slug.startswith("/"):
        path = _clean_path(nfc(str(PurePosixPath(file).parent / path)))
    return reject_reserved(path)


def path_from_file(file: str) -> str:
    """Return the path of a document without a slug: its file without the suffix, or its folder for an ``index.md``.

    Raises ``UnusableSlugError`` and ``ReservedPathError``.
    """
    name = PurePosixPath(file)
    return reject_reserved(_clean_path(nfc(str(name.parent if name.stem == "index" else name.with_suffix("")))))


def legacy_guid_path(slug: str, file: str, rule: str) -> str:
    """Return the exact path that identified a document in gatsby-starter-lumen's feed.

    A slug stays as typed: percent escapes, a trailing slash and letters that are not in NFC are kept, and no trailing
    slash is added. ``rule`` applies to a slug without a leading slash, as in ``path_from_slug``. Without a slug, the
    result is the file's path with a trailing slash.
    """
    if slug.startswith("/"):
        return slug
    name = PurePosixPath(file)
    if slug:
        return f"/{name.parent}/{slug}" if rule == "folder" else f"/{slug}"
    return f"/{name.parent if name.stem == 'index' else name.with_suffix('')}/"


def parse_path(text: str) -> str:
    """Convert a path that an author typed to this module's form: without escapes or outer slashes, in NFC.

    Raises ``UnusableSlugError``.
    """
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text):
        raise UnusableSlugError("is a full URL", "write only the path, such as `/posts/x`")
    return _clean_path(nfc(percent_decode(text)))


def _clean_path(path: str) -> str:
    """Remove empty parts and outer slashes from a path. Raises ``UnusableSlugError``."""
    if found := re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", path):
        reason = f"contains the invisible control character U+{ord(found[0]):04X}"
        raise UnusableSlugError(reason, "delete that character, or type the path again")
    if "\\" in path:
        raise UnusableSlugError("contains a backslash", "write `/` instead")
    parts = [part for part in path.strip(" /").split("/") if part]
    if any(part in {".", ".."} for part in parts):
        raise UnusableSlugError("contains a part “.” or “..”", "write the full path, such as `/posts/x`")
    if long := next((part for part in parts if len(part.encode()) > MAX_PART_BYTES), None):
        reason = f"contains a part that is too long ({len(long.encode())} bytes; the limit is {MAX_PART_BYTES})"
        raise UnusableSlugError(reason, "shorten it")
    joined = "/".join(parts)
    if (size := len(joined.encode())) > _MAX_PATH_BYTES:
        raise UnusableSlugError(f"is too long ({size} bytes; the limit is {_MAX_PATH_BYTES})", "shorten it")
    return joined


def reject_reserved(path: str) -> str:
    """Return the path unchanged. Raises ``ReservedPathError`` if the site itself uses it."""
    if is_reserved(path):
        raise ReservedPathError(path)
    return path


def is_reserved(path: str) -> bool:
    """Whether the site itself uses a path. Case is ignored, because some file systems ignore it."""
    root, _, rest = path.casefold().partition("/")
    if not root or root[0] in "._" or root in RESERVED_ROOTS:
        return True
    if not rest and (root in RESERVED_FILES or root in {ALL_POSTS, "index"}):
        return True
    if path.casefold().endswith(("/index", "/index.html", "/index.htm")):
        return True  # Sphinx writes x/index to x/index.html, which is also the file of x.
    return re.fullmatch(rf"{ALL_POSTS}/page(?:/.*)?", path.casefold()) is not None


def term_path(taxonomy: str, slug: str) -> str:
    """The path of a term's listing."""
    return f"{taxonomy}/{slug}"


def listing_page_path(path: str, number: int) -> str:
    """The path of page ``number`` in the listing at ``path``. Page 1 has the path of the listing itself."""
    return path if number == 1 else f"{path}/page/{number}"


@lru_cache(maxsize=1 << 16)
def url_of_page(path: str) -> str:
    """The URL of the page at ``path``, relative to the site's root and percent-encoded; empty for the front page."""
    if not path:
        return ""
    return quote(path, safe=_UNESCAPED) + ("" if is_html_file(path) else "/")


def url_of_file(path: str) -> str:
    """The URL of a file that is not a page, such as an image, relative to the site's root and percent-encoded."""
    return quote(path, safe=_UNESCAPED)


def html_file(path: str) -> str:
    """The output file of the page at ``path``, relative to the site's root."""
    if not path:
        return "index.html"
    return path if is_html_file(path) else f"{path}/index.html"


def is_html_file(path: str) -> bool:
    """Whether a page's path is also the path of the page's output file. Some old slugs end in ``.html``."""
    return path.endswith((".html", ".htm"))


def percent_decode(text: str) -> str:
    """Decode the percent escapes in a string. If the result is not valid UTF-8, return the string unchanged."""
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        return text
