"""What makes the site one that can be kept: its manifest, and the worker that keeps visited pages readable offline.

A preview has neither, since what is kept would be shown for what was published.
Sources: https://www.w3.org/TR/appmanifest/, https://www.w3.org/TR/service-workers/.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publication.build import site
from publication.core.addresses import output_files
from publication.core.formats import color_mode

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_WORKER = f"_static/js/{output_files.WORKER}"
_ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable-512.png", "512x512", "maskable"),
)


def output_paths(app: Sphinx) -> list[str]:
    """The files, below the site's root. One that the author serves themselves is theirs."""
    if site.get_site(app).settings.preview:
        return []
    return [
        name
        for name in (output_files.MANIFEST, output_files.WORKER)
        if not output_files.is_replaced_by_author(Path(app.srcdir), name)
    ]


def write_offline_files(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``: write those that are other than they were."""
    if exception or app.builder.name != "dirhtml":
        return
    for name in output_paths(app):
        data = web_app_manifest(app) if name == output_files.MANIFEST else Path(app.confdir, _WORKER).read_bytes()
        file = Path(app.outdir, name)
        if not file.is_file() or file.read_bytes() != data:
            file.write_bytes(data)


def web_app_manifest(app: Sphinx) -> bytes:
    """The manifest. Its addresses are relative to it, so that a site below a path of its host needs no other."""
    icons = [
        {"src": f"_static/images/{name}", "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, sizes, purpose in _ICONS
    ]
    values: dict[str, Any] = {
        "name": app.config.project,
        "description": site.get_site(app).settings.tagline,
        "lang": (app.config.language or "en").replace("_", "-"),
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": color_mode.LIGHT_BACKGROUND,
        "theme_color": color_mode.LIGHT_BACKGROUND,
        "icons": icons,
    }
    text = json.dumps({name: value for name, value in values.items() if value}, ensure_ascii=False, indent=1)
    return (text + "\n").encode()
