"""What a reader's device must fetch for a post: counted on the files, and once more from a browser's requests."""

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

MOST = 30_000  # bytes of a post, gzip, without fonts and pictures
MOST_WITH_FONTS = 92_000
MOST_REQUESTS = 8
MOST_SCRIPT = 6_000  # before gzip
POSTS = ("post", "bare", "korean", "arabic")


@dataclass(frozen=True)
class Asset:
    """Something that a page fetches."""

    kind: str
    address: str
    packed: int


def assets(built: Built, address: str) -> list[Asset]:
    """The page itself, and what its HTML makes a browser fetch, without pictures."""
    found = [Asset("document", address, _packed(built, address))]
    for element in built.page(address).iter():
        if element.tag == "script" and element.get("src"):
            found.append(_asset(built, "script", address, element.get("src")))
        rel = (element.get("rel") or "").split()
        if element.tag == "link" and {"stylesheet", "preload", "modulepreload"} & set(rel):
            kind = "stylesheet" if "stylesheet" in rel else element.get("as") or "script"
            found.append(_asset(built, kind, address, element.get("href")))
    return found


def _asset(built: Built, kind: str, page: str, address: str | None) -> Asset:
    whole = urljoin(f"/{page}", address)  # of another host it begins with that
    assert whole.startswith("/"), f"{page} fetches {whole} from elsewhere"
    return Asset(kind, whole, _packed(built, urlsplit(whole).path))


def _packed(built: Built, address: str) -> int:
    return len(gzip.compress(built.path(address).read_bytes(), 9))


@pytest.mark.parametrize("kind", POSTS)
def test_a_post_is_light_by_its_files(kind: str, shown: Built) -> None:
    found = assets(shown, PAGES[kind])
    assert sum(asset.packed for asset in found if asset.kind != "font") <= MOST, found
    assert sum(asset.packed for asset in found) <= MOST_WITH_FONTS, found
    assert len(found) <= MOST_REQUESTS, found


@pytest.mark.parametrize("kind", sorted(PAGES.keys() - {"search"}))  # that one has the search itself as well
def test_our_own_script_is_small_on_every_page(kind: str, shown: Built) -> None:
    page = shown.page(PAGES[kind])
    inline = sum(
        len((script.text or "").encode()) for script in page.iter("script") if not _is_data(script.get("type"))
    )
    files = {asset.address for asset in assets(shown, PAGES[kind]) if asset.kind == "script"}
    size = inline + sum(shown.path(urlsplit(file).path).stat().st_size for file in files)
    assert size < MOST_SCRIPT, files


def _is_data(kind: str | None) -> bool:
    return kind is not None and kind.endswith("json")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("kind", POSTS)
def test_a_post_is_light_by_its_requests(kind: str, width: int, visit: Visitor) -> None:
    found = [answer for answer in visit(kind, width).answers if answer.kind != "image"]
    assert sum(answer.size for answer in found if answer.kind != "font") <= MOST, found
    assert sum(answer.size for answer in found) <= MOST_WITH_FONTS, found
    assert len(found) <= MOST_REQUESTS, found
