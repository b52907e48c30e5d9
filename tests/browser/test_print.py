"""Tests for the way pages look when a reader prints them on paper or to PDF."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from support.browser.page_queries import background
from support.browser.showcase import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page


def test_the_print_button_prints(post: Page) -> None:
    post.evaluate("window.print = () => { window.printed = true }")
    post.locator("button.print-button").click()
    assert post.evaluate("window.printed")


def test_a_printed_page_is_white_and_has_the_title_the_footnotes_and_the_sources(
    page: Page, site: str, tmp_path: Path
) -> None:
    page.emulate_media(color_scheme="dark", media="print")
    page.goto(site + PAGES["post"])
    page.evaluate("document.documentElement.dataset.mode = 'dark'")
    assert background(page) == "rgb(255, 255, 255)"
    hidden = (".masthead", ".toc", ".previous-next", ".related", ".tags", ".editions", ".cite")
    assert [name for name in hidden if page.locator(name).first.is_visible()] == []
    for name in ("h1", ".sources li", "aside.footnote", ".footer .print-only"):
        assert page.locator(name).first.is_visible(), name
    url = page.locator(".sources a").first.get_attribute("href") or ""
    printed = page.locator(".sources a").first.evaluate("link => getComputedStyle(link, '::after').content")
    assert url in printed or "attr(href)" in printed
    page.pdf(path=tmp_path / "page.pdf")
    assert (tmp_path / "page.pdf").stat().st_size > 10_000


@pytest.fixture
def printed(page: Page, site: str, tmp_path: Path) -> Callable[[str], str]:
    """Print a page to PDF and return the PDF's text."""
    if not shutil.which("pdftotext"):
        (pytest.fail if os.environ.get("CI") else pytest.skip)("pdftotext is missing: install `poppler-utils`")

    def make(kind: str) -> str:
        page.emulate_media(color_scheme="dark")
        page.goto(site + PAGES[kind])
        file = tmp_path / f"{kind}.pdf"
        page.pdf(path=file, format="A4", print_background=True)
        done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True)
        return " ".join(done.stdout.split())

    return make


def test_the_printed_text_includes_footnotes_and_sources(printed: Callable[[str], str]) -> None:
    text = printed("post")
    assert "Everything a post can hold: <Chosŏn> &" in text
    assert "The armistice was signed at 10 a.m. on 27 July 1953." in text
    assert "A note of a caption." in text
    assert "The last paragraph, below a rule." in text
    assert "Sources" in text
    assert "treaties.un.org" in re.sub(r"\s", "", text)
    assert re.sub(r"\s", "", text).endswith("https://armistice.example/posts/everything/")


def test_the_printed_text_has_no_navigation_and_no_buttons(printed: Callable[[str], str]) -> None:
    text = printed("post")
    for word in ("Skip to main content", "Colour mode", "Contents", "Previous", "Copy", "Search"):
        assert word not in text, word


def test_printed_text_is_dark_on_white_in_every_mode(page: Page, site: str) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(site + PAGES["post"])
    assert background(page) in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    light = page.evaluate(
        """[...document.querySelectorAll("main :is(h1, h2, h3, p, li, td, th, aside, figcaption)")].filter((e) => {
          const [r, g, b] = getComputedStyle(e).color.match(/[\\d.]+/g).map(Number);
          return e.offsetHeight && 0.2126 * r + 0.7152 * g + 0.0722 * b > 140;
        }).map((e) => e.outerHTML.slice(0, 80))"""
    )
    assert light == []
