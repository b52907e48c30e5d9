"""Formats the report on a migration as text. The report ends with the old URLs that no longer work."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from publication.core.problems import Severity, printable

from .file_copy import CopyOutcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .migrate import Migration
    from .old_urls import OldUrl

_FILE_KINDS = {
    "post": "posts",
    "page": "pages",
    "draft": "drafts",
    "other document": "other documents",
    "beside": "files next to documents",
    "media": "media",
    "file": "other files",
}


def report_lines(migration: Migration, checkout: str, *, dry_run: bool) -> Iterator[str]:
    """Yield the report, line by line. ``checkout`` is the blog's folder as the author typed it."""
    yield f"{printable(checkout)} is a {migration.generator.title} blog."
    if migration.generator.advice:
        yield migration.generator.advice
    yield ""
    yield f"Slug rule: {migration.slug_rule.rule}, because {migration.slug_rule.reason}."
    yield ""
    yield from _settings_lines(migration)
    yield from _file_lines(migration, dry_run=dry_run)
    yield from _problem_lines(migration, checkout)
    if migration.generator.has_lumen_urls:
        yield from _old_url_lines(migration)
    else:
        yield from _new_url_lines(migration)


def _settings_lines(migration: Migration) -> Iterator[str]:
    source = f", from {migration.settings.file}" if migration.settings.file else ""
    yield f"Lines for conf.py{source}. Add them there yourself."
    yield ""
    yield from migration.conf_lines
    yield ""


def _file_lines(migration: Migration, *, dry_run: bool) -> Iterator[str]:
    outcomes = Counter(migration.copy_outcomes.values())
    copied = "would be copied" if dry_run else "copied"
    yield (
        f"Files: {outcomes[CopyOutcome.COPIED]} {copied}, {outcomes[CopyOutcome.SAME]} already there, "
        f"{outcomes[CopyOutcome.DIFFERENT]} not copied."
    )
    counts = Counter(migration.file_kinds.values())
    yield from (f"  {name}: {counts[kind]}" for kind, name in _FILE_KINDS.items())
    yield ""


def _problem_lines(migration: Migration, checkout: str) -> Iterator[str]:
    messages: dict[str, list[str]] = defaultdict(list)
    for finding in migration.findings:
        location = printable(f"{checkout.rstrip('/')}/{finding.file}:{finding.line}")
        messages[finding.kind.label].append(f"{location}: {finding.message}")
    for problem in migration.problems:
        note = "" if problem.fails else "note: "
        messages[problem.kind.code].append(f"{printable(problem.path)}:{problem.line}: {note}{problem.message}")
    yield f"Problems: {sum(map(len, messages.values())) or 'none'}."
    for kind, of_kind in sorted(messages.items()):
        yield f"  {kind} ({len(of_kind)})"
        yield from (f"    {message}" for message in of_kind)
    yield ""


def _old_url_lines(migration: Migration) -> Iterator[str]:
    condition = " They lead there once the lines above are in conf.py." if migration.needs_conf_changes else ""
    yield f"Old URLs: {len(migration.old_urls)}.{condition}"
    yield from (
        f"  {printable(old_url.url_path)} -> {link}" for old_url, link in migration.old_urls if link is not None
    )
    yield ""
    lost = [old_url for old_url, link in migration.old_urls if link is None]
    yield f"Old URLs that no longer work: {len(lost) or 'none'}."
    yield from (f"  {printable(old_url.url_path)}{_reason(old_url, migration)}" for old_url in lost)


def _new_url_lines(migration: Migration) -> Iterator[str]:
    """Yield the documents' new URLs, for a blog whose old URLs are not known."""
    condition = " They will be correct once the lines above are in conf.py." if migration.needs_conf_changes else ""
    yield f"New URLs: {len(migration.new_links)}. Compare them with the old blog's URLs.{condition}"
    yield from (f"  {printable(file)} -> {link}" for file, link in migration.new_links.items())


def _reason(old_url: OldUrl, migration: Migration) -> str:
    """The reason why an old URL no longer works, to be added after the URL."""
    if not old_url.file:
        return ", because fewer posts are published than before"
    if reason := migration.held_back.get(old_url.file):
        return f", because {printable(old_url.file)} is {'a draft' if reason.value == 'draft' else reason.value}"
    problems = (problem for problem in migration.problems if problem.path == old_url.file)
    cause = next((problem for problem in problems if problem.severity is Severity.LEFT_OUT), None)
    if cause:
        return f", until {printable(cause.path)}:{cause.line} is repaired ({cause.kind.code})"
    return f", from {printable(old_url.file)}"
