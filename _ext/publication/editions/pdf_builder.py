"""The builder ``pdf``: the book, and each post as a file of its own. Only what changed is set again.

What Typst refuses never stops an edition: ``mending`` substitutes what it can, a post that cannot be set at all
is left out, and each is a problem at its line.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.display import status_iterator

from publication import report, site
from publication.core.editions import PDF, book_name, pdf_name
from publication.core.problems import Code, Problem

from . import book
from .typst_builder import TypstBuilder, module_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from publication.core.post import Post

    from .mending import Outcome

_STATE = "editions.json"
_CONTENT = ("posts/", "images/", "formulas/", "main.typ")
"""What of a project is the text of posts. Pictures are named by their content, so the text tells of them."""


class PdfBuilder(TypstBuilder):
    """Sets the project that ``TypstBuilder`` writes, and keeps that beside its doctrees."""

    name = "pdf"
    epilog = "The PDF files are in %(outdir)s."

    @property
    def folder(self) -> Path:
        """Where the project is: not among what readers get."""
        return Path(self.doctreedir, "typst")

    def finish(self) -> None:
        """Write the project, set each post and then the book."""
        from .compile import Compiler, stamp  # noqa: PLC0415 -- a build of the site sets no PDF

        super().finish()
        state = Path(self.doctreedir, _STATE)
        self._known = _read(state)
        self._compiler = Compiler(self.folder)
        self._frame = _digest(stamp(), *self._design())
        outcomes: dict[str, Outcome] = {}
        posts = site.of(self._app).library.documents
        for docname in status_iterator(posts, "setting ", "darkgreen", len(posts), self.config.verbosity):
            outcomes[docname] = self._set_post(posts[docname])
        outcomes[""] = self._set_book({name for name, outcome in outcomes.items() if outcome.refused})
        written = {name: asdict(outcome) for name, outcome in outcomes.items()}
        state.write_text(json.dumps(written, ensure_ascii=False, indent=1), "utf-8")
        self._remove_stale({name for name, outcome in outcomes.items() if not outcome.refused})

    def _design(self) -> Iterator[bytes]:
        """What every file of the edition depends on: template, fonts, name and paper of the publication."""
        for name in sorted(self.project.used):
            if not name.startswith(_CONTENT):
                yield name.encode()
                yield (self.folder / name).read_bytes()

    def _set_post(self, post: Post) -> Outcome:
        """Set a post, unless that was done. A page is tried as well, so that it cannot stop the book."""
        module = module_name(post.path)
        target = Path(self.outdir, pdf_name(post.path)) if post.is_post else None
        day = post.changed if post.is_post else book.built(self._app)
        digest = _digest(self._frame, (self.folder / module).read_bytes())
        outcome = self._set(("post.typ", module, target), day, post.path, digest)
        for mend in outcome.mends:
            report.record(self.env, post.path, Problem(Code[mend.code], mend.message, post.file, mend.line))
        if outcome.refused:
            self._tell(post.path, post.file, outcome.refused)
        return outcome

    def _set_book(self, without: set[str]) -> Outcome:
        """Set the book, unless that was done, without the documents that cannot be set."""
        if without:
            self.project.write("main.typ", self.main(without))
        modules = [name for docname, name in sorted(self.modules.items()) if docname not in without]
        content = ((self.folder / name).read_bytes() for name in ("main.typ", *modules))
        target = Path(self.outdir, book_name(self.config.project, PDF))
        digest = _digest(self._frame, *content)
        outcome = self._set(("main.typ", "main.typ", target), book.built(self._app), "", digest)
        for mend in outcome.mends:
            problem = Problem(Code[mend.code], mend.message, mend.path or "conf.py", mend.line)
            report.record(self.env, self.config.root_doc, problem)
        if outcome.refused:
            self._tell(self.config.root_doc, "conf.py", outcome.refused)
        return outcome

    def _set(self, files: tuple[str, str, Path | None], day: dt.datetime, name: str, digest: str) -> Outcome:
        """Set a file, unless its content is what it was; ``files`` are the main one, what is mended, the PDF."""
        from . import mending  # noqa: PLC0415 -- a build of the site sets no PDF

        main, module, target = files
        known = self._known.get(name)
        if known and known.digest == digest and (known.refused or target is None or target.is_file()):
            mending.apply(self.folder / module, known.mends)
            return known
        outcome = mending.Outcome(digest)
        data = mending.pdf(self._compiler, main, module, int(day.timestamp()), outcome)
        if data:
            outcome.refused = ""
            if target:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
        return outcome

    def _tell(self, docname: str, file: str, reason: str) -> None:
        repair = "take out what it names; the rest is in the edition"
        message = f"a document must be one that Typst can set, found “{reason}”; {repair}"
        report.record(self.env, docname, Problem(Code.EDITION_LEFT_OUT, message, file))

    def _remove_stale(self, sound: set[str]) -> None:
        """Delete the PDF of a post that is gone, or cannot be set any more."""
        names = {pdf_name(docname) for docname in sound if docname} | {book_name(self.config.project, PDF)}
        top = Path(self.outdir)
        for place in sorted(top.rglob("*"), reverse=True):
            if place.suffix == ".pdf" and place.relative_to(top).as_posix() not in names:
                place.unlink()
            elif place.is_dir() and not any(place.iterdir()):
                place.rmdir()


def _digest(*parts: bytes | str) -> str:
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def _read(file: Path) -> dict[str, Outcome]:
    """What the last build noted; nothing when there was none, or another version of this one."""
    from .mending import Mend, Outcome  # noqa: PLC0415 -- a build of the site sets no PDF

    try:
        noted = json.loads(file.read_text("utf-8"))
        return {
            name: Outcome(known["digest"], [Mend(**mend) for mend in known["mends"]], known["refused"])
            for name, known in noted.items()
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}
