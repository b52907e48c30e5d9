"""The machinery of the publication, as one Sphinx extension. ``_ext/README.md`` tells how a post becomes a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Hand over to ``extension``; ``python -m publication`` passes here too and needs no Sphinx."""
    from .extension import setup as connect  # noqa: PLC0415 -- the commands start in a fifth of the time

    return connect(app)
