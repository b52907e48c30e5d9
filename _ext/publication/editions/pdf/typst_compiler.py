"""Runs the Typst compiler, which produces reproducible PDF files that conform to PDF/UA-1 and PDF/A-2a.

``typst.writer`` puts a comment with the line number of the Markdown above each block. With these comments, an error
that the compiler reports in a Typst file is traced back to a line of Markdown.
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

PDF_STANDARDS = ["a-2a", "ua-1"]
_LOCATION = re.compile(r"^\s*┌─ (.+?):(\d+):\d+\s*$", re.MULTILINE)
_SOURCE_COMMENT = re.compile(r"^// (.+):(\d+)$")
_MISSING_GLYPH = re.compile(
    r"the text `(\"(?:[^\"\\]|\\.)*\")` could not be displayed|codepoint `(\"(?:[^\"\\]|\\.)*\")`"
)
_STRING_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|(.))")


def toolchain_version() -> str:
    """Return the tool versions and PDF standards, which affect a PDF as much as the Typst files do."""
    return f"typst {version('typst')}, pikepdf {version('pikepdf')}, {PDF_STANDARDS}"


@dataclass(frozen=True, slots=True)
class TypstDiagnostic:
    """An error that the compiler reported, with its message, and its file and line if the compiler named them.

    ``undisplayable`` is the text for which no font has a glyph. It is empty for other errors.
    """

    message: str
    file: str = ""
    line: int = 0
    undisplayable: str = ""


class TypstCompileError(Exception):
    """Raised when Typst cannot compile a file. The cause lies in a post's content, so it is reported as a problem."""

    def __init__(self, diagnostics: list[TypstDiagnostic]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics


class TypstCompiler:
    """The compiler for one Typst project. It uses Typst's built-in fonts and the project's ``fonts`` folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def _compiler(self) -> Any:
        import typst  # noqa: PLC0415 -- only the `editions` dependency group installs it

        fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(self.folder / "fonts")])
        return typst.Compiler(root=str(self.folder), font_paths=fonts)

    def compile_pdf(self, main: str, timestamp: int, inputs: dict[str, str]) -> bytes:
        """Compile a file of the Typst project, and return the uncompressed PDF.

        ``timestamp`` is the creation date in seconds since 1970. Typst code reads ``inputs`` as ``sys.inputs``.
        Raises ``TypstCompileError`` if the file cannot be compiled.
        """
        import typst  # noqa: PLC0415 -- as above

        try:
            data: bytes = self._compiler.compile(
                input=str(self.folder / main),
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=PDF_STANDARDS,
                timestamp=timestamp,
            )
        except typst.TypstError as error:
            raise TypstCompileError(list(_parse_diagnostics(error.diagnostic or error.message))) from None
        return data

    def query_positions(self) -> dict[str, Any]:
        """Return the metadata that lists the last compiled file's pages and labels, or an empty dictionary.

        The ``chunk-positions`` function in the ``book.typ`` template writes this metadata.
        """
        values: list[dict[str, Any]] = json.loads(self._compiler.query("<chunk-positions>", field="value"))
        return values[0] if values else {}


def compress_pdf(data: bytes) -> bytes:
    """Compress a PDF, which halves its size, and derive the PDF's identifier from its content."""
    import pikepdf  # noqa: PLC0415 -- as above

    with pikepdf.open(io.BytesIO(data)) as pdf:
        return save_compressed(pdf)


def save_compressed(pdf: pikepdf.Pdf) -> bytes:
    """Return the bytes of an open PDF, compressed as in ``compress_pdf``."""
    import pikepdf  # noqa: PLC0415 -- as above

    target = io.BytesIO()
    pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return target.getvalue()


def _parse_diagnostics(output: str) -> Iterator[TypstDiagnostic]:
    """Split the compiler's output into errors. Each error starts with ``error:``."""
    for part in re.split(r"^(?=error: )", output, flags=re.MULTILINE):
        if not part.strip():
            continue
        message = part.partition("\n")[0].removeprefix("error: ").strip()
        location = _LOCATION.search(part)
        glyph = _MISSING_GLYPH.search(message)
        undisplayable = _unescape_string((glyph[1] or glyph[2])[1:-1]) if glyph else ""
        file, line = (location[1], int(location[2])) if location else ("", 0)
        yield TypstDiagnostic(message, file, line, undisplayable)


def _unescape_string(text: str) -> str:
    """Decode the escape sequences in a Typst string literal."""
    control = {"n": "\n", "r": "\r", "t": "\t"}
    return _STRING_ESCAPE.sub(
        lambda match: chr(int(match[1], 16)) if match[1] else control.get(match[2], match[2]), text
    )


def find_markdown_line(source: str, line: int) -> tuple[str, int] | None:
    """Return the Markdown file and line from which a line in a Typst file was generated, or None if unknown."""
    for text in reversed(source.splitlines()[:line]):
        if match := _SOURCE_COMMENT.match(text):
            return match[1], int(match[2])
    return None
