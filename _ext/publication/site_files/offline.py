"""Writes the web app manifest and the service worker, which keeps visited pages available offline.

A preview has neither, because the cache of its service worker would hide the published site.
Sources: https://www.w3.org/TR/appmanifest/, https://www.w3.org/TR/service-workers/.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publication.build import site, staging
from publication.core.addresses import output_files
from publication.core.formats import color_mode

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_SERVICE_WORKER_SOURCE = f"_static/js/{output_files.SERVICE_WORKER}"
_ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable-512.png", "512x512", "maskable"),
)
"""The file name, size and purpose of each icon."""


def output_paths(app: Sphinx) -> list[str]:
    """The site paths of the two files, except any that the author has supplied as a file at the same path."""
    if site.get_site(app).settings.preview:
        return []
    return [
        path
        for path in (output_files.MANIFEST, output_files.SERVICE_WORKER)
        if not output_files.is_replaced_by_author(Path(app.srcdir), path)
    ]


def write_offline_files(app: Sphinx, exception: Exception | None) -> None:
    """Handle ``build-finished``: write the manifest and the service worker if they have changed."""
    if exception or app.builder.name != "dirhtml":
        return
    for path in output_paths(app):
        is_manifest = path == output_files.MANIFEST
        data = web_app_manifest(app) if is_manifest else Path(app.confdir, _SERVICE_WORKER_SOURCE).read_bytes()
        staging.write_file(app, path, data)


def web_app_manifest(app: Sphinx) -> bytes:
    """The web app manifest as JSON. Its URLs are relative, so that the site works in any folder on a host."""
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
