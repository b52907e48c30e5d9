"""Calculates a document's reading time, which is shown in listings and at the top of a post."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


WORDS_PER_MINUTE = 200


def reading_minutes(env: BuildEnvironment, docname: str) -> int:
    """The reading time in whole minutes, at least one. The word count comes from MyST."""
    count = env.metadata.get(docname, {}).get("wordcount", {})
    words = count.get("words", 0) if isinstance(count, dict) else 0
    return max(1, round(words / WORDS_PER_MINUTE))
