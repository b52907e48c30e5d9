"""The search, as readers use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browser.conftest import Publish, Serve


@pytest.fixture
def home(publish: Publish, serve: Serve) -> str:
    """The address of a small publication in English and Korean."""
    return serve(publish("search").out)


def test_a_slash_leads_to_the_search(home: str, page: Page) -> None:
    page.goto(home)
    page.keyboard.press("/")
    expect(page).to_have_url(home + "search/")
