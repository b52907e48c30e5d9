"""Tests for the menu, the skip link and keyboard focus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.browser.page_queries import DESK, PHONE, focused
from support.browser.showcase import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_the_menu_works_by_keyboard_and_starts_at_the_top(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site + PAGES["post"])
    page.locator(".drawer > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.panel') !== null")
    assert page.locator(".panel").evaluate("panel => panel.scrollTop") == 0
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.localName") == "summary"
    assert not page.locator(".panel").is_visible()


def test_the_menu_closes_when_the_focus_leaves_on_a_tap_outside_and_when_the_window_grows(
    page: Page, site: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site + PAGES["post"])
    summary, panel = page.locator(".drawer > summary"), page.locator(".panel")
    summary.click()
    panel.locator("a").last.focus()
    page.keyboard.press("Tab")
    assert not panel.is_visible()
    assert page.evaluate("document.activeElement !== document.body")
    summary.click()
    page.mouse.click(200, 800)
    assert not panel.is_visible()
    summary.click()
    panel.locator("a").first.focus()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_function("!document.querySelector('.drawer').open")
    assert page.evaluate("document.activeElement !== document.body")


def test_the_menu_opens_by_mouse_and_keyboard(page: Page, site: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(site + PAGES["post"])
    button = page.locator(".drawer > summary")
    links = page.locator(".drawer nav a")
    assert not links.first.is_visible()
    button.click()
    assert links.first.is_visible()
    button.click()
    assert not links.first.is_visible()
    button.focus()
    page.keyboard.press("Enter")
    assert links.first.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.drawer') !== null")


def test_the_first_entry_of_the_open_menu_is_in_view(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 300})
    page.goto(site + PAGES["post"])
    page.locator(".drawer > summary").click()
    top = page.locator(".drawer nav a").first.bounding_box()
    assert top is not None
    assert 0 <= top["y"] < 300


def test_escape_closes_the_menu_and_returns_the_focus(page: Page, site: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(site + PAGES["post"])
    page.locator(".drawer > summary").click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not page.locator(".drawer nav a").first.is_visible()
    assert page.evaluate("document.activeElement === document.querySelector('.drawer > summary')")


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_left_column_starts_at_the_top(size: Any, page: Page, site: str) -> None:
    page.set_viewport_size(size)
    for kind in ("front", "post", "topics"):
        page.goto(site + PAGES[kind])
        assert page.evaluate("document.querySelector('.masthead').scrollTop") == 0


def test_the_skip_link_leads_to_the_text(page: Page, site: str) -> None:
    page.goto(site + PAGES["post"])
    page.keyboard.press("Tab")
    assert "Skip" in focused(page)
    box = page.locator(".skip-link").bounding_box()
    assert box is not None
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("kind", ["front", "post", "category", "archive", "topics"])
def test_the_first_link_of_the_content_is_at_most_twelve_tabs_away(
    kind: str, size: Any, page: Page, site: str
) -> None:
    page.set_viewport_size(size)
    page.goto(site + PAGES[kind])
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('main') !== null"):
            return
    pytest.fail(f"the focus after twelve tabs: {focused(page)}")


@pytest.mark.parametrize("kind", ["front", "post", "topics", "search"])
def test_the_focused_element_is_always_visible(kind: str, page: Page, site: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(site + PAGES[kind])
    lost = []
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        seen = page.evaluate(
            """() => {
              const target = document.activeElement;
              const { left, right, top, bottom, width, height } = target.getBoundingClientRect();
              if (!width || !height || right <= 0 || left >= innerWidth || bottom <= 0 || top >= innerHeight) return false;
              const bar = document.querySelector(".masthead").getBoundingClientRect();
              return target.closest(".masthead, .skip-link") !== null || bottom > bar.bottom || bar.height > 100;
            }"""
        )
        if not seen:
            lost.append(focused(page))
    assert lost == []
