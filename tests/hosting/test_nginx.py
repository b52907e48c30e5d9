"""Tests that a real nginx with our generated configuration serves the site with the right headers and redirects."""

from __future__ import annotations

import gzip
import http.client
import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from publication import cli
from publication.build import settings
from publication.core.formats import http_headers
from support.posts import PEOPLE, post
from support.site_builds import CLOCK, prepare, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = pytest.mark.skipif(not NGINX and not os.environ.get("CI"), reason="no nginx")
MIME_TYPES = "/etc/nginx/mime.types"  # the path of nginx on Debian
MAIN = """
daemon off;
{user}
pid {folder}/pid;
error_log stderr warn;
events {{ }}
http {{
    access_log off;
    include {types};
    client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
    uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
    include {folder}/site.conf;
}}
"""
FILES: dict[str, str] = {
    "posts/moved.md": post(
        title="Moved", slug="/posts/new-place", aliases='["/old/place", "/옛날", "/Posts/New-Place"]'
    ),
    "posts/paid.md": post(title="Money", slug="/posts/a$b", aliases='["/cost"]'),
    "_static/root/.well-known/security.txt": "Contact: x\n",
    "_build/epub/armistice.epub": "1",
}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Host:
    """A running nginx server."""

    port: int
    folder: Path

    def get(self, path: str, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", quote(path, safe="/$"), headers=headers)
        answer = connection.getresponse()
        found = Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        connection.close()
        return found

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port: int = place.getsockname()[1]
    return port


@contextmanager
def serving(folder: Path, root: Path) -> Iterator[Host]:
    """Serve a built site with nginx, using the configuration that our command prints."""
    assert NGINX, "Debian's package nginx-light is not installed"
    values: Any = settings.settings_from_values({"publication_authors": PEOPLE})
    port = free_port()
    work = root / "nginx"
    work.mkdir()
    text = http_headers.nginx_config(cli.load_library(root, values), str(folder), f"127.0.0.1:{port}", "localhost")
    (work / "site.conf").write_text(text, encoding="utf-8")
    shutil.copy2(MIME_TYPES, work / "mime.types")
    user = "user root;" if os.geteuid() == 0 else ""
    main = work / "nginx.conf"
    main.write_text(MAIN.format(folder=work, types=MIME_TYPES, user=user), encoding="utf-8")
    tried = subprocess.run([NGINX, "-t", "-q", "-c", str(main)], capture_output=True, text=True, check=False)
    assert (tried.returncode, tried.stderr) == (0, "")
    with subprocess.Popen([NGINX, "-c", str(main)]) as server:
        try:
            for _ in range(100):
                with socket.socket() as trial:
                    if trial.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield Host(port, folder)
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    root = tmp_path_factory.mktemp("host") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", CLOCK)
        patch.setenv("NO_COLOR", "1")
        prepare(root, "everything")
        for name, text in FILES.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        options: dict[str, Any] = {"publication_authors": PEOPLE, "publication_editions_dir": "_build"}
        built = run(root, publication_search=True, **options)
        with serving(built.out, root) as running:
            yield running


def test_every_response_has_the_security_headers(host: Host) -> None:
    for path in ("/", "/posts/everything/", "/nowhere/", "/rss.xml", "/pagefind/pagefind.js"):
        headers = host.get(path).headers
        assert {
            name: headers.get(name.lower()) for name in http_headers.security_headers()
        } == http_headers.security_headers()


def test_content_hashed_files_are_cached_forever_and_pages_are_revalidated(host: Host) -> None:
    sheet = next((host.folder / "_static/css").glob("site-*.css")).name
    script = next((host.folder / "_static/js").glob("site-*.js")).name
    for path in (f"/_static/css/{sheet}", f"/_static/js/{script}"):
        assert host.get(path).headers["cache-control"] == "public, max-age=31536000, immutable"
    for path in (
        "/",
        "/atom.xml",
        "/pagefind/pagefind-entry.json",
        "/_static/css/none.css",
        "/editions/armistice.epub",
    ):
        assert host.get(path).headers["cache-control"] == "public, max-age=0, must-revalidate"
    tag = host.get("/posts/everything/").headers["etag"]
    assert host.get("/posts/everything/", **{"If-None-Match": tag}).status == 304


def test_a_path_without_its_trailing_slash_redirects_to_the_page(host: Host) -> None:
    answer = host.get("/posts/everything")
    assert (answer.status, answer.headers["location"]) == (301, "/posts/everything/")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/old/place", "/posts/new-place/"),
        ("/old/place/", "/posts/new-place/"),
        ("/옛날/", "/posts/new-place/"),
        ("/cost/", "/posts/a%24b/"),
    ],
)
def test_an_old_path_redirects_to_the_new_one(host: Host, old: str, new: str) -> None:
    answer = host.get(old)
    assert (answer.status, answer.headers["location"]) == (301, new)
    assert host.get(new.replace("%24", "$")).status == 200


def test_an_old_path_that_differs_only_in_case_causes_no_redirect_loop(host: Host) -> None:
    assert host.get("/posts/new-place/").status == 200
    assert b"/posts/new-place/" in host.get("/Posts/New-Place/").body


def test_a_missing_page_gets_our_404_page_with_status_404(host: Host) -> None:
    answer = host.get("/nowhere/at/all")
    assert answer.status == 404
    assert answer.body == (host.folder / "404.html").read_bytes()


@pytest.mark.parametrize("path", ["/.git/config", "/_headers", "/posts/.hidden"])
def test_internal_files_are_not_served(host: Host, path: str) -> None:
    assert host.get(path).status == 404


def test_well_known_files_are_served(host: Host) -> None:
    assert host.get("/.well-known/security.txt").status == 200


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/editions/armistice.epub", "application/epub+zip"),
        ("/pagefind/pagefind.js", "application/javascript; charset=utf-8"),
        ("/feed.json", "application/json; charset=utf-8"),
    ],
)
def test_files_have_the_right_content_type(host: Host, path: str, kind: str) -> None:
    assert host.get(path).headers["content-type"] == kind


def test_text_is_compressed(host: Host) -> None:
    answer = host.get("/posts/everything/", **{"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(answer.body) == host.get("/posts/everything/").body


def test_the_headers_file_for_static_hosts_matches_nginx(host: Host) -> None:
    text = (host.folder / http_headers.HEADERS_FILE).read_text(encoding="utf-8")
    assert text.startswith(f"/*\n  Content-Security-Policy: {http_headers.content_security_policy()}\n")
    assert "/_static/css/*\n  Cache-Control: public, max-age=31536000, immutable\n" in text


WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/posts/everything/", "/posts/", "/tags/", "/search/", "/feeds/", "/nowhere/"])
def test_no_page_violates_the_security_policy(host: Host, browser: Browser, path: str, scheme: Any) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    headers: list[str] = []
    page.on("console", lambda message: headers.append(message.text) if message.type in {"error", "warning"} else None)
    page.add_init_script(WATCH)
    page.goto(host.url + path, wait_until="load")
    assert page.evaluate("window.violations") == []
    missing = "the server responded with a status of 404" if path == "/nowhere/" else "\0"
    assert [text for text in headers if missing not in text] == []
    context.close()


def test_the_colour_mode_script_and_the_search_work_under_the_policy(host: Host, browser: Browser) -> None:
    page = browser.new_page()
    page.add_init_script(WATCH)
    page.goto(f"{host.url}/search/?q=armistice", wait_until="networkidle")
    assert page.evaluate("document.documentElement.dataset.script") == ""
    page.get_by_role("link", name="Everything a post can hold").first.wait_for(timeout=15_000)
    page.evaluate('localStorage.setItem("mode", "dark")')
    page.reload()
    assert page.evaluate("document.documentElement.dataset.mode") == "dark"
    assert page.evaluate("window.violations") == []
    page.close()
