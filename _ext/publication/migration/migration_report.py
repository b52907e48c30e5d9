"""What a migration found and did, as text for the author. It ends with what no longer answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from publication.core.problems import Severity, printable

from .file_copy import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .migrate import Migration
    from .old_urls import Old

_KINDS = {
    "post": "posts",
    "page": "pages",
    "draft": "drafts",
    "other document": "documents that are neither",
    "beside": "files beside them",
    "media": "media",
    "file": "other files",
}


def lines(done: Migration, checkout: str, *, dry: bool) -> Iterator[str]:
    """The report, line by line. ``checkout`` is the blog's folder as the author typed it."""
    yield f"{printable(checkout)} is a blog of {done.row.title}."
    if done.row.remark:
        yield done.row.remark
    yield ""
    yield f"Slug rule: {done.era.rule}, since {done.era.why}."
    yield ""
    yield from _settings(done)
    yield from _files(done, dry=dry)
    yield from _problems(done, checkout)
    if done.row.old_addresses:
        yield from _addresses(done)
    else:
        yield from _published(done)


def _settings(done: Migration) -> Iterator[str]:
    yield f"Lines for conf.py{f', from {done.site.place}' if done.site.place else ''}. None is written there for you."
    yield ""
    yield from done.lines
    yield ""


def _files(done: Migration, *, dry: bool) -> Iterator[str]:
    outcomes = Counter(done.outcomes.values())
    copied = "would be copied" if dry else "copied"
    yield (
        f"Files: {outcomes[Outcome.COPIED]} {copied}, {outcomes[Outcome.SAME]} there already, "
        f"{outcomes[Outcome.DIFFERENT]} left alone."
    )
    counts = Counter(done.kinds.values())
    yield from (f"  {name}: {counts[kind]}" for kind, name in _KINDS.items())
    yield ""


def _problems(done: Migration, checkout: str) -> Iterator[str]:
    found: dict[str, list[str]] = defaultdict(list)
    for finding in done.findings:
        place = printable(f"{checkout.rstrip('/')}/{finding.file}:{finding.line}")
        found[finding.kind.label].append(f"{place}: {finding.message}")
    for problem in done.problems:
        note = "" if problem.fails else "note: "
        found[problem.code.label].append(f"{printable(problem.path)}:{problem.line}: {note}{problem.message}")
    yield f"Problems: {sum(map(len, found.values())) or 'none'}."
    for kind, messages in sorted(found.items()):
        yield f"  {kind} ({len(messages)})"
        yield from (f"    {message}" for message in messages)
    yield ""


def _addresses(done: Migration) -> Iterator[str]:
    hold = " The answers hold once the lines above are in conf.py." if done.waits else ""
    yield f"Old addresses: {len(done.answers)}.{hold}"
    yield from (f"  {printable(old.address)} -> {link}" for old, link in done.answers if link is not None)
    yield ""
    lost = [old for old, link in done.answers if link is None]
    yield f"No longer answers: {len(lost) or 'nothing'}."
    yield from (f"  {printable(old.address)}{_why(old, done)}" for old in lost)


def _published(done: Migration) -> Iterator[str]:
    """Where documents will be, for a blog whose own addresses are not known."""
    hold = " They hold once the lines above are in conf.py." if done.waits else ""
    yield f"Addresses: {len(done.published)}. Those of the old blog follow from its settings; compare.{hold}"
    yield from (f"  {printable(file)} -> {link}" for file, link in done.published.items())


def _why(old: Old, done: Migration) -> str:
    if not old.file:
        return ", since fewer posts are published than were"
    if reason := done.hidden.get(old.file):
        return f", since {printable(old.file)} is {reason.value}"
    own = (problem for problem in done.problems if problem.path == old.file)
    told = next((problem for problem in own if problem.severity is Severity.LEFT_OUT), None)
    if told:
        return f", until {printable(told.path)}:{told.line} is mended ({told.code.label})"
    return f", of {printable(old.file)}"
