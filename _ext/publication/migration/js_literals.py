"""Reads literal data from a JavaScript or JSON file, without running the file.

The old blog's ``config.js`` is a program, but it nearly always only defines an object. This parser reads such an
object: strings in all three kinds of quotes, numbers, lists, comments, trailing commas, and variables that were set
to such values earlier in the file. Any other expression becomes an ``UnevaluatedExpression`` with its source text,
and the parser continues with the next value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

_TOKEN = re.compile(
    r"""
      (?P<space>\s+|//[^\n]*|/\*.*?(?:\*/|\Z)|\#![^\n]*)
    | (?P<string>"(?:[^"\\\n]|\\.)*(?:"|(?=\n)|\\?\Z)|'(?:[^'\\\n]|\\.)*(?:'|(?=\n)|\\?\Z))
    | (?P<template>`(?:[^`\\]|\\.)*(?:`|\\?\Z))
    | (?P<number>-?(?:0[xX][0-9a-fA-F]+|(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?))
    | (?P<name>[^\W\d][\w]*|\$[\w$]*)
    | (?P<punctuation>\.\.\.|=>|===?|\|\||&&|\?\?|\?\.|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r?\n|.))", re.DOTALL)
_ESCAPE_CHARACTERS: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_KEYWORD_VALUES: Final = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None}
_CLOSING: Final = {"{": "}", "[": "]", "(": ")"}
_VALUE_TERMINATORS: Final = frozenset({",", "}", "]", ")", ";"})
_TYPE_PUNCTUATION: Final = frozenset({":", "<", ">", "[", "]", ".", "|", "&"})
_MAX_DEPTH = 40


class Token(NamedTuple):
    """A token in the source. ``kind`` is the name of a group in ``_TOKEN``, and ``line`` counts from 1."""

    kind: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class UnevaluatedExpression:
    """An expression that cannot be evaluated without running the file. ``text`` is its source without spaces."""

    text: str


@dataclass(frozen=True, slots=True)
class JsObject:
    """An object's values by property name, and the line of each property name, counted from 1."""

    values: dict[str, JsValue] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


JsValue = str | int | float | bool | None | list["JsValue"] | JsObject | UnevaluatedExpression


def tokenize(text: str) -> list[Token]:
    """Split a JavaScript or TypeScript file into tokens, without comments and white space."""
    tokens: list[Token] = []
    line = 1
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "punctuation"
        if kind != "space":
            tokens.append(Token(kind, match[0], line))
        line += match[0].count("\n")
    return tokens


def parse_exported_object(text: str) -> JsObject | None:
    """Return the object that a configuration file exports or a JSON file contains, or None if there is no object."""
    parser = _Parser(tokenize(text.removeprefix("\ufeff")))
    if parser.peek_is("{"):
        value = parser.parse_value()
        return value if isinstance(value, JsObject) else None
    return parser.parse_exported_object()


class _Parser:
    """Parses values. Each step moves ahead by at least one token, so parsing always ends."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._position = 0
        self._depth = 0
        self._variables: dict[str, JsValue] = {}

    def parse_exported_object(self) -> JsObject | None:
        """Return the object in ``module.exports = …`` or ``export default …``, or the last such object."""
        exported: JsValue = None
        while not self.at_end:
            if self._consume("module", ".", "exports", "=") or self._consume("export", "default"):
                exported = self.parse_value()
            elif any(self._consume(word) for word in ("const", "let", "var")):
                name = self._next_token().text
                if self._skip_type_and_equals():
                    self._variables[name] = self.parse_value()
            else:
                self._next_token()
        return exported if isinstance(exported, JsObject) else None

    @property
    def at_end(self) -> bool:
        return self._position >= len(self._tokens)

    def peek_is(self, *texts: str) -> bool:
        ahead = self._tokens[self._position : self._position + len(texts)]
        return [token.text for token in ahead] == list(texts)

    def parse_value(self) -> JsValue:
        """Parse the value that begins here. Stops before the token that ends the value."""
        start = self._position
        line = self._tokens[start].line if not self.at_end else 0
        if self._depth >= _MAX_DEPTH:
            self._skip_expression(line)
            return UnevaluatedExpression("…")
        self._depth += 1
        value = self._parse_operand()
        while isinstance(value, str) and self.peek_is("+"):
            self._next_token()
            more = self._parse_operand()
            value = value + more if isinstance(more, str) else UnevaluatedExpression("")
        self._depth -= 1
        if isinstance(value, UnevaluatedExpression) or not self._value_ends_here():
            has_type = self._consume("as") or self._consume("satisfies")
            self._skip_expression(line)
            text = "".join(token.text for token in self._tokens[start : self._position])
            return value if has_type else UnevaluatedExpression(text)
        return value

    def _parse_operand(self) -> JsValue:
        if self.at_end or self._tokens[self._position].text in _VALUE_TERMINATORS:
            return UnevaluatedExpression("")
        token = self._next_token()
        value: JsValue = UnevaluatedExpression(token.text)
        if token.text == "{":
            value = self._parse_object()
        elif token.text == "[":
            value = self._parse_list()
        elif token.kind == "string":
            value = _unescape(_strip_quotes(token.text))
        elif token.kind == "template":
            value = self._fill_template(_strip_quotes(token.text))
        elif token.kind == "number":
            value = _parse_number(token.text)
        elif token.kind == "name":
            is_keyword = token.text in _KEYWORD_VALUES
            value = _KEYWORD_VALUES[token.text] if is_keyword else self._variables.get(token.text, value)
        return value

    def _parse_object(self) -> JsObject:
        js_object = JsObject()
        while not self.at_end and not self._consume("}"):
            if self._consume(","):
                continue
            token = self._next_token()
            name = _unescape(_strip_quotes(token.text)) if token.kind == "string" else token.text
            if token.kind in {"name", "string", "number"} and self._consume(":"):
                js_object.values[name] = self.parse_value()
                js_object.lines[name] = token.line
            elif token.kind == "name" and (self.peek_is(",") or self.peek_is("}")):
                js_object.values[name] = self._variables.get(name, UnevaluatedExpression(name))
                js_object.lines[name] = token.line
            else:
                self._position -= token.text in _CLOSING
                self._skip_expression(0)
        return js_object

    def _parse_list(self) -> list[JsValue]:
        items: list[JsValue] = []
        while not self.at_end and not self._consume("]"):
            before = self._position
            if not self._consume(","):
                items.append(self.parse_value())
            self._position = max(self._position, before + 1)
        return items

    def _fill_template(self, template: str) -> JsValue:
        """Return a template literal's text if it only inserts variables with known values."""
        pieces = re.split(r"\$\{\s*([^}]*?)\s*\}", template)
        texts = [_unescape(piece) for piece in pieces[::2]]
        values = [self._variables.get(name) for name in pieces[1::2]]
        if not all(isinstance(value, (str, int)) for value in values):
            return UnevaluatedExpression(f"`{template}`")
        return texts[0] + "".join(f"{value}{text}" for value, text in zip(values, texts[1:], strict=True))

    def _value_ends_here(self) -> bool:
        """Whether a value can end here: before a comma or closing bracket, or where a new line begins a statement."""
        if self.at_end or self._tokens[self._position].text in _VALUE_TERMINATORS:
            return True
        token, before = self._tokens[self._position], self._tokens[self._position - 1]
        return self._depth == 0 and token.line > before.line and token.kind == "name"

    def _skip_expression(self, line: int) -> None:
        """Skip the rest of an expression that began on ``line``, including everything in its brackets."""
        closing: list[str] = []
        while not self.at_end:
            token = self._tokens[self._position]
            if not closing and (token.text in _VALUE_TERMINATORS or (line and self._begins_statement(token, line))):
                return
            if token.text in _CLOSING:
                closing.append(_CLOSING[token.text])
            elif closing and token.text == closing[-1]:
                closing.pop()
            self._position += 1

    def _begins_statement(self, token: Token, line: int) -> bool:
        is_keyword = token.text in {"const", "let", "var", "module", "export"}
        return self._depth == 0 and token.line > line and is_keyword

    def _skip_type_and_equals(self) -> bool:
        """Skip any TypeScript type annotation and the ``=`` after it. Returns whether there was an ``=``."""
        if self.peek_is(":"):
            while not self.at_end and (self._tokens[self._position].text in _TYPE_PUNCTUATION or self._is_name()):
                self._position += 1
        return self._consume("=")

    def _is_name(self) -> bool:
        return self._tokens[self._position].kind == "name"

    def _consume(self, *texts: str) -> bool:
        if not self.peek_is(*texts):
            return False
        self._position += len(texts)
        return True

    def _next_token(self) -> Token:
        self._position += 1
        return self._tokens[self._position - 1] if self._position <= len(self._tokens) else Token("end", "", 0)


def _parse_number(text: str) -> int | float | UnevaluatedExpression:
    try:
        return int(text.replace("_", ""), 0)
    except ValueError:
        pass
    try:
        return float(text.replace("_", ""))
    except ValueError:
        return UnevaluatedExpression(text)


def _unescape(text: str) -> str:
    """The text of a JavaScript string with its escape sequences replaced by the characters they stand for."""
    if "\\" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2] or match[3]
        if code:
            number = int(code, 16)
            return chr(number) if number <= 0x10FFFF else "�"  # noqa: PLR2004 -- the last code point
        return "" if match[4].endswith("\n") else _ESCAPE_CHARACTERS.get(match[4], match[4])

    # JavaScript writes a character beyond U+FFFF as two escapes, a surrogate pair. Decoding as UTF-16 joins them.
    utf16 = _ESCAPE.sub(character, text).encode("utf-16-le", "surrogatepass")
    return utf16.decode("utf-16-le", "replace")


def _strip_quotes(literal: str) -> str:
    return literal[1:].removesuffix(literal[0])
