"""Minifies the scripts in ``_static/js``, and passes their paths and the icon to all page templates.

Each file name contains a content hash, so browsers can cache the file forever. The service worker, ``sw.js``, is
omitted because ``offline`` writes it.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

import rjsmin

from publication.build import staging
from publication.core.addresses import output_files
from publication.core.formats import color_mode

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

_SCRIPTS_FOLDER = "_static/js"
_IMPORT = re.compile(r'(?<=from)"\./([a-z_]+\.js)"')
_MAX_EMBEDDED_ICON = 600  # bytes


def bundle_scripts(confdir: Path) -> dict[str, tuple[str, str]]:
    """The site path and the minified code of every script, by the script's file name without ``.js``."""
    bundled: dict[str, tuple[str, str]] = {}
    for file in sorted((confdir / _SCRIPTS_FOLDER).glob("*.js")):
        if file.name != output_files.SERVICE_WORKER:
            _add_script(file, bundled)
    return bundled


def _add_script(file: Path, bundled: dict[str, tuple[str, str]]) -> None:
    """Add a script after the scripts that it imports, because its code must contain their hashed names."""
    if file.stem in bundled:
        return

    def hashed_import(match: re.Match[str]) -> str:
        _add_script(file.with_name(match[1]), bundled)
        return f'"./{PurePosixPath(bundled[Path(match[1]).stem][0]).name}"'

    text = _IMPORT.sub(hashed_import, rjsmin.jsmin(file.read_text(encoding="utf-8")))
    content_hash = hashlib.sha256(text.encode()).hexdigest()[:8]
    bundled[file.stem] = f"{_SCRIPTS_FOLDER}/{file.stem}-{content_hash}.js", text


def add_scripts_to_context(app: Sphinx, config: Config) -> None:
    """Handle ``config-inited``: pass the script paths, the colour mode snippet and the icon to the templates.

    These values become part of a setting, so Sphinx writes all pages again when one of them changes.
    """
    paths = {name: path for name, (path, _) in bundle_scripts(Path(app.confdir)).items()}
    mode = {
        "snippet": color_mode.INLINE_SCRIPT,
        "light": color_mode.LIGHT_BACKGROUND,
        "dark": color_mode.DARK_BACKGROUND,
    }
    icon = _icon_data_url(Path(app.confdir, config.html_favicon or ""))
    config.html_context = {**config.html_context, "scripts": paths, "color_mode": mode, "icon": icon}


def _icon_data_url(icon: Path) -> str:
    """A small SVG icon as a ``data:`` URL, which saves a request. Empty for a larger file or any other format."""
    if icon.suffix != ".svg" or not icon.is_file() or icon.stat().st_size > _MAX_EMBEDDED_ICON:
        return ""
    return "data:image/svg+xml," + quote(icon.read_text(encoding="utf-8").strip(), safe="='/:;,()")


def write_scripts(app: Sphinx, exception: Exception | None) -> None:
    """Handle ``build-finished``: write the scripts that do not exist yet. A changed script has a new file name."""
    if exception or app.builder.name != "dirhtml":
        return
    for path, text in bundle_scripts(Path(app.confdir)).values():
        staging.write_file(app, path, text.encode())
