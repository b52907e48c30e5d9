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
_LONE_BACKSLASHES = re.compile(_START + r'"(?:[^"\\]|\\[^"\\])*"[ \t]*')
_LONGEST = 100  # characters of a line that a message can show in full


class Fault(NamedTuple):
    """A fault: ``line`` counts from 0 within the block; ``wrong`` says what is wrong and what was found."""

    line: int
    wrong: str
    repair: str
    kind: ProblemKind = ProblemKind.YAML


def explain(error: yaml.MarkedYAMLError, block: str) -> tuple[ProblemKind, str, int]:
    """The code, the message and the line within the block, from 0, of a parser's error."""
    lines = block.split("\n")[:-1]
    fault = _fault(error, lines)
    return fault.kind, f"{fault.wrong}: {fault.repair}", fault.line


def _fault(error: yaml.MarkedYAMLError, lines: list[str]) -> Fault:
    end, start = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
    at, began = (min(mark.line if mark else 0, len(lines) - 1) for mark in (end, start))
    what = f"{error.context}: {error.problem}"
    if re.match(r" *\t", lines[at]) or "tab character" in what:
        return Fault(at, "this line is indented with a tab", "replace the tab with two spaces", ProblemKind.TAB)
    for words, kind in _KINDS:
        if re.search(words, what):
            return kind(lines, at, began)
    value = re.sub(_START, "", lines[at], count=1).strip()
    wrong = f"this value starts with {quoted(value[0])}, so it needs quotes" if value else "this value needs quotes"
    return Fault(at, wrong, _in_quotes(lines[at]))


def _open_quote(lines: list[str], at: int, began: int) -> Fault:
    quote = '"' if _OPEN['"'].fullmatch(lines[began]) else "'"
    wrong = f"the quotation mark in {_found(lines[began])} is never closed"
    return Fault(began, wrong, f"add `{quote}` at the end of the value")


def _backslash(lines: list[str], at: int, began: int) -> Fault:
    wrong = "a single backslash is not allowed between double quotes"
    if _LONE_BACKSLASHES.fullmatch(lines[at]):
        return Fault(at, wrong, _in_quotes(lines[at]))
    return Fault(at, wrong, "write `\\\\` instead of `\\`, or use single quotes")


def _bracket(lines: list[str], at: int, began: int) -> Fault:
    repair = "add `{}` at the end of the list, or put the whole value in quotes if it is text"
    for number in range(at, -1, -1):
        for opening, closing in ("[]", "{}"):
            text = lines[number]
            if re.match(_START + re.escape(opening), text) and text.count(opening) > text.count(closing):
                wrong = f"the bracket in {_found(text)} is never closed"
                return Fault(number, wrong, repair.format(closing))
    wrong = f"a comma is missing between the values in {_found(lines[at])}"
    return Fault(at, wrong, 'put each value in quotes and a comma between two, as in `["One", "Two"]`')


def _colon(lines: list[str], at: int, began: int) -> Fault:
    if not re.fullmatch(r" *[^\s:#]+:(?:[ \t](?:(?!:[ \t]).)*)?", lines[at]):
        return Fault(at, "this value contains `: `, so it needs quotes", _in_quotes(lines[at]))
    # One colon only, so this line is sound, and the one above it is not what it seems.
    above = next((number for number in range(at - 1, -1, -1) if lines[number].strip()), at)
    if not re.match(r"[ ]*(?:- +)?[^\s:#]+:(?:[ \t]|$)", lines[above]):
        return _no_colon(lines, at, above)
    repair = "delete the spaces before it, or put the value above it in quotes if this line belongs to it"
    return Fault(at, _indented(lines[at]), repair)


def _no_colon(lines: list[str], at: int, began: int) -> Fault:
    if re.match(r"\s*[^\s:]+:\S", lines[began]):
        spaced = lines[began].strip().replace(":", ": ", 1)
        wrong = f"there is no space after the colon in {_found(lines[began])}"
        return Fault(began, wrong, f"write `{spaced}`" if _is_short(spaced) else "add one")
    repair = "add the missing colon, or a line `---` above it if the text of the post starts here"
    return Fault(began, f"{_found(lines[began])} is not in the form `field: value`", repair)


def _list_beside(lines: list[str], at: int, began: int) -> Fault:
    wrong = f"{_found(lines[at])} has a list on the same line as its field"
    return Fault(at, wrong, "write each `- ` on a separate line below the field")


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
        fault = Fault(dots, f"{_found(lines[dots])} ends the front matter before its last field", "delete this line")
    elif lines[at].lstrip().startswith("- "):
        repair = "add the name of the field, such as `tags:`, on the line above the list"
        fault = Fault(at, f"the list item {_found(lines[at])} belongs to no field", repair)
    elif value.startswith(("[", "{")) and not value.endswith(("]", "}")):
        fault = Fault(at, "there is text after the closing bracket", _in_quotes(lines[at]))
    elif value.startswith(('"', "'")) and not _WHOLE.fullmatch(value):
        fault = Fault(at, "there is text after the closing quotation mark", _in_quotes(lines[at]))
    elif lines[first].startswith(" ") and not lines[at].startswith(" "):
        fault = Fault(first, _indented(lines[first]), "delete the spaces before it")
    elif lines[at].startswith(" ") and not lines[first].startswith(" "):
        fault = Fault(at, _indented(lines[at]), "delete the spaces before it")
    else:
        wrong = f"{_found(lines[at])} does not start in the same column as the field above it"
        fault = Fault(at, wrong, "move it under the first letter of that field")
    return fault


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
    if found is None or not _is_short(text):
        return "put the value in quotes"
    start, value = found.groups()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    if '"' not in value and "\\" not in value:
        return f'write `{start}"{value}"`'
    return f"write `{start}'{value.replace(chr(39), chr(39) * 2)}'`"


def _is_short(text: str) -> bool:
    """Whether a message can show a line in full."""
    return len(text) <= _LONGEST and text.isprintable()


def _found(line: str) -> str:
    """A line of the front matter, as a message shows it."""
    return quoted(line.strip())


def _indented(line: str) -> str:
    return f"{_found(line)} is indented, but all fields must start in the same column"
