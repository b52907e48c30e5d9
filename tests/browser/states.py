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


STATES: dict[str, tuple[str, Callable[[Page], bool]]] = {
    "drawer": ("post", drawer),
}
"""A name, the type of page it is shown on, and what opens it; false where the window has no such thing."""
