"""What a browser notices while a page loads and is read to its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Response

_WATCH = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries())
    window.shifts.push([entry.value, ...entry.sources.map((source) => source.node?.outerHTML?.slice(0, 80))]);
}).observe({ type: "layout-shift", buffered: true });
"""
_READ = """
async () => {
  await document.fonts.ready;
  for (let top = 0; top < document.body.scrollHeight; top += 600) {
    window.scrollTo(0, top);
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  }
  await new Promise((done) => setTimeout(done, 100));
}
"""


@dataclass(frozen=True)
class Answer:
    """What a request brought: its kind, as Chromium names it, its address, and its bytes with their headers."""

    kind: str
    address: str
    status: int
    size: int


@dataclass(frozen=True)
class Visit:
    """One reading of a page."""

    answers: list[Answer]
    asked: list[str] = field(default_factory=list)
    shifts: list[Any] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """What the browser wrote into its console: errors, what a policy forbade."""


_OF_THE_TEST = {
    "Service Worker registration blocked by Playwright",
    "Failed to load resource: net::ERR_BLOCKED_BY_CLIENT",
}
"""What the browser says because a test keeps something back from it."""


class Visitor(Protocol):
    """Reads a page of a type of ``showcase.PAGES`` in a window of a width, once in a run of tests."""

    def __call__(self, kind: str, width: int = 1280) -> Visit: ...


def read(browser: Browser, address: str, width: int, *, fonts: bool = True, phone: bool = False) -> Visit:
    """Open a page in a new window, with its fonts or with the reader's, and scroll to its end."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, service_workers="block", is_mobile=phone, has_touch=phone
    )
    page = context.new_page()
    asked: list[str] = []
    answers: list[Response] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 -- Playwright takes no method of a list
    # Workers are blocked above, so that one visit does not answer for the next.
    page.on("console", lambda message: said.extend([message.text] if "Service Worker" not in message.text else []))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.add_init_script(_WATCH)
    if not fonts:
        context.route("**/*.woff2", lambda route: route.abort("blockedbyclient"))
    page.goto(address, wait_until="load")
    page.evaluate(_READ)
    for answer in answers:
        answer.finished()
    heard = [text for text in said if text not in _OF_THE_TEST]
    visit = Visit([_weighed(answer) for answer in answers], asked, page.evaluate("window.shifts"), heard)
    context.close()
    return visit


def _weighed(answer: Response) -> Answer:
    sizes = answer.request.sizes()
    size = sizes["responseBodySize"] + sizes["responseHeadersSize"]
    # Chromium calls the icon of a page "other".
    picture = answer.headers.get("content-type", "").startswith("image/")
    return Answer("image" if picture else answer.request.resource_type, answer.url, answer.status, size)
