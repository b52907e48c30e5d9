"""Tests that no page extends beyond the sides of the window, at any width."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.browser.showcase import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDTHS = range(320, 1601, 40)
# Finds elements beyond the left or right edge of the window, except those inside an element that scrolls or clips its
# content on purpose.
OUTSIDE = """
() => {
  const wide = document.documentElement.clientWidth;
  const kept = (box) => {
    for (let up = box.parentElement; up && up !== document.body; up = up.parentElement) {
      if (getComputedStyle(up).overflowX !== "visible") return true;
    }
    return false;
  };
  return [...document.body.querySelectorAll("*")]
    .filter((box) => {
      const { left, right, width, height } = box.getBoundingClientRect();
      return width > 1 && height > 1 && (right > wide + 0.5 || left < -0.5) && !kept(box);
    })
    .map((box) => `${box.localName}.${box.className}: ${box.textContent.trim().slice(0, 40)}`);
}
"""


@pytest.mark.parametrize("kind", PAGES)
def test_no_page_scrolls_sideways_at_any_width(kind: str, page: Page, site: str) -> None:
    page.goto(site + PAGES[kind])
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{width}: scrolls")
        found += [f"{width}: {box}" for box in page.evaluate(OUTSIDE)]
    assert not found, "\n".join(found)
