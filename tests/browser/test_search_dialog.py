"""Tests for search the way readers use it: by keyboard, in English and Korean, offline, and without scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

    from support.browser.fixture_types import Publish, Serve

# A strict security policy. It allows nothing inline, but it does allow WebAssembly, which Pagefind needs.
STRICT = {
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "object-src 'none'; base-uri 'none'"
}


@pytest.fixture(scope="module")
def home(publish: Publish, serve: Serve) -> str:
    """The URL of a small English and Korean publication, served under a path prefix with a strict security policy."""
    return serve(publish("search").out, "/blog/", STRICT)


@pytest.fixture
def field(page: Page, home: str) -> Locator:
    """The search dialog's input field, with the dialog open on a post."""
    page.goto(home + "posts/armistice-text/")
    page.keyboard.press("/")
    field = page.locator("dialog input")
    expect(field).to_be_focused()
    return field


def search(field: Locator, query: str) -> list[str]:
    """Type a query, wait for the results, and return their titles."""
    field.fill(query)
    expect(field.page.locator("dialog ol")).to_have_attribute("aria-busy", "false")
    return field.page.locator(".search-result-link").all_text_contents()


@pytest.mark.parametrize("keys", ["/", "Control+k", "Meta+k"])
def test_keyboard_shortcuts_open_the_dialog(page: Page, home: str, keys: str) -> None:
    page.goto(home)
    page.keyboard.press(keys)
    expect(page.locator("dialog input")).to_be_focused()


def test_the_search_link_opens_the_dialog_and_gets_the_focus_back(page: Page, home: str) -> None:
    page.goto(home)
    page.locator(".search-link").focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog input")).to_be_focused()
    page.keyboard.type("armistice")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).not_to_be_visible()
    expect(page.locator(".search-link")).to_be_focused()


def test_a_slash_can_be_typed_in_the_field(field: Locator) -> None:
    field.page.keyboard.type("a/b")
    expect(field).to_have_value("a/b")


def test_nothing_is_loaded_before_the_first_use(page: Page, home: str) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url.removeprefix(home)))
    page.goto(home, wait_until="networkidle")
    assert [name for name in loaded if name.startswith("_static/js/site-")]
    assert not [name for name in loaded if re.match("pagefind/|_static/js/search_", name)]


def test_the_first_search_loads_less_than_100_kb(page: Page, home: str) -> None:
    page.goto(home, wait_until="networkidle")
    sizes: dict[str, int] = {}
    page.on("requestfinished", lambda request: sizes.update({request.url: request.sizes()["responseBodySize"]}))
    page.keyboard.press("/")
    page.locator("dialog input").fill("armistice")
    expect(page.locator(".search-result")).to_have_count(8)
    from gzip import compress
    from urllib.request import urlopen

    assert sum(len(compress(urlopen(url).read())) for url in sizes) < 100_000


def test_arrow_keys_move_and_enter_opens_a_result(field: Locator) -> None:
    page = field.page
    assert search(field, "negotiators")[0] == "What negotiators call a pause"
    page.keyboard.press("ArrowDown")
    expect(page.locator(".search-result-link").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("Enter")  # the first result
    expect(page.locator(".search-result-link").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/blog/posts/words/$"))


def test_tab_stays_in_the_dialog(field: Locator) -> None:
    search(field, "negotiators")
    page = field.page
    for _ in range(12):
        page.keyboard.press("Tab")
        inside = "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"
        assert page.evaluate(inside)


def test_the_page_behind_the_dialog_does_not_scroll(field: Locator) -> None:
    page = field.page
    page.mouse.move(640, 880)
    page.mouse.wheel(0, 500)
    page.wait_for_timeout(100)
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("평화", "평화를 말하는 법"),
        ("북한", "북한의 철도와 다리"),
        ("협정", "정전협정의 문장"),
        ("전협", "정전협정의 문장"),
        ("분계선", "정전협정의 문장"),
        ("평화를", "평화를 말하는 법"),
        ("철교와", "북한의 철도와 다리"),
        ("포로들을", "정전협정의 문장"),
        ("\u1111\u1167\u11bc\u1112\u116a", "평화를 말하는 법"),
        ("북한 sanctions", "Sanctions and their exceptions"),
        ("평화ㅎ", "평화를 말하는 법"),
        ("Choson", "Chosŏn on old maps"),
        ("chosŏn", "Chosŏn on old maps"),
        ("mapmakers'", "Chosŏn on old maps"),
        ("pyongyang", "Chosŏn on old maps"),
        ("negotiating", "What negotiators call a pause"),
        ("panmunjom", "Four villages named Panmunjom"),
    ],
)
def test_a_reader_finds_the_post(field: Locator, query: str, title: str) -> None:
    assert title in search(field, query)[:2]


def test_matches_in_titles_come_first(field: Locator) -> None:
    assert search(field, "armistice")[0] == "The text of the armistice"


def test_a_match_is_highlighted_inside_a_korean_compound(field: Locator) -> None:
    search(field, "협정의")
    found = field.page.locator(".search-result", has_text="정전협정의 문장")
    assert set(found.locator("mark").all_text_contents()) == {"협정"}
    expect(found.locator(".search-result-excerpt")).to_contain_text("정전협정은 1953년 7월 27일")
    expect(found.locator(".search-result-excerpt")).to_have_attribute("lang", "ko")
    expect(found).to_contain_text("27 July 2020 · Documents")


def test_a_result_links_to_the_matching_sections(field: Locator) -> None:
    search(field, "prisoners")
    link = field.page.locator(".search-result-sections a")
    expect(link).to_have_text("Prisoners of war")
    link.click()
    expect(field.page).to_have_url(re.compile("/blog/posts/armistice-text/#prisoners-of-war$"))
    expect(field.page.locator("dialog")).not_to_be_visible()


def test_an_unfinished_syllable_is_not_searched(field: Locator) -> None:
    page = field.page
    asked: list[str] = []
    page.on("console", lambda message: asked.append(message.text))
    page.evaluate(
        """() => new MutationObserver(() => console.log(document.querySelector(".search-footer a").search))
        .observe(document.querySelector(".search-footer a"), { attributes: true })"""
    )
    session = page.context.new_cdp_session(page)
    for text in ("ㅍ", "펴", "평", "평ㅎ", "평호", "평화"):
        session.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        )
        page.wait_for_timeout(60)
    expect(page.locator(".search-result-link").first).to_have_text("평화를 말하는 법")
    session.send("Input.insertText", {"text": "평화"})
    page.wait_for_timeout(400)
    assert {query.removeprefix("?q=") for query in asked} == {"%ED%8F%89%ED%99%94"}


def test_the_number_of_results_is_announced(field: Locator) -> None:
    live = field.page.locator("dialog [role=status]")
    search(field, "negotiators")
    expect(live).to_have_text("2 results")
    search(field, "zzz")
    expect(live).to_have_text(re.compile("No results for “zzz”"))


def test_filters_have_counts_and_can_be_cleared(field: Locator) -> None:
    page = field.page
    search(field, "armistice")
    section = page.locator("dialog select[name=category]")
    assert section.locator("option").all_text_contents()[:2] == ["All sections", "Chronicle (5)"]
    section.focus()
    page.keyboard.type("Chro")
    expect(page.locator(".search-message")).to_have_text("5 of 9 results")
    expect(section).to_be_focused()
    page.locator("dialog select[name=year]").select_option("2015")
    expect(page.locator(".search-result")).to_have_count(1)
    # Each filter's counts reflect the other filters that are set.
    assert section.locator("option").all_text_contents() == ["All sections", "Chronicle (1)"]
    page.locator(".search-clear").click()
    expect(page.locator(".search-message")).to_have_text("9 results")
    expect(field).to_be_focused()


def test_no_match_for_the_filters_differs_from_no_match_for_the_query(page: Page, home: str) -> None:
    page.goto(home + "search/?q=negotiators&year=1999")
    expect(page.locator(".search-message")).to_have_text("None of the 2 results match the filters.")
    page.locator("main input").fill("zzz")
    expect(page.locator(".search-message")).to_have_text(re.compile("No results for “zzz”"))


def test_useless_filters_are_hidden(field: Locator) -> None:
    search(field, "panmunjom conference")
    expect(field.page.locator(".search-filters")).not_to_be_visible()


def test_show_more_continues_the_list_and_moves_the_focus(field: Locator) -> None:
    page = field.page
    search(field, "armistice")
    expect(page.locator(".search-result")).to_have_count(8)
    page.locator(".search-more").click()
    expect(page.locator(".search-result")).to_have_count(9)
    expect(page.locator(".search-result-link").nth(8)).to_be_focused()
    expect(page.locator(".search-more")).not_to_be_visible()


def test_the_search_page_keeps_its_state_in_the_url(page: Page, home: str) -> None:
    page.goto(home + "search/?q=armistice&category=Chronicle&year=2016")
    expect(page.locator(".search-result-link")).to_have_text(["The record of 2016"])
    page.locator(".search-clear").click()
    expect(page).to_have_url(home + "search/?q=armistice")
    page.locator("input").fill("협정")
    expect(page).to_have_url(home + "search/?q=%ED%98%91%EC%A0%95")
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("main input")).to_be_focused()
    expect(page.locator("dialog")).to_have_count(0)


def test_without_scripts_the_archive_is_offered(browser: Browser, home: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(home)
    page.locator(".search-link").click()
    expect(page).to_have_url(home + "search/")
    expect(page.locator("main noscript p")).to_be_visible()
    expect(page.locator("main input")).to_have_count(0)
    page.locator("main a", has_text="archive").click()
    expect(page).to_have_url(home + "archive/")
    context.close()


def test_being_offline_is_reported_and_the_search_can_be_retried(field: Locator, context: BrowserContext) -> None:
    page = field.page
    search(field, "negotiators")
    context.set_offline(offline=True)
    field.fill("panmunjom")
    expect(page.locator(".search-message")).to_contain_text("You are offline")
    expect(page.locator(".search-result")).to_have_count(0)
    context.set_offline(offline=False)
    page.locator(".search-message button").click()
    expect(page.locator(".search-result-link").first).to_have_text("Four villages named Panmunjom")
    expect(field).to_be_focused()


def test_a_missing_index_is_reported(page: Page, home: str) -> None:
    page.route("**/pagefind/**", lambda route: route.fulfill(status=404))
    page.goto(home + "search/?q=armistice")
    expect(page.locator(".search-message")).to_contain_text("Search could not be loaded.")
    expect(page.locator("main")).to_contain_text("The archive lists every post")


@pytest.mark.parametrize(("width", "height"), [(320, 640), (640, 450), (1280, 900)])
def test_the_dialog_fits_into_the_window(page: Page, home: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(home)
    page.keyboard.press("/")
    page.locator("dialog input").fill("armistice")
    expect(page.locator(".search-result")).to_have_count(8)
    assert page.evaluate("document.querySelector('dialog').scrollWidth <= innerWidth")
    box = page.locator("dialog").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= height
