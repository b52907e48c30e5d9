"""Types of the functions that fixtures return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from support.site_builds import Built


class Publish(Protocol):
    """Build a sample site by name, once per test run. Accepts the same options as ``site_builds.run``."""

    def __call__(self, name: str, **options: Any) -> Built: ...


class Serve(Protocol):
    """Serve a folder the way a static host does, optionally under a path prefix, and return the front page's URL."""

    def __call__(self, folder: Path, below: str = "/", headers: Mapping[str, str] | None = None) -> str: ...
