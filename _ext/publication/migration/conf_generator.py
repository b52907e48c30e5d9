"""The settings that the publication needs for the posts of another blog."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from publication.core.posts.front_matter_schema import ROLES

from . import blog_settings
from .generators import REST
from .old_urls import STOCK_PAGE_SIZE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from publication.core.posts.front_matter_schema import Rules

    from .blog_documents import Document
    from .blog_settings import OldSite
    from .generators import Format


@dataclass(frozen=True)
class Publication:
    """The place to migrate to: its root, its documents so far, and what its settings say."""

    root: Path
    files: tuple[str, ...]
    rules: Rules
    clock: dt.datetime
    page_size: int = 10
    old_page_size: int = STOCK_PAGE_SIZE


def propose(
    publication: Publication, row: Format, rule: str, site: OldSite, documents: Mapping[str, Document]
) -> tuple[Publication, dict[str, object]]:
    """The publication as it must be set up, and the settings that say so, by name.

    What ``conf.py`` says beyond the defaults stays: the author may have fitted it to these posts.
    """
    old, size = publication.rules, site.page_size
    fields = dict(old.fields)
    fields |= {role: name for role, name in row.fields.items() if fields[role] == ROLES[role]}
    if not row.old_addresses:
        fields = _spelled(fields, documents.values())
    folders = dict(old.folders)
    if any(target.startswith(REST + "/") for target in documents):
        folders[REST] = "/"
    named = {name for document in documents.values() for name in document.texts(fields["author"])}
    people = {key: one for key, one in blog_settings.people(site, named).items() if key not in old.authors}
    rules = replace(
        old,
        fields=fields,
        slug_rule=rule,
        folders=folders,
        defaults=dict(row.defaults) | dict(old.defaults),
        file_pattern=old.file_pattern or row.file_pattern,
        authors=dict(old.authors) | {key: one["name"] for key, one in people.items()},
    )
    values: dict[str, object] = {
        "publication_slug_rule": rule,
        "publication_folders": folders,
        "publication_fields": {role: name for role, name in fields.items() if name != ROLES[role]},
        "publication_defaults": rules.defaults,
        "publication_file_pattern": rules.file_pattern,
        "publication_page_size": size,
        "publication_old_page_size": size,
        "publication_authors": people,
    }
    proposed = replace(
        publication,
        rules=rules,
        page_size=size or publication.page_size,
        old_page_size=size or publication.old_page_size,
    )
    return proposed, {name: value for name, value in values.items() if value}


def _spelled(fields: Mapping[str, str], documents: Iterable[Document]) -> dict[str, str]:
    """The names of fields with the capitals that the posts write; their generators do not mind which."""
    seen = list(dict.fromkeys(name for document in documents for name in document.fields))
    folded = {name.casefold(): name for name in reversed(seen)}
    return {role: name if name in seen else folded.get(name.casefold(), name) for role, name in fields.items()}
