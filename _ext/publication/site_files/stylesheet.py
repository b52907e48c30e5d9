"""Bundles the CSS files listed in ``conf.py`` into one minified style sheet with a content hash in its name."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import rcssmin

from publication.build import staging

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

_STRING_OR_SPACED_OPERATOR = re.compile(r"""("[^"]*"|'[^']*')| ([/<]) """)
_CSS_FOLDER = "_static/css"  # the folder of the bundle too, so that relative font URLs work


def bundle_stylesheet(config: Config, confdir: Path) -> tuple[str, str]:
    """The bundled style sheet's site path and its CSS."""
    files = [confdir / "_static" / name for name in config.publication_css]
    text = "".join(_minify(file.read_text(encoding="utf-8")) for file in files)
    content_hash = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"{_CSS_FOLDER}/site-{content_hash}.css", text


def _minify(text: str) -> str:
    # rcssmin keeps the spaces around `/` and `<`, which are unnecessary outside strings.
    return _STRING_OR_SPACED_OPERATOR.sub(lambda match: match[1] or match[2], rcssmin.cssmin(text))


def output_paths(app: Sphinx) -> list[str]:
    """The style sheet's site path, as the only item in a list."""
    return [bundle_stylesheet(app.config, Path(app.confdir))[0]]


def add_stylesheet_to_context(app: Sphinx, config: Config) -> None:
    """Handle ``config-inited``: pass the style sheet's path to the templates.

    The path becomes part of a setting, so Sphinx writes all pages again when the style sheet changes.
    """
    config.html_context = {**config.html_context, "stylesheet": output_paths(app)[0]}


def write_stylesheet(app: Sphinx, exception: Exception | None) -> None:
    """Handle ``build-finished``: write the style sheet if it does not exist yet."""
    if exception or app.builder.name != "dirhtml":
        return
    path, text = bundle_stylesheet(app.config, Path(app.confdir))
    staging.write_file(app, path, text.encode())
