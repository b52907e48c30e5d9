"""Finds signs that a document is not meant to be published, although its ``draft`` field does not say so.

Examples of such signs are misspelt field names (``drfat: true``), fields from other tools (``published: false``,
``status: draft``), an empty ``draft:`` field, and file or folder names such as ``_drafts/x.md``. A document with such
a sign is held back, and the problem message shows the line that would publish it. Publishing a document cannot be
undone, so any doubtful document is treated as a draft.

Sources:
https://jekyllrb.com/docs/posts/#drafts (``_drafts``, ``published``),
https://gohugo.io/content-management/front-matter/ (``publishDate``, ``expiryDate``),
https://docs.getpelican.com/en/latest/content.html (``status``), https://getnikola.com/handbook.html (``status``),
https://ghost.org/docs/admin-api/#posts (``status``, ``visibility``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from publication.core.problems import quoted

from .dates import parse_datetime
from .front_matter import ListNode, MapNode, Scalar

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from .front_matter import Node
    from .front_matter_schema import FrontMatterOptions

_SAME_AS_DRAFT = frozenset({"drafts", "isdraft", "asdraft", "unpublished", "wip", "private", "hidden", "embargoed"})
"""Names of fields that mark a draft when true. Like all names below, they are in lower case without punctuation."""
_PUBLISHED_NAMES = frozenset({"published", "publish", "ispublished", "public", "live"})
"""Names of fields that mark a draft when they are false."""
_STATUS_NAMES = frozenset({"status", "state", "visibility", "poststatus"})
_HELD_BACK_VALUES = frozenset(
    {
        "draft",
        "drafts",
        "pending",
        "private",
        "hidden",
        "unpublished",
        "wip",
        "review",
        "scheduled",
        "future",
        "trash",
    }
)
_START_NAMES = frozenset(
    {"publishdate", "publishat", "publishedat", "publishon", "pubdate", "releasedate", "embargo"}
)
"""Names of fields that contain the date on which a document is to be published."""
_END_NAMES = frozenset({"expirydate", "expirationdate", "expireson", "expiresat", "unpublishdate", "unpublishon"})
"""Names of fields that contain the date after which a document is no longer published."""
_LONGEST_VALUE = 30
_DRAFT_FOLDERS = frozenset({"draft", "drafts", "unpublished", "wip"})
_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})


@dataclass(frozen=True, slots=True)
class DraftSignal:
    """A sign that a document is a draft: its line number in the file, and the message that reports it."""

    line: int
    message: str


def draft_signals(file: str, fields: Mapping[str, Node], options: FrontMatterOptions) -> Iterator[DraftSignal]:
    """Yield each sign in a document's fields or path that it is a draft. ``file`` is relative to the root."""
    name = options.fields.get("draft", "draft")
    own = fields.get(name)
    known = frozenset(options.fields.values())
    for other, node in fields.items():
        if other not in known:
            yield from _signals_of_field(other, node, name, options)
    if isinstance(own, Scalar) and own.is_null:
        yield DraftSignal(
            own.line,
            f"`{name}` is empty, so this document is held back: "
            f"write `{name}: true`, or `{name}: false` to publish it",
        )
    says_false = isinstance(own, Scalar) and own.as_bool is False
    if not says_false and (reason := _sign_in_path(file)):
        yield DraftSignal(
            own.line if own else 1,
            f"this file {reason}, so it is held back: write `{name}: false` to publish it, or `{name}: true`",
        )


def start_of_publication(
    fields: Mapping[str, Node], options: FrontMatterOptions
) -> tuple[dt.datetime, DraftSignal] | None:
    """The date on which another tool would publish the document, with the sign to report until that date, or None."""
    known = frozenset(options.fields.values())
    for other, node in fields.items():
        if other not in known and _plain(other) in _START_NAMES and isinstance(node, Scalar):
            try:
                start = parse_datetime(node.text, options.zone)
            except ValueError:
                continue
            date = options.fields.get("date", "date")
            effect = f"`{other}: {_brief(node)}` is in the future, so this document is held back"
            message = f"{effect}: give this date as `{date}`, or delete the line to publish it"
            return start, DraftSignal(node.line, message)
    return None


def _plain(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def _signals_of_field(other: str, node: Node, name: str, options: FrontMatterOptions) -> Iterator[DraftSignal]:
    plain = _plain(other)
    written = f"`{other}: {_brief(node)}`"
    is_same = plain == name.casefold() or plain in _SAME_AS_DRAFT
    if is_same or _is_near(plain, name.casefold()):
        # A similar name can be an unrelated word (`craft: wool`), so its value must also be one that suits `draft`.
        if _text(node) in _TRUE or _is_empty(node) or (is_same and _text(node) not in _FALSE):
            repair = f"write `{name}: true`, or `{name}: false` to publish it"
            yield DraftSignal(node.line, f"{written} looks like a draft, so this document is held back: {repair}")
    elif plain in _PUBLISHED_NAMES:
        if _text(node) in _FALSE or _is_empty(node):
            yield _other_tool(written, node.line, name)
    elif plain in _STATUS_NAMES:
        if _text(node) in _HELD_BACK_VALUES or _is_empty(node):
            yield _other_tool(written, node.line, name)
    elif plain in _START_NAMES:
        if not _is_date(node, options):
            repair = "write a date such as `2026-07-27`, or delete the line to publish it"
            yield DraftSignal(node.line, f"{written} is not a date, so this document is held back: {repair}")
    elif plain in _END_NAMES or _is_near(plain, options.fields.get("expires", "expires").casefold()):
        expires = options.fields.get("expires", "expires")
        repair = f"write `{expires}: …`, or delete the line to publish it for good"
        yield DraftSignal(node.line, f"{written} looks like `{expires}`, so this document is held back: {repair}")


def _other_tool(written: str, line: int, name: str) -> DraftSignal:
    repair = f"write `{name}: true`, or delete this line to publish it"
    return DraftSignal(line, f"{written} means a draft in other tools, so this document is held back: {repair}")


def _sign_in_path(file: str) -> str:
    """The reason why a file's path marks it as a draft, worded to follow "this file"; empty if the path does not."""
    path = PurePosixPath(file)
    for folder in path.parts[1:-1]:
        if folder.startswith(("_", ".")) or folder.casefold() in _DRAFT_FOLDERS:
            return f"is in the folder {quoted(folder)}"
    if path.name.startswith(("_", ".")):
        return f"has a name that starts with “{path.name[0]}”"
    return "has a name that ends in “.draft”" if path.stem.casefold().endswith(".draft") else ""


def _is_near(name: str, known: str) -> bool:
    """Whether two names are equal, or differ in one added, missing, replaced or swapped letter."""
    if abs(len(name) - len(known)) > 1 or not name:
        return False
    if name == known:
        return True
    start = next((index for index, pair in enumerate(zip(name, known, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return True  # one name begins with the other
    one, other = name[start:], known[start:]
    swapped = one[1:2] + one[:1] + one[2:] == other
    return swapped or one[1:] == other or one == other[1:] or one[1:] == other[1:]


def _is_date(node: Node, options: FrontMatterOptions) -> bool:
    try:
        return isinstance(node, Scalar) and parse_datetime(node.text, options.zone) is not None
    except ValueError:
        return False


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and (node.is_null or not node.text.strip())


def _text(node: Node) -> str:
    return node.text.strip().casefold() if isinstance(node, Scalar) else ""


def _brief(node: Node) -> str:
    if isinstance(node, (ListNode, MapNode)):
        return "…"
    return node.text if len(node.text) <= _LONGEST_VALUE else f"{node.text[: _LONGEST_VALUE - 1]}…"
