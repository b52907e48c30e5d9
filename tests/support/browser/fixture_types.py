"""The types of fixtures that are functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from support.site_builds import Built


class Publish(Protocol):
    """Builds a test root by its name, once in a test run; the options are those of ``run``."""

    def __call__(self, name: str, **options: Any) -> Built: ...


class Serve(Protocol):
    """Serves a folder as a static host does, optionally below a path; returns the URL of the front page."""

    def __call__(self, folder: Path, below: str = "/", headers: Mapping[str, str] | None = None) -> str: ...
