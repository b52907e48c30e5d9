"""Copies a file, byte for byte, to a path where no file exists yet."""

from __future__ import annotations

import os
import shutil
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_CHUNK_BYTES = 1 << 20


class CopyOutcome(Enum):
    """The result of copying one file."""

    COPIED = "copied"
    """The file was copied, or a dry run found that it would be."""
    SAME = "same"
    """An identical file was already there."""
    DIFFERENT = "different"
    """Something else exists at that path, so nothing was copied."""


def copy_new_file(source: Path, target: Path, *, dry_run: bool = False) -> CopyOutcome:
    """Copy a file, unless something already exists at the target path. Raises ``OSError``.

    The target is created in exclusive mode. This way, no file is overwritten, even if another program creates one at
    the same moment, and no symbolic link is followed. If copying fails, the incomplete copy is deleted.
    """
    if os.path.lexists(target):
        return CopyOutcome.SAME if _is_identical(source, target) else CopyOutcome.DIFFERENT
    if dry_run:
        return CopyOutcome.COPIED
    with source.open("rb") as original:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            copy = target.open("xb")
        except FileExistsError:
            return CopyOutcome.DIFFERENT
        with copy:
            try:
                shutil.copyfileobj(original, copy, _CHUNK_BYTES)
            except BaseException:
                target.unlink()
                raise
    return CopyOutcome.COPIED


def _is_identical(source: Path, target: Path) -> bool:
    if not target.is_file() or target.stat().st_size != source.stat().st_size:
        return False
    with source.open("rb") as source_stream, target.open("rb") as target_stream:
        while chunk := source_stream.read(_CHUNK_BYTES):
            if chunk != target_stream.read(_CHUNK_BYTES):
                return False
    return True
