"""Permalinks: from a slug, a file or a term to the path of a page, and from that path to a URL and an output file.

A *path* here has no slash at either end and is in Unicode's composed form (NFC): ``posts/정전협정``. Sphinx uses the
same string as the name of the document. ``url_of_page`` makes it a link, and ``html_file`` the file that Sphinx
writes.

The rules are those of gatsby-starter-lumen, so that an old post keeps its URL. A slug is used as typed, with its
case. Without a slug, the path is the file's folder and name. A slug without a leading slash is below the site's root
or below the file's folder, because the starter changed that rule in December 2019.
Source: ``gatsby/on-create-node.js`` and ``gatsby/create-pages.js`` of the starter, releases 2018-11 to 2019-12.
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
"""First parts of paths that the site itself uses. The path of a document may not start with one of them."""
RESERVED_FILES = frozenset(
    {"404.html", "atom.xml", "favicon.ico", "feed.json", "feed.xsl", "index.html", "manifest.webmanifest"}
    | {"objects.inv", "robots.txt", "rss.xml", "search.html", "searchindex.js", "sitemap.xml", "sw.js"}
)
"""Files at the root of the site that the site itself uses."""
# RFC 3986 allows these characters in a path without escapes, so a slug looks the same in a link as in the file.
# Two characters are left out on purpose. An apostrophe would end a string in a script or in the URL of a
# ``<meta http-equiv="refresh">``, and in a relative link such as korea:2019/ the part before the colon would be a
# scheme.
_UNESCAPED = "/!$&()*+,;=@~"
MAX_PART_BYTES = 240
"""The limit for one part of a path. File systems allow 255 bytes; the rest is for a suffix such as ``.html``."""
_MAX_PATH_BYTES = 1000  # Operating systems allow 4096 bytes, which must also hold the path of the output folder.

ALL_POSTS = "posts"
"""The path of the listing of all posts."""
ARCHIVE = "archive"
"""The path of the archive, a list of all posts by year. The listing of each year is below it."""
FEEDS = "feeds"
"""The path of the page that lists the feeds."""


class UnusableSlugError(ValueError):
    """A path that no page can have. Its text says why, as in "contains a backslash"; ``repair`` says what to do."""

    def __init__(self, reason: str, repair: str) -> None:
        super().__init__(reason)
        self.repair = repair


@dataclass(frozen=True, slots=True)
class ReservedPathError(Exception):
    """A path that the site itself uses."""

    path: str


def path_from_slug(slug: str, file: str, rule: str) -> str:
    """The path of a document with a slug.

    ``file`` is relative to the publication's root. ``rule`` decides about a slug without a leading slash:
    ``verbatim`` puts it at the root of the site, ``folder`` below the folder of the file.
    Raises ``UnusableSlugError`` and ``ReservedPathError``.
    """
    path = parse_path(slug)
    if rule == "folder" and not slug.startswith("/"):
        path = _clean_path(nfc(str(PurePosixPath(file).parent / path)))
    return reject_reserved(path)


def path_from_file(file: str) -> str:
    """The path of a document without a slug: its file without the suffix, or the folder of an ``index.md``.

    Raises ``UnusableSlugError`` and ``ReservedPathError``.
    """
    name = PurePosixPath(file)
    return reject_reserved(_clean_path(nfc(str(name.parent if name.stem == "index" else name.with_suffix("")))))


def legacy_guid_path(slug: str, file: str, rule: str) -> str:
    """The path that gatsby-starter-lumen gave a document, exactly as it was. It identified the post in the feed.

    A slug stays as typed: percent escapes, a missing or final slash, and letters that are not in NFC. ``rule``
    decides about a slug without a leading slash, as in ``path_from_slug``. Without a slug, the path is that of the
    file, with a slash at the end.
    """
    if slug.startswith("/"):
        return slug
    name = PurePosixPath(file)
    if slug:
        return f"/{name.parent}/{slug}" if rule == "folder" else f"/{slug}"
    return f"/{name.parent if name.stem == 'index' else name.with_suffix('')}/"


def parse_path(text: str) -> str:
    """A path as an author types it, in the form that this module uses: without escapes or outer slashes, in NFC.

    Raises ``UnusableSlugError``.
    """
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text):
        raise UnusableSlugError("is a full URL", "write only the path, such as `/posts/x`")
    return _clean_path(nfc(percent_decode(text)))


def _clean_path(path: str) -> str:
    """The path without empty parts and outer slashes. Raises ``UnusableSlugError``."""
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
    """Whether a path belongs to the site itself. Case is ignored, because some file systems ignore it."""
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
    """The path of one page of the listing at ``path``. The first page, number 1, has the path of the listing."""
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
    """Whether a path is itself the name of the page's output file. Some old slugs end in ``.html``."""
    return path.endswith((".html", ".htm"))


def percent_decode(text: str) -> str:
    """The text without percent escapes, or unchanged if they are not UTF-8."""
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        return text
