"""Typst's compiler: a project to PDF/UA-1 and PDF/A-2a in one file, in the same bytes each time.

What the compiler says of a line of a project is told at the line of the Markdown: the comment above it names that.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pikepdf

STANDARDS = ["a-2a", "ua-1"]
_PLACE = re.compile(r"^\s*┌─ (.+?):(\d+):\d+\s*$", re.MULTILINE)
_COMMENT = re.compile(r"^// (.+):(\d+)$")
_GLYPH = re.compile(r"the text `(\"(?:[^\"\\]|\\.)*\")` could not be displayed|codepoint `(\"(?:[^\"\\]|\\.)*\")`")
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|(.))")


def stamp() -> str:
    """What else than a project's files makes a PDF what it is."""
    return f"typst {version('typst')}, pikepdf {version('pikepdf')}, {STANDARDS}"


@dataclass(frozen=True, slots=True)
class Fault:
    """What the compiler refuses: its words, the file and line of the project, and the text that has no glyph."""

    message: str
    file: str = ""
    line: int = 0
    text: str = ""


class Refused(Exception):  # noqa: N818 -- a fault of content, which becomes a problem
    """A project that the compiler does not set."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults


class Compiler:
    """The compiler for one project, with the fonts in its folder ``fonts`` and those of Typst's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def _compiler(self) -> Any:
        import typst  # noqa: PLC0415 -- the group `editions` has it

        fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(self.folder / "fonts")])
        return typst.Compiler(root=str(self.folder), font_paths=fonts)

    def pdf(self, main: str, timestamp: int, inputs: dict[str, str]) -> bytes:
        """The PDF of a file of the project, as the compiler writes it. Raises ``Refused``."""
        import typst  # noqa: PLC0415 -- as above

        try:
            data: bytes = self._compiler.compile(
                input=str(self.folder / main),
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=STANDARDS,
                timestamp=timestamp,
            )
        except typst.TypstError as error:
            raise Refused(list(_faults(error.diagnostic or error.message))) from None
        return data

    def found(self) -> dict[str, Any]:
        """What the file that was set last says of itself, if it does: ``found`` in the template's ``book.typ``."""
        values: list[dict[str, Any]] = json.loads(self._compiler.query("<found>", field="value"))
        return values[0] if values else {}


def packed(data: bytes) -> bytes:
    """The same PDF with its objects packed, which halves it, and an identifier that follows from its content."""
    import pikepdf  # noqa: PLC0415 -- as above

    with pikepdf.open(io.BytesIO(data)) as pdf:
        return saved(pdf)


def saved(pdf: pikepdf.Pdf) -> bytes:
    """A PDF packed."""
    import pikepdf  # noqa: PLC0415 -- as above

    target = io.BytesIO()
    pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return target.getvalue()


def _faults(diagnostic: str) -> Iterator[Fault]:
    """The faults of a message, which begin with ``error:`` each."""
    for part in re.split(r"^(?=error: )", diagnostic, flags=re.MULTILINE):
        if not part.strip():
            continue
        message = part.partition("\n")[0].removeprefix("error: ").strip()
        place = _PLACE.search(part)
        glyph = _GLYPH.search(message)
        text = _unescaped((glyph[1] or glyph[2])[1:-1]) if glyph else ""
        yield Fault(message, place[1] if place else "", int(place[2]) if place else 0, text)


def _unescaped(text: str) -> str:
    named = {"n": "\n", "r": "\r", "t": "\t"}
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else named.get(found[2], found[2]), text)


def origin(source: str, line: int) -> tuple[str, int] | None:
    """The file and line of the Markdown that a line of a project was made from."""
    for text in reversed(source.splitlines()[:line]):
        if found := _COMMENT.match(text):
            return found[1], int(found[2])
    return None
