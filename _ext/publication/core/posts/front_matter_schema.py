"""What the publication's settings say about reading front matter."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

ROLES: dict[str, str] = {
    "title": "title",
    "date": "date",
    "updated": "updated",
    "expires": "expires",
    "template": "template",
    "draft": "draft",
    "slug": "slug",
    "aliases": "aliases",
    "category": "category",
    "tags": "tags",
    "author": "author",
    "series": "series",
    "lang": "lang",
    "description": "description",
    "cover": "socialImage",
    "cover_alt": "socialImageAlt",
    "cover_credit": "socialImageCredit",
    "canonical": "canonical",
    "doi": "doi",
    "license": "license",
    "pinned": "pinned",
}
"""Every role of a field, and the name that it has in gatsby-starter-lumen and here by default."""


@dataclass(frozen=True, slots=True)
class FrontMatterOptions:
    """What the publication's settings say about reading front matter."""

    fields: Mapping[str, str] = field(default_factory=lambda: dict(ROLES))
    """Role to the name of the field that fills it."""
    zone: dt.tzinfo = field(default_factory=lambda: ZoneInfo("Asia/Seoul"))
    slug_rule: str = "verbatim"
    authors: Mapping[str, str] = field(default_factory=dict)
    """The authors who may be named: key to name."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """Role to its value where a document lacks the field; ``given.values`` reads it."""
    file_pattern: str = ""
    folders: Mapping[str, str] = field(default_factory=dict)
    """Folders whose documents stand elsewhere than their files."""
