"""Fixtures for the browser tests: publications that are built once, a local server for them, and Chromium."""

from __future__ import annotations

import fcntl
import os
import pickle
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from support.browser import page_visits, showcase
from support.browser.static_host import SlowHost, serving
from support.site_builds import CLOCK, Built, prepare, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

    from support.browser.fixture_types import Publish, Serve


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Return a function that serves a folder on a local port until the test run ends."""
    with ExitStack() as servers:

        def start(folder: Path, below: str = "/", headers: Mapping[str, str] | None = None) -> str:
            return servers.enter_context(serving(folder, below, headers))

        yield start


@pytest.fixture(scope="session")
def publish(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publish]:
    """Return a function that builds a sample site with its search index, only once for each set of options."""
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
def showcase_site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the showcase site, once for all test processes: the first process that needs the site builds it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    record = shared / "showcase.pickle"
    with (shared / "showcase.lock").open("w") as lock, pytest.MonkeyPatch.context() as patch:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not record.is_file():
            patch.setenv("SOURCE_DATE_EPOCH", showcase.CLOCK)
            patch.setenv("NO_COLOR", "1")
            built = showcase.build(shared / "showcase")
            record.write_bytes(pickle.dumps(Built(built.root, built.out, built.warnings, built.status, None)))
        made: Built = pickle.loads(record.read_bytes())
    return made


@pytest.fixture(scope="session")
def site(showcase_site: Built, serve: Serve) -> str:
    """The URL of the showcase's front page."""
    return serve(showcase_site.out)


@pytest.fixture(scope="session")
def slow_site(showcase_site: Built) -> Iterator[str]:
    """The URL of the showcase's front page on a slow host that sends each page in pieces."""
    with serving(showcase_site.out, host=SlowHost) as url:
        yield url


@pytest.fixture(scope="session")
def visit(browser: Browser, site: str) -> page_visits.Visitor:
    """Visit showcase pages, loading each page only once per viewport width."""
    done: dict[tuple[str, int], page_visits.Visit] = {}

    def read(kind: str, width: int = 1280) -> page_visits.Visit:
        if (kind, width) not in done:
            done[kind, width] = page_visits.read(browser, site + showcase.PAGES[kind], width)
        return done[kind, width]

    return read


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser context without cookies or storage from other tests."""
    fresh = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A browser tab. A script error on any page in the tab fails the test."""
    errors: list[str] = []
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    assert errors == []


@pytest.fixture
def post(page: Page, site: str) -> Page:
    """The showcase post that uses every construct, opened in a wide window."""
    page.goto(site + showcase.PAGES["post"])
    return page
