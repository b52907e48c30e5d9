"""A Sphinx extension that publishes Markdown posts as a website, a PDF and an EPUB. See ``_ext/README.md``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set up the extension. Sphinx calls this function, and the ``extension`` module does the work."""
    # ``python -m publication`` imports this module too. That command starts in a fifth of the time if Sphinx is not
    # imported.
    from .extension import setup as set_up_extension  # noqa: PLC0415 -- the reason is above

    return set_up_extension(app)
