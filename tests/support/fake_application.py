"""A minimal substitute for a Sphinx application."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def fake_application(root: Path, name: str = "html") -> Any:
    """Return a substitute with the parts of a Sphinx application that the cache uses."""
    doctrees = root / "doctrees" / name
    doctrees.mkdir(parents=True, exist_ok=True)
    current = SimpleNamespace(settings=SimpleNamespace(cache="kept"), states={})
    return SimpleNamespace(srcdir=root, doctreedir=doctrees, project=SimpleNamespace(site=current))
