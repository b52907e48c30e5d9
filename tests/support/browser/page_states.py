"""The states that a reader can put a page into, such as an open menu, and a function to produce each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page


def drawer(page: Page) -> bool:
    """Open the menu in a narrow window, where the menu becomes a drawer."""
    button = page.locator(".drawer > summary")
    if not button.is_visible():
        return False
    button.click()
    return True


def footnote(page: Page) -> bool:
    """Open a footnote in a window that is too narrow for margin notes."""
    button = page.locator(".footnote-reference button:visible").first
    if not button.count():
        return False
    button.click()
    return True


def details(page: Page) -> bool:
    """Open every collapsible box in a post, such as the table of contents, the citations, and details in the text."""
    page.evaluate("document.querySelectorAll('main details').forEach((box) => (box.open = true))")
    return True


def copied(page: Page) -> bool:
    """Make every copy button show its confirmation, as if it had been clicked."""
    page.evaluate("document.querySelectorAll('.copy-button').forEach((button) => button.classList.add('done'))")
    return True


def search_dialog(page: Page) -> bool:
    """Open the search dialog and show results in it."""
    page.keyboard.press("/")
    page.locator("dialog input").fill("armistice")
    page.locator("dialog [role=option], dialog li").first.wait_for()
    return True


def search_results(page: Page) -> bool:
    """Show results on the search page."""
    page.locator("main input").first.fill("정전")
    page.locator("main li").first.wait_for()
    return True


def light(page: Page) -> bool:
    """Choose light mode."""
    return _mode(page, "light")


def dark(page: Page) -> bool:
    """Choose dark mode."""
    return _mode(page, "dark")


def _mode(page: Page, mode: str) -> bool:
    page.evaluate(f"document.documentElement.dataset.mode = '{mode}'")
    return True


def without_script(page: Page) -> bool:
    """Show the page the way it looks with JavaScript disabled."""
    page.evaluate("delete document.documentElement.dataset.script")
    return True


def scrolled(page: Page) -> bool:
    """Scroll to the middle of the page, so that the table of contents highlights the current section."""
    page.evaluate("window.scrollTo(0, document.body.scrollHeight / 2)")
    page.wait_for_timeout(150)
    return True


STATES: dict[str, tuple[str, Callable[[Page], bool]]] = {
    "drawer": ("post", drawer),
    "footnote": ("post", footnote),
    "details": ("post", details),
    "copied": ("post", copied),
    "search-dialog": ("post", search_dialog),
    "search-results": ("search", search_results),
    "light": ("post", light),
    "dark": ("post", dark),
    "without-script": ("post", without_script),
    "scrolled": ("post", scrolled),
}
"""Each state, keyed by name, with the type of page that has the state and the function that produces the state.

The function returns False if the state does not exist at the current width.
"""
