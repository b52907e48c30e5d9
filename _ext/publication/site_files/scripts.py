"""What stands in the head of every page: scripts, and the icon.

The scripts are those in ``_static/js``, minified, each at a name made from its text, so that browsers may keep
it for good. ``sw.js`` is none of them: ``offline`` serves it.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

import rjsmin

from publication.core.addresses import output_files
from publication.core.formats import color_mode

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

_FOLDER = "_static/js"
_IMPORT = re.compile(r'(?<=from)"\./([a-z_]+\.js)"')
_SMALL = 600  # bytes


def bundle_scripts(confdir: Path) -> dict[str, tuple[str, str]]:
    """Every script by its name without ``.js``: its place below the site's root, and its text."""
    found: dict[str, tuple[str, str]] = {}
    for file in sorted((confdir / _FOLDER).glob("*.js")):
        if file.name != output_files.WORKER:
            _add(file, found)
    return found


def _add(file: Path, found: dict[str, tuple[str, str]]) -> None:
    """Put in a script, after those that it imports, since it names them by their places."""
    if file.stem in found:
        return

    def placed(match: re.Match[str]) -> str:
        _add(file.with_name(match[1]), found)
        return f'"./{PurePosixPath(found[Path(match[1]).stem][0]).name}"'

    text = _IMPORT.sub(placed, rjsmin.jsmin(file.read_text(encoding="utf-8")))
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    found[file.stem] = f"{_FOLDER}/{file.stem}-{digest}.js", text


def add_scripts_to_context(app: Sphinx, config: Config) -> None:
    """``config-inited``: give the places to the templates, and what stands in every page.

    They are settings like any other from here on: Sphinx writes every page again when one changes.
    """
    places = {stem: place for stem, (place, _) in bundle_scripts(Path(app.confdir)).items()}
    mode = {
        "snippet": color_mode.INLINE_SCRIPT,
        "light": color_mode.LIGHT_BACKGROUND,
        "dark": color_mode.DARK_BACKGROUND,
    }
    icon = _inlined(Path(app.confdir, config.html_favicon or ""))
    config.html_context = {**config.html_context, "scripts": places, "color_mode": mode, "icon": icon}


def _inlined(icon: Path) -> str:
    """A small drawing as an address that holds it, which saves a request on every page; empty for any other file."""
    if icon.suffix != ".svg" or not icon.is_file() or icon.stat().st_size > _SMALL:
        return ""
    return "data:image/svg+xml," + quote(icon.read_text(encoding="utf-8").strip(), safe="='/:;,()")


def output_paths(app: Sphinx) -> list[str]:
    """The files of all scripts, below the site's root."""
    return [place for place, _ in bundle_scripts(Path(app.confdir)).values()]


def write_scripts(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``: write the scripts that are not there."""
    if exception or app.builder.name != "dirhtml":
        return
    for place, text in bundle_scripts(Path(app.confdir)).values():
        file = Path(app.outdir, place)
        if not file.is_file():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
