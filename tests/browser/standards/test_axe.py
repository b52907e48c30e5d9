"""Tests that axe-core finds no accessibility problem on any type of page, in either colour mode, at every width."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from support.browser.page_states import STATES
from support.browser.showcase import PAGES
from support.site_builds import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = ROOT / ".venv/node/node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 1100, 390, 320)
MODES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture(scope="session")
def axe() -> str:
    """The source code of axe-core, a checker that `make tools` installs."""
    if not AXE.is_file():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("axe-core is missing: `make tools` installs it")
    return Path(AXE).read_text(encoding="utf-8")


def violations(page: Page, state: str) -> list[str]:
    """Run axe on the page in its current state, and return each violation with the element that causes it."""
    found: list[dict[str, Any]] = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(r => r.violations)", TAGS
    )
    return [
        f"{state}: {rule['id']}: {node['target']}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_no_problem(kind: str, page: Page, site: str, axe: str) -> None:
    page.goto(site + PAGES[kind])
    page.evaluate(axe)
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for mode in MODES:
            page.emulate_media(color_scheme=mode)
            found += violations(page, f"{mode} {width}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("state", ["drawer", "footnote", "details", "search-dialog", "search-results"])
def test_axe_finds_no_problem_in_any_page_state(state: str, page: Page, site: str, axe: str) -> None:
    kind, open_it = STATES[state]
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(site + PAGES[kind])
        page.evaluate(axe)
        if open_it(page):
            for mode in MODES:
                page.emulate_media(color_scheme=mode)
                found += violations(page, f"{mode} {width}")
    assert not found, "\n".join(found)
