"""Describes, in one table, the generators whose blogs can be migrated.

Each entry lists the generator's folders, the folders that their files are copied to, and the names of the generator's
front-matter fields. Posts are copied unchanged. The settings that the migration proposes for ``conf.py`` make up for
differences between generators.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from publication.core.addresses.media_files import MEDIA_FOLDER, ROOT_FILES_FOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping

OTHER_DOCUMENTS_FOLDER = "posts/content"
"""The folder for documents from ``content`` that were in neither ``posts`` nor ``pages``."""


@dataclass(frozen=True, slots=True)
class BlogGenerator:
    """A blog generator, called ``name`` on the command line and ``title`` in the report."""

    name: str
    title: str
    folders: Mapping[str, str]
    """The folders in the checkout, mapped to the publication's folders that their files are copied to. If several
    folders contain a file, the longest one is used."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """``publication_fields``: the field name for each role, where it differs from this publication's default."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """``publication_defaults``: the value for each role, for documents without that field."""
    file_pattern: str = ""
    """``publication_file_pattern``: a regular expression for file names. ``defaults`` can use its groups."""
    slug_rule: str = ""
    """``publication_slug_rule``; empty if it has to be detected."""
    held_back: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Fields without a role here, and the values that kept a document unpublished on the old blog, all in lower
    case."""
    ignored_files: frozenset[str] = frozenset()
    """Files in these folders that belong to the generator, not to the blog."""
    has_lumen_urls: bool = False
    """Whether every URL of the old blog can be derived from its files."""
    advice: str = ""
    """Advice for the author, which is part of the report."""


_CONTENT_FOLDERS = {
    "content": OTHER_DOCUMENTS_FOLDER,
    "content/posts": "posts",
    "content/pages": "pages",
    "static": ROOT_FILES_FOLDER,
    "static/media": MEDIA_FOLDER,
}
_FOLDER_KIND = r"(?P<kind>post|page)s/"
_JEKYLL_STATIC_FOLDERS = ("assets", "images", "img", "downloads", "uploads", "files")

GENERATORS = {
    generator.name: generator
    for generator in (
        BlogGenerator(
            name="lumen",
            title="gatsby-starter-lumen",
            folders=_CONTENT_FOLDERS,
            ignored_files=frozenset({"content/config.json"}),
            has_lumen_urls=True,
        ),
        BlogGenerator(
            name="jekyll",
            title="Jekyll",
            folders={"_posts": "posts"} | {name: f"{ROOT_FILES_FOLDER}/{name}" for name in _JEKYLL_STATIC_FOLDERS},
            fields={"slug": "permalink", "category": "categories", "updated": "last_modified_at", "cover": "image"},
            defaults={
                "template": "post",
                "date": "{year}-{month}-{day}",
                "slug": "/{year}/{month}/{day}/{name}.html",
            },
            file_pattern=r"(?:.*/)?(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)-(?P<name>[^/]+)",
            slug_rule="verbatim",
            held_back={"published": frozenset({"false"})},
            advice="Jekyll makes URLs from `permalink` in _config.yml and from the categories. "
            "The default slug below is its `date` style without categories: change it to your style.",
        ),
        BlogGenerator(
            name="hugo",
            title="Hugo",
            folders=_CONTENT_FOLDERS,
            fields={"category": "categories", "updated": "lastmod", "expires": "expiryDate"},
            defaults={"template": "{kind}"},
            file_pattern=_FOLDER_KIND + ".*",
            slug_rule="folder",
            advice="Hugo makes URLs from `permalinks` in its configuration. Without it, a post is below its folder, "
            "as it is here. Only front matter between `---` lines is read, not TOML or JSON.",
        ),
        BlogGenerator(
            name="pelican",
            title="Pelican",
            folders={
                "content": "posts",
                "content/pages": "pages",
                "content/images": f"{ROOT_FILES_FOLDER}/images",
                "content/extra": ROOT_FILES_FOLDER,
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
            file_pattern=_FOLDER_KIND + ".*",
            slug_rule="verbatim",
            held_back={"status": frozenset({"draft", "hidden"})},
            advice="Pelican makes URLs from ARTICLE_URL, by default the slug and `.html`. Only front matter "
            "between `---` lines is read. Write tags as a list: `a, b` is a single tag here.",
        ),
    )
}
"""Every generator by its name on the command line."""
