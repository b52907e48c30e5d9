"""The permalink ledger: every address that was ever published still answers.

``posts/permalinks.txt`` has a line for each, percent-encoded, so that no space is in it:

    /posts/x/ posts/2019-09-06---x.md     a post or page, and its file
    /old/x/ -> /posts/x/                  an alias, and where it leads
    gone /posts/y/                        deleted on purpose: a page says so

``make fix`` writes it; a build only reads it. A recorded address that nothing answers is a problem.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publication.core.problems import Problem, ProblemKind, quoted

from . import permalinks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


FILE = "posts/permalinks.txt"
HEADER = """\
# Every address that was published, so that none is lost. `make fix` adds what is new.
# Do not delete a line. To give an address up for good, write:  gone /its/address/
"""
_LINE = re.compile(r"(?P<gone>gone\s+)?(?P<url>/\S*)(?:\s+->\s+(?P<target>/\S*)|\s+(?P<file>[^\s>-].*))?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One recorded address: a document's, with its file; an alias, with its target; or one given up."""

    path: str
    line: int
    file: str = ""
    target: str | None = None
    gone: bool = False

    def __str__(self) -> str:
        address = "/" + permalinks.url(self.path)
        if self.gone:
            return f"gone {address}"
        return f"{address} -> /{permalinks.url(self.target)}" if self.target is not None else f"{address} {self.file}"


def parse(text: str) -> tuple[dict[str, Entry], list[Problem]]:
    """The entries of a ledger by path, and the problems of its lines. The last line of a path counts."""
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.strip()
        if not content or content.startswith("#"):
            continue
        try:
            entry = _entry(content, number)
        except permalinks.UnusableSlugError:
            entry = None
        if entry is None:
            repair = "write `/path/ file`, `/old/ -> /new/` or `gone /path/`"
            message = f"{quoted(content)} is not an entry of the permalink ledger: {repair}"
            problems.append(Problem(ProblemKind.LEDGER_LINE, message, FILE, number))
        else:
            entries[entry.path] = entry
    return entries, problems


def _entry(content: str, number: int) -> Entry | None:
    found = _LINE.fullmatch(content)
    if found is None:
        return None
    target = found["target"]
    return Entry(
        path=permalinks.parse_path(found["url"]),
        line=number,
        file=(found["file"] or "").strip(),
        target=None if target is None else permalinks.parse_path(target),
        gone=bool(found["gone"]),
    )


def updated_ledger(text: str, documents: Mapping[str, str], aliases: Mapping[str, str]) -> str:
    """The ledger's text with everything recorded that is published now. Entries that it has already stay.

    ``documents`` maps the path of each document to its file, ``aliases`` each alias to the path it leads to. A ledger
    with a line that cannot be read is returned unchanged, so that the line is not lost.
    """
    entries, problems = parse(text)
    if problems:
        return text
    now = {path: Entry(path, 0, file=file) for path, file in documents.items()}
    now |= {alias: Entry(alias, 0, target=path) for alias, path in aliases.items()}
    kept = {path: entry for path, entry in entries.items() if path not in now or entry.gone}
    return HEADER + "".join(f"{line}\n" for line in _sorted((kept | now).values()))


def gone_paths(entries: Mapping[str, Entry]) -> list[str]:
    """The paths that were given up on purpose, in alphabetical order."""
    return sorted(path for path, entry in entries.items() if entry.gone)


def _sorted(entries: Iterable[Entry]) -> list[str]:
    return [str(entry) for entry in sorted(entries, key=lambda entry: (entry.gone, entry.path))]
