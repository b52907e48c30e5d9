"""Tests for the colour mode (light, dark or the system's) and for the reader's other display preferences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.browser.page_queries import BACKGROUND, MODES, background, visible
from support.browser.showcase import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


FOCUS = "document.activeElement.localName + '.' + document.activeElement.className"


def test_the_mode_button_cycles_through_the_modes_and_keeps_the_focus(post: Page) -> None:
    button = post.locator(".masthead > .tools .mode-button")
    seen = []
    for _ in range(4):
        seen.append((button.inner_text().splitlines()[-1], background(post)))
        button.focus()
        post.keyboard.press("Enter")
        assert post.evaluate(FOCUS) == "button.mode-button"
    assert seen == [
        ("Auto", BACKGROUND["light"]),
        ("Light", BACKGROUND["light"]),
        ("Dark", BACKGROUND["dark"]),
        ("Auto", BACKGROUND["light"]),
    ]
    assert post.locator(".live-region").inner_text() == "Colour mode: light"


def test_a_chosen_mode_is_set_on_the_next_page_before_the_first_paint(page: Page, site: str) -> None:
    page.goto(site)
    for _ in range(2):
        page.locator(".masthead > .tools .mode-button").click()
    page.add_init_script(
        "new MutationObserver(() => { window.atBody ??= document.body && document.documentElement.dataset.mode })"
        ".observe(document, {childList: true, subtree: true})"
    )
    page.goto(site + PAGES["post"])
    assert page.evaluate("window.atBody") == "dark"
    assert background(page) == BACKGROUND["dark"]
    assert page.locator('meta[name="theme-color"]').first.get_attribute("content") == "#16171a"


def test_without_scripts_a_dark_system_selects_dark_mode_and_script_controls_are_hidden(
    browser: Browser, site: str
) -> None:
    context = browser.new_context(java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    page.goto(site + PAGES["post"])
    shown = {
        name: page.locator(name).first.is_visible()
        for name in (".mode-button", ".print-button", ".copy-button", ".search-link", ".menu")
    }
    page.screenshot()
    color = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    context.close()
    assert color == BACKGROUND["dark"]
    assert shown == {
        ".mode-button": False,
        ".print-button": False,
        ".copy-button": False,
        ".search-link": True,
        ".menu": False,
    }


def test_a_chosen_light_mode_overrides_a_dark_system(page: Page, site: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(site)
    page.locator(".masthead > .tools .mode-button").click()
    assert background(page) == BACKGROUND["light"]


def test_without_scripts_the_mode_follows_the_system(browser: Browser, site: str) -> None:
    for mode in MODES:
        context = browser.new_context(java_script_enabled=False, color_scheme=mode)
        page = context.new_page()
        for kind in ("front", "post", "search"):
            page.goto(site + PAGES[kind])
            assert page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor") == BACKGROUND[mode]
        context.close()


def test_a_chosen_mode_is_kept_on_other_pages_but_not_in_print(page: Page, site: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(site + PAGES["post"])
    for _ in range(3):
        if background(page) == BACKGROUND["dark"]:
            break
        visible(page, "button.mode-button").click()
        assert page.evaluate("document.activeElement.classList.contains('mode-button')")
    assert background(page) == BACKGROUND["dark"]
    assert "dark" in page.locator("[role=status]").first.inner_text().lower()
    for kind in ("front", "archive", "404"):
        page.goto(site + PAGES[kind])
        assert background(page) == BACKGROUND["dark"]
    page.emulate_media(media="print", color_scheme="dark")
    assert background(page) in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}


@pytest.mark.parametrize("chosen", MODES)
def test_a_chosen_mode_overrides_the_system_before_scripts_load(chosen: str, context: Any, site: str) -> None:
    page = context.new_page()
    page.emulate_media(color_scheme="dark" if chosen == "light" else "light")
    page.goto(site)
    page.evaluate(f"localStorage.setItem('mode', '{chosen}')")
    context.route("**/*.js", lambda route: route.abort())
    page.goto(site + PAGES["post"])
    assert background(page) == BACKGROUND[chosen]


def test_reduced_motion_switches_off_all_animations(page: Page, site: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    for kind in PAGES:
        page.goto(site + PAGES[kind])
        moving = page.evaluate(
            """[...document.querySelectorAll("*")].flatMap((e) => ["", "::before", "::after"].map((part) => [e, part]))
            .filter(([e, part]) => {
              const style = getComputedStyle(e, part || null);
              return style.scrollBehavior === "smooth" || [style.transitionDuration, style.animationDuration]
                .some((list) => list.split(",").some((time) => parseFloat(time) > 0.01));
            }).map(([e, part]) => e.localName + "." + e.className + part)"""
        )
        assert moving == []


def test_links_and_controls_are_recognisable_with_forced_colours(page: Page, site: str) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(site + PAGES["post"])
    plain = page.evaluate(
        """[...document.querySelectorAll("main .text p a[href]")].filter((e) =>
          getComputedStyle(e).textDecorationLine === "none" && getComputedStyle(e).color === getComputedStyle(e.parentElement).color
        ).map((e) => e.textContent)"""
    )
    assert plain == []
    for button in page.locator("button:visible").all():
        edge = button.evaluate(
            "e => parseFloat(getComputedStyle(e).borderTopWidth) > 0 || e.querySelector('svg') !== null || e.textContent.trim() !== ''"
        )
        assert edge
