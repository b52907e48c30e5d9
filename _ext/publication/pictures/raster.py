"""Pictures of pixels: what a file holds, and the smaller copies of it.

The same file gives the same bytes each time, whatever else is made.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from typing import TYPE_CHECKING, Any

import PIL
from PIL import Image, ImageCms, ImageOps, features

from publication.core.formats.image_sizes import LARGEST, MOST_PIXELS, Kind, Picture, UnusableError, fitted, steps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

HOW = f"2 {PIL.__version__} q80 q85"
"""How copies are made. Another one gives them other names, so that no old copy is taken for a new one."""
_QUALITY = 80
_QUALITY_INSTEAD = 85
_FEW_COLOURS = 4096  # a chart or a screenshot: sharper and smaller without loss
_JPEG = ("JPEG", "MPO")  # what cameras put several pictures into is a JPEG of the first one
_ENDINGS = dict.fromkeys(_JPEG, (".jpg", ".jpeg")) | {"PNG": (".png",), "GIF": (".gif",), "WEBP": (".webp",)}
"""Formats that every reader knows, and how their files are named."""
_COUNTED = ("1", "L", "LA", "P", "RGB", "RGBA")  # modes whose colours Pillow can count
_ON_ITS_SIDE = (5, 6, 7, 8)
_ORIENTATION = 0x0112  # Source: Exif 2.32, tag "Orientation"


def can_webp() -> bool:
    """Whether this Pillow can write WebP. The wheels on PyPI can."""
    return bool(features.check("webp"))


def examined(file: Path, is_sound: Callable[[str], bool]) -> Picture:
    """What a file holds. Raises ``UnusableError`` when it is no picture, broken, or far too large.

    All of it is decoded to see whether it is broken, unless that is known: ``is_sound`` is asked with its digest.
    """
    data = file.read_bytes()
    digest = hashlib.sha256(data).hexdigest()[:16]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # MOST_PIXELS is the guard
        try:
            with Image.open(io.BytesIO(data)) as image:
                picture = _described(image, file, digest)
                if not is_sound(digest):
                    image.draft(image.mode, (1, 1))  # an eighth of a JPEG shows as well whether it is whole
                    image.load()
                return picture
        except UnusableError:
            raise
        except Image.DecompressionBombError as error:
            raise UnusableError(_TOO_LARGE) from error
        except Exception as error:  # Pillow raises what its many readers raise
            raise UnusableError("a file that is broken or no picture") from error


_TOO_LARGE = f"one of more than {MOST_PIXELS // 1_000_000} million pixels"


def _described(image: Image.Image, file: Path, digest: str) -> Picture:
    if image.width * image.height > MOST_PIXELS:
        raise UnusableError(_TOO_LARGE)
    moves = image.format not in _JPEG and bool(getattr(image, "is_animated", False))
    width, height, turn = image.width, image.height, image.getexif().get(_ORIENTATION, 1)
    if turn in _ON_ITS_SIDE:
        width, height = height, width
    is_plain = (
        file.suffix.lower() in _ENDINGS.get(image.format or "", ())
        and (moves or (turn == 1 and max(width, height) <= LARGEST))
        and image.mode != "CMYK"
    )
    instead = "" if is_plain else ".png" if image.has_transparency_data else ".jpg"
    return Picture(digest, width, height, Kind.MOVING if moves else Kind.STILL, instead)


def webp(file: Path, picture: Picture) -> Mapping[int, bytes]:
    """All smaller copies of a picture, in WebP, by width."""
    sizes = [(width, max(1, round(width * picture.height / picture.width))) for width in steps(picture)]
    image, is_drawn = _upright(file, sizes[-1])
    return {size[0]: _webp(_resized(image, size), is_drawn=is_drawn) for size in sizes}


def _webp(image: Image.Image, *, is_drawn: bool) -> bytes:
    """A copy in WebP; of a drawing the one without loss, unless that is heavier, as it may be once it is smaller."""
    made = []
    for lossless in (True, False) if is_drawn else (False,):
        target = io.BytesIO()
        image.save(target, "WEBP", quality=_QUALITY, method=4, lossless=lossless)
        made.append(target.getvalue())
    return min(made, key=len)


def instead(file: Path, picture: Picture) -> bytes:
    """The copy that is sent instead of a file: upright, of moderate size, in a format that every reader knows."""
    size = fitted(picture.width, picture.height, LARGEST)
    image = _resized(_upright(file, size)[0], size)
    target = io.BytesIO()
    if picture.instead == ".png":
        image.save(target, "PNG", optimize=True)
    else:
        image.convert("RGB").save(target, "JPEG", quality=_QUALITY_INSTEAD, optimize=True, progressive=True)
    return target.getvalue()


def _resized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image if size == image.size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)


def _upright(file: Path, size: tuple[int, int]) -> tuple[Image.Image, bool]:
    """The pixels of a file as they are seen, in sRGB, and whether they are a drawing of few colours.

    A JPEG is read at a half, a quarter or an eighth of its size where that is ``size`` at least.
    """
    with Image.open(file) as image:
        is_drawn = image.format not in _JPEG and image.mode in _COUNTED and bool(image.getcolors(_FEW_COLOURS))
        is_turned = image.getexif().get(_ORIENTATION, 1) in _ON_ITS_SIDE
        image.draft(image.mode, size[::-1] if is_turned else size)
        profile = image.info.get("icc_profile")
        turned = ImageOps.exif_transpose(image)
    return _srgb(turned, profile), is_drawn


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """An image in the colours that a browser takes for granted, with transparency if it has some."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode.startswith(("I", "F")):  # 16 bits a pixel, of which a screen shows eight
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        try:
            return _converted(image, profile, mode)
        except ImageCms.PyCMSError:  # a profile that does not fit its image is worse than none
            pass
    return image.convert(mode)


def _converted(image: Image.Image, profile: bytes, mode: str) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    if "srgb" in (ImageCms.getProfileDescription(source) or "").lower():
        return image.convert(mode)
    target: Any = ImageCms.createProfile("sRGB")
    found = ImageCms.profileToProfile(image, source, target, outputMode=mode)
    return image.convert(mode) if found is None else found
