"""Stores documents' rendered texts, for feed entries and the search index, from one build to the next.

A document's text is rendered while Sphinx writes its page. An incremental build writes few pages, but feeds and the
search index need the texts of all pages. The texts are stored in one file, because creating a separate file for each
text takes longer than rendering most of them.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_LINE_END = b" ."
"""The ending of a complete line."""


class RenderedTextStore:
    """Documents' texts, by permalink, as they were when this object was created.

    The file has one line for each text: a key, a digest, the text as JSON, and a full stop. If two lines have the
    same key, the later line is used. Each line is written with one system call, so that several processes can add
    lines at the same time. After an interrupted build, at most the last line is incomplete. An incomplete line lacks
    the full stop and is ignored.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            lines = file.read_bytes().split(b"\n")
        except OSError:
            lines = []
        complete = [line.split(b" ", 2) for line in lines if line.endswith(_LINE_END)]
        self._lines = {key: (digest, data) for key, digest, data in complete}
        self._superfluous = len(lines) - len(self._lines)

    @staticmethod
    def add(file: Path, path: str, text: str) -> None:
        """Add the text of the document at ``path`` to the file. Existing stores do not see the new text."""
        data = json.dumps(text, ensure_ascii=False).encode()
        digest = hashlib.sha256(data).hexdigest().encode()
        line = b"\n%b %b %b%b" % (RenderedTextStore._key(path), digest, data, _LINE_END)
        with file.open("ab", buffering=0) as stream:
            stream.write(line)

    def digest(self, path: str) -> str:
        """A digest of the stored text of the document at ``path``; empty if no text is stored."""
        return self._lines.get(self._key(path), (b"", b""))[0].decode()

    def text(self, path: str) -> str:
        """The stored text of the document at ``path``; empty if no text is stored."""
        _, data = self._lines.get(self._key(path), (b"", b'""' + _LINE_END))
        text: str = json.loads(data.removesuffix(_LINE_END))
        return text

    def keep_only(self, paths: Iterable[str]) -> None:
        """Keep only the texts of the documents at ``paths``, and remove all outdated lines from the file."""
        keys = {self._key(path) for path in paths} & self._lines.keys()
        # The first line is always empty, because a line break is written before each line.
        if self._superfluous > 1 or len(keys) < len(self._lines):
            kept = [b"\n%b %b %b" % (key, *self._lines[key]) for key in sorted(keys)]
            new = self._file.with_suffix(".new")
            new.write_bytes(b"".join(kept))
            new.replace(self._file)

    @staticmethod
    def _key(path: str) -> bytes:
        return hashlib.sha256(path.encode()).hexdigest()[:32].encode()
