"""The whole of a migration: read the checkout, find its rules, copy its files, see what answers."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from publication.core import checks, given, library, permalinks
from publication.core.frontmatter import FrontMatter, ListNode, Scalar, says_draft
from publication.core.frontmatter import read as read_front_matter
from publication.core.post import ROLES, parse
from publication.core.problems import Code, Problem, shown

from . import addresses, eras, settings, sources
from .copying import Outcome, take_over
from .findings import Finding, Kind
from .formats import REST

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from publication.core.frontmatter import Node
    from publication.core.library import Library
    from publication.core.post import Post, Rules

    from .formats import Format
    from .settings import OldSite
    from .sources import Source


@dataclass
class Migration:
    """What was found, what was done, and what came of it."""

    row: Format
    site: OldSite
    era: eras.Era
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
    answers: list[tuple[addresses.Old, str | None]] = field(default_factory=list)
    """Every old address, and the link to what answers it."""

    @property
    def is_whole(self) -> bool:
        """Whether everything was taken over."""
        return not any(finding.kind.fails for finding in self.findings)


@dataclass
class _Read:
    """A document of the checkout, read once."""

    source: Source
    data: bytes
    front_matter: FrontMatter | Problem

    def node(self, name: str) -> Node | None:
        return self.front_matter.fields.get(name) if isinstance(self.front_matter, FrontMatter) else None

    def text(self, name: str) -> str:
        node = self.node(name)
        return node.text.strip() if isinstance(node, Scalar) and not node.is_null else ""


@dataclass(frozen=True)
class Publication:
    """The place to migrate to: its root, its documents so far, and what its settings say."""

    root: Path
    files: tuple[str, ...]
    rules: Rules
    clock: dt.datetime
    page_size: int = 10
    old_page_size: int = addresses.STOCK_PAGE_SIZE


def migrate(checkout: Path, publication: Publication, row: Format, *, dry: bool = False) -> Migration:
    """Take a checkout over into a publication; with ``dry``, only find out what that would do."""
    found, findings = sources.scan(checkout, row)
    read, unread = _documents(found, row)
    kept = [source for source in found if source.target not in unread]
    site = settings.read(checkout)
    era = _era(checkout, row, site, read)
    done = Migration(row, site, era, findings=[*findings, *unread.values(), *site.findings])
    proposed, values = _proposal(done, publication, read)
    done.lines = list(settings.lines(site, values, _authors(read, proposed)))
    done.waits = proposed != publication
    done.kinds = {source.target: _kind(source, read, proposed.rules) for source in kept}
    for source in kept:
        _copy(source, publication.root, done, dry=dry)
    here = {name: each for name, each in read.items() if done.outcomes.get(name) in {Outcome.COPIED, Outcome.SAME}}
    books = _library(proposed, here)
    done.problems, done.hidden = list(_problems(books, done)), books.hidden
    links = {file: "/" + permalinks.url(path) for file, path in books.files.items()}
    done.published = {target: links[target] for target in read if target in links}
    if row.old_addresses:
        _answer(done, read, books)
    return done


def _documents(found: Iterable[Source], row: Format) -> tuple[dict[str, _Read], dict[str, Finding]]:
    """The documents by target, and those that stay behind: unreadable, or held back by the old blog."""
    read: dict[str, _Read] = {}
    unread: dict[str, Finding] = {}
    for source in found:
        if not source.is_document:
            continue
        try:
            data = source.path.read_bytes()
        except OSError as error:
            message = f"must be readable, found “{(error.strerror or 'an error').lower()}”; check its permissions"
            unread[source.target] = Finding(Kind.UNREADABLE, message, source.place)
            continue
        one = _Read(source, data, read_front_matter(data, source.target))
        if finding := _held_back(one, row):
            unread[source.target] = finding
        else:
            read[source.target] = one
    return read, unread


def _held_back(one: _Read, row: Format) -> Finding | None:
    """A document must not be published here that its blog held back by a field that has no role here."""
    if not isinstance(one.front_matter, FrontMatter):
        return None
    for name in one.front_matter.fields:
        for field_, values in row.held_back.items():
            if name.casefold() == field_.casefold() and one.text(name).casefold() in values:
                message = (
                    f"must be published to be taken over, found `{name}: {one.text(name)}`; "
                    "to keep it as a draft, copy it yourself and write draft: true"
                )
                return Finding(Kind.UNPUBLISHED, message, one.source.place, one.front_matter.line(name))
    return None


def _era(checkout: Path, row: Format, site: OldSite, read: Mapping[str, _Read]) -> eras.Era:
    if row.slug_rule:
        return eras.Era(row.slug_rule, f"{row.title} has no other")
    slugs = [
        (posixpath.dirname(_below_content(one.source)), slug) for one in read.values() if (slug := one.text("slug"))
    ]
    linked = {path.strip("/") for _, path in site.menu}
    for one in read.values():
        linked.update(eras.links(one.data.decode("utf-8", "replace")))
    return eras.find(checkout, slugs, linked)


def _below_content(source: Source) -> str:
    return source.place.removeprefix("content/")


def _proposal(
    done: Migration, publication: Publication, read: Mapping[str, _Read]
) -> tuple[Publication, dict[str, object]]:
    """The publication as it must be set up for these posts, and the settings that say so."""
    row, size = done.row, done.site.page_size
    fields = dict(publication.rules.fields)
    # What conf.py maps already stays.
    fields |= {role: name for role, name in row.fields.items() if fields[role] == ROLES[role]}
    if not row.old_addresses:
        fields = _spelled(fields, read)
    folders = dict(publication.rules.folders)
    if any(target.startswith(REST + "/") for target in read):
        folders[REST] = "/"
    rules = replace(
        publication.rules,
        fields=fields,
        slug_rule=done.era.rule,
        folders=folders,
        defaults=dict(row.defaults),
        file_pattern=row.file_pattern,
    )
    people = settings.people(done.site, _authors(read, replace(publication, rules=rules)))
    rules = replace(
        rules, authors=dict(publication.rules.authors) | {key: one["name"] for key, one in people.items()}
    )
    values: dict[str, object] = {
        "publication_slug_rule": rules.slug_rule,
        "publication_folders": folders,
        "publication_fields": {role: name for role, name in fields.items() if name != ROLES[role]},
        "publication_defaults": dict(row.defaults),
        "publication_file_pattern": row.file_pattern,
    }
    if not size:
        return replace(publication, rules=rules), values
    values |= {"publication_page_size": size, "publication_old_page_size": size}
    return replace(publication, rules=rules, page_size=size, old_page_size=size), values


def _spelled(fields: Mapping[str, str], read: Mapping[str, _Read]) -> dict[str, str]:
    """The names of fields with the capitals that the posts write; their generators do not mind which."""
    seen = {
        name: None
        for one in read.values()
        if isinstance(one.front_matter, FrontMatter)
        for name in one.front_matter.fields
    }
    folded = {name.casefold(): name for name in reversed(seen)}
    return {role: name if name in seen else folded.get(name.casefold(), name) for role, name in fields.items()}


def _authors(read: Mapping[str, _Read], publication: Publication) -> set[str]:
    """The authors whom posts name and the publication does not know."""
    field_ = publication.rules.fields["author"]
    named: set[str] = set()
    for one in read.values():
        node = one.node(field_)
        items = node.items if isinstance(node, ListNode) else (node,)
        named.update(" ".join(item.text.split()) for item in items if isinstance(item, Scalar) and not item.is_null)
    return {name for name in named if name} - set(publication.rules.authors)


def _kind(source: Source, read: Mapping[str, _Read], rules: Rules) -> str:
    """What a file is, in a word of the report."""
    if addresses.served_at(source.target):
        return "media" if source.target.startswith(checks.MEDIA) else "file"
    one = read.get(source.target)
    if one is None:
        return "beside"
    if isinstance(one.front_matter, Problem):
        return "draft" if says_draft(one.data, rules.fields["draft"]) else "other document"
    draft, template = one.node(rules.fields["draft"]), one.node(rules.fields["template"])
    if isinstance(draft, Scalar) and draft.as_bool:
        return "draft"
    template = template or given.values(source.target, rules.file_pattern, rules.defaults).get("template")
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


def _library(publication: Publication, here: Mapping[str, _Read]) -> Library:
    """The library as it is after the migration, whether that was dry or not."""

    def read(root: Path, file: str, rules: Rules) -> tuple[Post | None, list[Problem]]:
        one = here.get(file)
        if one is None:
            return library.read_post(root, file, rules)
        if isinstance(one.front_matter, Problem):
            is_draft = says_draft(one.data, rules.fields["draft"])
            return None, [one.front_matter.as_note() if is_draft else one.front_matter]
        return parse(one.front_matter, file, rules)

    return library.gather(
        publication.root,
        {*publication.files, *here},
        publication.rules,
        publication.clock,
        page_size=publication.page_size,
        old_page_size=publication.old_page_size,
        read=read,
    )


def _problems(books: Library, done: Migration) -> Iterable[Problem]:
    """The problems of what was taken over. In a dry run its covers are not there yet, but will be."""
    clashes = {Code.PERMALINK_CLASH, Code.PERMALINK_CASE}
    for problem in books.problems:
        if problem.path not in done.kinds and problem.code not in clashes:
            continue
        if problem.code is Code.COVER_MISSING:
            post = books.documents[books.files[problem.path]]
            if posixpath.normpath(checks.wanted_file(post.cover, post.file)) in done.kinds:
                continue
        yield problem


def _answer(done: Migration, read: Mapping[str, _Read], books: Library) -> None:
    """Note every old address and what answers it, and slugs whose old address is not certain."""
    documents = []
    for target, one in read.items():
        if isinstance(one.front_matter, Problem):
            continue
        place = _below_content(one.source)
        old_document = addresses.document(one.front_matter, target, place, done.era.rule)
        if old_document is None:
            continue
        documents.append(old_document)
        if done.era.rule == eras.FOLDER and one.text("slug").startswith("/"):
            done.findings.append(_two_slashes(one, place))
    served = addresses.served(done.outcomes)
    for old in addresses.everything(documents, done.site.page_size, done.kinds):
        done.answers.append((old, addresses.answer(old, books, served)))


def _two_slashes(one: _Read, place: str) -> Finding:
    slug = one.text("slug")
    other = f"/{posixpath.dirname(place)}{slug}"
    message = (
        f"a slug should lack its leading slash in a blog of this era, found {shown(slug)}, which stays its address; "
        f'if readers come by {other} too, add: aliases: ["{other}"]'
    )
    line = one.front_matter.line("slug") if isinstance(one.front_matter, FrontMatter) else 1
    return Finding(Kind.TWO_SLASHES, message, one.source.place, line)
