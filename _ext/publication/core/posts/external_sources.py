"""The sources of a post: every place outside the site that its text links, once, in the order of the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable


_LONG = 60


@dataclass(frozen=True, slots=True)
class ExternalSource:
    """A place outside the site: number from 1, full address, host without ``www.``, and what the text calls it."""

    number: int
    address: str
    host: str
    text: str

    @property
    def label(self) -> str:
        """What a list calls it: the text, or the address, without what is the same in all and cut when it is long."""
        address = self.address.partition("://")[2].removeprefix("www.").rstrip("/")
        return self.text or (address if len(address) <= _LONG else f"{address[: _LONG - 1]}…")


def number_sources(links: Iterable[tuple[str, str]], own: str = "") -> tuple[ExternalSource, ...]:
    """Number the sources among links, given as address and text in the order of the document.

    An address counts once, without its fragment, under the first text that is more than the bare address.
    Links to the site itself (``own``, its address) and links that are not of the web are no sources.
    A text that is the bare address is left empty.
    """
    texts: dict[str, str] = {}
    mine = urlsplit(own).netloc.casefold()
    for address, text in links:
        parts = _split(address)
        if parts is None or (mine and parts[1] == mine):
            continue
        words = " ".join(text.split())
        bare = words.rstrip("/") in {address.rstrip("/"), address.partition("://")[2].rstrip("/")}
        texts[parts[0]] = texts.get(parts[0]) or ("" if bare else words)
    return tuple(
        ExternalSource(number, address, host(address), text)
        for number, (address, text) in enumerate(texts.items(), start=1)
    )


def host(address: str) -> str:
    """The host of a web address as readers know it: lower case, without ``www.``; empty when there is none."""
    parts = _split(address)
    return parts[1].removeprefix("www.").rpartition("@")[2] if parts else ""


def _split(address: str) -> tuple[str, str] | None:
    plain = urldefrag(address).url
    try:
        parts = urlsplit(plain)
    except ValueError:  # an address that no browser would open
        return None
    return (plain, parts.netloc.casefold()) if parts.scheme.casefold() in {"http", "https"} and parts.netloc else None
