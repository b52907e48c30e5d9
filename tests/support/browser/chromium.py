"""Finds and runs the installed Chromium, for the tests, `make audit` and `make screenshots`."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

MISSING = "no Chromium found: install Debian's package `chromium`"
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
# The browser must not send background requests, because tests would count them as the site's requests.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]


def find() -> str | None:
    """Return the path of the installed Chromium, or None if Chromium is not installed."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


@contextmanager
def running() -> Iterator[Browser]:
    """Run the browser in headless mode until the block ends."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        started = tool.chromium.launch(executable_path=find(), args=FLAGS)
        yield started
        started.close()
