"""The builder ``pdf``: the book, and each post as a file of its own. Only what changed is set again.

What Typst refuses never stops an edition: ``mending`` substitutes what it can, a post that cannot be set at all
is left out, and each is a problem at its line.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.display import status_iterator

from publication.build import report, site
from publication.core.formats.edition_files import PDF, book_name, pdf_name
from publication.core.problems import ProblemKind, Problem
from publication.editions.pdf.typst.typst_builder import TypstBuilder, module_name

from .typst import book

if TYPE_CHECKING:
    from collections.abc import Iterator

    from publication.core.posts.post import Post

    from .typst_fallbacks import Outcome
    from .typst_workers import Job

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
        from .typst_compiler import stamp  # noqa: PLC0415 -- a build of the site sets no PDF
        from .typst_workers import Press  # noqa: PLC0415 -- as above

        super().finish()
        state = Path(self.doctreedir, _STATE)
        self._known = _read(state)
        self._press = Press(self.folder)
        self._frame = _digest(stamp(), *self._design())
        outcomes = self._set_posts()
        without = {docname for docname, outcome in outcomes.items() if outcome.refused}
        outcomes[""] = self._set_book(without)
        written = {name: asdict(outcome) for name, outcome in outcomes.items()}
        state.write_text(json.dumps(written, ensure_ascii=False, indent=1), "utf-8")
        self._remove_stale(outcomes.keys() - without)

    def _design(self) -> Iterator[bytes]:
        """What every file of the edition depends on: template, fonts, name and paper of the publication."""
        for name in sorted(self.project.used):
            if not name.startswith(_CONTENT):
                yield name.encode()
                yield (self.folder / name).read_bytes()

    def _set_posts(self) -> dict[str, Outcome]:
        """Set each post that has changed. A page is tried as well, so that it cannot stop the book."""
        from . import typst_fallbacks  # noqa: PLC0415 -- a build of the site sets no PDF

        posts = site.of(self._app).library.documents
        jobs = {docname: self._job(post) for docname, post in posts.items()}
        digests = {name: _digest(self._frame, (self.folder / job.module).read_bytes()) for name, job in jobs.items()}
        targets = {post.path: Path(self.outdir, pdf_name(post.path)) for post in posts.values() if post.is_post}
        changed = [name for name in posts if not self._is_set(name, digests[name], targets.get(name))]
        proofs = self._press.all([jobs[docname] for docname in changed])
        outcomes = {docname: self._known.get(docname) or typst_fallbacks.Outcome("") for docname in posts}
        for docname in status_iterator(changed, "setting ", "darkgreen", len(changed), self.config.verbosity):
            proof = next(proofs)
            outcomes[docname] = replace(proof.outcome, digest=digests[docname])
            if proof.data and docname in targets:
                _write(targets[docname], proof.data)
        for docname, outcome in outcomes.items():
            if docname not in changed:
                typst_fallbacks.apply(self.folder / jobs[docname].module, outcome.mends)
            self._report(docname, posts[docname].file, outcome)
        return outcomes

    def _job(self, post: Post) -> Job:
        from .typst_workers import Job  # noqa: PLC0415 -- as above

        day = post.changed if post.is_post else book.built(self._app)
        return Job("post.typ", module_name(post.path), int(day.timestamp()))

    def _set_book(self, without: set[str]) -> Outcome:
        """Set the book, unless that was done, without the documents that cannot be set."""
        made = self.book(without)
        main = made.main()
        if without:
            self.project.write("main.typ", main)
        contents = ((self.folder / name).read_bytes() for name in sorted(made.modules.values()))
        digest = _digest(self._frame, main, *contents)
        target = Path(self.outdir, book_name(self.config.project, PDF))
        outcome = self._known.get("")
        if outcome is None or not self._is_set("", digest, target):
            data, outcome = self._made(made)
            outcome = replace(outcome, digest=digest)
            if data:
                _write(target, data)
        self._report("", "conf.py", outcome)
        return outcome

    def _made(self, made: book.Book) -> tuple[bytes, Outcome]:
        """The book as one file, or bound from gatherings when it is long."""
        from . import book_chunks  # noqa: PLC0415 -- as above
        from .typst_workers import Job  # noqa: PLC0415 -- as above

        timestamp = int(book.built(self._app).timestamp())
        if len(made.pieces) <= book_chunks.SIZE:
            (proof,) = self._press.all([Job("main.typ", "main.typ", timestamp)])
            return proof.data, proof.outcome
        keep = Path(self.doctreedir, "gatherings")
        workshop = book_chunks.Workshop(self.project, self._press, keep, self._frame, timestamp)
        data, outcome = book_chunks.bound(made, self.wanted, workshop)
        workshop.clear()
        return data, outcome

    def _is_set(self, name: str, digest: str, target: Path | None) -> bool:
        """Whether a file's content is what it was when it was set."""
        known = self._known.get(name)
        return bool(known and known.digest == digest and (known.refused or target is None or target.is_file()))

    def _report(self, docname: str, file: str, outcome: Outcome) -> None:
        """Tell what had to be mended in a file, or that it cannot be set."""
        name = docname or self.config.root_doc
        for mend in outcome.mends:
            report.record(self.env, name, Problem(ProblemKind[mend.code], mend.message, mend.path or file, mend.line))
        if outcome.refused:
            repair = "take out what it names; the rest is in the edition"
            message = f"a document must be one that Typst can set, found “{outcome.refused}”; {repair}"
            report.record(self.env, name, Problem(ProblemKind.EDITION_LEFT_OUT, message, file))

    def _remove_stale(self, sound: set[str]) -> None:
        """Delete the PDF of a post that is gone, or cannot be set any more."""
        names = {pdf_name(docname) for docname in sound if docname} | {book_name(self.config.project, PDF)}
        top = Path(self.outdir)
        for place in sorted(top.rglob("*"), reverse=True):
            if place.suffix == ".pdf" and place.relative_to(top).as_posix() not in names:
                place.unlink()
            elif place.is_dir() and not any(place.iterdir()):
                place.rmdir()


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def _digest(*parts: bytes | str) -> str:
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def _read(file: Path) -> dict[str, Outcome]:
    """What the last build noted; nothing when there was none, or another version of this one."""
    from .typst_fallbacks import Mend, Outcome  # noqa: PLC0415 -- a build of the site sets no PDF

    try:
        noted = json.loads(file.read_text("utf-8"))
        return {
            name: Outcome(known["digest"], [Mend(**mend) for mend in known["mends"]], known["refused"])
            for name, known in noted.items()
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}
