"""Defines ``Post``, which contains the validated data from the front matter and corrections of a post or page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from .draft_signals import DraftSignal

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
"""The form of a language tag, such as ``ko`` or ``en-GB``. Source: RFC 5646, simplified."""


class Template(Enum):
    """The two kinds of document: a dated post and an undated page."""

    POST = "post"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction with a valid date: when it was made, and the line of the file on which it starts."""

    when: dt.datetime
    line: int


@dataclass(frozen=True, slots=True)
class Post:
    """A post or a page.

    ``path`` is the permalink without leading or trailing slashes; ``file`` is relative to the publication's root. All
    datetimes have the publication's time zone.
    """

    file: str
    path: str
    template: Template
    title: str
    legacy_guid: str = ""
    """The path on the old site, exactly as typed. It identifies the post in the RSS feed."""
    date: dt.datetime | None = None
    updated: dt.datetime | None = None
    expires: dt.datetime | None = None
    draft: bool = False
    start: tuple[dt.datetime, DraftSignal] | None = None
    """The date on which a field from another tool would publish the document, and what to report until that date."""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    """Keys of ``publication_authors``."""
    series: str = ""
    aliases: tuple[str, ...] = ()
    lang: str = ""
    description: str = ""
    cover: str = ""
    cover_alt: str = ""
    cover_credit: str = ""
    canonical: str = ""
    doi: str = ""
    license: str = ""
    pinned: bool = False
    corrections: tuple[Correction, ...] = ()
    end_line: int = 0
    """The number of the line that closes the front matter."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each field that is present, by role."""
    unknown_fields: Mapping[str, int] = field(default_factory=dict)
    """The line of each field without a known role, by field name."""

    @property
    def is_post(self) -> bool:
        """Whether this is a post, which has a date and therefore appears in listings and feeds."""
        return self.template is Template.POST

    @property
    def when(self) -> dt.datetime:
        """The post's date. Raises ``ValueError`` for a page, because pages have no date."""
        if self.date is None:
            raise ValueError(f"{self.file} is a page and has no date")
        return self.date

    @property
    def last_changed(self) -> dt.datetime:
        """The time of the last change: ``updated`` if it is set, otherwise ``date``."""
        return self.updated or self.when

    def line(self, role: str) -> int:
        """The line number of the front matter field that has the given role, or 1 if there is no such field."""
        return self.lines.get(role, 1)


def is_language_tag(text: str) -> bool:
    """Whether a string has the form of a language tag, such as ``ko`` or ``en-GB``."""
    return LANGUAGE_TAG.fullmatch(text) is not None
