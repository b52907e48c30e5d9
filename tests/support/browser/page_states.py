"""What can be opened on a page, and how a reader opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page


def drawer(page: Page) -> bool:
    """The menu behind the bar of a narrow window."""
    button = page.locator(".drawer > summary")
    if not button.is_visible():
        return False
    button.click()
    return True


def notes(page: Page) -> bool:
    """A note in place, where there is no margin."""
    button = page.locator(".footnote-reference button:visible").first
    if not button.count():
        return False
    button.click()
    return True


def boxes(page: Page) -> bool:
    """All that folds away in a post: the parts of a series, contents, citations, details of the text."""
    page.evaluate("document.querySelectorAll('main details').forEach((box) => (box.open = true))")
    return True


def copied(page: Page) -> bool:
    """What a button says when it has copied."""
    page.evaluate("document.querySelectorAll('.copy-button').forEach((button) => button.classList.add('done'))")
    return True


def dialog(page: Page) -> bool:
    """The search in its dialog, with results."""
    page.keyboard.press("/")
    page.locator("dialog input").fill("armistice")
    page.locator("dialog [role=option], dialog li").first.wait_for()
    return True


def found(page: Page) -> bool:
    """The page that searches, with results."""
    page.locator("main input").first.fill("정전")
    page.locator("main li").first.wait_for()
    return True


def light(page: Page) -> bool:
    """A mode that was chosen."""
    return _mode(page, "light")


def dark(page: Page) -> bool:
    """The other one."""
    return _mode(page, "dark")


def _mode(page: Page, mode: str) -> bool:
    page.evaluate(f"document.documentElement.dataset.mode = '{mode}'")
    return True


def without_script(page: Page) -> bool:
    """What a page shows when scripts are switched off."""
    page.evaluate("delete document.documentElement.dataset.script")
    return True


def reading(page: Page) -> bool:
    """The place in the list of contents."""
    page.evaluate("window.scrollTo(0, document.body.scrollHeight / 2)")
    page.wait_for_timeout(150)
    return True


STATES: dict[str, tuple[str, Callable[[Page], bool]]] = {
    "drawer": ("post", drawer),
    "note": ("post", notes),
    "boxes": ("post", boxes),
    "copied": ("post", copied),
    "dialog": ("post", dialog),
    "found": ("search", found),
    "light": ("post", light),
    "dark": ("post", dark),
    "without-script": ("post", without_script),
    "reading": ("post", reading),
}
"""A name, the type of page it is shown on, and what opens it; false where the window has no such thing."""
