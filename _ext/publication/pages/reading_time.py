"""The reading time of a document, shown in listings and at the top of a post."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


def reading_minutes(env: BuildEnvironment, docname: str) -> int:
    """The reading time in minutes, at least one. MyST computes it at 200 words a minute."""
    count = env.metadata.get(docname, {}).get("wordcount", {})
    return max(1, round(count.get("minutes", 0))) if isinstance(count, dict) else 1
