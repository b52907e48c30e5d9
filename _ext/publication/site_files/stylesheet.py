"""One style sheet: the files that ``conf.py`` lists, in their order, minified, its name made from its text."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import rcssmin

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

_LOOSE = re.compile(r"""("[^"]*"|'[^']*')| ([/<]) """)
_FOLDER = "_static/css"  # beside the others, so that the addresses of fonts in them hold


def bundle_stylesheet(config: Config, confdir: Path) -> tuple[str, str]:
    """The place of the style sheet below the site's root, and its text."""
    files = [confdir / "_static" / add_stylesheet_to_context for add_stylesheet_to_context in config.publication_css]
    text = "".join(_minified(file.read_text(encoding="utf-8")) for file in files)
    return f"{_FOLDER}/site-{hashlib.sha256(text.encode()).hexdigest()[:8]}.css", text


def _minified(text: str) -> str:
    # rcssmin leaves the spaces around a stroke and a comparison, which say nothing; within quotes they do.
    return _LOOSE.sub(lambda found: found[1] or found[2], rcssmin.cssmin(text))


def output_paths(app: Sphinx) -> list[str]:
    """The path of the style sheet on the site."""
    return [bundle_stylesheet(app.config, Path(app.confdir))[0]]


def add_stylesheet_to_context(app: Sphinx, config: Config) -> None:
    """``config-inited``: give the sheet's name to the templates.

    It is a setting like any other from here on: Sphinx writes every page again when the style changes.
    """
    config.html_context = {**config.html_context, "stylesheet": output_paths(app)[0]}


def write_stylesheet(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``: write the sheet, unless it is there."""
    if exception or app.builder.name != "dirhtml":
        return
    name_of_file, text = bundle_stylesheet(app.config, Path(app.confdir))
    file = Path(app.outdir, name_of_file)
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
