"""Window sizes and colours for the browser tests, and functions that query the state of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, ViewportSize


MODES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
BACKGROUND = {"light": "rgb(251, 250, 247)", "dark": "rgb(22, 23, 26)"}
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}


def background(page: Page) -> str:
    """Return the background colour of the page."""
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


def visible(page: Page, selector: str) -> Locator:
    """Return the first visible element that matches a selector. Some parts of the menu occur twice on a page."""
    return page.locator(f"{selector}:visible").first


def focused(page: Page) -> str:
    """Return a description of the focused element: its name, classes and text."""
    found: str = page.evaluate(
        "(e => `${e.localName}.${e.className} ${e.textContent.trim().slice(0, 60)}`)(document.activeElement)"
    )
    return found
