"""The whole of a migration: read the checkout, find its rules, copy its files, see what answers."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from publication.core import checks, library
from publication.core.addresses import permalinks
from publication.core.posts import path_defaults
from publication.core.posts.front_matter import FrontMatter, Scalar, says_draft
from publication.core.problems import ProblemKind, quoted

from . import blog_documents, blog_files, blog_settings, old_urls, slug_rule_detection
from .conf_generator import propose
from .file_copy import Outcome, take_over
from .findings import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from publication.core.library import Library
    from publication.core.posts.front_matter_schema import Rules
    from publication.core.posts.post import Post
    from publication.core.problems import Problem

    from .blog_documents import Document
    from .blog_files import Source
    from .blog_settings import OldSite
    from .conf_generator import Publication
    from .generators import Format


@dataclass
class Migration:
    """What was found, what was done, and what came of it."""

    row: Format
    site: OldSite
    era: slug_rule_detection.Era
    lines: list[str] = field(default_factory=list)
    """The lines for ``conf.py``."""
    waits: bool = False
    """Whether addresses depend on lines that are not in ``conf.py`` yet."""
    kinds: dict[str, str] = field(default_factory=dict)
    """What each copied file is, by its target: post, page, draft, other document, beside, media, file."""
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    published: dict[str, str] = field(default_factory=dict)
    """The documents that were taken over to the links of their pages."""
    hidden: Mapping[str, library.Hidden] = field(default_factory=dict)
    """Documents that are not published now, and why."""
    answers: list[tuple[old_urls.Old, str | None]] = field(default_factory=list)
    """Every old address, and the link to what answers it."""

    @property
    def is_whole(self) -> bool:
        """Whether everything was taken over."""
        return not any(finding.kind.fails for finding in self.findings)


def migrate(checkout: Path, publication: Publication, row: Format, *, dry: bool = False) -> Migration:
    """Take a checkout over into a publication; with ``dry``, only find out what that would do."""
    found, findings = blog_files.scan(checkout, row)
    read, behind = blog_documents.read(found, row)
    kept = [source for source in found if source.target not in behind]
    site = blog_settings.read(checkout)
    era = _era(checkout, row, site, read)
    done = Migration(row, site, era, findings=[*findings, *behind.values(), *site.findings])
    proposed, values = propose(publication, row, era.rule, site, read)
    done.lines, done.waits = list(blog_settings.lines(site, values)), proposed != publication
    done.kinds = {source.target: _kind(source, read.get(source.target), proposed.rules) for source in kept}
    for source in kept:
        _copy(source, publication.root, done, dry=dry)
    books = _library(proposed, read, done)
    links = {file: "/" + permalinks.url(path) for file, path in books.files.items()}
    done.published = {target: links[target] for target in read if target in links}
    done.problems, done.hidden = list(_problems(books, done)), books.hidden
    if row.old_addresses:
        _answer(done, read, books)
    return done


def _era(checkout: Path, row: Format, site: OldSite, read: Mapping[str, Document]) -> slug_rule_detection.Era:
    if row.slug_rule:
        return slug_rule_detection.Era(row.slug_rule, f"{row.title} has no other")
    slugs = [(posixpath.dirname(each.below_content), slug) for each in read.values() if (slug := each.text("slug"))]
    linked = {path.strip("/") for _, path in site.menu}
    for each in read.values():
        linked.update(slug_rule_detection.links(each.data.decode("utf-8", "replace")))
    return slug_rule_detection.find(checkout, slugs, linked)


def _kind(source: Source, document: Document | None, rules: Rules) -> str:
    """What a file is, in a word of the report."""
    if old_urls.served_at(source.target):
        return "media" if source.target.startswith(checks.MEDIA) else "file"
    if document is None:
        return "beside"
    draft, template = (document.fields.get(rules.fields[role]) for role in ("draft", "template"))
    if isinstance(draft, Scalar) and draft.as_bool:
        return "draft"
    if not isinstance(document.front_matter, FrontMatter):
        return "draft" if says_draft(document.data, rules.fields["draft"]) else "other document"
    template = template or path_defaults.values(source.target, rules.file_pattern, rules.defaults).get("template")
    kind = template.text.strip() if isinstance(template, Scalar) else ""
    return kind if kind in {"post", "page"} else "other document"


def _copy(source: Source, root: Path, done: Migration, *, dry: bool) -> None:
    try:
        outcome = take_over(source.path, root / source.target, dry=dry)
    except OSError as error:
        message = f"must be copied to {source.target}, found “{(error.strerror or 'an error').lower()}”; check both"
        done.findings.append(Finding(Kind.UNREADABLE, message, source.place))
        return
    done.outcomes[source.target] = outcome
    if outcome is Outcome.DIFFERENT:
        message = f"must go where nothing else is, found another {source.target}; rename or compare the two"
        done.findings.append(Finding(Kind.LEFT_ALONE, message, source.place))


def _library(publication: Publication, read: Mapping[str, Document], done: Migration) -> Library:
    """The library as it is after the migration, whether that was dry or not."""
    taken = {file: each for file, each in read.items() if file in done.outcomes}

    def reader(root: Path, file: str, rules: Rules) -> tuple[Post | None, list[Problem]]:
        # Where something else is, that counts: a post that was edited since it was taken over.
        if file in taken and done.outcomes[file] is not Outcome.DIFFERENT:
            return taken[file].post(rules)
        return library.read_post(root, file, rules)

    return library.gather(
        publication.root,
        {*publication.files, *taken},
        publication.rules,
        publication.clock,
        page_size=publication.page_size,
        old_page_size=publication.old_page_size,
        read=reader,
    )


def _problems(books: Library, done: Migration) -> Iterable[Problem]:
    """The problems of what was taken over. In a dry run its covers are not there yet, but will be."""
    clashes = {ProblemKind.PERMALINK_CLASH, ProblemKind.PERMALINK_CASE}
    for problem in books.problems:
        if problem.path not in done.kinds and problem.code not in clashes:
            continue
        if problem.code is ProblemKind.COVER_MISSING:
            post = books.documents[books.files[problem.path]]
            if posixpath.normpath(checks.wanted_file(post.cover, post.file)) in done.kinds:
                continue
        yield problem


def _answer(done: Migration, read: Mapping[str, Document], books: Library) -> None:
    """Note every old address and what answers it, and slugs whose old address is not certain."""
    old_documents = []
    for each in read.values():
        old_document = old_urls.document(each, done.era.rule)
        if old_document is not None:
            old_documents.append(old_document)
            done.findings.extend(_two_slashes(each, done.era.rule))
    served = old_urls.served(done.outcomes)
    for old in old_urls.everything(old_documents, done.site.page_size, done.kinds):
        done.answers.append((old, old_urls.answer(old, books, served)))


def _two_slashes(document: Document, rule: str) -> Iterable[Finding]:
    """A slug with a leading slash, of an era when it should have had none, stood below its folder, strictly."""
    slug, folder = document.text("slug"), posixpath.dirname(document.below_content)
    if rule == slug_rule_detection.FOLDER and slug.startswith("/") and folder:
        message = (
            f"a slug should lack its leading slash in a blog of this era, found {quoted(slug)}, which stays its "
            f'address; if readers come by /{folder}{slug} too, add: aliases: ["/{folder}{slug}"]'
        )
        yield Finding(Kind.TWO_SLASHES, message, document.source.place, document.line("slug"))
