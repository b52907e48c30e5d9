"""Tests for the table of contents beside a post, and for links to headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.browser.showcase import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_the_sticky_bar_does_not_cover_the_target_of_a_link(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site + PAGES["archive"])
    page.locator(".years a").last.click()
    page.wait_for_function("window.scrollY > 0")
    bar = page.locator(".masthead").bounding_box()
    heading = page.locator(":target").bounding_box()
    assert bar is not None
    assert heading is not None
    assert heading["y"] >= bar["y"] + bar["height"] or page.evaluate(
        "scrollY + innerHeight >= document.documentElement.scrollHeight - 1"
    )


def test_the_contents_highlight_the_current_section(post: Page) -> None:
    links = post.locator(".toc a:visible")
    count = links.count()
    assert count > 3
    target = links.nth(count // 2).get_attribute("href") or ""
    post.evaluate("id => document.getElementById(id).scrollIntoView()", target.removeprefix("#"))
    post.wait_for_selector(f'.toc a[href="{target}"][aria-current="location"]')
    assert post.locator(".toc a[aria-current]").count() == 1


def test_the_contents_never_overlap_footnotes_or_wide_covers(post: Page) -> None:
    height = post.evaluate("document.documentElement.scrollHeight")
    for top in range(0, height, 350):
        post.evaluate("top => scrollTo(0, top)", top)
        post.wait_for_timeout(250)
        clash = post.evaluate(
            """() => {
              const toc = document.querySelector('.toc');
              if (getComputedStyle(toc).visibility === 'hidden') return [];
              const box = toc.getBoundingClientRect();
              const list = toc.querySelector('ul').getBoundingClientRect();
              return [...document.querySelectorAll('aside.footnote, .post-cover img')]
                .map((thing) => thing.getBoundingClientRect())
                .filter((r) => r.bottom > box.top && r.top < list.bottom && r.right > list.left && r.left < list.right)
                .map((r) => [r.top, r.bottom]);
            }"""
        )
        assert clash == [], top


def test_a_small_screen_shows_the_contents_in_a_disclosure_box(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site + PAGES["post"])
    page.locator(".toc-box > summary").click()
    links = page.locator(".toc-box a:visible")
    assert links.count() > 3
    assert all((box.bounding_box() or {"height": 0})["height"] >= 24 for box in links.all())
