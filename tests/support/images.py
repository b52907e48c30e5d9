"""Generates small images for tests."""

from __future__ import annotations

import io
from random import Random
from typing import Any

from PIL import Image


def picture(
    width: int = 4, height: int = 3, kind: str = "PNG", colour: Any = 0, mode: str = "RGB", **options: Any
) -> bytes:
    """Return an image file in a single colour."""
    target = io.BytesIO()
    Image.new(mode, (width, height), colour).save(target, kind, **options)
    return target.getvalue()


def photograph(width: int, height: int, kind: str = "JPEG", seed: int = 0, **options: Any) -> bytes:
    """Return an image file with smooth colour gradients, like a photograph."""
    across, down = Image.linear_gradient("L").rotate(90), Image.linear_gradient("L")
    image = Image.merge("RGB", (across, down, across.point(lambda value: (value * 3 + seed) % 256))).resize(
        (width, height)
    )
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def noise(width: int, height: int, **options: Any) -> bytes:
    """Return a JPEG file of random pixels, which hardly compresses."""
    target = io.BytesIO()
    Image.frombytes("L", (width, height), Random(1).randbytes(width * height)).save(target, "JPEG", **options)
    return target.getvalue()


def moving(width: int = 4, height: int = 3) -> bytes:
    """Return an animated GIF file."""
    target = io.BytesIO()
    frames = [Image.new("P", (width, height), number) for number in (0, 1)]
    frames[0].putpalette([0, 0, 0, 255, 255, 255])
    frames[1].putpalette([0, 0, 0, 255, 255, 255])
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:], duration=100, loop=0)
    return target.getvalue()
