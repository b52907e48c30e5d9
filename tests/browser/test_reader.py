"""What tools do not see: menus that open, focus that stays, languages, modes, print, pages without a script."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any, Literal

import pytest

from support.browser.showcase import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page, ViewportSize

MODES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAPER = {"light": "rgb(251, 250, 247)", "dark": "rgb(22, 23, 26)"}
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}


def paper(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


def visible(page: Page, selector: str) -> Locator:
    """The one of the elements of a selector that is shown; parts of the menu stand twice."""
    return page.locator(f"{selector}:visible").first


def focused(page: Page) -> str:
    """What has the focus: its element, classes and text."""
    found: str = page.evaluate(
        "(e => `${e.localName}.${e.className} ${e.textContent.trim().slice(0, 60)}`)(document.activeElement)"
    )
    return found


# The menu, and where the focus goes


def test_the_menu_of_a_narrow_window_opens_by_pointer_and_keyboard(page: Page, site: str) -> None:
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


def test_the_menu_opens_at_its_beginning(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 300})
    page.goto(site + PAGES["post"])
    page.locator(".drawer > summary").click()
    top = page.locator(".drawer nav a").first.bounding_box()
    assert top is not None
    assert 0 <= top["y"] < 300


def test_escape_closes_the_menu_and_gives_the_focus_back(page: Page, site: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(site + PAGES["post"])
    page.locator(".drawer > summary").click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not page.locator(".drawer nav a").first.is_visible()
    assert page.evaluate("document.activeElement === document.querySelector('.drawer > summary')")


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_left_column_shows_its_beginning(size: Any, page: Page, site: str) -> None:
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
def test_the_first_link_of_the_text_is_at_most_twelve_tabs_away(kind: str, size: Any, page: Page, site: str) -> None:
    page.set_viewport_size(size)
    page.goto(site + PAGES[kind])
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('main') !== null"):
            return
    pytest.fail(f"after twelve tabs: {focused(page)}")


@pytest.mark.parametrize("kind", ["front", "post", "topics", "search"])
def test_whatever_has_the_focus_is_seen(kind: str, page: Page, site: str) -> None:
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


# Modes


def test_the_mode_follows_the_system_without_a_script(browser: Browser, site: str) -> None:
    for mode in MODES:
        context = browser.new_context(java_script_enabled=False, color_scheme=mode)
        page = context.new_page()
        for kind in ("front", "post", "search"):
            page.goto(site + PAGES[kind])
            assert page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor") == PAPER[mode]
        context.close()


def test_the_mode_that_is_chosen_is_kept_on_other_pages_and_so_is_the_focus(page: Page, site: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(site + PAGES["post"])
    for _ in range(3):
        if paper(page) == PAPER["dark"]:
            break
        visible(page, "button.mode-button").click()
        assert page.evaluate("document.activeElement.classList.contains('mode-button')")
    assert paper(page) == PAPER["dark"]
    assert "dark" in page.locator("[role=status]").first.inner_text().lower()
    for kind in ("front", "archive", "404"):
        page.goto(site + PAGES[kind])
        assert paper(page) == PAPER["dark"]
    page.emulate_media(media="print", color_scheme="dark")
    assert paper(page) in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}


@pytest.mark.parametrize("chosen", MODES)
def test_a_chosen_mode_beats_the_system_before_anything_is_painted(chosen: str, context: Any, site: str) -> None:
    page = context.new_page()
    page.emulate_media(color_scheme="dark" if chosen == "light" else "light")
    page.goto(site)
    page.evaluate(f"localStorage.setItem('mode', '{chosen}')")
    context.route("**/*.js", lambda route: route.abort())
    page.goto(site + PAGES["post"])
    assert paper(page) == PAPER[chosen]


def test_nothing_moves_for_those_who_asked_for_less_motion(page: Page, site: str) -> None:
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


def test_with_forced_colours_links_and_controls_can_be_told_from_text(page: Page, site: str) -> None:
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


# Languages


def test_every_page_tells_its_language_and_korean_titles_theirs(page: Page, site: str) -> None:
    for kind in PAGES:
        page.goto(site + PAGES[kind])
        assert page.evaluate("document.documentElement.lang") == "en"
        bare = page.evaluate(
            r"""[...document.querySelectorAll("main a, main h1, main h2")].filter((e) =>
              /^[\p{Script=Hangul}\s\p{P}]+$/u.test(e.textContent.trim()) && !e.closest('[lang="ko"]') && !e.querySelector('[lang="ko"]')
            ).map((e) => e.outerHTML)"""
        )
        assert bare == [], kind


def test_hangul_breaks_between_words(page: Page, site: str) -> None:
    page.goto(site + PAGES["korean"])
    assert page.evaluate("getComputedStyle(document.querySelector('.text p')).wordBreak") == "keep-all"
    page.goto(site + PAGES["front"])
    assert page.evaluate("getComputedStyle(document.querySelector('main h2')).wordBreak") == "keep-all"


def test_a_post_from_right_to_left_runs_so_and_the_frame_does_not(page: Page, site: str) -> None:
    page.goto(site + PAGES["arabic"])
    assert page.evaluate("getComputedStyle(document.querySelector('.text p')).direction") == "rtl"
    assert page.evaluate("getComputedStyle(document.querySelector('.text h1')).direction") == "rtl"
    assert page.evaluate("getComputedStyle(document.querySelector('.masthead')).direction") == "ltr"
    page.goto(site + PAGES["category"])


# Without a script


def test_a_post_is_whole_without_a_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(site + PAGES["post"])
    page.locator(".drawer > summary").click()
    assert page.locator(".drawer nav a").first.is_visible()
    for control in (".mode-button", ".copy-button", "button.print-button"):
        assert not page.locator(f"{control}:visible").count(), f"{control} does nothing"
    page.goto(site + PAGES["search"])
    assert page.locator("main a[href*=archive]:visible").count()
    context.close()


def test_lists_of_results_stand_in_no_index_but_the_form_may(page: Page, site: str) -> None:
    page.goto(site + PAGES["search"])
    assert page.locator("meta[name=robots]").count() == 0
    page.goto(site + PAGES["search"] + "?q=armistice")
    page.locator("main li").first.wait_for()
    assert page.locator("meta[name=robots]").get_attribute("content") == "noindex"


# Print


@pytest.fixture
def printed(page: Page, site: str, tmp_path: Path) -> Callable[[str], str]:
    """The text of a page's print, by a reader of PDF."""
    if not shutil.which("pdftotext"):
        (pytest.fail if os.environ.get("CI") else pytest.skip)("pdftotext is not there: install `poppler-utils`")

    def make(kind: str) -> str:
        page.emulate_media(color_scheme="dark")
        page.goto(site + PAGES[kind])
        file = tmp_path / f"{kind}.pdf"
        page.pdf(path=file, format="A4", print_background=True)
        done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True)
        return " ".join(done.stdout.split())

    return make


def test_print_holds_the_text_the_notes_and_the_sources(printed: Callable[[str], str]) -> None:
    text = printed("post")
    assert "Everything a post can hold: <Chosŏn> &" in text
    assert "The armistice was signed at 10 a.m. on 27 July 1953." in text
    assert "A note of a caption." in text
    assert "The last paragraph, below a rule." in text
    assert "Sources" in text
    assert "treaties.un.org" in re.sub(r"\s", "", text)
    assert re.sub(r"\s", "", text).endswith("https://armistice.example/posts/everything/")


def test_print_holds_nothing_that_only_a_screen_needs(printed: Callable[[str], str]) -> None:
    text = printed("post")
    for word in ("Skip to main content", "Colour mode", "Contents", "Previous", "Copy", "Search"):
        assert word not in text, word


def test_print_is_dark_on_white_in_every_mode(page: Page, site: str) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(site + PAGES["post"])
    assert paper(page) in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    light = page.evaluate(
        """[...document.querySelectorAll("main :is(h1, h2, h3, p, li, td, th, aside, figcaption)")].filter((e) => {
          const [r, g, b] = getComputedStyle(e).color.match(/[\\d.]+/g).map(Number);
          return e.offsetHeight && 0.2126 * r + 0.7152 * g + 0.0722 * b > 140;
        }).map((e) => e.outerHTML.slice(0, 80))"""
    )
    assert light == []
