"""Finds a post's sources: the external web pages that its text links to, in order and without duplicates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable


_MAX_LABEL = 60  # characters


@dataclass(frozen=True, slots=True)
class ExternalSource:
    """A page on another site: its number (from 1), its URL, its host without ``www.``, and the link's text.

    ``text`` is empty if the link's text is the URL itself.
    """

    number: int
    url: str
    host: str
    text: str

    @property
    def label(self) -> str:
        """The entry in a list of sources: the link's text, or the URL without its scheme, shortened if it is long."""
        url = self.url.partition("://")[2].removeprefix("www.").rstrip("/")
        return self.text or (url if len(url) <= _MAX_LABEL else f"{url[: _MAX_LABEL - 1]}…")


def number_sources(links: Iterable[tuple[str, str]], base_url: str = "") -> tuple[ExternalSource, ...]:
    """Number the sources among a document's links, which are (URL, text) pairs in document order.

    Each URL counts once, without its fragment. The source's text is taken from the first link to the URL whose text
    is not the URL itself. Links to the publication's own site at ``base_url`` are not sources, and neither are links
    other than HTTP or HTTPS.
    """
    texts: dict[str, str] = {}
    own_host = urlsplit(base_url).netloc.casefold()
    for url, text in links:
        parts = _url_and_host(url)
        if parts is None or (own_host and parts[1] == own_host):
            continue
        link_text = " ".join(text.split())
        is_url = link_text.rstrip("/") in {url.rstrip("/"), url.partition("://")[2].rstrip("/")}
        texts[parts[0]] = texts.get(parts[0]) or ("" if is_url else link_text)
    return tuple(
        ExternalSource(number, url, host_name(url), text) for number, (url, text) in enumerate(texts.items(), start=1)
    )


def host_name(url: str) -> str:
    """The host in a web URL, in lower case and without ``www.``; empty for any other URL."""
    parts = _url_and_host(url)
    return parts[1].removeprefix("www.").rpartition("@")[2] if parts else ""


def _url_and_host(url: str) -> tuple[str, str] | None:
    """Return a web URL without its fragment, and its host. Returns None for any other URL."""
    plain = urldefrag(url).url
    try:
        parts = urlsplit(plain)
    except ValueError:  # an invalid URL, which no browser opens
        return None
    return (plain, parts.netloc.casefold()) if parts.scheme.casefold() in {"http", "https"} and parts.netloc else None
