"""What the tests in a browser share: publications built once, a server for their files, and Chromium."""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import ExitStack
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from conftest import CLOCK, Built, prepare, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Browser, BrowserContext, Page

# No requests of the browser's own, which would be counted as the site's.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
QUIET += ["--disable-background-networking", "--disable-component-update"]


class Publish(Protocol):
    """Builds a test root by its name, once in a run of tests; the options are those of ``run``."""

    def __call__(self, name: str, **options: Any) -> Built: ...


class Serve(Protocol):
    """Serves a folder as a static host does, below a path if asked; gives the address of the site's front page."""

    def __call__(self, folder: Path, below: str = "/", headers: Mapping[str, str] | None = None) -> str: ...


class StaticHost(SimpleHTTPRequestHandler):
    """The files of a folder, below a path; for what is not there, the page 404.html."""

    def __init__(self, *args: Any, below: str, headers: Mapping[str, str], **options: Any) -> None:
        self.below = below
        self.extra = headers
        super().__init__(*args, **options)

    def translate_path(self, path: str) -> str:
        if path.startswith(self.below):
            return super().translate_path("/" + path.removeprefix(self.below))
        return str(Path(self.directory) / "outside of the site")

    def end_headers(self) -> None:
        for name, value in self.extra.items():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        data = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the name that http.server gives it
        """Tests tell what went wrong, not the server."""


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Serve folders at addresses of this machine until the tests end."""
    with ExitStack() as open_servers:

        def start(folder: Path, below: str = "/", headers: Mapping[str, str] | None = None) -> str:
            handler = partial(StaticHost, directory=str(folder), below=below, headers=headers or {})
            server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
            server.daemon_threads = True
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
            thread.start()
            open_servers.callback(server.server_close)
            open_servers.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_port}{below}"

        yield start


@pytest.fixture(scope="session")
def publish(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publish]:
    """Build test roots, each with its options once, as readers get them: with the search index."""
    done: dict[str, Built] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", CLOCK)
        patch.setenv("NO_COLOR", "1")

        def make(name: str, **options: Any) -> Built:
            key = f"{name} {sorted(options.items())}"
            if key not in done:
                root = tmp_path_factory.mktemp(name) / "site"
                prepare(root, name)
                built = run(root, **{"publication_search": True, **options})
                assert built.messages() == []
                done[key] = built
            return done[key]

        yield make


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as it is installed. Where it should be, its absence is a failure and not a reason to skip."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
    if not found:
        reason = "no Chromium found: install Debian's package `chromium`"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        started = tool.chromium.launch(executable_path=found, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A window without memory of other tests."""
    fresh = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page in it, whose errors of script fail the test."""
    errors: list[str] = []
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    assert errors == []
