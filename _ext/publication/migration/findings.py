"""What a migration could not do as it should, by kind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """The stable name of a kind, as the report heads it, and whether something stays behind that should not."""

    def __init__(self, label: str, fails: bool) -> None:  # noqa: FBT001 -- the second half of a member's value
        self.label = label
        self.fails = fails

    LEFT_ALONE = ("left-alone", True)
    """A file goes where no other file is."""
    UNREADABLE = ("unreadable", True)
    """A file or folder can be read."""
    LEADS_OUT = ("leads-out", True)
    """A link leads to a file of the checkout."""
    NO_FILE = ("no-file", True)
    """What is copied is a file: no pipe, no device, no link to a folder."""
    NAME = ("name", True)
    """A file's name is UTF-8, so that it has an address."""
    TOO_LARGE = ("too-large", True)
    """A document is of a size that a person wrote."""
    NOT_MARKDOWN = ("not-markdown", True)
    """A document ends in ``.md`` or ``.markdown``."""
    HIDDEN = ("hidden", False)
    """A file that is served has a name that no dot begins."""
    UNPUBLISHED = ("unpublished", False)
    """What the old blog held back by a field that means nothing here stays behind."""
    CONFIG = ("config", False)
    """A setting of the old blog is a plain value."""
    TWO_SLASHES = ("two-slashes", False)
    """A slug that begins with a slash stood where it says."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something told at a place: a file of the checkout, and a line of it."""

    kind: Kind
    message: str
    file: str
    line: int = 1
