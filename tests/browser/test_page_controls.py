"""How pages behave in a browser: colour mode, drawer, contents, buttons, paper, offline."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.browser.showcase import PAGES

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

    from browser.conftest import Serve
    from support.site_builds import Built

PAPER = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(251, 250, 247)", "rgb(22, 23, 26)"
FOCUS = "document.activeElement.localName + '.' + document.activeElement.className"


@pytest.fixture
def post(page: Page, site: str) -> Page:
    """A post in a wide window."""
    page.goto(site + PAGES["post"])
    return page


def test_the_colour_mode_goes_round_and_the_focus_stays(post: Page) -> None:
    button = post.locator(".masthead > .tools .mode-button")
    seen = []
    for _ in range(4):
        seen.append((button.inner_text().splitlines()[-1], post.evaluate(PAPER)))
        button.focus()
        post.keyboard.press("Enter")
        assert post.evaluate(FOCUS) == "button.mode-button"
    assert seen == [("Auto", LIGHT), ("Light", LIGHT), ("Dark", DARK), ("Auto", LIGHT)]
    assert post.locator(".live-region").inner_text() == "Colour mode: light"


def test_a_mode_is_kept_across_pages_and_set_before_anything_is_painted(page: Page, site: str) -> None:
    page.goto(site)
    for _ in range(2):
        page.locator(".masthead > .tools .mode-button").click()
    page.add_init_script(
        "new MutationObserver(() => { window.atBody ??= document.body && document.documentElement.dataset.mode })"
        ".observe(document, {childList: true, subtree: true})"
    )
    page.goto(site + PAGES["post"])
    assert page.evaluate("window.atBody") == "dark"
    assert page.evaluate(PAPER) == DARK
    assert page.locator('meta[name="theme-color"]').first.get_attribute("content") == "#16171a"


def test_the_system_is_dark_without_a_script_and_offers_nothing_that_needs_one(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    page.goto(site + PAGES["post"])
    shown = {name: page.locator(name).first.is_visible() for name in (".mode-button", ".print-button", ".copy-button", ".search-link", ".menu")}
    page.screenshot()
    paper = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    context.close()
    assert paper == DARK
    assert shown == {".mode-button": False, ".print-button": False, ".copy-button": False, ".search-link": True, ".menu": False}


def test_a_light_mode_wins_over_a_dark_system(page: Page, site: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(site)
    page.locator(".masthead > .tools .mode-button").click()
    assert page.evaluate(PAPER) == LIGHT


def test_the_drawer_is_used_by_keyboard_and_escape_gives_the_focus_back(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site + PAGES["post"])
    page.locator(".drawer > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.panel') !== null")
    assert page.locator(".panel").evaluate("panel => panel.scrollTop") == 0
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.localName") == "summary"
    assert not page.locator(".panel").is_visible()


def test_the_drawer_closes_when_the_focus_or_a_finger_leaves_it_or_the_window_grows(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site + PAGES["post"])
    summary, panel = page.locator(".drawer > summary"), page.locator(".panel")
    summary.click()
    panel.locator("a").last.focus()
    page.keyboard.press("Tab")
    assert not panel.is_visible()
    assert page.evaluate("document.activeElement !== document.body")
    summary.click()
    page.mouse.click(200, 800)
    assert not panel.is_visible()
    summary.click()
    panel.locator("a").first.focus()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_function("!document.querySelector('.drawer').open")
    assert page.evaluate("document.activeElement !== document.body")


def test_the_bar_does_not_cover_what_a_link_leads_to(page: Page, site: str) -> None:
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


def test_the_contents_mark_the_section_that_is_read(post: Page) -> None:
    links = post.locator(".toc a:visible")
    count = links.count()
    assert count > 3
    target = links.nth(count // 2).get_attribute("href") or ""
    post.evaluate("id => document.getElementById(id).scrollIntoView()", target.removeprefix("#"))
    post.wait_for_selector(f'.toc a[href="{target}"][aria-current="location"]')
    assert post.locator(".toc a[aria-current]").count() == 1


def test_the_contents_never_lie_on_what_stands_in_the_margin(post: Page) -> None:
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


def test_a_small_screen_has_the_contents_in_a_box(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site + PAGES["post"])
    page.locator(".toc-box > summary").click()
    links = page.locator(".toc-box a:visible")
    assert links.count() > 3
    assert all((box.bounding_box() or {"height": 0})["height"] >= 24 for box in links.all())


def test_a_citation_is_copied_whole(context: BrowserContext, post: Page) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    post.locator(".cite > summary").click()
    post.locator(".citation", has_text="BibTeX").locator(".copy-button").click()
    post.wait_for_function("document.querySelector('.live-region').textContent === 'Copied'")
    assert post.evaluate("navigator.clipboard.readText()").startswith("@misc{armistice-2026-")


def test_the_button_prints(post: Page) -> None:
    post.evaluate("window.print = () => { window.printed = true }")
    post.locator("button.print-button").click()
    assert post.evaluate("window.printed")


def test_paper_is_white_and_holds_the_title_the_notes_and_the_sources(page: Page, site: str, tmp_path: Path) -> None:
    page.emulate_media(color_scheme="dark", media="print")
    page.goto(site + PAGES["post"])
    page.evaluate("document.documentElement.dataset.mode = 'dark'")
    assert page.evaluate(PAPER) == "rgb(255, 255, 255)"
    hidden = (".masthead", ".toc", ".previous-next", ".related", ".tags", ".editions", ".cite")
    assert [name for name in hidden if page.locator(name).first.is_visible()] == []
    for name in ("h1", ".sources li", "aside.footnote", ".footer .print-only"):
        assert page.locator(name).first.is_visible(), name
    address = page.locator(".sources a").first.get_attribute("href") or ""
    printed = page.locator(".sources a").first.evaluate("link => getComputedStyle(link, '::after').content")
    assert address in printed or "attr(href)" in printed
    page.pdf(path=tmp_path / "page.pdf")
    assert (tmp_path / "page.pdf").stat().st_size > 10_000


def test_the_page_of_a_post_from_right_to_left_is_turned(page: Page, site: str) -> None:
    page.goto(site + PAGES["arabic"])
    text = page.locator(".text").bounding_box()
    side = page.locator(".masthead").bounding_box()
    assert text is not None
    assert side is not None
    assert side["x"] > text["x"] + text["width"] - 1
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390


# Offline


def controlled(page: Page) -> None:
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")


@pytest.mark.parametrize("below", ["/", "/some/where/"])
def test_what_was_read_can_be_read_offline(browser: Browser, shown: Built, serve: Serve, below: str) -> None:
    home = serve(shown.out, below)
    context = browser.new_context()
    page = context.new_page()
    page.goto(home + PAGES["post"])  # before there is a worker
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
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == LIGHT  # the sheet is kept too
    answer = page.goto(home + PAGES["archive"])
    assert answer is not None
    assert answer.status == 503
    assert page.locator("h1").inner_text() == "You are offline"
    context.close()


def test_the_worker_takes_over_from_the_one_of_the_old_site(
    browser: Browser, shown: Built, serve: Serve, tmp_path: Path
) -> None:
    import shutil

    out = tmp_path / "host"
    shutil.copytree(shown.out, out)
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


def test_who_saves_data_is_sent_nothing_ahead(browser: Browser, shown: Built, serve: Serve) -> None:
    home = serve(shown.out)
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    page.goto(home)
    controlled(page)
    page.wait_for_timeout(500)
    assert page.evaluate("caches.keys()") == []
    context.close()


# Of each picture that has copies: what was fetched, in pixels, and the smallest of its copies that fills its place.
COPIES = """
async () => {
  const pictures = [...document.querySelectorAll("img[srcset]")];
  for (const picture of pictures) picture.loading = "eager";
  await Promise.all(pictures.map((picture) => picture.decode()));
  return pictures.map((picture) => {
    const copies = picture.srcset.split(", ").map((copy) => copy.split(" "));
    const widths = copies.map(([, width]) => parseInt(width)).sort((one, other) => one - other);
    const place = picture.clientWidth * devicePixelRatio;
    const fetched = copies.find(([address]) => new URL(address, location).href === picture.currentSrc);
    return [parseInt(fetched?.[1]), widths.find((width) => width >= place) ?? widths.at(-1)];
  });
}
"""


@pytest.mark.parametrize(("width", "pixels"), [(390, 1), (390, 2), (1280, 1)])
@pytest.mark.parametrize("address", [PAGES["front"], PAGES["post"], "posts/six-parties-six-rounds/"])
def test_of_a_picture_the_smallest_copy_that_fills_its_place_is_fetched(
    address: str, width: int, pixels: int, browser: Browser, site: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, device_scale_factor=pixels, service_workers="block"
    )
    page = context.new_page()
    page.goto(site + address)
    copies = page.evaluate(COPIES)
    assert copies
    assert [fetched for fetched, _ in copies] == [enough for _, enough in copies]
    context.close()


def test_the_manifest_is_one_that_the_browser_takes(context: BrowserContext, page: Page, site: str) -> None:
    page.goto(site)
    found: dict[str, Any] = context.new_cdp_session(page).send("Page.getAppManifest")
    assert found["errors"] == []
    assert json.loads(found["data"])["start_url"] == "./"
