"""Copying a file to where none is, byte for byte."""

from __future__ import annotations

import os
import shutil
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_CHUNK = 1 << 20


class Outcome(Enum):
    """What became of a file."""

    COPIED = "copied"
    """It is there now, or would be without ``--dry``."""
    SAME = "same"
    """It was there already."""
    DIFFERENT = "different"
    """Something else is there, and stays."""


def take_over(source: Path, target: Path, *, dry: bool = False) -> Outcome:
    """Copy a file, unless something is at its place already. Raises ``OSError``.

    The target is opened so that it must be new: no file is overwritten even when another program
    writes it at this moment, and no link is followed. A copy that fails leaves nothing.
    """
    if os.path.lexists(target):
        return Outcome.SAME if _same(source, target) else Outcome.DIFFERENT
    if dry:
        return Outcome.COPIED
    with source.open("rb") as original:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            copy = target.open("xb")
        except FileExistsError:
            return Outcome.DIFFERENT
        with copy:
            try:
                shutil.copyfileobj(original, copy, _CHUNK)
            except BaseException:
                target.unlink()
                raise
    return Outcome.COPIED


def _same(source: Path, target: Path) -> bool:
    if not target.is_file() or target.stat().st_size != source.stat().st_size:
        return False
    with source.open("rb") as one, target.open("rb") as two:
        while piece := one.read(_CHUNK):
            if piece != two.read(_CHUNK):
                return False
    return True
