"""Tests that touch targets are large enough, and that text can be spaced out. (axe checks mouse targets.)"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.browser.showcase import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Links within a line of text need only be as high as the line (WCAG 2.2, 2.5.8, "inline"). Other targets are measured,
# including any area added by ::after.
SMALL = """
() => [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select, textarea")].filter((e) => {
  const box = e.getBoundingClientRect();
  if (!box.width || !box.height || !e.checkVisibility({ visibilityProperty: true }) || e.disabled) return false;
  const style = getComputedStyle(e);
  const inLine = style.display.startsWith("inline") && e.parentElement.textContent.trim().length > e.textContent.trim().length;
  if (inLine || e.matches(".text :is(p, li, td, dd) a") || e.matches(".skip-link, .visually-hidden")) return false;
  const added = getComputedStyle(e, "::after");
  const more = added.position === "absolute" && added.content !== "none"
    ? [added.left, added.right, added.top, added.bottom].map((side) => -Math.min(0, parseFloat(side) || 0)) : [0, 0, 0, 0];
  return box.width + more[0] + more[1] < 24 - 0.5 || box.height + more[2] + more[3] < 44 - 0.5;
}).map((e) => {
  const { width, height } = e.getBoundingClientRect();
  return `${Math.round(width)}×${Math.round(height)} ${e.outerHTML.slice(0, 120)}`;
})
"""
# The text spacing that WCAG 2.2, 1.4.12, requires pages to support.
SPACED = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }
"""
# Finds elements that clip their text, except excerpts, which end in an ellipsis on purpose.
CUT = """
() => [...document.querySelectorAll("body *")].filter((e) => {
  const style = getComputedStyle(e);
  return style.overflow === "hidden" && style.webkitLineClamp === "none" && e.clientHeight > 2 && e.clientWidth > 2 && e.textContent.trim()
    && (e.scrollHeight > e.clientHeight + 2 || (e.scrollWidth > e.clientWidth + 2 && style.textOverflow !== "ellipsis"));
}).map((e) => e.outerHTML.slice(0, 100))
"""


@pytest.mark.parametrize("kind", PAGES)
def test_touch_targets_are_at_least_44_pixels_high(kind: str, browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(site + PAGES[kind])
    small = page.evaluate(SMALL)
    context.close()
    assert not small, "\n".join(small)


@pytest.mark.parametrize("kind", PAGES)
def test_nothing_is_clipped_with_wide_text_spacing(kind: str, page: Page, site: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(site + PAGES[kind])
    page.add_style_tag(content=SPACED)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("kind", PAGES)
def test_nothing_is_clipped_when_text_is_twice_as_large(kind: str, page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(site + PAGES[kind])
    page.add_style_tag(content="html { font-size: 200% !important; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert page.evaluate(CUT) == []
