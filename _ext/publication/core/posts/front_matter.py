"""Text to raw front matter: values as they are written, each with its line.

YAML's own guesses are not taken over: a scalar stays the text that stands in the file, so that
``title: No``, ``slug: 2019-09-06`` and ``date: 2019-02-30`` arrive as typed, and the rule of each
field decides. This is what the starter's parser does for the forms that matter, and it keeps
every fault at its line. Nothing here raises on bad input.
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

from .yaml_errors import explain

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FENCE = re.compile(r"---[ \t]*")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
# The only type that may be written: it says what every scalar is anyway.
_PLAIN_TAGS = frozenset({None, "!", "tag:yaml.org,2002:str"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# YAML 1.1 ends a line at these, editors and YAML 1.2 do not.
_NO_BREAKS = dict.fromkeys((0x85, 0x2028, 0x2029), " ")
_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as it is written; ``plain`` when it stood without quotes."""

    text: str
    plain: bool
    line: int

    @property
    def is_null(self) -> bool:
        """Whether it is YAML's null, or nothing at all."""
        return self.plain and self.text in _NULLS

    @property
    def as_bool(self) -> bool | None:
        """True or False for an unquoted ``true`` or ``false``, None for anything else."""
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
    """Values by name."""

    items: tuple[tuple[Scalar, Node], ...]
    line: int


Node = Scalar | ListNode | MapNode


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields of one file, and the number of the line that closes them."""

    fields: dict[str, Node]
    end_line: int
    problems: tuple[Problem, ...] = ()

    def line(self, field: str) -> int:
        """The line of a field, 1 when it is absent."""
        node = self.fields.get(field)
        return node.line if node else 1


class _Fault(Exception):  # noqa: N818 -- a writer's fault is a problem, not an error
    """A broken rule within one file; it never leaves this module."""

    def __init__(self, code: ProblemKind, message: str, line: int) -> None:
        super().__init__(message)
        self.kind, self.line = code, line


def read_front_matter(data: bytes, path: str) -> FrontMatter | Problem:
    """The front matter of a file's bytes, or the problem that makes it unreadable.

    ``path`` is only named in problems.
    """
    try:
        text, notes = _decode(data, path)
        block, end = _block(text)
        return FrontMatter(_fields(block), end, notes)
    except _Fault as fault:
        return Problem(fault.kind, str(fault), path, fault.line)


def closing_line(lines: list[str]) -> int:
    """The number of the line that closes the front matter; 0 when none opens, -1 when none closes."""
    if not lines or not _FENCE.fullmatch(lines[0].removeprefix("\ufeff")):
        return 0
    for number, line in enumerate(lines[1:], start=2):
        if line.startswith("---") and _FENCE.fullmatch(line):
            return number
    return -1


def normalize(text: str) -> str:
    """Text with one kind of line end and no byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def declares_draft(data: bytes, field: str = "draft") -> bool:
    """Whether a file whose front matter cannot be read calls itself a draft."""
    head = normalize(data[:4096].decode("utf-8", "replace")).split("\n---", 1)[0]
    line = rf"^{re.escape(field)}:[ \t]*(?:{'|'.join(_TRUE)})[ \t]*(?:[ \t]#.*)?$"
    return re.search(line, head, re.MULTILINE) is not None


def _decode(data: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = normalize(data[: error.start].decode("utf-8")).split("\n")
        found = f"the byte 0x{data[error.start]:02X} after {quoted(before[-1][-30:])}"
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            found = "UTF-16"
        raise _Fault(
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
    return normalize(text), notes


def _block(text: str) -> tuple[str, int]:
    """What stands between the fences, and the number of the line that closes it."""
    lines = text.split("\n")
    end = closing_line(lines)
    if end == 0:
        first = lines[0].strip()
        start = quoted(first) if first else "an empty line"
        found = f"starts with {start} instead of front matter" if text.strip() else "is empty"
        raise _Fault(
            ProblemKind.FRONT_MATTER_MISSING,
            f"this file {found}: put a line `---`, the fields and another line `---` at the very top",
            1,
        )
    if end < 0:
        raise _Fault(
            ProblemKind.FRONT_MATTER_OPEN,
            "the front matter is never closed: add a line `---` after the last field",
            1,
        )
    block = "\n".join(lines[1 : end - 1]) + "\n"
    return block.translate(_NO_BREAKS), end


def _fields(block: str) -> dict[str, Node]:
    if found := _CONTROL.search(block):
        raise _control_character(found[0], block.count("\n", 0, found.start()) + 2)
    loader = _LOADER(block)
    try:
        tree = _tree(_events(loader))
    except yaml.MarkedYAMLError as error:
        code, message, line = explain(error, block)
        raise _Fault(code, message, line + 2) from None
    finally:
        loader.dispose()
    if tree is None:
        return {}
    if not isinstance(tree, MapNode):
        message = 'the front matter is a list, not fields: write each field without a dash, as in `title: "…"`'
        if isinstance(tree, Scalar):
            wrong = f"{quoted(tree.text)} is not in the form `field: value`"
            message = f'{wrong}: write for example `title: "…"`, with a space after the colon'
        raise _Fault(ProblemKind.NOT_A_MAPPING, message, tree.line)
    return {key.text: value for key, value in tree.items}


def _events(loader: Any) -> Iterator[Any]:
    while loader.check_event():
        yield loader.get_event()


def _tree(events: Iterator[Any]) -> Node | None:
    """The tree of the one document. Iterative, so that no nesting exhausts the stack."""
    root: Node | None = None
    stack: list[tuple[bool, int, list[Node]]] = []  # whether it is a list, its line, what is in it
    for event in events:
        line = event.start_mark.line + 2
        if root and isinstance(event, DocumentStartEvent):
            raise _Fault(
                ProblemKind.YAML,
                "a second block of front matter starts here: delete the line that begins with `---` or `...`",
                line,
            )
        if anchor := getattr(event, "anchor", None):
            sign = "*" if isinstance(event, AliasEvent) else "&"
            raise _Fault(
                ProblemKind.ANCHOR,
                f"{quoted(sign + anchor)} uses `{sign}`, which has a special meaning at the start of a value: "
                "put the whole value in quotes, or write out the value that it refers to",
                line,
            )
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            _untagged(event.tag, line, allowed=(None, "!"))
            if len(stack) >= _MAX_DEPTH:
                raise _Fault(
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
            node = _closed(*stack.pop())
        else:
            continue
        if stack:
            stack[-1][2].append(node)
        else:
            root = node
    return root


def _scalar(event: ScalarEvent, line: int) -> Scalar:
    _untagged(event.tag, line, allowed=_PLAIN_TAGS)
    if found := _CONTROL.search(event.value):
        raise _control_character(found[0], line)
    plain = event.style in (None, "") and event.tag is None
    return Scalar(event.value, plain, line)


def _control_character(found: str, line: int) -> _Fault:
    return _Fault(
        ProblemKind.CONTROL_CHARACTER,
        f"the front matter contains the invisible control character U+{ord(found):04X}: delete it, "
        "or type the line again",
        line,
    )


def _untagged(tag: str | None, line: int, allowed: Any) -> None:
    if tag not in allowed:
        typed = str(tag).replace("tag:yaml.org,2002:", "!!", 1)
        raise _Fault(
            ProblemKind.YAML_TAG,
            f"{quoted(typed)} uses `!`, which has a special meaning at the start of a value: "
            f"put the whole value in quotes, or delete {quoted(typed)}",
            line,
        )


def _closed(is_list: bool, line: int, children: list[Node]) -> Node:  # noqa: FBT001 -- of its own stack
    if is_list:
        return ListNode(tuple(children), line)
    pairs: list[tuple[Scalar, Node]] = []
    seen: dict[str, int] = {}
    for key, value in zip(children[::2], children[1::2], strict=True):
        if not isinstance(key, Scalar):
            raise _Fault(
                ProblemKind.NOT_A_MAPPING,
                "a field name is a list here, not a word: put it in quotes if it is text that starts with `[` or `{`",
                key.line,
            )
        if key.text in seen:
            raise _Fault(
                ProblemKind.DUPLICATE_FIELD,
                f"the field `{printable(key.text)}` is already on line {seen[key.text]}: delete one of the two",
                key.line,
            )
        seen[key.text] = key.line
        # A field is where its name stands: the value of a block may begin on the next line.
        pairs.append((key, _at(value, key.line)))
    return MapNode(tuple(pairs), line)


def _at(node: Node, line: int) -> Node:
    if isinstance(node, Scalar):
        return Scalar(node.text, node.plain, line)
    if isinstance(node, ListNode):
        return ListNode(node.items, line)
    return MapNode(node.items, line)
