"""Warnings from docutils, MyST and Sphinx, recorded so that every build reports them until they are fixed.

Sphinx prints a warning about a document only in the build that reads the document. If the document does not change,
the next build does not mention the warning. This module therefore records warnings in the environment, as ``report``
does with the publication's own problems, and every build reports the warnings about all documents in the same order.

A warning that occurs while a page is being *written* cannot be recorded in the environment. Each build writes such a
page again instead, which repeats the warning.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging as sphinx_logging
from sphinx.util.build_phase import BuildPhase

from . import site, staging

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes
    from sphinx.application import Sphinx

    Location = str | tuple[str | None, int | None] | nodes.Node | None

_LOCATION = re.compile(r"(?P<path>.+?)(?::(?P<line>\d+))?:?")


@dataclass(frozen=True, slots=True)
class DocumentWarning:
    """A warning about a document: its line number (0 if unknown), its text, and Sphinx's type and subtype for it."""

    line: int
    text: str
    type: str
    subtype: str


WARNINGS: site.PerDocument[list[DocumentWarning]] = site.PerDocument("publication_warnings")
"""The warnings of each document that Sphinx has read."""


class _WarningRecorder(logging.Filter):
    """A logging filter that records warnings about documents, instead of printing them, while Sphinx reads files."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self._app = app

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the log record is to be printed immediately."""
        if record.levelno < logging.WARNING or getattr(record, "type", "") == "publication":
            return True
        docname, line = self._document_of(getattr(record, "location", None))
        if docname is None or getattr(record, "is_kept", False):
            return True
        if self._app.builder.phase is not BuildPhase.READING:
            staging.forget(self._app, f"page {docname}")
            return True
        kind = (str(getattr(record, "type", "") or ""), str(getattr(record, "subtype", "") or ""))
        warning = DocumentWarning(line, record.getMessage(), *kind)
        found = WARNINGS.by_docname(self._app.env).setdefault(docname, [])
        if warning not in found:
            found.append(warning)
        return False

    def _document_of(
        self, location: str | tuple[str | None, int | None] | nodes.Node | None
    ) -> tuple[str | None, int]:
        """Return the docname (None if outside all documents) and line of a location passed to a Sphinx logger."""
        env = getattr(self._app, "env", None)
        if env is None or not location:
            return None, 0
        if isinstance(location, tuple):
            docname, line = location
            return (docname if docname in env.found_docs else None), line or 0
        if not isinstance(location, str):
            location = sphinx_logging.get_node_location(location) or ""
        if location in env.found_docs:
            return location, 0
        found = _LOCATION.fullmatch(location)
        docname = env.path2doc(found["path"]) if found else None
        return (docname if docname in env.found_docs else None), int((found and found["line"]) or 0)


def record_warnings(app: Sphinx) -> None:
    """Handle ``builder-inited``: make Sphinx's warning handler record warnings about documents."""
    for handler in logging.getLogger(sphinx_logging.NAMESPACE).handlers:
        if isinstance(handler, sphinx_logging.WarningStreamHandler):
            for old in [item for item in handler.filters if isinstance(item, _WarningRecorder)]:
                handler.removeFilter(old)
            handler.filters.insert(0, _WarningRecorder(app))


def recorded_warnings(app: Sphinx) -> Iterator[tuple[tuple[str, int, str, str], dict[str, Any]]]:
    """Yield a (sort key, logger arguments) pair for each recorded warning. The key sorts warnings among problems."""
    for docname, warnings in WARNINGS.by_docname(app.env).items():
        if docname in app.env.found_docs:
            path = Path(app.env.doc2path(docname, base=False)).as_posix()
            for warning in warnings:
                location = f"{path}:{warning.line}" if warning.line else path
                values = {"msg": warning.text, "type": warning.type, "subtype": warning.subtype, "location": location}
                yield (path, warning.line, warning.subtype, warning.text), values
