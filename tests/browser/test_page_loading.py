"""Reading a page: nothing moves, nothing fails, nobody else hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.browser.page_visits import read
from support.browser.showcase import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from support.browser.page_visits import Visit, Visitor
    from support.site_builds import Built


def test_the_showcase_builds_without_a_word(shown: Built) -> None:
    assert shown.messages() == []
    assert [kind for kind, address in PAGES.items() if not shown.has(address)] == []


# A twentieth of what is called good (0.1), and half of what the cover made by which this test was found wanting
# (0.0106); a footer that rises by a line (0.001) passes. Not nothing: on a busy machine words of one line were seen to
# be set anew once in 76 visits, by 0.0018, most likely since the browser painted while it read the line. With its
# processor slowed to a twentieth it came to 0.014.
MOST = 0.005


def moved(visit: Visit) -> float:
    """How much has moved in sight."""
    return float(sum(shift[0] for shift in visit.shifts))


# At 62 to 75 rem the contents stand below the menu; below that is a phone, where code has its buttons in view.
@pytest.mark.parametrize("width", [320, 1100, 1280])
@pytest.mark.parametrize("kind", PAGES)
def test_nothing_moves_while_a_page_comes_in_pieces(kind: str, width: int, browser: Browser, slow_site: str) -> None:
    assert moved(read(browser, slow_site + PAGES[kind], width, phone=width < 640)) < MOST


@pytest.mark.parametrize("kind", PAGES)
def test_nothing_moves_when_the_fonts_do_not_come(kind: str, browser: Browser, slow_site: str) -> None:
    assert moved(read(browser, slow_site + PAGES[kind], 1280, fonts=False)) < MOST


def test_code_does_not_move_when_its_buttons_come(browser: Browser, slow_site: str) -> None:
    assert moved(read(browser, f"{slow_site}{PAGES['post']}#code", 390, phone=True)) < MOST


@pytest.mark.parametrize("kind", PAGES)
def test_no_page_asks_another_host_for_anything(kind: str, visit: Visitor, site: str) -> None:
    assert [url for url in visit(kind).asked if not url.startswith((site, "data:"))] == []


@pytest.mark.parametrize("kind", PAGES)
def test_all_that_a_page_asks_for_is_there(kind: str, visit: Visitor) -> None:
    assert [answer for answer in visit(kind).answers if answer.status >= 400] == []


@pytest.mark.parametrize("kind", PAGES)
def test_the_console_stays_empty(kind: str, visit: Visitor) -> None:
    assert visit(kind).said == []
