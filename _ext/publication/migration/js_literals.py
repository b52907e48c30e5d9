"""The data in a JavaScript or JSON file, read without running it.

The old blog's ``config.js`` is a program, but nearly always one that only writes an object down. This
reads such an object: strings in all three quotes, numbers, lists, comments, trailing commas, names
bound to such values above it. Whatever else stands there is ``Unknown``, with its text, and its
neighbours are read all the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

_TOKEN = re.compile(
    r"""
      (?P<gap>\s+|//[^\n]*|/\*.*?(?:\*/|\Z)|\#![^\n]*)
    | (?P<string>"(?:[^"\\\n]|\\.)*(?:"|(?=\n)|\\?\Z)|'(?:[^'\\\n]|\\.)*(?:'|(?=\n)|\\?\Z))
    | (?P<template>`(?:[^`\\]|\\.)*(?:`|\\?\Z))
    | (?P<number>-?(?:0[xX][0-9a-fA-F]+|(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?))
    | (?P<name>[^\W\d][\w]*|\$[\w$]*)
    | (?P<sign>\.\.\.|=>|===?|\|\||&&|\?\?|\?\.|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r?\n|.))", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_WORDS: Final = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None}
_CLOSING: Final = {"{": "}", "[": "]", "(": ")"}
_ENDS: Final = frozenset({",", "}", "]", ")", ";"})
_TYPE: Final = frozenset({":", "<", ">", "[", "]", ".", "|", "&"})
_DEEPEST = 40


class Token(NamedTuple):
    """A word of the language, and the line that it begins on."""

    kind: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """An expression that would have to be run."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """An object: its values by name, and the lines of the names."""

    values: dict[str, Value] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


Value = str | int | float | bool | None | list["Value"] | Table | Unknown


def tokens(text: str) -> list[Token]:
    """The words of a JavaScript or TypeScript file, without comments and spaces."""
    found: list[Token] = []
    line = 1
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        if kind != "gap":
            found.append(Token(kind, match[0], line))
        line += match[0].count("\n")
    return found


def read(text: str) -> Table | None:
    """The object that a configuration file exports or consists of; None when it holds none."""
    reader = _Reader(tokens(text.removeprefix("\ufeff")))
    if reader.sees("{"):
        value = reader.value()
        return value if isinstance(value, Table) else None
    return reader.exported()


class _Reader:
    """Reads values from tokens, one place at a time. It always moves on, so it always ends."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._place = 0
        self._depth = 0
        self._bound: dict[str, Value] = {}

    def exported(self) -> Table | None:
        """The object of ``module.exports = …`` or ``export default …``, the last one if there are several."""
        exported: Value = None
        while not self.ended:
            if self._takes("module", ".", "exports", "=") or self._takes("export", "default"):
                exported = self.value()
            elif any(self._takes(word) for word in ("const", "let", "var")):
                name = self._next().text
                if self._typed_equals():
                    self._bound[name] = self.value()
            else:
                self._next()
        return exported if isinstance(exported, Table) else None

    @property
    def ended(self) -> bool:
        return self._place >= len(self._tokens)

    def sees(self, *texts: str) -> bool:
        ahead = self._tokens[self._place : self._place + len(texts)]
        return [token.text for token in ahead] == list(texts)

    def value(self) -> Value:
        """The value that begins here; behind it stands what ends it."""
        start = self._place
        line = self._tokens[start].line if not self.ended else 0
        if self._depth >= _DEEPEST:
            self._skip(line)
            return Unknown("…")
        self._depth += 1
        value = self._plain()
        while isinstance(value, str) and self.sees("+"):
            self._next()
            more = self._plain()
            value = value + more if isinstance(more, str) else Unknown("")
        self._depth -= 1
        if isinstance(value, Unknown) or not self._ends():
            typed = self._takes("as") or self._takes("satisfies")
            self._skip(line)
            text = "".join(token.text for token in self._tokens[start : self._place])
            return value if typed else Unknown(text)
        return value

    def _plain(self) -> Value:
        if self.ended or self._tokens[self._place].text in _ENDS:
            return Unknown("")
        token = self._next()
        value: Value = Unknown(token.text)
        if token.text == "{":
            value = self._table()
        elif token.text == "[":
            value = self._list()
        elif token.kind == "string":
            value = _unescaped(_inside(token.text))
        elif token.kind == "template":
            value = self._filled(_inside(token.text))
        elif token.kind == "number":
            value = _number(token.text)
        elif token.kind == "name":
            value = _WORDS[token.text] if token.text in _WORDS else self._bound.get(token.text, value)
        return value

    def _table(self) -> Table:
        table = Table()
        while not self.ended and not self._takes("}"):
            if self._takes(","):
                continue
            token = self._next()
            name = _unescaped(_inside(token.text)) if token.kind == "string" else token.text
            if token.kind in {"name", "string", "number"} and self._takes(":"):
                table.values[name] = self.value()
                table.lines[name] = token.line
            elif token.kind == "name" and (self.sees(",") or self.sees("}")):
                table.values[name] = self._bound.get(name, Unknown(name))
                table.lines[name] = token.line
            else:
                self._place -= token.text in _CLOSING
                self._skip(0)
        return table

    def _list(self) -> list[Value]:
        items: list[Value] = []
        while not self.ended and not self._takes("]"):
            before = self._place
            if not self._takes(","):
                items.append(self.value())
            self._place = max(self._place, before + 1)
        return items

    def _filled(self, template: str) -> Value:
        """The text of a template whose names are all bound to values; else it must be run."""
        pieces = re.split(r"\$\{\s*([^}]*?)\s*\}", template)
        texts = [_unescaped(piece) for piece in pieces[::2]]
        bound = [self._bound.get(name) for name in pieces[1::2]]
        if not all(isinstance(value, (str, int)) for value in bound):
            return Unknown(f"`{template}`")
        return texts[0] + "".join(f"{value}{text}" for value, text in zip(bound, texts[1:], strict=True))

    def _ends(self) -> bool:
        """Whether a value can end here: before a comma or bracket, or where a new line begins a statement."""
        if self.ended or self._tokens[self._place].text in _ENDS:
            return True
        token, before = self._tokens[self._place], self._tokens[self._place - 1]
        return self._depth == 0 and token.line > before.line and token.kind == "name"

    def _skip(self, line: int) -> None:
        """Pass over the rest of an expression that began on a line, brackets and all."""
        open_: list[str] = []
        while not self.ended:
            token = self._tokens[self._place]
            if not open_ and (token.text in _ENDS or (line and self._is_statement(token, line))):
                return
            if token.text in _CLOSING:
                open_.append(_CLOSING[token.text])
            elif open_ and token.text == open_[-1]:
                open_.pop()
            self._place += 1

    def _is_statement(self, token: Token, line: int) -> bool:
        begins = token.text in {"const", "let", "var", "module", "export"}
        return self._depth == 0 and token.line > line and begins

    def _typed_equals(self) -> bool:
        """Whether ``=`` follows, behind a type if there is one."""
        if self.sees(":"):
            while not self.ended and (self._tokens[self._place].text in _TYPE or self._is_name()):
                self._place += 1
        return self._takes("=")

    def _is_name(self) -> bool:
        return self._tokens[self._place].kind == "name"

    def _takes(self, *texts: str) -> bool:
        if not self.sees(*texts):
            return False
        self._place += len(texts)
        return True

    def _next(self) -> Token:
        self._place += 1
        return self._tokens[self._place - 1] if self._place <= len(self._tokens) else Token("end", "", 0)


def _number(text: str) -> int | float | Unknown:
    try:
        return int(text.replace("_", ""), 0)
    except ValueError:
        pass
    try:
        return float(text.replace("_", ""))
    except ValueError:
        return Unknown(text)


def _unescaped(text: str) -> str:
    """The characters that a string of JavaScript stands for."""
    if "\\" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2] or match[3]
        if code:
            number = int(code, 16)
            return chr(number) if number <= 0x10FFFF else "�"  # noqa: PLR2004 -- the last code point
        return "" if match[4].endswith("\n") else _ESCAPED.get(match[4], match[4])

    # JavaScript writes characters beyond U+FFFF as two.
    halves = _ESCAPE.sub(character, text).encode("utf-16-le", "surrogatepass")
    return halves.decode("utf-16-le", "replace")


def _inside(quoted: str) -> str:
    return quoted[1:].removesuffix(quoted[0])
