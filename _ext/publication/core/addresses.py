"""Addresses on the web: whole and percent-encoded, as feeds and sitemaps must have them."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

_UNSAFE = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|avif);", re.IGNORECASE)
_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
# RFC 3986's characters that need no escape. An address that is right already is nearly every one, and
# to see that is a tenth of the work.
_SAFE = "/?%:@!$&'()*+,;=~"
_PART = r"(?:[\w/:@!$&'()*+,;=~.-]|%[0-9A-Fa-f]{2})*"
_SEGMENT = r"[\w%~!()+,=@-][\w%~!()+,=@.-]*"
_NEAR = re.compile(rf"((?:\.\./)*)({_SEGMENT}(?:/{_SEGMENT})*/?(?:#(?=.){_PART})?)", re.ASCII)
_RIGHT = re.compile(rf"https?://[a-z0-9.-]+(?::\d+)?/{_PART}(?:\?{_PART})?(?:#{_PART})?", re.ASCII)


def absolute(written: str, page: str, *, picture: bool = False) -> str:
    """The full address that a browser makes of one written in the page at ``page``, an address without a query.

    Empty for one that runs a script or cannot be read; a picture may carry its data in its address.
    """
    if _RIGHT.fullmatch(written):
        return written
    # A browser passes over what is around an address, and over breaks of line within it.
    written = re.sub(r"[\t\n\r]", "", written.strip(" \t\n\r\f"))
    if _UNSAFE.match(written) and not (picture and _PICTURE.match(written)):
        return ""
    try:
        full = _joined(page, written)
        return full if _RIGHT.fullmatch(full) else _encoded(full)
    except ValueError:
        return ""


def _joined(page: str, written: str) -> str:
    """``urljoin``. Most addresses in a page are relative and plain; those are joined in a fifth of its time."""
    near = _NEAR.fullmatch(written)
    parts = page.split("/")  # the protocol, nothing, the host, the folders, the last part
    above = near[1].count("/") if near else 0
    if near is None or above > len(parts) - 4:
        return urljoin(page, written)
    return "/".join((*parts[: len(parts) - 1 - above], near[2]))


def _encoded(address: str) -> str:
    parts = urlsplit(address)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    path, query, fragment = (
        quote(_PERCENT.sub("%25", part), safe=_SAFE) for part in (parts.path, parts.query, parts.fragment)
    )
    return urlunsplit((parts.scheme, host, path, query, fragment))
