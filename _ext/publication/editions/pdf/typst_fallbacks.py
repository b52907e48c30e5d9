"""Setting a file although something in it cannot be set: a visible substitute takes its place.

PDF/UA-1 forbids a character that no font has, and Typst refuses a file with a picture that it cannot read.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from publication.core.problems import ProblemKind, quoted

from .typst_compiler import Refused, origin

if TYPE_CHECKING:
    from pathlib import Path

    from .typst_compiler import Compiler, Fault

_ROUNDS = 8  # the compiler tells one kind of fault at a time
NO_PICTURE = "/missing.svg"
"""What stands in the place of a picture that cannot be read; a file of the template."""


@dataclass(frozen=True, slots=True)
class Mend:
    """What was replaced in a file of the project, and what is to be told of it, at which line of the Markdown."""

    old: str
    new: str
    code: str
    message: str
    path: str
    line: int


@dataclass(slots=True)
class Outcome:
    """How it went with a file: what it was set from, its mends, and why it could not be set, if it could not."""

    digest: str = ""
    mends: list[Mend] = field(default_factory=list)
    refused: str = ""


def apply(file: Path, mends: list[Mend]) -> None:
    """Replace in a file of the project what an earlier build had to."""
    if mends:
        source = file.read_text("utf-8")
        for mend in mends:
            source = source.replace(mend.old, mend.new)
        file.write_text(source, "utf-8")


def pdf(compiler: Compiler, main: str, module: str, timestamp: int, outcome: Outcome) -> bytes:
    """The PDF of the project's file ``main``, with what must be mended replaced in ``module``.

    Empty when it cannot be set; ``outcome`` says why, and what was mended.
    """
    file = compiler.folder / module
    for _ in range(_ROUNDS):
        try:
            data = compiler.pdf(main, timestamp, {"post": f"/{module}"})
        except Refused as refused:
            source = file.read_text("utf-8")
            found = {mend.old: mend for fault in refused.faults if (mend := _mend(fault, source))}
            outcome.refused = refused.faults[0].message if refused.faults else "nothing"
            if not found:
                return b""
            apply(file, list(found.values()))
            outcome.mends += found.values()
        else:
            outcome.refused = ""
            return data
    return b""


def _mend(fault: Fault, source: str) -> Mend | None:
    """What to replace because of a fault, if that is known."""
    if fault.text:
        old, new, code = fault.text, _in_words(fault.text), ProblemKind.EDITION_CHARACTER
        repair = f"it is printed as {new}; write it in another way"
        message = f"a character must be in one of the fonts of the PDF, found {quoted(fault.text)}; {repair}"
    elif fault.file.startswith(("images/", "formulas/")):
        old, new, code = f'"/{fault.file}"', f'"{NO_PICTURE}"', ProblemKind.EDITION_IMAGE
        repair = "save it again, as PNG or plain SVG"
        message = f"an image must be one that Typst can read, found “{fault.message}”; {repair}"
    else:
        return None
    if old not in source:
        return None
    line = source.count("\n", 0, source.index(old)) + 1
    path, at = origin(source, line) or ("", 1)
    return Mend(old, new, code.name, message, path, at)


def _in_words(text: str) -> str:
    """A character by its number and name, as paper can show it."""
    names = (f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip() for character in text)
    return f"[{', '.join(names)}]"
