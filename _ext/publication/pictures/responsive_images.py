"""The pictures of the site: what is known of each file, its copies, and its address.

A file is examined when a document that shows it is read. When all are read, the copies are made, each once
however many posts show it, and kept in the ``cache``. A page then asks what to write for a file (``shown``), an
edition for the file to put in (``file_for_editions``).
"""

from __future__ import annotations

import filecmp
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sphinx.util import logging

from publication.build import cache, site
from publication.core import checks
from publication.core.addresses import output_files, permalinks
from publication.core.formats.image_sizes import (
    WIDTHS,
    Kind,
    Picture,
    Role,
    Shown,
    UnusableError,
    display,
    sent_size,
    sizes,
    steps,
)

from . import raster, safe_svg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from publication.core.posts.post import Post

logger = logging.getLogger(__name__)

KEPT: site.PerDocument[dict[str, Picture]] = site.PerDocument("publication_pictures")
"""The pictures that each document shows, by file."""
_FOLDER = "_images"  # on the site
_CACHE = "pictures"  # in the cache
_DIGITS = 8  # of a digest, in names on the site


@dataclass(frozen=True, slots=True)
class Made:
    """A picture as it stands on the site; addresses are paths from the site's root, and not escaped."""

    picture: Picture
    src: str
    source: Path
    """The file that stands there."""
    copies: tuple[tuple[str, Path, int], ...] = ()
    """Smaller copies, the narrowest first: address, file and width. The last one may be the picture itself."""


def examine(app: Sphinx, file: str) -> tuple[Picture, tuple[str, ...]]:
    """What the file of a picture holds, and what has to be taken out of it, in words.

    Raises ``UnusableError`` when it cannot be shown. A process looks at a file once a build.
    """
    known = site.of(app).examined
    if file not in known:
        try:
            known[file] = _examined(app, Path(app.srcdir, file))
        except UnusableError as error:
            known[file] = error
        except OSError:
            known[file] = UnusableError("a file that cannot be read")
    found: tuple[Picture, tuple[str, ...]] | UnusableError = known[file]
    if isinstance(found, UnusableError):
        raise found
    return found


def _examined(app: Sphinx, file: Path) -> tuple[Picture, tuple[str, ...]]:
    if file.suffix.lower() == ".svg":
        data = file.read_bytes()
        drawing = safe_svg.cleaned(data)
        return Picture(cache.digest(data), drawing.width, drawing.height, Kind.DRAWING, ".svg"), drawing.removed

    def has_copies(digest: str) -> bool:
        return (cache.folder(app) / _in_cache(cache.digest(raster.HOW, digest), WIDTHS[0])).is_file()

    return raster.examined(file, has_copies), ()


def make(app: Sphinx, env: BuildEnvironment) -> None:
    """``env-updated``: make the copies of all pictures that documents show, those that are not there yet."""
    found: dict[str, Picture] = {}
    for docname, shown_there in KEPT.of(env).items():
        if docname in env.found_docs:
            found |= shown_there
    is_site = app.builder.name == "dirhtml"
    with_copies = is_site and raster.can_webp()
    if is_site and found and not with_copies:
        logger.info("note: this Pillow writes no WebP; pictures are sent in their own size alone")
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:  # Pillow works while Python does something else
        made = pool.map(lambda item: _make(app, *item, with_copies=with_copies), found.items())
        site.of(app).pictures.update(zip(found, made, strict=True))
    for file, (docnames, _) in list(env.images.items()):
        # Sphinx numbers files of equal names as it meets them, which differs between processes.
        picture = found.get(file)
        key = _key(picture) if picture else cache.digest(file)
        env.images[file] = (docnames, _name(file, key, (picture and picture.instead) or PurePosixPath(file).suffix))


def _make(app: Sphinx, file: str, picture: Picture, *, with_copies: bool) -> Made:
    is_site = app.builder.name == "dirhtml"
    source = _sent(app, file, picture) if is_site else Path(app.srcdir, file)
    key = _key(picture)
    src = output_files.place(file) if picture.kind is Kind.DRAWING or not picture.instead else ""
    src = src or f"{_FOLDER}/{_name(file, key, picture.instead or PurePosixPath(file).suffix)}"
    widths = steps(picture) if with_copies else ()
    if not widths:
        return Made(picture, src, source)
    names = {width: _in_cache(key, width) for width in widths}
    missing = any(not (cache.folder(app) / name).is_file() for name in names.values())
    encoded = raster.webp(Path(app.srcdir, file), picture) if missing else {}
    files = {width: cache.file(app, name, partial(encoded.__getitem__, width)) for width, name in names.items()}
    heaviest = source.stat().st_size
    copies = [
        (f"{_FOLDER}/{_name(file, key, f'-{width}.webp')}", copy, width)
        for width, copy in files.items()
        if copy.stat().st_size < heaviest
    ]
    if copies and copies[-1][2] < widths[-1]:  # the widest copy is no lighter than the file itself
        copies.append((src, source, sent_size(picture)[0]))
    return Made(picture, src, source, tuple(copies))


def _sent(app: Sphinx, file: str, picture: Picture) -> Path:
    """The file that is sent for a picture: its own, or a copy instead of it, made now if it is not there."""
    original = Path(app.srcdir, file)
    if not picture.instead:
        return original
    if picture.kind is Kind.DRAWING:
        return cache.file(app, _in_cache(_key(picture), ".svg"), lambda: safe_svg.cleaned(original.read_bytes()).data)
    name = _in_cache(_key(picture), picture.instead)
    return cache.file(app, name, lambda: raster.instead(original, picture))


def _key(picture: Picture) -> str:
    return cache.digest(safe_svg.HOW if picture.kind is Kind.DRAWING else raster.HOW, picture.digest)


def _in_cache(key: str, form: int | str) -> str:
    return f"{_CACHE}/{key}-{form}.webp" if isinstance(form, int) else f"{_CACHE}/{key}{form}"


def _name(file: str, key: str, ending: str) -> str:
    return f"{PurePosixPath(file).stem}-{key[:_DIGITS]}{ending}"


# What others ask


def file_for_editions(app: Sphinx, file: str) -> Path:
    """The file that an edition shows for a picture, given the picture's file from the root (``node["uri"]``).

    It is the file itself, or a copy that is upright, at most ``LARGEST`` pixels on a side, and JPEG, PNG, GIF,
    WebP or safe SVG.
    """
    made = site.of(app).pictures.get(file)
    return _sent(app, file, made.picture) if made else Path(app.srcdir, file)


def of_cover(app: Sphinx, post: Post | None) -> Made | None:
    """The cover of a post, where it is a file that can be shown."""
    if post is None or not post.cover or checks.is_remote(post.cover):
        return None
    file = checks.media_file(post.cover, post.file, Path(app.srcdir))
    made: Made | None = site.of(app).pictures.get(file or "")
    return made


def lead(app: Sphinx, post: Post) -> Shown | None:
    """The cover of a post, for a listing that shows it large: see ``partials/responsive_image.html``."""
    made = of_cover(app, post)
    return _shown(made, Role.LEAD, post.cover_alt, made.picture.width, made.picture.height) if made else None


def shown(app: Sphinx, file: str, role: Role, alt: str, *measures: str) -> Shown | None:
    """What a page writes for the picture in a file; ``measures`` are the author's width, height and scale."""
    made = site.of(app).pictures.get(file)
    if made is None:
        return None
    return _shown(made, role, alt, *display(made.picture, *measures))


def _shown(made: Made, role: Role, alt: str, width: int, height: int) -> Shown:
    return Shown(
        permalinks.url_of_file(made.src),
        alt,
        width,
        height,
        tuple((permalinks.url_of_file(address), pixels) for address, _, pixels in made.copies),
        sizes(width, role) if made.copies else "",
        first=role is not Role.TEXT,
    )


def fingerprint(app: Sphinx, docname: str) -> list[object]:
    """What a page shows of its pictures: it must be written again when this changes."""
    made = [site.of(app).pictures[file] for file in KEPT.of(app.env).get(docname, ())]
    return [(one.src, [(address, width) for address, _, width in one.copies]) for one in made]


def files(app: Sphinx) -> Iterator[tuple[Path, str]]:
    """Every file that pictures need on the site, with its place below the site's root."""
    for file, made in site.of(app).pictures.items():
        if made.picture.kind is Kind.DRAWING or not output_files.place(file) or made.picture.instead:
            yield made.source, made.src
        for address, copy, _ in made.copies:
            if address != made.src:
                yield copy, address


def copy(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``: put all of them in their places; what is there already is left alone."""
    if exception or app.builder.name != "dirhtml":
        return
    for source, place in files(app):
        target = Path(app.outdir, place)
        if not target.is_file() or not filecmp.cmp(source, target, shallow=False):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
