"""Finds the files to copy from a checkout (the old blog's folder), and the path that each file is copied to.

A checkout comes from someone else, so it can contain anything: a symbolic link may point outside, a file may be a
pipe, or a folder may be unreadable. This module reports such entries, never follows a link out of the checkout, and
opens no file.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from publication.core.link_targets import DOCUMENT_SUFFIXES

from .findings import Finding, FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .generators import BlogGenerator

_MARKDOWN_SUFFIXES = frozenset({*DOCUMENT_SUFFIXES, ".mdx", ".mdown", ".mkd"})
_MAX_DOCUMENT_BYTES = 20_000_000
"""The maximum size of a document. The longest novels have six million bytes."""
_TOOL_FILES = frozenset({".DS_Store", ".git", ".gitattributes", ".gitignore", ".gitkeep", ".keep", ".nojekyll"})
"""Files that operating systems and tools create in any folder. No reader requests them, so they are not reported."""


@dataclass(frozen=True, slots=True)
class BlogFile:
    """A file in the checkout that is to be copied."""

    path: Path
    source_path: str
    """The file's path relative to the checkout, with ``/``."""
    target_path: str
    """The path that the file is copied to, relative to the publication's root, with ``/``."""

    @property
    def is_document(self) -> bool:
        """Whether the file is a post or a page: any Markdown file that is not among the static files."""
        return self.target_path.endswith(DOCUMENT_SUFFIXES) and not self.target_path.startswith("_static/")


def scan(checkout: Path, generator: BlogGenerator) -> tuple[list[BlogFile], list[Finding]]:
    """Find every file to copy from the generator's folders.

    Also returns findings about omitted files. Both are sorted.
    """
    findings: list[Finding] = []
    blog_files: list[BlogFile] = []
    for path in _regular_files(checkout, [checkout / top for top in _top_folders(generator)], findings):
        source_path = path.relative_to(checkout).as_posix()
        blog_file = BlogFile(path, source_path, target_path(source_path, generator))
        finding = None if source_path in generator.ignored_files else _file_finding(blog_file)
        if finding:
            findings.append(finding)
        elif source_path not in generator.ignored_files:
            blog_files.append(blog_file)
    blog_files.sort(key=lambda blog_file: blog_file.target_path)
    findings.sort(key=lambda finding: finding.file)
    return blog_files, findings


def checkout_error(checkout: Path, generator: BlogGenerator) -> str:
    """The reason why a folder does not contain a blog made with the generator; empty if it does."""
    if not checkout.is_dir():
        return "is not a folder: write the path of the old blog's folder"
    if not any((checkout / folder).is_dir() for folder in generator.folders):
        top_folders = " or ".join(f"{folder}/" for folder in _top_folders(generator))
        return f"has no {top_folders}, so it is not a {generator.title} blog: choose another folder or format"
    return ""


def _top_folders(generator: BlogGenerator) -> list[str]:
    return [
        folder for folder in generator.folders if not any(_is_below(folder, other) for other in generator.folders)
    ]


def target_path(source_path: str, generator: BlogGenerator) -> str:
    """The path that a file is copied to, based on the longest of the generator's folders that contains the file."""
    parents = [folder for folder in generator.folders if _is_below(source_path, folder)]
    folder = max(parents, key=len)
    return generator.folders[folder] + source_path.removeprefix(folder)


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder + "/")


def _regular_files(checkout: Path, top_folders: list[Path], findings: list[Finding]) -> Iterator[Path]:
    """Yield all regular files below ``top_folders``.

    The walk is iterative, not recursive, so that deeply nested folders cannot exhaust the stack.
    """
    folders = [top for top in top_folders if os.path.lexists(top)]
    while folders:
        folder = folders.pop()
        try:
            # Only a top folder can be a symbolic link here: the walk below never adds a linked folder.
            if folder in top_folders and not folder.resolve().is_relative_to(checkout.resolve()):
                findings.append(_outside_link_finding(folder, checkout))
                continue
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except (OSError, RuntimeError) as error:  # Python 3.11 raises RuntimeError for a loop of links
            findings.append(_unreadable_finding(folder, checkout, error))
            continue
        for entry in found:
            path = Path(entry.path)
            if entry.name.startswith("."):
                if entry.name not in _TOOL_FILES:
                    findings.append(_hidden_finding(path, checkout))
            elif entry.is_dir(follow_symlinks=False):
                folders.append(path)
            elif finding := _entry_finding(path, checkout):
                findings.append(finding)
            else:
                yield path


def _entry_finding(path: Path, checkout: Path) -> Finding | None:
    """Return a finding if an entry (other than a folder) is not a regular file within the checkout, else None."""
    source_path = path.relative_to(checkout).as_posix()
    try:
        mode = path.stat().st_mode
        if path.is_symlink() and not path.resolve().is_relative_to(checkout.resolve()):
            return _outside_link_finding(path, checkout)
    except (OSError, RuntimeError) as error:
        return _unreadable_finding(path, checkout, error)
    if stat.S_ISREG(mode):
        return None
    found = (
        "a link to a folder: copy the folder itself there"
        if stat.S_ISDIR(mode)
        else "a pipe, socket or device: delete it"
    )
    return Finding(FindingKind.NO_FILE, f"this is not a file but {found}", source_path)


def _file_finding(blog_file: BlogFile) -> Finding | None:
    """Return a finding if a file cannot be copied because of its name or size, else None."""
    try:
        blog_file.source_path.encode()
    except UnicodeEncodeError:
        return Finding(FindingKind.NAME, "this file name is not UTF-8: rename the file", blog_file.source_path)
    suffix = PurePosixPath(blog_file.source_path).suffix
    if blog_file.target_path.startswith("_static/"):
        return None
    if suffix not in DOCUMENT_SUFFIXES and suffix.casefold() in _MARKDOWN_SUFFIXES:
        message = f"this document ends in {suffix}, not in .md or .markdown: save it as Markdown and rename it"
        return Finding(FindingKind.NOT_MARKDOWN, message, blog_file.source_path)
    if blog_file.is_document and (size := blog_file.path.stat().st_size) > _MAX_DOCUMENT_BYTES:
        message = f"this document is too large ({size:,} bytes; the limit is {_MAX_DOCUMENT_BYTES:,}): split it"
        return Finding(FindingKind.TOO_LARGE, message, blog_file.source_path)
    return None


def _hidden_finding(path: Path, checkout: Path) -> Finding:
    message = "this name begins with a dot, so it is not copied: rename it, or let your web host serve it"
    return Finding(FindingKind.HIDDEN, message, path.relative_to(checkout).as_posix())


def _outside_link_finding(path: Path, checkout: Path) -> Finding:
    message = "this link leads out of the blog's folder, so it is not followed: copy the file itself there"
    return Finding(FindingKind.LEADS_OUT, message, path.relative_to(checkout).as_posix())


def _unreadable_finding(path: Path, checkout: Path, error: Exception) -> Finding:
    reason = (getattr(error, "strerror", None) or str(error)).lower()
    message = f"this cannot be read ({reason}): check its permissions, or where it links to"
    return Finding(FindingKind.UNREADABLE, message, path.relative_to(checkout).as_posix())
