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

from publication.core.problems import ProblemKind, Problem, quoted

from . import permalinks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from publication.core.library import Library

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
        except permalinks.Unusable:
            entry = None
        if entry is None:
            repair = "write `/address/ file`, `/old/ -> /new/` or `gone /address/`"
            message = f"a line of the ledger must be an address, found {quoted(content)}; {repair}"
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
        path=permalinks.clean(found["url"]),
        line=number,
        file=(found["file"] or "").strip(),
        target=None if target is None else permalinks.clean(target),
        gone=bool(found["gone"]),
    )


def check(entries: Mapping[str, Entry], library: Library, redirects: Mapping[str, str]) -> Iterator[Problem]:
    """Every recorded address must answer, unless it was given up; one given up must not be in use."""
    for entry in entries.values():
        answered = entry.path in library.documents or entry.path in redirects or entry.path in library.generated
        if entry.gone and answered:
            message = f"an address that is gone must not be in use, found /{entry.path}; delete `gone` from this line"
            yield Problem(ProblemKind.LEDGER_LINE, message, FILE, entry.line)
        elif not entry.gone and not answered and not _expired(library, entry):
            yield _lost(library, entry)


def _expired(library: Library, entry: Entry) -> bool:
    reason = library.hidden.get(entry.file)
    return reason is not None and reason.value == "expired"


def _lost(library: Library, entry: Entry) -> Problem:
    address = "/" + permalinks.url(entry.path)
    line = f'aliases: ["/{entry.path}"]'
    path = library.files.get(entry.file)
    if path is not None:
        post = library.documents[path]
        message = (
            f"must keep its published address {address}, found it only at /{permalinks.url(path)}; "
            f"add to its front matter: {line}"
        )
        return Problem(ProblemKind.PERMALINK_LOST, message, post.file, post.line("slug"))
    reason = library.hidden.get(entry.file)
    found = f"its file {entry.file} is now {_article(reason.value)}" if reason else "no page there"
    message = (
        f"a published address must answer, found {found}: {address}; add to the front matter of the post that "
        f"replaces it: {line}, or write here: gone {address}"
    )
    return Problem(ProblemKind.PERMALINK_LOST, message, FILE, entry.line)


def _article(word: str) -> str:
    return "a draft" if word == "draft" else word


def updated(text: str, library: Library, aliases: Mapping[str, str]) -> str:
    """The ledger with everything recorded that is published now; what it holds already stays."""
    entries, problems = parse(text)
    if problems:
        return text  # a line that cannot be read must not be lost
    now = {path: Entry(path, 0, file=post.file) for path, post in library.documents.items()}
    now |= {alias: Entry(alias, 0, target=path) for alias, path in aliases.items()}
    kept = {path: entry for path, entry in entries.items() if path not in now or entry.gone}
    return HEADER + "".join(f"{line}\n" for line in _sorted((kept | now).values()))


def gone(entries: Mapping[str, Entry]) -> list[str]:
    """The paths that were given up on purpose."""
    return sorted(path for path, entry in entries.items() if entry.gone)


def _sorted(entries: Iterable[Entry]) -> list[str]:
    return [str(entry) for entry in sorted(entries, key=lambda entry: (entry.gone, entry.path))]
