"""Runs a migration: reads a checkout, proposes settings, copies the files, and finds what replaces each old URL."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from publication.core import gather
from publication.core.addresses import media_files, permalinks
from publication.core.posts import path_defaults
from publication.core.posts.front_matter import FrontMatter, Scalar, declares_draft
from publication.core.problems import ProblemKind, quoted

from . import blog_documents, blog_files, blog_settings, old_urls, slug_rule_detection
from .conf_generator import propose_settings
from .file_copy import CopyOutcome, copy_new_file
from .findings import Finding, FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from publication.core.library import HeldBack, Library
    from publication.core.posts.front_matter_schema import FrontMatterOptions
    from publication.core.posts.post import Post
    from publication.core.problems import Problem

    from .blog_documents import BlogDocument
    from .blog_files import BlogFile
    from .blog_settings import BlogSettings
    from .conf_generator import TargetPublication
    from .generators import BlogGenerator
    from .old_urls import OldUrl
    from .slug_rule_detection import DetectedSlugRule


@dataclass
class Migration:
    """The result of a migration, or of a dry run, which copies nothing."""

    generator: BlogGenerator
    settings: BlogSettings
    slug_rule: DetectedSlugRule
    conf_lines: list[str] = field(default_factory=list)
    """The lines for ``conf.py``."""
    needs_conf_changes: bool = False
    """Whether URLs depend on lines that are not in ``conf.py`` yet."""
    file_kinds: dict[str, str] = field(default_factory=dict)
    """Each file's kind, by target path: post, page, draft, other document, beside (next to a document), media,
    file."""
    copy_outcomes: dict[str, CopyOutcome] = field(default_factory=dict)
    """What happened to each file, by target path. A file that could not be copied is missing."""
    findings: list[Finding] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    new_links: dict[str, str] = field(default_factory=dict)
    """The link to the page of each copied document that is now published, by target path."""
    held_back: Mapping[str, HeldBack] = field(default_factory=dict)
    """The reason why a document is not published now, by file."""
    old_urls: list[tuple[OldUrl, str | None]] = field(default_factory=list)
    """Every old URL, with the link to the page or file that replaces it, or None."""

    @property
    def is_complete(self) -> bool:
        """Whether the publication contains a copy of every file that should be copied into it."""
        return not any(finding.kind.fails for finding in self.findings)


def migrate(
    checkout: Path, publication: TargetPublication, generator: BlogGenerator, *, dry_run: bool = False
) -> Migration:
    """Copy the posts and files of a checkout into a publication.

    With ``dry_run``, nothing is copied, but the result is the same as that of a real run.
    """
    blog_files_found, findings = blog_files.scan(checkout, generator)
    documents, skipped = blog_documents.read(blog_files_found, generator)
    to_copy = [blog_file for blog_file in blog_files_found if blog_file.target_path not in skipped]
    settings = blog_settings.read(checkout)
    slug_rule = _slug_rule(checkout, generator, settings, documents)
    migration = Migration(generator, settings, slug_rule, findings=[*findings, *skipped.values(), *settings.findings])
    proposed, values = propose_settings(publication, generator, slug_rule.rule, settings, documents)
    migration.conf_lines = list(blog_settings.conf_lines(settings, values))
    migration.needs_conf_changes = proposed != publication
    migration.file_kinds = {
        blog_file.target_path: _file_kind(
            blog_file, documents.get(blog_file.target_path), proposed.front_matter_options
        )
        for blog_file in to_copy
    }
    for blog_file in to_copy:
        _copy(blog_file, publication.root, migration, dry_run=dry_run)
    library = _library_after_migration(proposed, documents, migration)
    links = {file: "/" + permalinks.url_of_page(path) for file, path in library.paths_by_file.items()}
    migration.new_links = {target: links[target] for target in documents if target in links}
    migration.problems, migration.held_back = list(_problems(library, migration)), library.held_back
    if generator.has_lumen_urls:
        _find_old_urls(migration, documents, library)
    return migration


def _slug_rule(
    checkout: Path, generator: BlogGenerator, settings: BlogSettings, documents: Mapping[str, BlogDocument]
) -> DetectedSlugRule:
    if generator.slug_rule:
        return slug_rule_detection.DetectedSlugRule(generator.slug_rule, f"{generator.title} has no other rule")
    slugs = [
        (posixpath.dirname(document.content_path), slug)
        for document in documents.values()
        if (slug := document.field_text("slug"))
    ]
    linked = {path.strip("/") for _, path in settings.menu}
    for document in documents.values():
        linked.update(slug_rule_detection.linked_paths(document.data.decode("utf-8", "replace")))
    return slug_rule_detection.detect_slug_rule(checkout, slugs, linked)


def _file_kind(blog_file: BlogFile, document: BlogDocument | None, options: FrontMatterOptions) -> str:
    """The kind of a file in the report: see ``Migration.file_kinds``."""
    if old_urls.static_url_path(blog_file.target_path):
        return "media" if blog_file.target_path.startswith(media_files.MEDIA_FOLDER) else "file"
    if document is None:
        return "beside"
    draft, template = (document.fields.get(options.fields[role]) for role in ("draft", "template"))
    if isinstance(draft, Scalar) and draft.as_bool:
        return "draft"
    if not isinstance(document.front_matter, FrontMatter):
        return "draft" if declares_draft(document.data, options.fields["draft"]) else "other document"
    defaults = path_defaults.default_fields(blog_file.target_path, options.file_pattern, options.defaults)
    template = template or defaults.get("template")
    kind = template.text.strip() if isinstance(template, Scalar) else ""
    return kind if kind in {"post", "page"} else "other document"


def _copy(blog_file: BlogFile, root: Path, migration: Migration, *, dry_run: bool) -> None:
    target = blog_file.target_path
    try:
        outcome = copy_new_file(blog_file.path, root / target, dry_run=dry_run)
    except OSError as error:
        message = f"this could not be copied to {target} ({(error.strerror or 'an error').lower()}): check both"
        migration.findings.append(Finding(FindingKind.UNREADABLE, message, blog_file.source_path))
        return
    migration.copy_outcomes[target] = outcome
    if outcome is CopyOutcome.DIFFERENT:
        message = (
            f"{target} already exists and is different, so this is not copied: compare the two files, or rename one"
        )
        migration.findings.append(Finding(FindingKind.LEFT_ALONE, message, blog_file.source_path))


def _library_after_migration(
    publication: TargetPublication, documents: Mapping[str, BlogDocument], migration: Migration
) -> Library:
    """The library after the migration. In a dry run, this is the library that a real migration would produce."""
    copied = {file: document for file, document in documents.items() if file in migration.copy_outcomes}

    def read_post(root: Path, file: str, options: FrontMatterOptions) -> tuple[Post | None, list[Problem]]:
        # If a different file is at the target path, that file is read, because the author may have edited the post
        # after an earlier migration.
        if file in copied and migration.copy_outcomes[file] is not CopyOutcome.DIFFERENT:
            return copied[file].to_post(options)
        return gather.read_post(root, file, options)

    return gather.gather(
        publication.root,
        {*publication.files, *copied},
        publication.front_matter_options,
        publication.clock,
        page_size=publication.page_size,
        legacy_page_size=publication.legacy_page_size,
        read=read_post,
    )


def _problems(library: Library, migration: Migration) -> Iterable[Problem]:
    """Yield the problems in the copied files, and permalink clashes.

    A missing cover is not a problem if it is one of the files to copy, because the cover does not exist yet in a dry
    run.
    """
    clashes = {ProblemKind.PERMALINK_CLASH, ProblemKind.PERMALINK_CASE}
    for problem in library.problems:
        if problem.path not in migration.file_kinds and problem.kind not in clashes:
            continue
        if problem.kind is ProblemKind.COVER_MISSING:
            post = library.documents[library.paths_by_file[problem.path]]
            if posixpath.normpath(media_files.expected_file(post.cover, post.file)) in migration.file_kinds:
                continue
        yield problem


def _find_old_urls(migration: Migration, documents: Mapping[str, BlogDocument], library: Library) -> None:
    """Record every old URL with the link that replaces it, and findings about slugs with an uncertain old URL."""
    slug_rule = migration.slug_rule.rule
    old_documents = []
    for document in documents.values():
        old_document = old_urls.old_document(document, slug_rule)
        if old_document is not None:
            old_documents.append(old_document)
            migration.findings.extend(_leading_slash_findings(document, slug_rule))
    static_files = old_urls.static_site_paths(migration.copy_outcomes)
    for old_url in old_urls.all_old_urls(old_documents, migration.settings.page_size, migration.file_kinds):
        migration.old_urls.append((old_url, old_urls.new_link(old_url, library, static_files)))


def _leading_slash_findings(document: BlogDocument, slug_rule: str) -> Iterable[Finding]:
    """Yield a finding if a slug has a leading slash although the blog put the folder before each slug.

    If the blog followed that rule strictly, the old URL had two slashes after the folder.
    """
    slug, folder = document.field_text("slug"), posixpath.dirname(document.content_path)
    if slug_rule == slug_rule_detection.FOLDER and slug.startswith("/") and folder:
        message = (
            f"the slug {quoted(slug)} starts with a slash, so the old blog may also have used /{folder}{slug}: "
            f'if readers know that path, add `aliases: ["/{folder}{slug}"]`'
        )
        line = document.field_line("slug")
        yield Finding(FindingKind.TWO_SLASHES, message, document.blog_file.source_path, line)
