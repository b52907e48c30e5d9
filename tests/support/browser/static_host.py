"""A local, well-configured static host, with gzip, cache headers, ``404.html``, and optionally a path prefix."""

from __future__ import annotations

import gzip
import posixpath
import re
import threading
import time
from contextlib import contextmanager
from functools import lru_cache, partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
    ".xsl": "text/xsl; charset=utf-8",
}
_COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/manifest", "image/svg")
_IMMUTABLE = "public, max-age=31536000, immutable"
_REVALIDATE = "no-cache"


@lru_cache(maxsize=512)
def _compressed(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)


class StaticHost(BaseHTTPRequestHandler):
    """Serves the files in a folder, optionally under a path prefix, and ``404.html`` for missing files."""

    protocol_version = "HTTP/1.1"
    packs = True
    disable_nagle_algorithm = True

    def __init__(self, *args: Any, folder: Path, below: str, headers: dict[str, str], **options: Any) -> None:
        self.folder = folder
        self.below = below
        self.extra = headers
        super().__init__(*args, **options)

    def do_GET(self) -> None:
        """Send a file, redirect ``/x`` to ``/x/``, or send ``404.html``."""
        path = posixpath.normpath(unquote(urlsplit(self.path).path))
        inside = f"{path}/".startswith(self.below)
        file = self.folder / path[len(self.below) :].strip("/") if inside else None
        if file and file.is_dir() and not urlsplit(self.path).path.endswith("/"):
            self._answer(HTTPStatus.MOVED_PERMANENTLY, b"", ".txt", {"Location": f"{self.path}/"})
            return
        if file and file.is_dir():
            file /= "index.html"
        if file and file.is_file():
            self._answer(HTTPStatus.OK, file.read_bytes(), file.suffix, {"Cache-Control": _cache_control(file)})
            return
        missing = self.folder / "404.html"
        data = missing.read_bytes() if missing.is_file() else b"There is nothing here."
        self._answer(HTTPStatus.NOT_FOUND, data, ".html", {"Cache-Control": _REVALIDATE})

    def do_HEAD(self) -> None:
        """Send only the headers of the response."""
        self.do_GET()

    def _answer(self, status: HTTPStatus, data: bytes, suffix: str, headers: dict[str, str]) -> None:
        kind = _TYPES.get(suffix, "application/octet-stream")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if self.packs and kind.startswith(_COMPRESSIBLE) and "gzip" in self.headers.get("Accept-Encoding", ""):
            data = _compressed(data)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Vary", "Accept-Encoding")
        self.send_header("Content-Length", str(len(data)))
        for name, value in (headers | self.extra).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self._send(data, suffix)

    def _send(self, data: bytes, suffix: str) -> None:  # noqa: ARG002 -- SlowHost uses it
        self.wfile.write(data)

    def handle_one_request(self) -> None:
        """Handle a request. Ignore the error raised if the browser closes the connection early."""
        try:
            super().handle_one_request()
        except ConnectionError:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- http.server uses this name
        """Log nothing, because the tests report failures themselves."""


class SlowHost(StaticHost):
    """A host on a slow connection: pages arrive and are painted piece by piece, and other files arrive late."""

    packs = False

    def _send(self, data: bytes, suffix: str) -> None:
        if suffix != ".html":
            time.sleep(_DELAYS.get(suffix, 0))
            self.wfile.write(data)
            return
        cuts = [0, *_cut_positions(data), len(data)]
        for start, end in pairwise(cuts):
            time.sleep(_PAUSE if start else 0)
            self.wfile.write(data[start:end])


_BLOCK = re.compile(
    rb"<(?:aside|blockquote|d[dlt]|details|div|fig\w+|h\d|header|footer|img|li|main|nav|ol|p|pre|section|summary|t\w+|ul)[ >]"
)
_PAUSE = 0.04  # seconds: about two frames
# Seconds. Images and scripts arrive when most of the page has loaded; fonts after the first text, but before the
# browser gives up waiting for them.
_DELAYS = {".js": 0.5, ".webp": 0.3, ".jpg": 0.3, ".png": 0.3, ".svg": 0.3, ".woff2": 0.06}


def _cut_positions(page: bytes) -> list[int]:
    """Return the positions at which to cut a page: at block starts, mainly near the page's top and below the text.

    A cut inside a block would make the browser break that block's lines again, and so move them.
    """
    main, end = page.find(b"<main"), page.find(b"</main>")
    blocks = [found.start() for found in _BLOCK.finditer(page)]
    text = [place for place in blocks if main <= place < end]
    after = [place for place in blocks if place >= end]
    return text[:12] + text[12 :: max(1, len(text) // 12)] + after[:: max(1, len(after) // 12)]


def _cache_control(file: Path) -> str:
    """Return the Cache-Control header. Files with content-hashed names never change, but pages may change."""
    return _IMMUTABLE if "_static" in file.parts or "_images" in file.parts else _REVALIDATE


@contextmanager
def serving(
    folder: Path, below: str = "/", headers: Mapping[str, str] | None = None, host: type[StaticHost] = StaticHost
) -> Iterator[str]:
    """Serve a folder until the block ends, and yield the front page's URL, which ends in a slash."""
    handler = partial(host, folder=folder, below=below, headers=dict(headers or {}))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{below}"
    finally:
        server.shutdown()
        server.server_close()
