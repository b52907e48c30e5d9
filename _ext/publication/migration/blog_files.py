"""What a checkout holds that belongs to the publication, and where each file goes.

A checkout is foreign: a link may lead out of it, a file may be a pipe, a folder unreadable. All that
is told, nothing is followed, and nothing here opens a file.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from publication.core.link_targets import DOCUMENTS

from .findings import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .generators import Format

_LIKE_DOCUMENTS = frozenset({*DOCUMENTS, ".mdx", ".mdown", ".mkd"})
_LARGEST_DOCUMENT = 20_000_000  # bytes; the longest novels have six million
# What systems and tools leave in every folder; no reader has asked for one.
_LITTER = frozenset({".DS_Store", ".git", ".gitattributes", ".gitignore", ".gitkeep", ".keep", ".nojekyll"})


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be taken over."""

    path: Path
    place: str
    """Where it is, relative to the checkout, with ``/``."""
    target: str
    """Where it goes, relative to the publication's root, with ``/``."""

    @property
    def is_document(self) -> bool:
        """Whether it is a post or a page: Markdown that is not served as a file."""
        return self.target.endswith(DOCUMENTS) and not self.target.startswith("_static/")


def scan(checkout: Path, row: Format) -> tuple[list[Source], list[Finding]]:
    """Every file of the checkout that the row names a place for, and what stays behind, both in order."""
    findings: list[Finding] = []
    sources: list[Source] = []
    for path in _files(checkout, [checkout / top for top in _tops(row)], findings):
        place = path.relative_to(checkout).as_posix()
        source = Source(path, place, target(place, row))
        fault = None if place in row.ignored else _fault(source)
        if fault:
            findings.append(fault)
        elif place not in row.ignored:
            sources.append(source)
    sources.sort(key=lambda source: source.target)
    findings.sort(key=lambda finding: finding.file)
    return sources, findings


def lacks(checkout: Path, row: Format) -> str:
    """Why a folder is no checkout of the row's generator; empty when it is one."""
    if not checkout.is_dir():
        return "must be the folder of the old blog, found none there"
    if not any((checkout / folder).is_dir() for folder in row.folders):
        tops = " or ".join(f"{folder}/" for folder in _tops(row))
        return f"must be a checkout of {row.title}, found no {tops} in it; name another folder, or another --format"
    return ""


def _tops(row: Format) -> list[str]:
    return [folder for folder in row.folders if not any(_is_below(folder, other) for other in row.folders)]


def target(place: str, row: Format) -> str:
    """Where a file of the checkout goes, by the longest folder of the row that it is in."""
    above = [folder for folder in row.folders if _is_below(place, folder)]
    folder = max(above, key=len)
    return row.folders[folder] + place.removeprefix(folder)


def _is_below(place: str, folder: str) -> bool:
    return place.startswith(folder + "/")


def _files(checkout: Path, tops: list[Path], findings: list[Finding]) -> Iterator[Path]:
    """All regular files below some folders. Iterative, so that no depth exhausts the stack."""
    folders = [top for top in tops if os.path.lexists(top)]
    while folders:
        folder = folders.pop()
        try:
            # Only a top can be a link: one below is no folder to `is_dir`.
            if folder in tops and not folder.resolve().is_relative_to(checkout.resolve()):
                findings.append(_leads_out(folder, checkout))
                continue
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except (OSError, RuntimeError) as error:  # a loop of links is a RuntimeError in Python 3.11
            findings.append(_unreadable(folder, checkout, error))
            continue
        for entry in found:
            path = Path(entry.path)
            if entry.name.startswith("."):
                if entry.name not in _LITTER:
                    findings.append(_hidden(path, checkout))
            elif entry.is_dir(follow_symlinks=False):
                folders.append(path)
            elif fault := _no_file(path, checkout):
                findings.append(fault)
            else:
                yield path


def _no_file(path: Path, checkout: Path) -> Finding | None:
    """Why something that is no folder is no file of the checkout either, or None when it is one."""
    place = path.relative_to(checkout).as_posix()
    try:
        mode = path.stat().st_mode
        if path.is_symlink() and not path.resolve().is_relative_to(checkout.resolve()):
            return _leads_out(path, checkout)
    except (OSError, RuntimeError) as error:
        return _unreadable(path, checkout, error)
    if stat.S_ISREG(mode):
        return None
    found = (
        "a link to a folder; copy the folder there" if stat.S_ISDIR(mode) else "a pipe, socket or device; delete it"
    )
    return Finding(Kind.NO_FILE, f"must be a file, found {found}", place)


def _fault(source: Source) -> Finding | None:
    """Why a file cannot be taken over, or None."""
    try:
        source.place.encode()
    except UnicodeEncodeError:
        return Finding(Kind.NAME, "a name must be UTF-8, found other bytes; rename the file", source.place)
    suffix = PurePosixPath(source.place).suffix
    if source.target.startswith("_static/"):
        return None
    if suffix not in DOCUMENTS and suffix.casefold() in _LIKE_DOCUMENTS:
        message = f"a document must end in .md or .markdown, found {suffix}; save it as Markdown, or rename it"
        return Finding(Kind.NOT_MARKDOWN, message, source.place)
    if source.is_document and (size := source.path.stat().st_size) > _LARGEST_DOCUMENT:
        message = f"a document must have at most {_LARGEST_DOCUMENT:,} bytes, found {size:,}; part it"
        return Finding(Kind.TOO_LARGE, message, source.place)
    return None


def _hidden(path: Path, checkout: Path) -> Finding:
    message = "a name must not begin with a dot to be served, found one; rename it, or let your host serve it"
    return Finding(Kind.HIDDEN, message, path.relative_to(checkout).as_posix())


def _leads_out(path: Path, checkout: Path) -> Finding:
    message = "a link must lead to a file of the checkout, found one that leads out of it; copy the file there"
    return Finding(Kind.LEADS_OUT, message, path.relative_to(checkout).as_posix())


def _unreadable(path: Path, checkout: Path, error: Exception) -> Finding:
    reason = (getattr(error, "strerror", None) or str(error)).lower()
    message = f"must be readable, found “{reason}”; check its permissions, or where it links to"
    return Finding(Kind.UNREADABLE, message, path.relative_to(checkout).as_posix())
