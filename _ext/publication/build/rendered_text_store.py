"""Texts that are kept from one build to the next: those of feeds and of the search, made when a page is written.

So a build that writes one page has the texts of all. They stand in one file, since making a file takes longer than
most texts do.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class RenderedTextStore:
    """The texts of documents in one file, a line for each; of two lines for one the later one holds.

    Adding a line is one call of the system, so that several processes may write pages at once, and a
    build that was broken off spoils no line but its last.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            lines = file.read_bytes().split(b"\n")
        except OSError:
            lines = []
        whole = [line.split(b" ", 2) for line in lines if line.endswith(b" .")]
        self._lines = {key: (digest, text) for key, digest, text in whole}
        self._spare = len(lines) - len(self._lines)

    @staticmethod
    def add(file: Path, path: str, text: str) -> None:
        """Keep the text of the document at a path."""
        data = json.dumps(text, ensure_ascii=False).encode()
        line = b"\n%b %b %b ." % (RenderedTextStore._key(path), hashlib.sha256(data).hexdigest().encode(), data)
        with file.open("ab", buffering=0) as stream:
            stream.write(line)

    def digest(self, path: str) -> str:
        """A digest of a document's text, empty when there is none."""
        return self._lines.get(self._key(path), (b"", b""))[0].decode()

    def text(self, path: str) -> str:
        """A document's text."""
        _, data = self._lines.get(self._key(path), (b"", b'"" .'))
        found: str = json.loads(data[:-2])
        return found

    def keep_only(self, paths: Iterable[str]) -> None:
        """Drop the texts of other documents, and those that were replaced."""
        keys = {self._key(path) for path in paths} & self._lines.keys()
        if self._spare > 1 or len(keys) < len(self._lines):
            kept = [b"\n%b %b %b" % (key, *self._lines[key]) for key in sorted(keys)]
            new = self._file.with_suffix(".new")
            new.write_bytes(b"".join(kept))
            new.replace(self._file)

    @staticmethod
    def _key(path: str) -> bytes:
        return hashlib.sha256(path.encode()).hexdigest()[:32].encode()
