"""Generates absolute, percent-encoded URLs, which feeds and sitemaps require."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

_UNSAFE_SCHEME = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
_IMAGE_DATA = re.compile(r"data:image/(?:png|jpeg|gif|webp|avif);", re.IGNORECASE)
_BARE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
# RFC 3986 allows these characters without escapes.
_UNESCAPED = "/?%:@!$&'()*+,;=~"
# Nearly all URLs on a page match one of the two patterns below. Matching takes a tenth of the time of encoding.
_ENCODED_PART = r"(?:[\w/:@!$&'()*+,;=~.-]|%[0-9A-Fa-f]{2})*"
_SEGMENT = r"[\w%~!()+,=@-][\w%~!()+,=@.-]*"
_SIMPLE_RELATIVE_URL = re.compile(rf"((?:\.\./)*)({_SEGMENT}(?:/{_SEGMENT})*/?(?:#(?=.){_ENCODED_PART})?)", re.ASCII)
_ENCODED_URL = re.compile(
    rf"https?://[a-z0-9.-]+(?::\d+)?/{_ENCODED_PART}(?:\?{_ENCODED_PART})?(?:#{_ENCODED_PART})?", re.ASCII
)


def absolute_url(url: str, page_url: str, *, allow_image_data: bool = False) -> str:
    """Resolve a link on the page at ``page_url`` as a browser would. Returns an absolute, percent-encoded URL.

    ``page_url`` is absolute and has no query. The result is empty if the URL would run a script or is invalid. A
    ``data:`` URL counts as a script, unless it is an image and ``allow_image_data`` is set.
    """
    if _ENCODED_URL.fullmatch(url):
        return url
    full = _join_simple(url, page_url)
    if _ENCODED_URL.fullmatch(full):
        return full
    # Browsers ignore white space around a URL, and tabs and line breaks within it.
    url = re.sub(r"[\t\n\r]", "", url.strip(" \t\n\r\f"))
    if _UNSAFE_SCHEME.match(url) and not (allow_image_data and _IMAGE_DATA.match(url)):
        return ""
    try:
        return _percent_encode(urljoin(page_url, url))
    except ValueError:
        return ""


def _join_simple(url: str, page_url: str) -> str:
    """Resolve a simple relative URL as ``urljoin`` does, in a fifth of the time. Returns "" for any other URL."""
    match = _SIMPLE_RELATIVE_URL.fullmatch(url)
    if match is None:
        return ""
    parts = page_url.split("/")  # the scheme, an empty part, the host, the folders, the last part
    levels_up = match[1].count("/")
    return "/".join((*parts[: -1 - levels_up], match[2])) if levels_up <= len(parts) - 4 else ""


def _percent_encode(url: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    path, query, fragment = (
        quote(_BARE_PERCENT.sub("%25", part), safe=_UNESCAPED) for part in (parts.path, parts.query, parts.fragment)
    )
    return urlunsplit((parts.scheme, host, path, query, fragment))
