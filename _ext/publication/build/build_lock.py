"""Locks a folder, so that a second build that uses the same folder waits until the first build has ended.

The operating system releases the lock when the process ends, even if the process is killed.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_HELD: dict[str, int] = {}
"""The locks held by this process: for each folder, the file descriptor of its lock file."""


def take(folder: Path) -> None:
    """Lock a folder. If another process has locked it, print a message once and wait."""
    key = str(folder)
    if key in _HELD:
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder.with_name(f".{folder.name}.lock"), os.O_CREAT | os.O_RDWR, 0o644)
    if not _try(descriptor):
        print(f"Another build uses {folder}. Waiting until it ends …", file=sys.stderr, flush=True)  # noqa: T201 -- as a warning, it would fail a build with STRICT=1
        _wait(descriptor)
    _HELD[key] = descriptor


def release(folder: Path) -> None:
    """Unlock a folder if this process has locked it."""
    descriptor = _HELD.pop(str(folder), None)
    if descriptor is not None:
        os.close(descriptor)


def _try(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _wait(descriptor: int) -> None:
    if sys.platform == "win32":
        while not _try(descriptor):
            msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
