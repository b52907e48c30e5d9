"""Search: Pagefind's index of the posts and pages, made from the finished site.

Nothing of it is loaded before a reader searches. One index serves all languages: it is made for the
site's main language, so that an English reader finds a Korean post by a Korean word.
Source: https://pagefind.app/docs/
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)

FOLDER = "pagefind"
_MOST_ROOTS = 8


def page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """``html-collect-pages``: the page that searches."""
    if app.builder.name == "dirhtml":
        yield "search", {"title": "Search"}, "search.html"


def index(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``: index the site, unless its pages are those that are indexed already."""
    if exception or app.builder.name != "dirhtml" or not app.config.publication_search:
        return
    record = Path(app.doctreedir) / "search.txt"
    stamp = _stamp(app)
    if Path(app.outdir, FOLDER).is_dir() and record.is_file() and record.read_text(encoding="utf-8") == stamp:
        return
    command = [sys.executable, "-m", "pagefind", "--site", str(app.outdir), "--output-subdir", FOLDER]
    command += ["--glob", _where(app)]
    command += ["--force-language", app.config.language, "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- no shell, our own words
    if done.returncode:
        reason = done.stderr.strip()
        logger.warning("the search index could not be made: %s", reason, type="publication", subtype="search")
        return
    record.write_text(stamp, encoding="utf-8")


def _where(app: Sphinx) -> str:
    """A pattern of the files that hold posts and pages, so that listings and stubs need not be read.

    The plain folders of their addresses, or everything when an address is of another form.
    """
    roots = {name.partition("/")[0] if "/" in name else "" for name in app.env.found_docs - {app.config.root_doc}}
    plain = roots and len(roots) <= _MOST_ROOTS and all(re.fullmatch(r"[A-Za-z0-9_-]+", root) for root in roots)
    if not plain:
        return "**/*.html"
    return f"{{{','.join(sorted(roots))}}}/**/*.html" if len(roots) > 1 else f"{next(iter(roots))}/**/*.html"


def _stamp(app: Sphinx) -> str:
    """A digest of when the pages that are indexed were written."""
    digest = hashlib.sha256()
    for docname in sorted(app.env.found_docs):
        file = app.builder.get_output_path(docname)  # type: ignore[attr-defined]  # an HTML builder has it
        stat = file.stat() if file.is_file() else None
        digest.update(f"{docname}\0{stat and (stat.st_mtime_ns, stat.st_size)}\n".encode())
    return digest.hexdigest()
