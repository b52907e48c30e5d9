"""Helpers that record requests, layout shifts and console messages while a page loads and scrolls to the end."""

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
class PageResponse:
    """A response, with Chromium's name for the resource type, the URL, and the size in bytes including headers."""

    kind: str
    url: str
    status: int
    size: int


@dataclass(frozen=True)
class Visit:
    """The requests, layout shifts and console messages recorded during one visit to a page."""

    responses: list[PageResponse]
    requests: list[str] = field(default_factory=list)
    shifts: list[Any] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    """Console messages about errors and violations of the security policy."""


_CAUSED_BY_THE_TEST = {
    "Service Worker registration blocked by Playwright",
    "Failed to load resource: net::ERR_BLOCKED_BY_CLIENT",
}
"""Console messages that the test itself causes by blocking something."""


class Visitor(Protocol):
    """Visits each page in ``showcase.PAGES`` only once per window width and test run."""

    def __call__(self, kind: str, width: int = 1280) -> Visit: ...


def read(browser: Browser, url: str, width: int, *, fonts: bool = True, phone: bool = False) -> Visit:
    """Open a page in a new window, with or without web fonts, scroll to the end, and return the recorded visit."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, service_workers="block", is_mobile=phone, has_touch=phone
    )
    page = context.new_page()
    requests: list[str] = []
    responses: list[Response] = []
    console: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("response", lambda response: responses.append(response))  # noqa: PLW0108 -- Playwright does not accept a list's method
    # Service workers are blocked above, so that no visit is served from a cache that an earlier visit filled.
    page.on("console", lambda message: console.extend([message.text] if "Service Worker" not in message.text else []))
    page.on("pageerror", lambda error: console.append(str(error)))
    page.add_init_script(_WATCH)
    if not fonts:
        context.route("**/*.woff2", lambda route: route.abort("blockedbyclient"))
    page.goto(url, wait_until="load")
    page.evaluate(_READ)
    for response in responses:
        response.finished()
    messages = [text for text in console if text not in _CAUSED_BY_THE_TEST]
    visit = Visit([_measure(response) for response in responses], requests, page.evaluate("window.shifts"), messages)
    context.close()
    return visit


def _measure(response: Response) -> PageResponse:
    sizes = response.request.sizes()
    size = sizes["responseBodySize"] + sizes["responseHeadersSize"]
    # Chromium reports a page's icon as "other".
    picture = response.headers.get("content-type", "").startswith("image/")
    return PageResponse("image" if picture else response.request.resource_type, response.url, response.status, size)
