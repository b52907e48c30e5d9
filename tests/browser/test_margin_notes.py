"""Tests for footnotes: in the margin beside their references, or opened in the text if there is no margin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.posts import PEOPLE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from support.browser.fixture_types import Publish, Serve

PLACES = """() => [...document.querySelectorAll("aside.footnote")].map((note) => {
  const box = note.getBoundingClientRect();
  const call = [...document.querySelectorAll(".footnote-reference a")].find((link) => link.hash === "#" + note.id);
  const contents = document.querySelector(".toc")?.getBoundingClientRect();
  return { left: box.left, right: box.right, top: box.top, bottom: box.bottom, call: call.getBoundingClientRect().top,
    contents: contents && contents.right > box.left ? contents.bottom : -1e6 };
})"""


@pytest.fixture(scope="module")
def site_url(publish: Publish, serve: Serve) -> str:
    return serve(publish("everything", publication_authors=PEOPLE).out)


def test_no_line_starts_with_a_footnote_number(page: Page, site_url: str) -> None:
    page.goto(site_url + "posts/everything/")
    first = """() => [...document.querySelectorAll(".footnote-reference button")].filter((call) => {
      const block = call.closest("p, dd");
      const left = block ? block.getBoundingClientRect().left : -1e6;
      return call.offsetWidth && call.getBoundingClientRect().left < left + 8;
    }).length"""
    for width in range(320, 800, 8):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(first) == 0


@pytest.mark.parametrize("width", [1200, 1280, 1440, 1600])
def test_footnotes_are_in_the_margin_beside_their_references(page: Page, site_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(site_url + "posts/everything/")
    places = page.evaluate(PLACES)
    assert len(places) > 12
    edge = -1e6
    for place in places:
        assert place["right"] <= width
        assert place["left"] > width / 2
        assert place["top"] >= edge  # below the previous footnote
        # The footnote is beside its reference, or as close as the previous footnote allows.
        assert place["top"] == pytest.approx(max(place["call"], edge + 14.4), abs=3)
        edge = place["bottom"]
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [320, 390, 1100])
def test_a_footnote_opens_by_keyboard_and_escape_closes_it(page: Page, site_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(site_url + "posts/everything/")
    call = page.get_by_role("button", name="Footnote 2", exact=True)
    note = page.locator("#long")
    assert not note.is_visible()
    call.focus()
    page.keyboard.press("Enter")
    assert note.is_visible()
    box, at = note.bounding_box(), call.bounding_box()
    assert box
    assert at
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert abs(box["y"] - at["y"] - at["height"]) < 20 or abs(box["y"] + box["height"] - at["y"]) < 20
    page.keyboard.press("Tab")
    assert note.evaluate("(note) => note.contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert not note.is_visible()
    assert call.evaluate("(call) => call === document.activeElement")


def test_a_link_to_a_footnote_shows_it(page: Page, site_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(site_url + "posts/everything/#caption")
    assert page.locator("#caption").is_visible()


def test_every_footnote_is_printed(page: Page, site_url: str) -> None:
    page.goto(site_url + "posts/everything/")
    page.emulate_media(media="print")
    notes = page.locator("aside.footnote")
    assert notes.count() > 12
    assert all(note.is_visible() for note in notes.all())
    assert not page.locator(".footnote-reference button").first.is_visible()


def test_in_a_right_to_left_text_the_margin_is_on_the_left(page: Page, site_url: str) -> None:
    page.goto(site_url + "posts/hudna/")
    note, text = page.locator("aside.footnote").bounding_box(), page.locator(".text").bounding_box()
    assert note
    assert text
    assert note["x"] >= 0
    assert note["x"] + note["width"] < text["x"]
