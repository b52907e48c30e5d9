"""Tests for the web app manifest, its icons and the service worker."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from support.posts import post

if TYPE_CHECKING:
    from support.site_builds import Build


def test_the_manifest_and_the_pages_name_icons_that_exist(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post(slug="/a")})
    manifest = json.loads((site.out / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert manifest["name"] == "Armistice"
    assert [icon["src"] for icon in manifest["icons"] if not (site.out / icon["src"]).is_file()] == []
    icons = [link.get("href") or "" for link in site.page("/a/").iter("link") if "icon" in (link.get("rel") or "")]
    # The smallest icon is inlined to save a request.
    assert any(name.startswith("data:image/svg+xml,") for name in icons)
    files = [name for name in icons if not name.startswith("data:")]
    assert [name for name in files if not (site.out / "a" / name).resolve().is_file()] == []
    assert (site.out / "sw.js").is_file()


def test_a_preview_has_no_service_worker_and_no_manifest(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post(slug="/a")}, publication_preview=True)
    assert not site.has("/manifest.webmanifest")
    assert not site.has("/sw.js")
    assert "sw.js" not in site.html("/a/")
    assert 'rel="manifest"' not in site.html("/")
