"""Defines findings, which report whatever a migration could not do as expected."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class FindingKind(Enum):
    """A kind of finding.

    ``label`` is the kind's stable name, which is a heading in the report. ``fails`` is True if a file that should
    have been copied was omitted, so that the command exits with status 1. Each member's docstring states the rule
    that the file breaks.
    """

    def __init__(self, label: str, fails: bool) -> None:  # noqa: FBT001 -- the second half of a member's value
        self.label = label
        self.fails = fails

    LEFT_ALONE = ("left-alone", True)
    """A file is only copied to a path where no other file exists."""
    UNREADABLE = ("unreadable", True)
    """Every file and folder is readable."""
    LEADS_OUT = ("leads-out", True)
    """A symbolic link points to a file inside the checkout."""
    NO_FILE = ("no-file", True)
    """Only regular files are copied, not pipes, devices or symbolic links to folders."""
    NAME = ("name", True)
    """A file name is valid UTF-8, because it becomes part of a URL."""
    TOO_LARGE = ("too-large", True)
    """A document is no larger than a person could have written."""
    NOT_MARKDOWN = ("not-markdown", True)
    """The name of a document ends in ``.md`` or ``.markdown``."""
    HIDDEN = ("hidden", False)
    """The name of a served file does not begin with a dot."""
    UNPUBLISHED = ("unpublished", False)
    """A document is copied only if the old blog published it. Some fields that kept a document unpublished have no
    meaning here, so copying the document would publish it."""
    CONFIG = ("config", False)
    """A setting of the old blog is a plain value that can be read without running code."""
    TWO_SLASHES = ("two-slashes", False)
    """A document whose slug has a leading slash was served at exactly that path."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a migration could not do as expected, with the file and line in the checkout."""

    kind: FindingKind
    message: str
    file: str
    line: int = 1
