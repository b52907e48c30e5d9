"""The blogs that can be taken over: one table, a row for each generator, no code of their own.

A row says where its files are and go to, and which field means what. Posts of every generator are
copied as they are; what they do not say themselves, the lines that a row adds to ``conf.py`` say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from publication.core.checks import MEDIA, ROOT_FILES

if TYPE_CHECKING:
    from collections.abc import Mapping

REST = "posts/content"
"""The folder for documents that stood beside the folders of posts and pages."""


@dataclass(frozen=True, slots=True)
class Format:
    """A generator's row."""

    name: str
    title: str
    folders: Mapping[str, str]
    """A folder of the checkout to a folder of the publication; the longest that fits counts."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """``publication_fields``: role to the field's name, where it is not the starter's."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """``publication_defaults``: role to its value where a document lacks the field."""
    file_pattern: str = ""
    """``publication_file_pattern``: what a file's name says, for the defaults to use."""
    slug_rule: str = ""
    """``publication_slug_rule``; empty where it must be found out."""
    held_back: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """A field, and the values by which the old blog held a document back, in lower case: no role here says it."""
    ignored: frozenset[str] = frozenset()
    """Files of the generator itself in these folders."""
    old_addresses: bool = False
    """Whether every address of the old blog follows from its files."""
    remark: str = ""
    """What the author must know."""


_BELOW_CONTENT = {
    "content": REST,
    "content/posts": "posts",
    "content/pages": "pages",
    "static": ROOT_FILES,
    "static/media": MEDIA,
}
_KIND = r"(?P<kind>post|page)s/"
_SERVED_BY_JEKYLL = ("assets", "images", "img", "downloads", "uploads", "files")

FORMATS = {
    row.name: row
    for row in (
        Format(
            name="lumen",
            title="gatsby-starter-lumen",
            folders=_BELOW_CONTENT,
            ignored=frozenset({"content/config.json"}),
            old_addresses=True,
        ),
        Format(
            name="jekyll",
            title="Jekyll",
            folders={"_posts": "posts"} | {name: f"{ROOT_FILES}/{name}" for name in _SERVED_BY_JEKYLL},
            fields={"slug": "permalink", "category": "categories", "updated": "last_modified_at", "cover": "image"},
            defaults={
                "template": "post",
                "date": "{year}-{month}-{day}",
                "slug": "/{year}/{month}/{day}/{name}.html",
            },
            file_pattern=r"(?:.*/)?(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)-(?P<name>[^/]+)",
            slug_rule="verbatim",
            held_back={"published": frozenset({"false"})},
            remark="Jekyll's addresses follow `permalink` in _config.yml and the categories; "
            "the default of the slug below is its `date` style without categories, so change it to yours.",
        ),
        Format(
            name="hugo",
            title="Hugo",
            folders=_BELOW_CONTENT,
            fields={"category": "categories", "updated": "lastmod", "expires": "expiryDate"},
            defaults={"template": "{kind}"},
            file_pattern=_KIND + ".*",
            slug_rule="folder",
            remark="Hugo's addresses follow `permalinks` in its configuration; without any, a post stands below "
            "its folder, as it will here. Only front matter between lines `---` is read, not TOML or JSON.",
        ),
        Format(
            name="pelican",
            title="Pelican",
            folders={
                "content": "posts",
                "content/pages": "pages",
                "content/images": f"{ROOT_FILES}/images",
                "content/extra": ROOT_FILES,
            },
            fields={
                "title": "Title",
                "date": "Date",
                "updated": "Modified",
                "slug": "Slug",
                "category": "Category",
                "tags": "Tags",
                "author": "Author",
                "description": "Summary",
                "lang": "Lang",
            },
            defaults={"template": "{kind}"},
            file_pattern=_KIND + ".*",
            slug_rule="verbatim",
            held_back={"status": frozenset({"draft", "hidden"})},
            remark="Pelican's addresses follow ARTICLE_URL, by default the slug and `.html`. Only front matter "
            "between lines `---` is read, and tags must be a list: with commas they are one tag.",
        ),
    )
}
"""Every generator by its name on the command line."""
