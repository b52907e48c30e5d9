"""Tests for Korean text and right-to-left posts in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.browser.showcase import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_the_page_of_a_right_to_left_post_is_mirrored(page: Page, site: str) -> None:
    page.goto(site + PAGES["arabic"])
    text = page.locator(".text").bounding_box()
    side = page.locator(".masthead").bounding_box()
    assert text is not None
    assert side is not None
    assert side["x"] > text["x"] + text["width"] - 1
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_every_page_has_a_language_and_korean_titles_are_marked(page: Page, site: str) -> None:
    for kind in PAGES:
        page.goto(site + PAGES[kind])
        assert page.evaluate("document.documentElement.lang") == "en"
        bare = page.evaluate(
            r"""[...document.querySelectorAll("main a, main h1, main h2")].filter((e) =>
              /^[\p{Script=Hangul}\s\p{P}]+$/u.test(e.textContent.trim()) && !e.closest('[lang="ko"]') && !e.querySelector('[lang="ko"]')
            ).map((e) => e.outerHTML)"""
        )
        assert bare == [], kind


def test_hangul_breaks_only_between_words(page: Page, site: str) -> None:
    page.goto(site + PAGES["korean"])
    assert page.evaluate("getComputedStyle(document.querySelector('.text p')).wordBreak") == "keep-all"
    page.goto(site + PAGES["front"])
    assert page.evaluate("getComputedStyle(document.querySelector('main h2')).wordBreak") == "keep-all"


def test_in_a_right_to_left_post_the_masthead_stays_left_to_right(page: Page, site: str) -> None:
    page.goto(site + PAGES["arabic"])
    assert page.evaluate("getComputedStyle(document.querySelector('.text p')).direction") == "rtl"
    assert page.evaluate("getComputedStyle(document.querySelector('.text h1')).direction") == "rtl"
    assert page.evaluate("getComputedStyle(document.querySelector('.masthead')).direction") == "ltr"
    page.goto(site + PAGES["category"])
