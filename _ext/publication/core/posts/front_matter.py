"""Reads a file's front matter, and keeps each value as typed, with its line number.

YAML would convert some values to other types: ``title: No`` to false, ``slug: 2019-09-06`` to a date. Here, every
value stays text, and ``post_parser`` decides what the text means in each field. For the values that occur in posts,
the result is the same as in gatsby-starter-lumen. For invalid input, ``read_front_matter`` returns a ``Problem`` with
the line at fault and raises no exception.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from publication.core.problems import Problem, ProblemKind, printable, quoted

from .yaml_errors import explain_yaml_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FENCE = re.compile(r"---[ \t]*")
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
# A YAML tag such as ``!!int`` sets the type of a value. Only the text tag is allowed, because every value is text.
_TEXT_TAGS = frozenset({None, "!", "tag:yaml.org,2002:str"})
_CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# YAML 1.1 treats these characters as line breaks; YAML 1.2 and editors do not.
_LINE_BREAKS_TO_SPACES = dict.fromkeys((0x85, 0x2028, 0x2029), " ")
_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as typed. ``plain`` is True if the value has no quotes."""

    text: str
    plain: bool
    line: int

    @property
    def is_null(self) -> bool:
        """Whether the value is missing after the colon, or is YAML's null, such as ``~``."""
        return self.plain and self.text in _NULL

    @property
    def as_bool(self) -> bool | None:
        """True or False for an unquoted ``true`` or ``false``; None for any other value."""
        if self.plain and self.text in _TRUE:
            return True
        if self.plain and self.text in _FALSE:
            return False
        return None


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list of values."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class MapNode:
    """Values by name, in file order."""

    items: tuple[tuple[Scalar, Node], ...]
    line: int


Node = Scalar | ListNode | MapNode


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A file's fields, by name. ``end_line`` is the number of the line that closes the front matter."""

    fields: dict[str, Node]
    end_line: int
    problems: tuple[Problem, ...] = ()

    def line(self, field: str) -> int:
        """The line of a field, or 1 if the field is absent."""
        node = self.fields.get(field)
        return node.line if node else 1


class _FrontMatterError(Exception):
    """Raised if front matter is unreadable because it breaks a rule.

    ``read_front_matter`` converts the exception into a ``Problem``.
    """

    def __init__(self, kind: ProblemKind, message: str, line: int) -> None:
        super().__init__(message)
        self.kind, self.line = kind, line


def read_front_matter(data: bytes, path: str) -> FrontMatter | Problem:
    """Read the front matter from a file's content. Returns a ``Problem`` if the front matter is unreadable.

    ``path`` is used only to report problems; the file itself is not read.
    """
    try:
        text, notes = _decode(data, path)
        block, end = _front_matter_block(text)
        return FrontMatter(_parse_fields(block), end, notes)
    except _FrontMatterError as error:
        return Problem(error.kind, str(error), path, error.line)


def closing_line_number(lines: list[str]) -> int:
    """Return the number of the line that closes the front matter.

    The result is 0 if there is no front matter, and -1 if the front matter is never closed.
    """
    if not lines or not _FENCE.fullmatch(lines[0].removeprefix("\ufeff")):
        return 0
    for number, line in enumerate(lines[1:], start=2):
        if line.startswith("---") and _FENCE.fullmatch(line):
            return number
    return -1


def normalize_newlines(text: str) -> str:
    """Convert all line breaks to line feeds, and remove any byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def declares_draft(data: bytes, field: str = "draft") -> bool:
    """Whether a file seems to be a draft. This works even if its front matter is invalid."""
    head = normalize_newlines(data[:4096].decode("utf-8", "replace")).split("\n---", 1)[0]
    line = rf"^{re.escape(field)}:[ \t]*(?:{'|'.join(_TRUE)})[ \t]*(?:[ \t]#.*)?$"
    return re.search(line, head, re.MULTILINE) is not None


def _decode(data: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    """Decode a file's content and normalise its line breaks. Also returns a note if there is a byte order mark."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = normalize_newlines(data[: error.start].decode("utf-8")).split("\n")
        found = f"the byte 0x{data[error.start]:02X} after {quoted(before[-1][-30:])}"
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            found = "UTF-16"
        raise _FrontMatterError(
            ProblemKind.ENCODING,
            f"this file is not saved as UTF-8 (found {found}): save it as UTF-8 in your editor",
            len(before),
        ) from None
    notes: tuple[Problem, ...] = ()
    if text.startswith("\ufeff"):
        notes = (
            Problem(
                ProblemKind.BYTE_ORDER_MARK,
                "this file starts with a byte order mark (BOM), which is ignored: save it as “UTF-8 without BOM”",
                path,
            ),
        )
    return normalize_newlines(text), notes


def _front_matter_block(text: str) -> tuple[str, int]:
    """Return the text between the two ``---`` lines, and the number of the closing line."""
    lines = text.split("\n")
    end = closing_line_number(lines)
    if end == 0:
        first = lines[0].strip()
        start = quoted(first) if first else "an empty line"
        found = f"starts with {start} instead of front matter" if text.strip() else "is empty"
        raise _FrontMatterError(
            ProblemKind.FRONT_MATTER_MISSING,
            f"this file {found}: put a `---` line, the fields and another `---` line at the very top",
            1,
        )
    if end < 0:
        raise _FrontMatterError(
            ProblemKind.FRONT_MATTER_OPEN,
            "the front matter is never closed: add a `---` line after the last field",
            1,
        )
    block = "\n".join(lines[1 : end - 1]) + "\n"
    return block.translate(_LINE_BREAKS_TO_SPACES), end


def _parse_fields(block: str) -> dict[str, Node]:
    """Parse the fields in the text between the ``---`` lines, which begins on line 2 of the file."""
    if match := _CONTROL_CHARACTER.search(block):
        raise _control_character_error(match[0], block.count("\n", 0, match.start()) + 2)
    loader = _LOADER(block)
    try:
        tree = _build_tree(_parser_events(loader))
    except yaml.MarkedYAMLError as error:
        kind, message, line = explain_yaml_error(error, block)
        raise _FrontMatterError(kind, message, line + 2) from None
    finally:
        loader.dispose()
    if tree is None:
        return {}
    if not isinstance(tree, MapNode):
        message = 'the front matter is a list, not fields: write each field without a dash, as in `title: "…"`'
        if isinstance(tree, Scalar):
            wrong = f"{quoted(tree.text)} is not in the form `field: value`"
            message = f'{wrong}: write for example `title: "…"`, with a space after the colon'
        raise _FrontMatterError(ProblemKind.NOT_A_MAPPING, message, tree.line)
    return {key.text: value for key, value in tree.items}


def _parser_events(loader: Any) -> Iterator[Any]:
    while loader.check_event():
        yield loader.get_event()


def _build_tree(events: Iterator[Any]) -> Node | None:
    """Build the tree of values, or None if there are none. Avoids recursion, so that deep nesting is harmless."""
    root: Node | None = None
    stack: list[tuple[bool, int, list[Node]]] = []  # for each open list or map: whether it is a list, line, children
    for event in events:
        line = event.start_mark.line + 2
        if root and isinstance(event, DocumentStartEvent):
            raise _FrontMatterError(
                ProblemKind.YAML,
                "a second block of front matter starts here: delete the line that begins with `---` or `...`",
                line,
            )
        if anchor := getattr(event, "anchor", None):
            sign = "*" if isinstance(event, AliasEvent) else "&"
            raise _FrontMatterError(
                ProblemKind.ANCHOR,
                f"{quoted(sign + anchor)} uses `{sign}`, which has a special meaning at the start of a value: "
                "put the whole value in quotes, or write out the value that it refers to",
                line,
            )
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            _reject_tag(event.tag, line, allowed=frozenset({None, "!"}))
            if len(stack) >= _MAX_DEPTH:
                raise _FrontMatterError(
                    ProblemKind.NESTING,
                    f"lists are nested more than {_MAX_DEPTH} levels deep: "
                    'write a simple list, as in `["One", "Two"]`',
                    line,
                )
            stack.append((isinstance(event, SequenceStartEvent), line, []))
            continue
        if isinstance(event, ScalarEvent):
            node: Node = _scalar(event, line)
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            node = _list_or_map(*stack.pop())
        else:
            continue
        if stack:
            stack[-1][2].append(node)
        else:
            root = node
    return root


def _scalar(event: ScalarEvent, line: int) -> Scalar:
    _reject_tag(event.tag, line, allowed=_TEXT_TAGS)
    # An escape such as "\x07" between double quotes becomes a control character only now.
    if match := _CONTROL_CHARACTER.search(event.value):
        raise _control_character_error(match[0], line)
    plain = event.style in (None, "") and event.tag is None
    return Scalar(event.value, plain, line)


def _control_character_error(char: str, line: int) -> _FrontMatterError:
    return _FrontMatterError(
        ProblemKind.CONTROL_CHARACTER,
        f"the front matter contains the invisible control character U+{ord(char):04X}: delete it, "
        "or type the line again",
        line,
    )


def _reject_tag(tag: str | None, line: int, allowed: Set[str | None]) -> None:
    """Raise an error for a YAML tag that is not in ``allowed``."""
    if tag not in allowed:
        written = str(tag).replace("tag:yaml.org,2002:", "!!", 1)
        raise _FrontMatterError(
            ProblemKind.YAML_TAG,
            f"{quoted(written)} uses `!`, which has a special meaning at the start of a value: "
            f"put the whole value in quotes, or delete {quoted(written)}",
            line,
        )


def _list_or_map(is_list: bool, line: int, children: list[Node]) -> Node:  # noqa: FBT001 -- an entry of the stack
    """Make the node for a list or a map. The children of a map are its names and values, alternating."""
    if is_list:
        return ListNode(tuple(children), line)
    pairs: list[tuple[Scalar, Node]] = []
    lines: dict[str, int] = {}
    for key, value in zip(children[::2], children[1::2], strict=True):
        if not isinstance(key, Scalar):
            raise _FrontMatterError(
                ProblemKind.NOT_A_MAPPING,
                "a field name is a list here, not a word: put it in quotes if it is text that starts with `[` or `{`",
                key.line,
            )
        if key.text in lines:
            raise _FrontMatterError(
                ProblemKind.DUPLICATE_FIELD,
                f"the field `{printable(key.text)}` is already on line {lines[key.text]}: delete one of the two",
                key.line,
            )
        lines[key.text] = key.line
        # The line of a field is the line of its name, because a long value may start on the next line.
        pairs.append((key, _at_line(value, key.line)))
    return MapNode(tuple(pairs), line)


def _at_line(node: Node, line: int) -> Node:
    if isinstance(node, Scalar):
        return Scalar(node.text, node.plain, line)
    if isinstance(node, ListNode):
        return ListNode(node.items, line)
    return MapNode(node.items, line)
