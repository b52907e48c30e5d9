"""Determines the settings that this publication needs to publish another blog's posts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from publication.core.posts.front_matter_schema import ROLES

from . import blog_settings
from .generators import OTHER_DOCUMENTS_FOLDER
from .old_urls import DEFAULT_PAGE_SIZE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from publication.core.posts.front_matter_schema import FrontMatterOptions

    from .blog_documents import BlogDocument
    from .blog_settings import BlogSettings
    from .generators import BlogGenerator


@dataclass(frozen=True)
class TargetPublication:
    """The publication that receives the files: its root, its current documents and its settings.

    ``files`` are the paths of the documents, relative to the root. ``clock`` is the build time, with a time zone.
    """

    root: Path
    files: tuple[str, ...]
    front_matter_options: FrontMatterOptions
    clock: dt.datetime
    page_size: int = 10
    legacy_page_size: int = DEFAULT_PAGE_SIZE


def propose_settings(
    publication: TargetPublication,
    generator: BlogGenerator,
    slug_rule: str,
    settings: BlogSettings,
    documents: Mapping[str, BlogDocument],
) -> tuple[TargetPublication, dict[str, object]]:
    """Return the publication with the settings that the posts need, and the values of these settings by name.

    Settings in ``conf.py`` that differ from the defaults are kept, because the author may have chosen them for
    these posts.
    """
    options, page_size = publication.front_matter_options, settings.page_size
    fields = dict(options.fields)
    fields |= {role: name for role, name in generator.fields.items() if fields[role] == ROLES[role]}
    if not generator.has_lumen_urls:
        fields = _match_field_case(fields, documents.values())
    folders = dict(options.path_map)
    if any(target.startswith(OTHER_DOCUMENTS_FOLDER + "/") for target in documents):
        folders[OTHER_DOCUMENTS_FOLDER] = "/"
    post_authors = {name for document in documents.values() for name in document.field_texts(fields["author"])}
    authors = {
        key: author
        for key, author in blog_settings.author_settings(settings, post_authors).items()
        if key not in options.authors
    }
    proposed_options = replace(
        options,
        fields=fields,
        slug_rule=slug_rule,
        path_map=folders,
        defaults=dict(generator.defaults) | dict(options.defaults),
        file_pattern=options.file_pattern or generator.file_pattern,
        authors=dict(options.authors) | {key: author["name"] for key, author in authors.items()},
    )
    values: dict[str, object] = {
        "publication_slug_rule": slug_rule,
        "publication_path_map": folders,
        "publication_fields": {role: name for role, name in fields.items() if name != ROLES[role]},
        "publication_defaults": proposed_options.defaults,
        "publication_file_pattern": proposed_options.file_pattern,
        "publication_page_size": page_size,
        "publication_legacy_page_size": page_size,
        "publication_authors": authors,
    }
    proposed = replace(
        publication,
        front_matter_options=proposed_options,
        page_size=page_size or publication.page_size,
        legacy_page_size=page_size or publication.legacy_page_size,
    )
    return proposed, {name: value for name, value in values.items() if value}


def _match_field_case(fields: Mapping[str, str], documents: Iterable[BlogDocument]) -> dict[str, str]:
    """Return the field names, capitalised as in the posts. Other generators ignore case in field names."""
    used = list(dict.fromkeys(name for document in documents for name in document.fields))
    by_folded_name = {name.casefold(): name for name in reversed(used)}
    return {
        role: name if name in used else by_folded_name.get(name.casefold(), name) for role, name in fields.items()
    }
