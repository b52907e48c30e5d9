"""Creates responsive images: chooses the files that the site publishes for each picture, and makes smaller copies.

A file is examined when a document that shows it is read. Once all documents have been read, ``make_copies`` makes the
smaller copies, once per picture for all documents, and stores them in the cache. Later, ``page_image`` returns the
image for a page to show, and ``edition_file`` the file for an edition to embed.

In a doctree, an image node has these attributes:

- ``uri``: the file, relative to the publication's root;
- ``alt``: the alt text, empty for a decorative image;
- ``width``, ``height``, ``scale``: as the author wrote them, or missing;
- ``pixels``: the width and height of the picture in pixels, after any rotation given by EXIF.

On a page, each image has a width and a height, so that the layout does not shift when the image loads. A picture
wider than 480 pixels is offered as WebP at widths of 480, 960 and 1600 pixels (``image_widths.copy_widths``). If the
picture is narrower than 1600 pixels, its own width replaces the larger widths. A copy is offered only if it has fewer
bytes than the published file.

A file is replaced by a copy if it has a side longer than 2000 pixels, is rotated by EXIF, or is not a JPEG, PNG, GIF
or WebP. Originals in ``/media`` are published as well. Animated GIFs are not changed. ``safe_svg`` removes scripts
and references to other files from each SVG that a document shows, including SVGs in ``/media``.

The ``partials/responsive_image.html`` template renders an image.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sphinx.util import logging

from publication.build import cache, site, staging
from publication.core.addresses import media_files, output_files, permalinks
from publication.core.formats.image_widths import (
    COPY_WIDTHS,
    PageImage,
    PictureFile,
    PictureKind,
    PictureRole,
    UnusablePictureError,
    copy_widths,
    display_size,
    published_size,
    sizes_attribute,
)

from . import raster, safe_svg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from publication.core.posts.post import Post

    Examination = tuple[PictureFile, tuple[str, ...]] | UnusablePictureError

logger = logging.getLogger(__name__)

PICTURES_BY_DOCUMENT: site.PerDocument[dict[str, PictureFile]] = site.PerDocument("publication_pictures")
"""The pictures that each document shows, by file path."""
_SITE_FOLDER = "_images"
_CACHE_FOLDER = "pictures"
_HASH_LENGTH = 8  # characters of the content hash in file names on the site


@dataclass(frozen=True, slots=True)
class SitePicture:
    """The files that the site publishes for a picture. Site paths are not percent-encoded."""

    picture: PictureFile
    site_path: str
    file: Path
    """The file to publish at ``site_path``: the original, or the copy that replaces it."""
    copies: tuple[tuple[str, Path, int], ...] = ()
    """The files at all widths, narrowest first, as (site path, file, width in pixels) tuples. The last file may be
    the file at ``site_path``."""


SITE_PICTURES: site.PerBuild[dict[str, SitePicture]] = site.PerBuild(lambda _: {})
"""The pictures in all documents, by file path. The dictionary is complete once all documents have been read."""
_EXAMINATIONS: site.PerBuild[dict[str, Examination]] = site.PerBuild(lambda _: {})
"""The result of examining each file in this process, by file path."""


def examine_picture(app: Sphinx, file: str) -> tuple[PictureFile, tuple[str, ...]]:
    """The properties of a picture file, and the names of what must be removed from it, worded for a message.

    Raises ``UnusablePictureError`` if the file cannot be shown. Each process examines a file only once per build.
    """
    known = _EXAMINATIONS.get(app)
    if file not in known:
        try:
            known[file] = _examine(app, Path(app.srcdir, file))
        except UnusablePictureError as error:
            known[file] = error
        except OSError:
            known[file] = UnusablePictureError("the file cannot be read")
    examination = known[file]
    if isinstance(examination, UnusablePictureError):
        raise examination
    return examination


def _examine(app: Sphinx, file: Path) -> tuple[PictureFile, tuple[str, ...]]:
    if file.suffix.lower() == ".svg":
        data = file.read_bytes()
        svg = safe_svg.clean_svg(data)
        return PictureFile(cache.content_hash(data), svg.width, svg.height, PictureKind.SVG, ".svg"), svg.removed

    def has_copies(digest: str) -> bool:
        key = cache.content_hash(raster.ENCODER_VERSION, digest)
        return (cache.cache_folder(app) / _cache_name(key, COPY_WIDTHS[0])).is_file()

    return raster.examine_raster(file, has_copies), ()


def make_copies(app: Sphinx, env: BuildEnvironment) -> None:
    """Handle ``env-updated``: make the missing copies of all pictures that documents show."""
    pictures: dict[str, PictureFile] = {}
    for docname, pictures_of_document in PICTURES_BY_DOCUMENT.by_docname(env).items():
        if docname in env.found_docs:
            pictures |= pictures_of_document
    is_site = app.builder.name == "dirhtml"
    with_copies = is_site and raster.can_write_webp()
    if is_site and pictures and not with_copies:
        logger.info("note: images have no smaller copies; they need WebP support in Pillow")
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:  # Pillow releases the GIL
        site_pictures = pool.map(lambda item: _site_picture(app, *item, with_copies=with_copies), pictures.items())
        SITE_PICTURES.get(app).update(zip(pictures, site_pictures, strict=True))
    for file, (docnames, _) in list(env.images.items()):
        # Sphinx numbers files with the same name in the order in which it reads them. That order is not stable in a
        # parallel build, so the number is replaced by a content hash.
        picture = pictures.get(file)
        key = _cache_key(picture) if picture else cache.content_hash(file)
        suffix = (picture and picture.replacement_suffix) or PurePosixPath(file).suffix
        env.images[file] = (docnames, _hashed_name(file, key, suffix))


def _site_picture(app: Sphinx, file: str, picture: PictureFile, *, with_copies: bool) -> SitePicture:
    is_site = app.builder.name == "dirhtml"
    source = _published_file(app, file, picture) if is_site else Path(app.srcdir, file)
    key = _cache_key(picture)
    keeps_path = picture.kind is PictureKind.SVG or not picture.replacement_suffix
    name = _hashed_name(file, key, picture.replacement_suffix or PurePosixPath(file).suffix)
    site_path = (output_files.served_path(file) if keeps_path else "") or f"{_SITE_FOLDER}/{name}"
    widths = copy_widths(picture) if with_copies else ()
    if not widths:
        return SitePicture(picture, site_path, source)
    names = {width: _cache_name(key, width) for width in widths}
    is_missing = any(not (cache.cache_folder(app) / name).is_file() for name in names.values())
    encoded = raster.webp_copies(Path(app.srcdir, file), picture) if is_missing else {}
    files = {
        width: cache.cached_file(app, name, partial(encoded.__getitem__, width)) for width, name in names.items()
    }
    max_bytes = source.stat().st_size
    copies = [
        (f"{_SITE_FOLDER}/{_hashed_name(file, key, f'-{width}.webp')}", copy, width)
        for width, copy in files.items()
        if copy.stat().st_size < max_bytes
    ]
    if copies and copies[-1][2] < widths[-1]:  # The widest copy was omitted because it is not smaller than the file.
        copies.append((site_path, source, published_size(picture)[0]))
    return SitePicture(picture, site_path, source, tuple(copies))


def _published_file(app: Sphinx, file: str, picture: PictureFile) -> Path:
    """The file that is published for a picture: the original, or the copy that replaces it (made if missing)."""
    original = Path(app.srcdir, file)
    if not picture.replacement_suffix:
        return original
    name = _cache_name(_cache_key(picture), picture.replacement_suffix)
    if picture.kind is PictureKind.SVG:
        return cache.cached_file(app, name, lambda: safe_svg.clean_svg(original.read_bytes()).data)
    return cache.cached_file(app, name, lambda: raster.replacement_copy(original, picture))


def _cache_key(picture: PictureFile) -> str:
    version = safe_svg.CLEANER_VERSION if picture.kind is PictureKind.SVG else raster.ENCODER_VERSION
    return cache.content_hash(version, picture.digest)


def _cache_name(key: str, variant: int | str) -> str:
    """A copy's name in the cache. ``variant`` is the width of a WebP copy, or a suffix."""
    return f"{_CACHE_FOLDER}/{key}-{variant}.webp" if isinstance(variant, int) else f"{_CACHE_FOLDER}/{key}{variant}"


def _hashed_name(file: str, key: str, suffix: str) -> str:
    return f"{PurePosixPath(file).stem}-{key[:_HASH_LENGTH]}{suffix}"


def edition_file(app: Sphinx, file: str) -> Path:
    """The file that an edition embeds for a picture, given the picture's path (``node["uri"]``).

    This is either the original or a copy that is upright, has no side longer than ``MAX_SIDE`` pixels, and is a JPEG,
    PNG, GIF, WebP or safe SVG.
    """
    site_picture = SITE_PICTURES.get(app).get(file)
    return _published_file(app, file, site_picture.picture) if site_picture else Path(app.srcdir, file)


def cover_picture(app: Sphinx, post: Post | None) -> SitePicture | None:
    """A post's cover, or None if it is not a local file that can be shown."""
    if post is None or not post.cover or media_files.is_remote(post.cover):
        return None
    file = media_files.find_media_file(post.cover, post.file, Path(app.srcdir))
    return SITE_PICTURES.get(app).get(file or "")


def lead_cover(app: Sphinx, post: Post) -> PageImage | None:
    """A post's cover as shown in a listing by ``partials/responsive_image.html``, or None."""
    cover = cover_picture(app, post)
    if cover is None:
        return None
    return _page_image(cover, PictureRole.LEAD, post.cover_alt, cover.picture.width, cover.picture.height)


def page_image(app: Sphinx, file: str, role: PictureRole, alt: str, *author_sizes: str) -> PageImage | None:
    """The image that a page shows for a picture file. ``author_sizes`` are the author's width, height and scale."""
    site_picture = SITE_PICTURES.get(app).get(file)
    if site_picture is None:
        return None
    return _page_image(site_picture, role, alt, *display_size(site_picture.picture, *author_sizes))


def _page_image(site_picture: SitePicture, role: PictureRole, alt: str, width: int, height: int) -> PageImage:
    return PageImage(
        permalinks.url_of_file(site_picture.site_path),
        alt,
        width,
        height,
        tuple((permalinks.url_of_file(path), pixels) for path, _, pixels in site_picture.copies),
        sizes_attribute(width, role) if site_picture.copies else "",
        loads_eagerly=role is not PictureRole.TEXT,
    )


def fingerprint(app: Sphinx, docname: str) -> list[object]:
    """The published files for a page's pictures. If they change, the page must be written again."""
    files = PICTURES_BY_DOCUMENT.by_docname(app.env).get(docname, ())
    site_pictures = [SITE_PICTURES.get(app)[file] for file in files]
    return [(each.site_path, [(path, width) for path, _, width in each.copies]) for each in site_pictures]


def picture_paths(app: Sphinx) -> dict[str, str]:
    """The site path of each picture that documents show, by file path."""
    return {file: site_picture.site_path for file, site_picture in SITE_PICTURES.get(app).items()}


def published_files(app: Sphinx) -> Iterator[tuple[Path, str]]:
    """Yield every file that this module publishes, with its site path."""
    for file, site_picture in SITE_PICTURES.get(app).items():
        picture = site_picture.picture
        # static_files publishes all other files in /media and at the site's root.
        if picture.kind is PictureKind.SVG or not output_files.served_path(file) or picture.replacement_suffix:
            yield site_picture.file, site_picture.site_path
        for path, copy, _ in site_picture.copies:
            if path != site_picture.site_path:
                yield copy, path


def copy_pictures(app: Sphinx, exception: Exception | None) -> None:
    """Handle ``build-finished``: copy the published files to the output folder, unless they are unchanged."""
    if exception or app.builder.name != "dirhtml":
        return
    for source, path in published_files(app):
        staging.copy_file(app, source, path)
