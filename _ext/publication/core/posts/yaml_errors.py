"""Explains YAML errors in terms that an author understands: what is wrong, on which line, and how to fix it.

A YAML parser reports an error in technical terms, at the line where parsing failed. The mistake is often further up:
a parser notices an unclosed quotation mark only when it reaches the next quotation mark. This module finds the line
with the mistake.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from publication.core.problems import ProblemKind, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    import yaml

# The part of a line before the value: indentation, the dash of a list item, the field name.
_BEFORE_VALUE = r"[ ]*(?:- +)?(?:[^\s:#]+:[ \t]+)?"
_OPEN_QUOTE = {
    '"': re.compile(_BEFORE_VALUE + r'"(?:[^"\\]|\\.)*'),
    "'": re.compile(_BEFORE_VALUE + r"'(?:[^']|'')*"),
}
_QUOTED_VALUE = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""")
_SINGLE_BACKSLASHES = re.compile(_BEFORE_VALUE + r'"(?:[^"\\]|\\[^"\\])*"[ \t]*')
_MAX_LINE = 100  # A message shows lines of up to this many characters in full.


class _Explanation(NamedTuple):
    """An error in terms that an author understands: ``wrong`` says what is wrong, ``repair`` how to fix it.

    ``line`` is the line's index within the front matter, counted from 0.
    """

    line: int
    wrong: str
    repair: str
    kind: ProblemKind = ProblemKind.YAML


def explain_yaml_error(error: yaml.MarkedYAMLError, block: str) -> tuple[ProblemKind, str, int]:
    """Return the kind, message and line of the problem behind a YAML parser's error in the front matter ``block``.

    The line is an index into the block, counted from 0.
    """
    lines = block.split("\n")[:-1]
    explanation = _explain(error, lines)
    return explanation.kind, f"{explanation.wrong}: {explanation.repair}", explanation.line


def _explain(error: yaml.MarkedYAMLError, lines: list[str]) -> _Explanation:
    stop_mark, start_mark = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
    stop, start = (min(mark.line if mark else 0, len(lines) - 1) for mark in (stop_mark, start_mark))
    parser_message = f"{error.context}: {error.problem}"
    if re.match(r" *\t", lines[stop]) or "tab character" in parser_message:
        return _Explanation(
            stop, "this line is indented with a tab", "replace the tab with two spaces", ProblemKind.TAB
        )
    for pattern, explain in _EXPLAINERS:
        if re.search(pattern, parser_message):
            return explain(lines, stop, start)
    value = re.sub(_BEFORE_VALUE, "", lines[stop], count=1).strip()
    wrong = f"this value starts with {quoted(value[0])}, so it needs quotes" if value else "this value needs quotes"
    return _Explanation(stop, wrong, _quote_repair(lines[stop]))


# Each explainer receives the front matter's lines, the index of the line where the parser stopped (``stop``), and the
# index of the line where the broken part starts according to the parser (``start``).


def _explain_open_quote(lines: list[str], stop: int, start: int) -> _Explanation:
    quote = '"' if _OPEN_QUOTE['"'].fullmatch(lines[start]) else "'"
    wrong = f"the quotation mark in {_quoted_line(lines[start])} is never closed"
    return _Explanation(start, wrong, f"add `{quote}` at the end of the value")


def _explain_backslash(lines: list[str], stop: int, start: int) -> _Explanation:
    wrong = "a single backslash is not allowed between double quotes"
    if _SINGLE_BACKSLASHES.fullmatch(lines[stop]):
        return _Explanation(stop, wrong, _quote_repair(lines[stop]))
    return _Explanation(stop, wrong, "write `\\\\` instead of `\\`, or use single quotes")


def _explain_bracket(lines: list[str], stop: int, start: int) -> _Explanation:
    repair = "add `{}` at the end of the list, or put the whole value in quotes if it is text"
    for number in range(stop, -1, -1):
        for opening, closing in ("[]", "{}"):
            line = lines[number]
            if re.match(_BEFORE_VALUE + re.escape(opening), line) and line.count(opening) > line.count(closing):
                wrong = f"the bracket in {_quoted_line(line)} is never closed"
                return _Explanation(number, wrong, repair.format(closing))
    wrong = f"a comma is missing between the values in {_quoted_line(lines[stop])}"
    return _Explanation(stop, wrong, 'put each value in quotes and a comma between two, as in `["One", "Two"]`')


def _explain_colon(lines: list[str], stop: int, start: int) -> _Explanation:
    if not re.fullmatch(r" *[^\s:#]+:(?:[ \t](?:(?!:[ \t]).)*)?", lines[stop]):
        return _Explanation(stop, "this value contains `: `, so it needs quotes", _quote_repair(lines[stop]))
    # This line has only one colon, so it is valid. The error is in the line above, or in the indentation of this one.
    above = next((number for number in range(stop - 1, -1, -1) if lines[number].strip()), stop)
    if not re.match(r"[ ]*(?:- +)?[^\s:#]+:(?:[ \t]|$)", lines[above]):
        return _explain_missing_colon(lines, stop, above)
    repair = "delete the spaces before it, or put the value above it in quotes if this line belongs to it"
    return _Explanation(stop, _wrong_indentation(lines[stop]), repair)


def _explain_missing_colon(lines: list[str], stop: int, start: int) -> _Explanation:
    if re.match(r"\s*[^\s:]+:\S", lines[start]):
        spaced = lines[start].strip().replace(":", ": ", 1)
        wrong = f"there is no space after the colon in {_quoted_line(lines[start])}"
        return _Explanation(start, wrong, f"write `{spaced}`" if _is_short(spaced) else "add one")
    repair = "add the missing colon, or a `---` line above it if the post's text starts here"
    return _Explanation(start, f"{_quoted_line(lines[start])} is not in the form `field: value`", repair)


def _explain_list_on_field_line(lines: list[str], stop: int, start: int) -> _Explanation:
    wrong = f"{_quoted_line(lines[stop])} has a list on the same line as its field"
    return _Explanation(stop, wrong, "write each `- ` on a separate line below the field")


def _explain_unexpected_line(lines: list[str], stop: int, start: int) -> _Explanation:
    for quote, open_quote in _OPEN_QUOTE.items():
        above = (number for number in range(stop - 1, -1, -1) if quote in lines[number])
        number = next(above, stop) if quote in lines[stop] else stop
        if number != stop and open_quote.fullmatch(lines[number]):
            return _explain_open_quote(lines, stop, number)
    value = re.sub(_BEFORE_VALUE, "", lines[stop], count=1).strip()
    first = next(number for number, line in enumerate(lines) if line.strip())
    dots = next((number for number in range(stop) if lines[number].strip() == "..."), None)
    if dots is not None:
        wrong = f"{_quoted_line(lines[dots])} ends the front matter before its last field"
        explanation = _Explanation(dots, wrong, "delete this line")
    elif lines[stop].lstrip().startswith("- "):
        repair = "add the name of the field, such as `tags:`, on the line above the list"
        explanation = _Explanation(stop, f"the list item {_quoted_line(lines[stop])} belongs to no field", repair)
    elif value.startswith(("[", "{")) and not value.endswith(("]", "}")):
        explanation = _Explanation(stop, "there is text after the closing bracket", _quote_repair(lines[stop]))
    elif value.startswith(('"', "'")) and not _QUOTED_VALUE.fullmatch(value):
        explanation = _Explanation(stop, "there is text after the closing quotation mark", _quote_repair(lines[stop]))
    elif lines[first].startswith(" ") and not lines[stop].startswith(" "):
        explanation = _Explanation(first, _wrong_indentation(lines[first]), "delete the spaces before it")
    elif lines[stop].startswith(" ") and not lines[first].startswith(" "):
        explanation = _Explanation(stop, _wrong_indentation(lines[stop]), "delete the spaces before it")
    else:
        wrong = f"{_quoted_line(lines[stop])} does not start in the same column as the field above it"
        explanation = _Explanation(stop, wrong, "move it under the first letter of that field")
    return explanation


# Patterns for the error messages of PyYAML's two parsers, one in C and one in Python. The first match is used.
_EXPLAINERS: tuple[tuple[str, Callable[[list[str], int, int], _Explanation]], ...] = (
    ("quoted scalar.*(?:end of stream|document)", _explain_open_quote),
    ("quoted scalar", _explain_backslash),
    ("mapping values", _explain_colon),
    ("flow", _explain_bracket),
    ("expected ':'", _explain_missing_colon),
    ("sequence entries", _explain_list_on_field_line),
    ("block mapping|block collection|document start", _explain_unexpected_line),
)


def _quote_repair(line: str) -> str:
    """The advice to put a line's value in quotes. For a short line, it includes the corrected line to copy."""
    match = re.fullmatch(f"({_BEFORE_VALUE})(.+)", line.strip())
    if match is None or not _is_short(line):
        return "put the value in quotes"
    before, value = match.groups()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    if '"' not in value and "\\" not in value:
        return f'write `{before}"{value}"`'
    return f"write `{before}'{value.replace(chr(39), chr(39) * 2)}'`"


def _is_short(line: str) -> bool:
    """Whether a message can show a line in full."""
    return len(line) <= _MAX_LINE and line.isprintable()


def _quoted_line(line: str) -> str:
    return quoted(line.strip())


def _wrong_indentation(line: str) -> str:
    return f"{_quoted_line(line)} is indented, but all fields must start in the same column"
