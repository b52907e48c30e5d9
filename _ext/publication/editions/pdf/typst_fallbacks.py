"""Typesets files that Typst would reject, by replacing the rejected content with visible substitutes.

PDF/UA-1 forbids characters for which no font has a glyph, and Typst rejects a file with an image that it cannot read.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from publication.core.problems import ProblemKind, quoted

from .typst_compiler import TypstCompileError, find_markdown_line

if TYPE_CHECKING:
    from pathlib import Path

    from .typst_compiler import TypstCompiler, TypstDiagnostic

_MAX_ATTEMPTS = 8  # the compiler reports one kind of error at a time
_MISSING_IMAGE = "/missing.svg"
"""The image among the templates that replaces an unreadable image."""


@dataclass(frozen=True, slots=True)
class Fallback:
    """A replacement for rejected content in a Typst file, and the problem to report about the content.

    ``old`` and ``new`` are Typst code. ``kind`` is the name of a ``ProblemKind``. ``path`` and ``line`` locate the
    problem in the Markdown. ``path`` is empty if the location is unknown.
    """

    old: str
    new: str
    kind: str
    message: str
    path: str
    line: int


@dataclass(slots=True)
class TypesetOutcome:
    """The outcome of typesetting a file: the replacements that were made, and the error if there was one.

    ``digest`` identifies the content that was typeset. ``error`` is the compiler's message if no PDF could be made,
    and otherwise empty.
    """

    digest: str = ""
    fallbacks: list[Fallback] = field(default_factory=list)
    error: str = ""


def apply_fallbacks(file: Path, fallbacks: list[Fallback]) -> None:
    """Apply the replacements that an earlier attempt or build found necessary."""
    if fallbacks:
        source = file.read_text("utf-8")
        for fallback in fallbacks:
            source = source.replace(fallback.old, fallback.new)
        file.write_text(source, "utf-8")


def compile_with_fallbacks(
    compiler: TypstCompiler, main: str, content_file: str, timestamp: int, outcome: TypesetOutcome
) -> bytes:
    """Return the PDF of the ``main`` file, or empty bytes if this file cannot be compiled.

    Replacements are made in ``content_file``, the Typst file that contains the post's text. The replacements and any
    error are stored in ``outcome``.
    """
    file = compiler.folder / content_file
    for _ in range(_MAX_ATTEMPTS):
        try:
            data = compiler.compile_pdf(main, timestamp, {"post": f"/{content_file}"})
        except TypstCompileError as error:
            source = file.read_text("utf-8")
            fallbacks = (_find_fallback(diagnostic, source) for diagnostic in error.diagnostics)
            found = {fallback.old: fallback for fallback in fallbacks if fallback}
            outcome.error = error.diagnostics[0].message if error.diagnostics else "no reason given"
            if not found:
                return b""
            apply_fallbacks(file, list(found.values()))
            outcome.fallbacks += found.values()
        else:
            outcome.error = ""
            return data
    return b""


def _find_fallback(diagnostic: TypstDiagnostic, source: str) -> Fallback | None:
    """Return a replacement that avoids an error, or None if no replacement can avoid it."""
    if text := diagnostic.undisplayable:
        old, new, kind = text, _describe_characters(text), ProblemKind.EDITION_CHARACTER
        message = f"no font in the PDF has {quoted(text)}, so {new} is shown instead: use other characters"
    elif diagnostic.file.startswith(("images/", "formulas/")):
        old, new, kind = f'"/{diagnostic.file}"', f'"{_MISSING_IMAGE}"', ProblemKind.EDITION_IMAGE
        reason = f"Typst reports “{diagnostic.message}”"
        message = f"the PDF cannot show this image ({reason}): save it again as PNG or plain SVG"
    else:
        return None
    if old not in source:
        return None
    line = source.count("\n", 0, source.index(old)) + 1
    path, markdown_line = find_markdown_line(source, line) or ("", 1)
    return Fallback(old, new, kind.name, message, path, markdown_line)


def _describe_characters(text: str) -> str:
    """Return the characters' code points and Unicode names, such as ``[U+12000 CUNEIFORM SIGN A]``."""
    names = (f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip() for character in text)
    return f"[{', '.join(names)}]"
