"""Runs builds in a child process that is killed at a chosen file operation."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from .site_builds import run

if TYPE_CHECKING:
    from pathlib import Path

KILLED = 137
_OPERATIONS = {"os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.truncate", "ctypes.call_function"}


def count_file_operations(root: Path) -> int:
    """Build a publication, and return the number of operations that changed the file system."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        counter = _Counter(limit=None)
        sys.addaudithook(counter)
        run(root)
        os.write(write, str(counter.count).encode())
        os._exit(0)
    os.close(write)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    with os.fdopen(read) as pipe:
        return int(pipe.read())


def build_and_die(root: Path, after: int) -> None:
    """Build a publication in a process that is killed, without clean-up, at the given file operation."""
    child = os.fork()
    if child == 0:
        sys.addaudithook(_Counter(limit=after))
        run(root)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) in (0, KILLED)


class _Counter:
    """An audit hook that counts file operations. Source: https://docs.python.org/3/library/audit_events.html"""

    def __init__(self, limit: int | None) -> None:
        self.count, self._limit = 0, limit

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            flags = arguments[2]
            if not isinstance(flags, int) or not flags & (os.O_WRONLY | os.O_RDWR):
                return
        elif event not in _OPERATIONS:
            return
        self.count += 1
        if self._limit is not None and self.count > self._limit:
            os._exit(KILLED)
