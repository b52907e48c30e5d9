"""Declares the front-matter fields that a document can have, and the settings for reading them.

A *role* is a field's purpose, such as ``cover``. The front-matter map (``publication_fields`` in ``conf.py``) assigns
each role the field name that posts use for it. ``_ext/REFERENCE.md`` is generated from these declarations.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class FieldDeclaration:
    """A field's default name (as in gatsby-starter-lumen), the values that the field accepts, and its meaning."""

    name: str
    values: str
    meaning: str


FIELDS: dict[str, FieldDeclaration] = {
    "title": FieldDeclaration("title", "text", "The heading of the page, as plain text. Required."),
    "date": FieldDeclaration(
        "date",
        "`2026-07-27`, `2026-07-27T09:30`, `2026-07-27T09:30Z` or `2026-07-27T09:30+09:00`",
        "The date of publication. Required for a post. A post with a future date is not published until then.",
    ),
    "updated": FieldDeclaration("updated", "a date as above", "The date of the last change."),
    "expires": FieldDeclaration("expires", "a date as above", "The date on which the document is taken down."),
    "template": FieldDeclaration(
        "template",
        "`post` or `page`",
        "A dated post, which appears in listings and feeds, or an undated page. Required.",
    ),
    "draft": FieldDeclaration(
        "draft", "`true` or `false`", "A draft appears only in the preview. The default is `false`."
    ),
    "slug": FieldDeclaration(
        "slug",
        "a path such as `/posts/x`",
        "The path in the document's URL. The default comes from the file name: `/posts/x/` for `posts/x.md`.",
    ),
    "aliases": FieldDeclaration("aliases", "a path or a list of paths", "Old paths that redirect to the document."),
    "category": FieldDeclaration("category", "a name or a list of names", "The section that the post belongs to."),
    "tags": FieldDeclaration("tags", "a name or a list of names", "The topics of the post."),
    "author": FieldDeclaration(
        "author", "a key or a list of keys", "The authors, as keys of `publication_authors` in `conf.py`."
    ),
    "series": FieldDeclaration("series", "a name", "The series that the post belongs to."),
    "lang": FieldDeclaration(
        "lang", "a language tag such as `ko`", "The document's language, if it differs from the site's."
    ),
    "description": FieldDeclaration(
        "description",
        "text",
        "One sentence for listings, feeds and search engines. By default, they show the first paragraph.",
    ),
    "cover": FieldDeclaration(
        "socialImage",
        "`./x.jpg`, `/media/x.jpg` or a URL",
        "The cover image: a file beside the post, a file in `_static/media`, or an image on the web.",
    ),
    "cover_alt": FieldDeclaration("socialImageAlt", "text", "The alt text of the cover."),
    "cover_credit": FieldDeclaration("socialImageCredit", "text", "Who created the cover image."),
    "canonical": FieldDeclaration(
        "canonical", "a URL", "The URL of the original, if the text first appeared elsewhere."
    ),
    "doi": FieldDeclaration("doi", "a DOI such as `10.1000/xyz`", "The DOI of the post."),
    "license": FieldDeclaration("license", "text", "The post's licence, if it differs from the site's."),
    "pinned": FieldDeclaration("pinned", "`true` or `false`", "A pinned post comes first on the front page."),
}
"""The declaration of each field, by role."""

ROLES: dict[str, str] = {role: declaration.name for role, declaration in FIELDS.items()}
"""The default name of the field for each role."""


@dataclass(frozen=True, slots=True)
class FrontMatterOptions:
    """The settings that are needed to read front matter."""

    fields: Mapping[str, str] = field(default_factory=lambda: dict(ROLES))
    """The field name for each role."""
    zone: dt.tzinfo = field(default_factory=lambda: ZoneInfo("Asia/Seoul"))
    """The time zone of dates that do not specify one."""
    slug_rule: str = "verbatim"
    """Where a slug without a leading slash belongs: ``verbatim`` at the root, ``folder`` below the file's folder."""
    authors: Mapping[str, str] = field(default_factory=dict)
    """The name of each author that a post may list, by key."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """The default values by role, for documents without that field; see ``path_defaults.default_fields``."""
    file_pattern: str = ""
    """A regular expression for file paths. ``defaults`` can use its named groups."""
    path_map: Mapping[str, str] = field(default_factory=dict)
    """The site paths of folders whose documents are published elsewhere; see ``path_defaults.mapped_path``."""
