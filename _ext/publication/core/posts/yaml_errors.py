"""Faults of YAML in a writer's words: the rule that is broken, the line where it began, the repair.

A parser tells where it gave up, in its own terms. That is often lines behind the fault: a quotation
mark that was left open is missed only where the next one stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from publication.core.problems import ProblemKind, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    import yaml

# What stands before a value: the dash of a list, the name of a field.
_START = r"[ ]*(?:- +)?(?:[^\s:#]+:[ \t]+)?"
_OPEN = {
    '"': re.compile(_START + r'"(?:[^"\\]|\\.)*'),
    "'": re.compile(_START + r"'(?:[^']|'')*"),
}
_WHOLE = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""")
_LONGEST = 100  # characters of a line that a message can show in full


class Fault(NamedTuple):
    """A fault: ``line`` counts from 0 within the block."""

    line: int
    must: str
    repair: str
    code: ProblemKind = ProblemKind.YAML


def explain(error: yaml.MarkedYAMLError, block: str) -> tuple[ProblemKind, str, int]:
    """The code, the message and the line within the block, from 0, of a parser's error."""
    lines = block.split("\n")[:-1]
    fault = _fault(error, lines)
    found = "a tab" if fault.code is ProblemKind.TAB else quoted(lines[fault.line].strip())
    return fault.code, f"front matter must {fault.must}, found {found}; {fault.repair}", fault.line


def _fault(error: yaml.MarkedYAMLError, lines: list[str]) -> Fault:
    end, start = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
    at, began = (min(mark.line if mark else 0, len(lines) - 1) for mark in (end, start))
    what = f"{error.context}: {error.problem}"
    if re.match(r" *\t", lines[at]) or "tab character" in what:
        return Fault(at, "be indented by spaces", "replace it by two spaces", ProblemKind.TAB)
    for words, kind in _KINDS:
        if re.search(words, what):
            return kind(lines, at, began)
    return Fault(at, "have a value that starts with a sign in quotes", _in_quotes(lines[at]))


def _open_quote(lines: list[str], at: int, began: int) -> Fault:
    quote = '"' if _OPEN['"'].fullmatch(lines[began]) else "'"
    return Fault(began, "close every quotation mark that it opens", f"add {quote} where the value ends")


def _backslash(lines: list[str], at: int, began: int) -> Fault:
    must = "write a backslash twice within double quotes"
    return Fault(at, must, "write \\\\ for \\, or use single quotes")


def _bracket(lines: list[str], at: int, began: int) -> Fault:
    repair = "add {} where the list ends, or put the value in quotes if it is text"
    for number in range(at, -1, -1):
        for opening, closing in ("[]", "{}"):
            text = lines[number]
            if re.match(_START + re.escape(opening), text) and text.count(opening) > text.count(closing):
                return Fault(number, "close every bracket that it opens", repair.format(closing))
    must = "part the values within brackets by commas"
    return Fault(at, must, "put each value in quotes, and a comma between two")


def _colon(lines: list[str], at: int, began: int) -> Fault:
    if not re.fullmatch(r" *[^\s:#]+:(?:[ \t](?:(?!:[ \t]).)*)?", lines[at]):
        return Fault(at, "have a value that holds `: ` in quotes", _in_quotes(lines[at]))
    # One colon only, so this line is sound, and the one above it is not what it seems.
    above = next((number for number in range(at - 1, -1, -1) if lines[number].strip()), at)
    if not re.match(r"[ ]*(?:- +)?[^\s:#]+:(?:[ \t]|$)", lines[above]):
        return _no_colon(lines, at, above)
    repair = "delete the spaces before it, or put the value above it in quotes if this belongs to it"
    return Fault(at, _ONE_COLUMN, repair)


def _no_colon(lines: list[str], at: int, began: int) -> Fault:
    if re.match(r"\s*[^\s:]+:\S", lines[began]):
        return Fault(began, "have a space after the colon of a field", "add it")
    repair = "write it so, or put a line `---` above it if the text of the post begins here"
    return Fault(began, "be lines of `field: value`", repair)


def _list_beside(lines: list[str], at: int, began: int) -> Fault:
    return Fault(at, "begin a list on the line below its field", "put each `- ` on a line of its own")


def _out_of_place(lines: list[str], at: int, began: int) -> Fault:
    for quote, opened in _OPEN.items():
        above = (number for number in range(at - 1, -1, -1) if quote in lines[number])
        number = next(above, at) if quote in lines[at] else at
        if number != at and opened.fullmatch(lines[number]):
            return _open_quote(lines, at, number)
    value = re.sub(_START, "", lines[at], count=1).strip()
    first = next(number for number, line in enumerate(lines) if line.strip())
    dots = next((number for number in range(at) if lines[number].strip() == "..."), None)
    if dots is not None:
        fault = Fault(dots, "be one block of fields", "delete this line")
    elif lines[at].lstrip().startswith("- "):
        repair = "put the name of the field, such as `tags:`, on the line above the list"
        fault = Fault(at, "have a list below a field of its own", repair)
    elif value.startswith(("[", "{")) and not value.endswith(("]", "}")):
        fault = Fault(at, "have nothing behind a closing bracket", _in_quotes(lines[at]))
    elif value.startswith(('"', "'")) and not _WHOLE.fullmatch(value):
        fault = Fault(at, "have nothing behind a closing quotation mark", _in_quotes(lines[at]))
    elif lines[first].startswith(" ") and not lines[at].startswith(" "):
        fault = Fault(first, _ONE_COLUMN, "delete the spaces before it")
    elif lines[at].startswith(" ") and not lines[first].startswith(" "):
        fault = Fault(at, _ONE_COLUMN, "delete the spaces before it")
    else:
        fault = Fault(at, _ONE_COLUMN, "move it under the first letter of the field above")
    return fault


_ONE_COLUMN = "have its fields start in the same column"
# What PyYAML's two parsers, in C and in Python, say of a fault, in the order of asking.
_KINDS: tuple[tuple[str, Callable[[list[str], int, int], Fault]], ...] = (
    ("quoted scalar.*(?:end of stream|document)", _open_quote),
    ("quoted scalar", _backslash),
    ("mapping values", _colon),
    ("flow", _bracket),
    ("expected ':'", _no_colon),
    ("sequence entries", _list_beside),
    ("block mapping|block collection|document start", _out_of_place),
)


def _in_quotes(text: str) -> str:
    """The repair that puts the value of a line in quotes, in full when the line is short."""
    found = re.fullmatch(f"({_START})(.+)", text.strip())
    if found is None or len(text) > _LONGEST or not text.isprintable():
        return "put the value in quotes"
    start, value = found.groups()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    if '"' not in value and "\\" not in value:
        return f'write {start}"{value}"'
    return f"write {start}'{value.replace(chr(39), chr(39) * 2)}'"
