"""Tests for offline reading with the service worker, and for the web app manifest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.browser.page_queries import BACKGROUND
from support.browser.showcase import PAGES

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

    from support.browser.fixture_types import Serve
    from support.site_builds import Built


def controlled(page: Page) -> None:
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")


@pytest.mark.parametrize("below", ["/", "/some/where/"])
def test_visited_pages_can_be_read_offline(browser: Browser, showcase_site: Built, serve: Serve, below: str) -> None:
    home = serve(showcase_site.out, below)
    context = browser.new_context()
    page = context.new_page()
    page.goto(home + PAGES["post"])  # before the service worker is installed
    controlled(page)
    page.goto(home + PAGES["page"])
    page.wait_for_function("caches.keys().then(names => names.length === 2)")
    page.wait_for_function(
        "address => caches.match(address).then(found => Boolean(found))", arg=home + PAGES["post"], timeout=10_000
    )
    context.set_offline(True)
    for kind in ("post", "page"):
        page.goto(home + PAGES[kind])
        assert page.locator("h1").first.is_visible()
        assert (
            page.evaluate("getComputedStyle(document.body).backgroundColor") == BACKGROUND["light"]
        )  # the style sheet is cached too
    answer = page.goto(home + PAGES["archive"])
    assert answer is not None
    assert answer.status == 503
    assert page.locator("h1").inner_text() == "You are offline"
    context.close()


def test_the_service_worker_replaces_the_old_sites_worker(
    browser: Browser, showcase_site: Built, serve: Serve, tmp_path: Path
) -> None:
    import shutil

    out = tmp_path / "host"
    shutil.copytree(showcase_site.out, out)
    new = (out / "sw.js").read_text(encoding="utf-8")
    old = """
      addEventListener("install", () => skipWaiting());
      addEventListener("activate", (e) => e.waitUntil(clients.claim()));
      addEventListener("fetch", (e) => e.request.mode === "navigate"
        && e.respondWith(new Response("<h1>Old</h1>", {headers: {"content-type": "text/html"}})));
    """
    (out / "sw.js").write_text(old, encoding="utf-8")
    (out / "old.html").write_text("<h1>Register</h1>", encoding="utf-8")
    home = serve(out)
    context = browser.new_context()
    page = context.new_page()
    page.goto(home + "old.html")
    page.evaluate(
        "async (name) => { await caches.open(name); await navigator.serviceWorker.register('/sw.js'); }",
        f"gatsby-plugin-offline-runtime-{home}",
    )
    controlled(page)
    page.goto(home)
    assert page.locator("h1").inner_text() == "Old"
    (out / "sw.js").write_text(new, encoding="utf-8")
    page.evaluate("navigator.serviceWorker.getRegistration().then(found => found.update())")
    page.wait_for_selector(".masthead", timeout=15_000)
    names: list[str] = page.evaluate("caches.keys()")
    assert not any(name.startswith("gatsby") for name in names)
    context.close()


def test_nothing_is_cached_when_the_reader_saves_data(browser: Browser, showcase_site: Built, serve: Serve) -> None:
    home = serve(showcase_site.out)
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    page.goto(home)
    controlled(page)
    page.wait_for_timeout(500)
    assert page.evaluate("caches.keys()") == []
    context.close()


def test_the_browser_accepts_the_web_app_manifest(context: BrowserContext, page: Page, site: str) -> None:
    page.goto(site)
    found: dict[str, Any] = context.new_cdp_session(page).send("Page.getAppManifest")
    assert found["errors"] == []
    assert json.loads(found["data"])["start_url"] == "./"
