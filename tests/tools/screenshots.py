"""`make screenshots`: capture each type of page and each open menu or dialog, at four widths, in both modes."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from support.browser import chromium, showcase
from support.browser.page_states import STATES
from support.browser.static_host import serving

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

FOLDER = Path("_build/screenshots")
WIDTHS = (1280, 1100, 390, 320)
MODES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def take(context: BrowserContext, site: str, mode: str) -> None:
    """Take all screenshots in either light or dark mode."""
    page = context.new_page()
    for kind, path in showcase.PAGES.items():
        page.goto(site + path)
        page.evaluate("document.fonts.ready")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            _picture(page, f"{kind}-{width}-{mode}")
    for state, (kind, open_it) in STATES.items():
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(site + showcase.PAGES[kind])
            if open_it(page):
                _picture(page, f"{state}-{width}-{mode}", whole=False)
    page.close()


def _picture(page: Page, name: str, *, whole: bool = True) -> None:
    page.wait_for_timeout(50)
    page.screenshot(path=FOLDER / f"{name}.png", full_page=whole, animations="disabled")


def main() -> int:
    """Build the showcase and take the screenshots."""
    if not chromium.find():
        print(chromium.MISSING, file=sys.stderr)
        return 1
    os.environ["SOURCE_DATE_EPOCH"] = showcase.CLOCK
    shutil.rmtree(FOLDER, ignore_errors=True)
    built = showcase.build(FOLDER.absolute() / "site")
    with serving(built.out) as site, chromium.running() as browser:
        for mode in MODES:
            context = browser.new_context(color_scheme=mode, service_workers="block")
            take(context, site, mode)
            context.close()
    print(f"{len(list(FOLDER.glob('*.png')))} screenshots are in {FOLDER}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
