"""Examines raster image files, and makes smaller copies of them.

Every build makes copies with the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from typing import TYPE_CHECKING, Any

import PIL
from PIL import Image, ImageCms, ImageOps, features

from publication.core.formats.image_widths import (
    MAX_PIXELS,
    MAX_SIDE,
    PictureFile,
    PictureKind,
    UnusablePictureError,
    copy_widths,
    fit_within,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

ENCODER_VERSION = f"2 {PIL.__version__} q80 q85"
"""The version of the code and settings that make copies. It is part of the cache key, so that copies made by an older
version are not used."""
_WEBP_QUALITY = 80
_JPEG_QUALITY = 85
_FEW_COLORS = 4096
"""The maximum number of colours in an image that is assumed to be a chart or a screenshot. Lossless encoding keeps
such an image sharp, and usually makes the file smaller."""
_JPEG = ("JPEG", "MPO")  # Some cameras write MPO: a JPEG followed by further images in the same file.
_SUFFIXES = dict.fromkeys(_JPEG, (".jpg", ".jpeg")) | {"PNG": (".png",), "GIF": (".gif",), "WEBP": (".webp",)}
"""The formats that every browser can show, with the suffixes of their files."""
_COUNTABLE_MODES = ("1", "L", "LA", "P", "RGB", "RGBA")  # the Pillow modes for which colours can be counted
_ROTATED = (5, 6, 7, 8)  # values of the EXIF orientation that swap width and height
_ORIENTATION = 0x0112  # Source: Exif 2.32, tag "Orientation"


def can_write_webp() -> bool:
    """Whether the installed Pillow can write WebP. The wheels on PyPI can."""
    return bool(features.check("webp"))


def examine_raster(file: Path, is_known_intact: Callable[[str], bool]) -> PictureFile:
    """The properties of a raster image.

    Raises ``UnusablePictureError`` if the file is not an image, is damaged, or is far too large. The whole file is
    decoded to detect damage, unless ``is_known_intact(digest)`` returns true for the file's digest.
    """
    data = file.read_bytes()
    digest = hashlib.sha256(data).hexdigest()[:16]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is MAX_PIXELS
        try:
            with Image.open(io.BytesIO(data)) as image:
                picture = _properties(image, file, digest)
                if not is_known_intact(digest):
                    image.draft(image.mode, (1, 1))  # Decoding a JPEG at an eighth of its size detects damage too.
                    image.load()
                return picture
        except UnusablePictureError:
            raise
        except Image.DecompressionBombError as error:
            raise UnusablePictureError(_TOO_LARGE) from error
        except Exception as error:  # Pillow's decoders raise many kinds of exceptions.
            raise UnusablePictureError("it is damaged or not an image") from error


_TOO_LARGE = f"it has more than {MAX_PIXELS // 1_000_000} million pixels"


def _properties(image: Image.Image, file: Path, digest: str) -> PictureFile:
    if image.width * image.height > MAX_PIXELS:
        raise UnusablePictureError(_TOO_LARGE)
    is_animated = image.format not in _JPEG and bool(getattr(image, "is_animated", False))
    width, height, orientation = image.width, image.height, image.getexif().get(_ORIENTATION, 1)
    if orientation in _ROTATED:
        width, height = height, width
    can_be_published = (
        file.suffix.lower() in _SUFFIXES.get(image.format or "", ())
        and (is_animated or (orientation == 1 and max(width, height) <= MAX_SIDE))
        and image.mode != "CMYK"
    )
    suffix = "" if can_be_published else ".png" if image.has_transparency_data else ".jpg"
    return PictureFile(digest, width, height, PictureKind.ANIMATED if is_animated else PictureKind.STILL, suffix)


def webp_copies(file: Path, picture: PictureFile) -> Mapping[int, bytes]:
    """All smaller copies of a picture as WebP files, by width in pixels."""
    sizes = [(width, max(1, round(width * picture.height / picture.width))) for width in copy_widths(picture)]
    image, has_few_colors = _upright_image(file, sizes[-1])
    return {size[0]: _encode_webp(_resized(image, size), has_few_colors=has_few_colors) for size in sizes}


def _encode_webp(image: Image.Image, *, has_few_colors: bool) -> bytes:
    """Encode an image as WebP.

    An image with few colours is encoded losslessly, unless the lossy file is smaller. That may happen because
    resizing adds colours.
    """
    encodings = []
    for lossless in (True, False) if has_few_colors else (False,):
        target = io.BytesIO()
        image.save(target, "WEBP", quality=_WEBP_QUALITY, method=4, lossless=lossless)
        encodings.append(target.getvalue())
    return min(encodings, key=len)


def replacement_copy(file: Path, picture: PictureFile) -> bytes:
    """The copy that is published instead of a file: an upright JPEG or PNG of limited size."""
    size = fit_within(picture.width, picture.height, MAX_SIDE)
    image = _resized(_upright_image(file, size)[0], size)
    target = io.BytesIO()
    if picture.replacement_suffix == ".png":
        image.save(target, "PNG", optimize=True)
    else:
        image.convert("RGB").save(target, "JPEG", quality=_JPEG_QUALITY, optimize=True, progressive=True)
    return target.getvalue()


def _resized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image if size == image.size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)


def _upright_image(file: Path, size: tuple[int, int]) -> tuple[Image.Image, bool]:
    """The image in a file, upright and in sRGB, and whether it has few colours, like a chart or a screenshot.

    A JPEG is decoded at a half, a quarter or an eighth of its size if the result is still at least as large as
    ``size``.
    """
    with Image.open(file) as image:
        is_countable = image.format not in _JPEG and image.mode in _COUNTABLE_MODES
        has_few_colors = is_countable and bool(image.getcolors(_FEW_COLORS))
        is_rotated = image.getexif().get(_ORIENTATION, 1) in _ROTATED
        image.draft(image.mode, size[::-1] if is_rotated else size)
        profile = image.info.get("icc_profile")
        upright = ImageOps.exif_transpose(image)
    return _to_srgb(upright, profile), has_few_colors


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert an image to sRGB, the colour space that browsers assume. Any transparency is kept."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode.startswith(("I", "F")):  # These modes have 16 bits per pixel, but screens show 8.
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        try:
            return _apply_profile(image, profile, mode)
        except ImageCms.PyCMSError:  # A profile that does not match the image is ignored.
            pass
    return image.convert(mode)


def _apply_profile(image: Image.Image, profile: bytes, mode: str) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    if "srgb" in (ImageCms.getProfileDescription(source) or "").lower():
        return image.convert(mode)
    target: Any = ImageCms.createProfile("sRGB")
    converted = ImageCms.profileToProfile(image, source, target, outputMode=mode)
    return image.convert(mode) if converted is None else converted
