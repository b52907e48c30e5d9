"""Tests for the buttons on a page, and for pages with JavaScript disabled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.browser.page_queries import PHONE
from support.browser.showcase import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


def test_the_copy_button_copies_the_whole_citation(context: BrowserContext, post: Page) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    post.locator(".cite > summary").click()
    post.locator(".citation", has_text="BibTeX").locator(".copy-button").click()
    post.wait_for_function("document.querySelector('.live-region').textContent === 'Copied'")
    assert post.evaluate("navigator.clipboard.readText()").startswith("@misc{armistice-2026-")


def test_without_scripts_the_menu_works_and_script_controls_are_hidden(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(site + PAGES["post"])
    page.locator(".drawer > summary").click()
    assert page.locator(".drawer nav a").first.is_visible()
    for control in (".mode-button", ".copy-button", "button.print-button"):
        assert not page.locator(f"{control}:visible").count(), f"{control} would do nothing"
    page.goto(site + PAGES["search"])
    assert page.locator("main a[href*=archive]:visible").count()
    context.close()


def test_search_results_are_hidden_from_search_engines_but_the_form_is_not(page: Page, site: str) -> None:
    page.goto(site + PAGES["search"])
    assert page.locator("meta[name=robots]").count() == 0
    page.goto(site + PAGES["search"] + "?q=armistice")
    page.locator("main li").first.wait_for()
    assert page.locator("meta[name=robots]").get_attribute("content") == "noindex"
