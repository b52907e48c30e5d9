"""The permalink ledger, which records every permalink ever published so that none stops working unnoticed.

The ledger is the file ``posts/permalinks.txt``, with one line for each path. Paths are percent-encoded, so they
contain no spaces:

    /posts/x/ posts/2019-09-06---x.md     a post or page, and its file
    /old/x/ -> /posts/x/                  an alias, and the path that it redirects to
    gone /posts/y/                        deleted on purpose; a page at this path says so

``make fix`` adds lines to the ledger. A build only reads it. A recorded path that no longer works is reported as a
problem.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publication.core.problems import Problem, ProblemKind, quoted

from . import permalinks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


LEDGER_FILE = "posts/permalinks.txt"
_HEADER = """\
# The path of every post and page that was ever published. `make fix` adds new ones.
# Do not delete a line. To give up a path for good, replace its line with:  gone /its/path/
"""
_LINE = re.compile(r"(?P<gone>gone\s+)?(?P<url>/\S*)(?:\s+->\s+(?P<target>/\S*)|\s+(?P<file>[^\s>-].*))?")


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """An entry for a document and its file, for an alias and the path it redirects to, or for a removed path.

    ``path`` and ``target`` are paths as in ``permalinks``. ``line`` is the number of the line in the ledger.
    """

    path: str
    line: int
    file: str = ""
    target: str | None = None
    gone: bool = False

    def __str__(self) -> str:
        url = "/" + permalinks.url_of_page(self.path)
        if self.gone:
            return f"gone {url}"
        return f"{url} {self.file}" if self.target is None else f"{url} -> /{permalinks.url_of_page(self.target)}"


def parse_ledger(text: str) -> tuple[dict[str, LedgerEntry], list[Problem]]:
    """Parse a ledger. Returns its entries by path and its problems. The last line with a given path is used."""
    entries: dict[str, LedgerEntry] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.strip()
        if not content or content.startswith("#"):
            continue
        try:
            entry = _parse_entry(content, number)
        except permalinks.UnusableSlugError:
            entry = None
        if entry is None:
            repair = "write `/path/ file`, `/old/ -> /new/` or `gone /path/`"
            message = f"{quoted(content)} is not an entry of the permalink ledger: {repair}"
            problems.append(Problem(ProblemKind.LEDGER_LINE, message, LEDGER_FILE, number))
        else:
            entries[entry.path] = entry
    return entries, problems


def _parse_entry(content: str, number: int) -> LedgerEntry | None:
    """Parse one line. Returns None if the line does not have a valid form. Raises ``UnusableSlugError``."""
    match = _LINE.fullmatch(content)
    if match is None:
        return None
    target = match["target"]
    return LedgerEntry(
        path=permalinks.parse_path(match["url"]),
        line=number,
        file=(match["file"] or "").strip(),
        target=None if target is None else permalinks.parse_path(target),
        gone=bool(match["gone"]),
    )


def updated_ledger(text: str, documents: Mapping[str, str], aliases: Mapping[str, str]) -> str:
    """Add an entry to the ledger's text for everything that is now published, and keep all older entries.

    ``documents`` maps the path of each document to its file. ``aliases`` maps each alias to the path that it
    redirects to. If a line cannot be read, the text is returned unchanged, so that the line is not lost.
    """
    entries, problems = parse_ledger(text)
    if problems:
        return text
    now = {path: LedgerEntry(path, 0, file=file) for path, file in documents.items()}
    now |= {alias: LedgerEntry(alias, 0, target=path) for alias, path in aliases.items()}
    kept = {path: entry for path, entry in entries.items() if path not in now or entry.gone}
    return _HEADER + "".join(f"{line}\n" for line in _sorted_lines((kept | now).values()))


def gone_paths(entries: Mapping[str, LedgerEntry]) -> list[str]:
    """The paths that the ledger marks as permanently removed, in alphabetical order."""
    return sorted(path for path, entry in entries.items() if entry.gone)


def _sorted_lines(entries: Iterable[LedgerEntry]) -> list[str]:
    """The ledger's lines, sorted by path, with permanently removed paths at the end."""
    return [str(entry) for entry in sorted(entries, key=lambda entry: (entry.gone, entry.path))]
