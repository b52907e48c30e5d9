"""Tests that a post's page is small, measured from the page's files and again from a browser's requests."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest

from support.browser.showcase import PAGES

if TYPE_CHECKING:
    from support.browser.page_visits import Visitor
    from support.site_builds import Built

MAX_SIZE = 30_000  # bytes after gzip, without fonts and images
MAX_SIZE_WITH_FONTS = 92_000
MAX_REQUESTS = 8
MAX_SCRIPT_SIZE = 6_000  # bytes, uncompressed
POSTS = ("post", "bare", "korean", "arabic")


@dataclass(frozen=True)
class Asset:
    """A file that a page loads, with its size."""

    kind: str
    url: str
    compressed: int


def assets(built: Built, url: str) -> list[Asset]:
    """Return a page and the files that the page's HTML loads, except images."""
    found = [Asset("document", url, _compressed_size(built, url))]
    for element in built.page(url).iter():
        if element.tag == "script" and element.get("src"):
            found.append(_asset(built, "script", url, element.get("src")))
        rel = (element.get("rel") or "").split()
        if element.tag == "link" and {"stylesheet", "preload", "modulepreload"} & set(rel):
            kind = "stylesheet" if "stylesheet" in rel else element.get("as") or "script"
            found.append(_asset(built, kind, url, element.get("href")))
    return found


def _asset(built: Built, kind: str, page: str, url: str | None) -> Asset:
    whole = urljoin(f"/{page}", url)  # a URL on another host would start with a protocol
    assert whole.startswith("/"), f"{page} fetches {whole} from elsewhere"
    return Asset(kind, whole, _compressed_size(built, urlsplit(whole).path))


def _compressed_size(built: Built, url: str) -> int:
    return len(gzip.compress(built.path(url).read_bytes(), 9))


@pytest.mark.parametrize("kind", POSTS)
def test_the_files_of_a_post_are_small(kind: str, showcase_site: Built) -> None:
    found = assets(showcase_site, PAGES[kind])
    assert sum(asset.compressed for asset in found if asset.kind != "font") <= MAX_SIZE, found
    assert sum(asset.compressed for asset in found) <= MAX_SIZE_WITH_FONTS, found
    assert len(found) <= MAX_REQUESTS, found


# The search page is an exception, because it also loads the search scripts.
@pytest.mark.parametrize("kind", sorted(PAGES.keys() - {"search"}))
def test_the_script_of_every_page_is_small(kind: str, showcase_site: Built) -> None:
    page = showcase_site.page(PAGES[kind])
    inline = sum(
        len((script.text or "").encode()) for script in page.iter("script") if not _is_data(script.get("type"))
    )
    files = {asset.url for asset in assets(showcase_site, PAGES[kind]) if asset.kind == "script"}
    size = inline + sum(showcase_site.path(urlsplit(file).path).stat().st_size for file in files)
    assert size < MAX_SCRIPT_SIZE, files


def _is_data(kind: str | None) -> bool:
    return kind is not None and kind.endswith("json")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("kind", POSTS)
def test_the_requests_of_a_post_are_small(kind: str, width: int, visit: Visitor) -> None:
    found = [response for response in visit(kind, width).responses if response.kind != "image"]
    assert sum(response.size for response in found if response.kind != "font") <= MAX_SIZE, found
    assert sum(response.size for response in found) <= MAX_SIZE_WITH_FONTS, found
    assert len(found) <= MAX_REQUESTS, found
