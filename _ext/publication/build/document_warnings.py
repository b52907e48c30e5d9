"""Warnings of docutils, MyST and Sphinx, kept with their documents.

Sphinx prints the warnings about a document only in the build that reads it: the next build, which finds nothing to
read, would say that there is no problem. Here they are recorded in the environment, as our own problems are
(``report``), and every build reports those of all documents, in the same order, until they are repaired.

A warning that appears while a page is *written* cannot be recorded there. Instead, such a page is written again in
each build, and so the warning appears again.
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
    """A warning about a document: its line (0 if it is not known), its text, and Sphinx's type and subtype."""

    line: int
    text: str
    type: str
    subtype: str


WARNINGS: site.PerDocument[list[DocumentWarning]] = site.PerDocument("publication_warnings")
"""The warnings of each document that Sphinx has read."""


class _WarningRecorder(logging.Filter):
    """Records warnings about documents instead of printing them while Sphinx reads."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self._app = app

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to print the record now."""
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
        """The docname and line of a location as Sphinx's loggers take it; None if it is not in a document."""
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
    """``builder-inited``: let Sphinx's handler of warnings pass those about documents on to the record."""
    for handler in logging.getLogger(sphinx_logging.NAMESPACE).handlers:
        if isinstance(handler, sphinx_logging.WarningStreamHandler):
            for old in [item for item in handler.filters if isinstance(item, _WarningRecorder)]:
                handler.removeFilter(old)
            handler.filters.insert(0, _WarningRecorder(app))


def recorded_warnings(app: Sphinx) -> Iterator[tuple[tuple[str, int, str, str], dict[str, Any]]]:
    """The warnings of all documents: a key that sorts them among problems, and the arguments for Sphinx's logger."""
    for docname, warnings in WARNINGS.by_docname(app.env).items():
        if docname in app.env.found_docs:
            path = Path(app.env.doc2path(docname, base=False)).as_posix()
            for warning in warnings:
                location = f"{path}:{warning.line}" if warning.line else path
                values = {"msg": warning.text, "type": warning.type, "subtype": warning.subtype, "location": location}
                yield (path, warning.line, warning.subtype, warning.text), values
