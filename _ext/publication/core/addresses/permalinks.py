"""Where a document stands: slug, file or term to a site path, and a site path to an address.

A *path* here has no slash at either end and is NFC: ``posts/정전협정``. It is the document's name in
Sphinx as well. ``url`` writes it for a link, ``output`` as a file below the site's root. The rules
are the starter's (``lumen.md`` has their source): a slug is taken as typed, case kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from .term_slugs import nfc

# First parts of paths that the site writes itself. Everything below them is taken too.
RESERVED_ROOTS = frozenset(
    {"404", "archive", "author", "authors", "categories", "category", "editions", "feeds", "genindex"}
    | {"media", "page"}
    | {"pagefind", "search", "series", "tag", "tags"}
)
RESERVED_FILES = frozenset(
    {"404.html", "atom.xml", "favicon.ico", "feed.json", "feed.xsl", "index.html", "manifest.webmanifest"}
    | {"objects.inv", "robots.txt", "rss.xml", "search.html", "searchindex.js", "sitemap.xml", "sw.js"}
)
# RFC 3986's characters of a path that need no escape, so that slugs look in links as they were typed;
# without the apostrophe, which ends a string in scripts and in the address of a refresh.
# The colon is escaped: a relative link such as korea:2019/ would name a protocol.
_SAFE = "/!$&()*+,;=@~"
MAX_PART = 240  # bytes; file systems hold 255, and a suffix must fit
_MAX_PATH = 1000  # bytes; systems hold 4096, and the folder of the site must fit

ALL_POSTS = "posts"
ARCHIVE = "archive"
FEEDS = "feeds"


class UnusableSlugError(ValueError):  # noqa: N818 -- a writer's fault is a problem, not an error
    """A path that cannot be served. Its text says why, as in "contains a backslash"; ``repair`` says what to do."""

    def __init__(self, fault: str, repair: str) -> None:
        super().__init__(fault)
        self.repair = repair


@dataclass(frozen=True, slots=True)
class ReservedPathError(Exception):  # noqa: N818 -- as above
    """A path that belongs to the site itself."""

    path: str


def from_slug(slug: str, file: str, rule: str) -> str:
    """The path of a document with a slug.

    ``file`` is relative to the publication's root. ``rule`` is ``verbatim`` (a slug without a
    leading slash stands at the root) or ``folder`` (it stands below the file's folder).
    Raises ``Unusable`` and ``Reserved``.
    """
    path = parse_path(slug)
    if rule == "folder" and not slug.startswith("/"):
        path = _usable(nfc(str(PurePosixPath(file).parent / path)))
    return reject_reserved(path)


def from_file(file: str) -> str:
    """The path of a document without a slug: its folder and its name without the extension.

    Raises ``Unusable`` and ``Reserved``.
    """
    name = PurePosixPath(file)
    return reject_reserved(_usable(nfc(str(name.parent if name.stem == "index" else name.with_suffix("")))))


def legacy_guid_path(slug: str, file: str, rule: str) -> str:
    """The address that the starter made of a slug, which named the post in its feed: kept to the letter.

    A slug is taken as it was typed, with or without a slash at the end, percent escapes and
    uncomposed letters kept; one without a leading slash is put in its place by the rule. Without a
    slug it is the path of the file, with a slash at the end.
    """
    if slug.startswith("/"):
        return slug
    name = PurePosixPath(file)
    if slug:
        return f"/{name.parent}/{slug}" if rule == "folder" else f"/{slug}"
    return f"/{name.parent if name.stem == 'index' else name.with_suffix('')}/"


def parse_path(address: str) -> str:
    """A site path as a writer types it, in the form that this module compares. Raises ``Unusable``."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", address):
        raise UnusableSlugError("is a full URL", "write only the path, such as `/posts/x`")
    return _usable(nfc(percent_decoded(address)))


def _usable(path: str) -> str:
    if found := re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", path):
        fault = f"contains the invisible control character U+{ord(found[0]):04X}"
        raise UnusableSlugError(fault, "delete that character, or type the path again")
    if "\\" in path:
        raise UnusableSlugError("contains a backslash", "write `/` instead")
    parts = [part for part in path.strip(" /").split("/") if part]
    if any(part in {".", ".."} for part in parts):
        raise UnusableSlugError("contains a part “.” or “..”", "write the full path, such as `/posts/x`")
    if long := next((part for part in parts if len(part.encode()) > MAX_PART), None):
        fault = f"contains a part that is too long ({len(long.encode())} bytes; the limit is {MAX_PART})"
        raise UnusableSlugError(fault, "shorten it")
    joined = "/".join(parts)
    if len(joined.encode()) > _MAX_PATH:
        raise UnusableSlugError(f"is too long ({len(joined.encode())} bytes; the limit is {_MAX_PATH})", "shorten it")
    return joined


def reject_reserved(path: str) -> str:
    """The same path, or ``Reserved`` when the site writes it itself."""
    if is_reserved(path):
        raise ReservedPathError(path)
    return path


def is_reserved(path: str) -> bool:
    """Whether the site itself writes this path, or something below it."""
    root, _, rest = path.casefold().partition("/")
    if not root or root[0] in "._" or root in RESERVED_ROOTS:
        return True
    if not rest and (root in RESERVED_FILES or root in {ALL_POSTS, "index"}):
        return True
    if path.casefold().endswith(("/index", "/index.html", "/index.htm")):
        return True  # the file of x/index would be the folder page of x
    return re.fullmatch(rf"{ALL_POSTS}/page(?:/.*)?", path.casefold()) is not None


def term_path(taxonomy: str, key: str) -> str:
    """The path of a term's listing."""
    return f"{taxonomy}/{key}"


def page_path(path: str, number: int) -> str:
    """The path of a page of a listing, numbered from 1."""
    return path if number == 1 else f"{path}/page/{number}"


@lru_cache(maxsize=1 << 16)
def url(path: str) -> str:
    """A path as a link below the site's root, percent-encoded; ``""`` for the front page."""
    if not path:
        return ""
    return quote(path, safe=_SAFE) + ("" if is_file(path) else "/")


def url_of_file(path: str) -> str:
    """A path of a file that is served as it is, as a link below the site's root."""
    return quote(path, safe=_SAFE)


def output_path(path: str) -> str:
    """The file that holds a path's page, below the site's root."""
    if not path:
        return "index.html"
    return path if is_file(path) else f"{path}/index.html"


def is_file(path: str) -> bool:
    """Whether a path names a file itself, as old slugs that end in ``.html`` do."""
    return path.endswith((".html", ".htm"))


def percent_decoded(address: str) -> str:
    """An address without percent escapes; text that only looks like one stays."""
    try:
        return unquote(address, errors="strict")
    except UnicodeDecodeError:
        return address
