"""Tests that the build finds static files and images, and copies them to the right folders."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from support.images import picture
from support.posts import post

if TYPE_CHECKING:
    from support.site_builds import Build

PNG = picture()


@pytest.mark.parametrize(
    "written", ["/media/p.png", "./q.png", "q.png", "</media/그림 1.png>", "../../../static/media/p.png"]
)
def test_an_image_is_found_wherever_the_old_site_found_it(clean_build: Build, written: str) -> None:
    files: dict[str, str | bytes] = {
        "_static/media/p.png": PNG,
        "_static/media/그림 1.png": PNG,
        "posts/one/q.png": PNG,
        "posts/one/index.md": post(f"![Alt]({written})\n", slug="/a"),
    }
    site = clean_build(files=files)
    image = site.page("/a/").find(".//main//img")
    assert image is not None
    assert image.get("alt") == "Alt"
    assert (site.out / unquote(image.get("src") or "").replace("../", "")).is_file()


def test_media_and_root_files_keep_their_paths(clean_build: Build) -> None:
    site = clean_build(files={"_static/media/a/b.bin": b"1", "_static/root/photo.jpg": b"2", "posts/a.md": post()})
    assert (site.out / "media/a/b.bin").read_bytes() == b"1"
    assert (site.out / "photo.jpg").read_bytes() == b"2"
    assert not (site.out / "_static/media").exists()


def test_a_missing_image_is_reported_at_its_line_and_its_alt_text_is_kept(build: Build) -> None:
    site = build(files={"posts/a.md": post("One\n\n![The line](/media/none.png) two\n", slug="/a")})
    assert len(site.messages()) == 1
    assert site.messages()[0].startswith(
        "posts/a.md:10: WARNING: image “/media/none.png” is missing: add the file _static/media/none.png"
    )
    assert "The line two" in site.text("/a/")


def test_a_missing_cover_is_reported_at_its_line_and_the_post_is_published(build: Build) -> None:
    site = build(files={"posts/a.md": post(slug="/a", socialImage='"/media/image-3.jpg"')})
    assert len(site.messages()) == 1
    assert site.messages()[0].startswith("posts/a.md:6: WARNING:")
    assert site.messages()[0].endswith("[publication.cover-missing]")
    assert site.has("/a/")


def test_an_image_outside_the_publication_is_not_read(build: Build) -> None:
    site = build(files={"posts/a.md": post("![x](../../../../../../etc/hostname)\n", slug="/a")})
    assert "image-missing" in site.warnings
    assert not list(site.out.glob("_images/*"))


def test_images_with_the_same_name_in_two_folders_stay_separate(clean_build: Build) -> None:
    files: dict[str, str | bytes] = {
        f"posts/{n}/index.md": post("![x](c.png)\n", slug=f"/{n}") for n in ("red", "blue")
    }
    files |= {f"posts/{n}/c.png": picture(colour=n) for n in ("red", "blue")}
    site = clean_build(files=files)
    assert len(list(site.out.glob("_images/c-*.png"))) == 2
