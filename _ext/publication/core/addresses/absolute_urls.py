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


def absolute_url(written: str, page: str, *, picture: bool = False) -> str:
    """The full address that a browser makes of one written in the page at ``page``, an address without a query.

    Empty for one that runs a script or cannot be read; a picture may carry its data in its address.
    """
    if _RIGHT.fullmatch(written):
        return written
    full = _near(written, page)
    if _RIGHT.fullmatch(full):
        return full
    # A browser passes over what is around an address, and over breaks of line within it.
    written = re.sub(r"[\t\n\r]", "", written.strip(" \t\n\r\f"))
    if _UNSAFE.match(written) and not (picture and _PICTURE.match(written)):
        return ""
    try:
        return _encoded(urljoin(page, written))
    except ValueError:
        return ""


def _near(written: str, page: str) -> str:
    """What ``urljoin`` gives, in a fifth of its time, for a relative address without oddities, else nothing.

    Such are nearly all addresses in a page.
    """
    found = _NEAR.fullmatch(written)
    if found is None:
        return ""
    parts = page.split("/")  # the protocol, nothing, the host, the folders, the last part
    above = found[1].count("/")
    return "/".join((*parts[: -1 - above], found[2])) if above <= len(parts) - 4 else ""


def _encoded(address: str) -> str:
    parts = urlsplit(address)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    path, query, fragment = (
        quote(_PERCENT.sub("%25", part), safe=_SAFE) for part in (parts.path, parts.query, parts.fragment)
    )
    return urlunsplit((parts.scheme, host, path, query, fragment))
