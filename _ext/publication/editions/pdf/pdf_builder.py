"""Implements the ``pdf`` builder, which typesets the book and a PDF of each post, but only if they have changed.

An error from Typst never stops the whole edition. ``typst_fallbacks`` replaces the rejected content if it can, and a
post that still cannot be typeset is omitted. Both cases are reported with the line in the Markdown file.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.display import status_iterator

from publication.build import problem_report, site, staging
from publication.core.formats.edition_files import PDF, book_file, post_pdf_file
from publication.core.problems import Problem, ProblemKind

from .typst import book
from .typst.typst_builder import TypstBuilder, module_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from publication.core.posts.post import Post

    from .typst_fallbacks import TypesetOutcome
    from .typst_workers import TypesetJob

_STATE_FILE = "editions.json"
_CONTENT_PATHS = ("posts/", "images/", "formulas/", "main.typ")
"""The paths of Typst files that belong to individual posts or only to the book. All other files affect every PDF.

Images and formulas have content-hashed names, so a changed image also changes the text that refers to it."""
_BOOK = ""
"""The key for the book where results are stored by docname."""


class PdfBuilder(TypstBuilder):
    """Compiles the Typst project that ``TypstBuilder`` writes."""

    name = "pdf"
    epilog = "The PDF files are in %(outdir)s."

    @property
    def project_folder(self) -> Path:
        """The Typst project folder. It is beside the doctrees, because the output folder contains only PDFs."""
        return Path(self.doctreedir, "typst")

    def finish(self) -> None:
        """Write the project, then typeset each post and the book."""
        from .typst_compiler import toolchain_version  # noqa: PLC0415 -- site builds do not create PDFs
        from .typst_workers import TypstWorkers  # noqa: PLC0415 -- as above

        super().finish()
        state_file = Path(self.doctreedir, _STATE_FILE)
        self._last_outcomes = _read_state(state_file)
        self._workers = TypstWorkers(self.project_folder)
        self._design_digest = _digest_of(toolchain_version(), *self._design_files())
        outcomes = self._typeset_posts()
        failed = {docname for docname, outcome in outcomes.items() if outcome.error}
        outcomes[_BOOK] = self._typeset_book(failed)
        state = {docname: asdict(outcome) for docname, outcome in outcomes.items()}
        state_file.write_text(json.dumps(state, ensure_ascii=False, indent=1), "utf-8")

    def _design_files(self) -> Iterator[bytes]:
        """Yield the names and contents of the files that affect every PDF: templates, fonts and publication.typ."""
        for name in sorted(self.project.used_paths):
            if not name.startswith(_CONTENT_PATHS):
                yield name.encode()
                yield (self.project_folder / name).read_bytes()

    def _typeset_posts(self) -> dict[str, TypesetOutcome]:
        """Typeset each document that has changed, and return the outcomes for all documents by docname.

        Undated pages have no PDF. They are typeset only to find pages that would prevent the book from being typeset.
        """
        from . import typst_fallbacks  # noqa: PLC0415 -- site builds do not create PDFs

        posts = site.get_site(self._app).library.documents
        jobs = {docname: self._post_job(post) for docname, post in posts.items()}
        digests = {
            docname: _digest_of(self._design_digest, (self.project_folder / job.content_file).read_bytes())
            for docname, job in jobs.items()
        }
        targets = {post.path: Path(self.outdir, post_pdf_file(post.path)) for post in posts.values() if post.is_post}
        changed = [name for name in posts if not self._is_up_to_date(name, digests[name], targets.get(name))]
        results = self._workers.typeset_all([jobs[docname] for docname in changed])
        outcomes = {name: self._last_outcomes.get(name) or typst_fallbacks.TypesetOutcome() for name in posts}
        for docname in status_iterator(changed, "typesetting ", "darkgreen", len(changed), self.config.verbosity):
            result = next(results)
            outcomes[docname] = replace(result.outcome, digest=digests[docname])
            if result.data and docname in targets:
                _write_file(targets[docname], result.data)
        for docname, outcome in outcomes.items():
            if docname not in changed:
                typst_fallbacks.apply_fallbacks(self.project_folder / jobs[docname].content_file, outcome.fallbacks)
            self._report_outcome(docname, posts[docname].file, outcome)
        return outcomes

    def _post_job(self, post: Post) -> TypesetJob:
        from .typst_workers import TypesetJob  # noqa: PLC0415 -- as above

        day = post.last_changed if post.is_post else book.edition_date(self._app)
        return TypesetJob("post.typ", module_name(post.path), int(day.timestamp()))

    def _typeset_book(self, failed: set[str]) -> TypesetOutcome:
        """Typeset the book unless it is unchanged. Documents that cannot be typeset are omitted."""
        typst_book = self.create_book(failed)
        main = typst_book.main_module()
        if failed:
            self.project.write("main.typ", main)
        contents = ((self.project_folder / name).read_bytes() for name in sorted(typst_book.modules.values()))
        digest = _digest_of(self._design_digest, main, *contents)
        target = Path(self.outdir, book_file(self.config.project, PDF))
        outcome = self._last_outcomes.get(_BOOK)
        if outcome is None or not self._is_up_to_date(_BOOK, digest, target):
            data, outcome = self._compile_book(typst_book)
            outcome = replace(outcome, digest=digest)
            if data:
                _write_file(target, data)
        self._report_outcome(_BOOK, "conf.py", outcome)
        return outcome

    def _compile_book(self, typst_book: book.TypstBook) -> tuple[bytes, TypesetOutcome]:
        """Compile the book, as one file if it is short and in chunks if it is long."""
        from . import book_chunks  # noqa: PLC0415 -- as above
        from .typst_workers import TypesetJob  # noqa: PLC0415 -- as above

        timestamp = int(book.edition_date(self._app).timestamp())
        if len(typst_book.items) <= book_chunks.CHUNK_SIZE:
            (result,) = self._workers.typeset_all([TypesetJob("main.typ", "main.typ", timestamp)])
            return result.data, result.outcome
        cache_folder = Path(self.doctreedir, "book-chunks")
        typesetter = book_chunks.ChunkTypesetter(
            self.project, self._workers, cache_folder, self._design_digest, timestamp
        )
        data, outcome = book_chunks.typeset_in_chunks(typst_book, self.linked_labels, typesetter)
        typesetter.remove_unused_chunks()
        return data, outcome

    def _is_up_to_date(self, docname: str, digest: str, target: Path | None) -> bool:
        """Whether an earlier build typeset this content, and the PDF, if this content has one, still exists."""
        last = self._last_outcomes.get(docname)
        return bool(last and last.digest == digest and (last.error or target is None or self._keep(target)))

    def _keep(self, target: Path) -> bool:
        return staging.keep_file(self._app, target.relative_to(self.outdir).as_posix())

    def _report_outcome(self, docname: str, file: str, outcome: TypesetOutcome) -> None:
        """Report the content that had to be replaced in a file, or the error if the file could not be typeset."""
        name = docname or self.config.root_doc
        for fallback in outcome.fallbacks:
            problem = Problem(ProblemKind[fallback.kind], fallback.message, fallback.path or file, fallback.line)
            problem_report.record_problem(self.env, name, problem)
        if outcome.error:
            what, effect = ("this document", "is left out of") if docname else ("the book", "is missing from")
            repair = f"remove what Typst reports, “{outcome.error}”"
            message = f"{what} cannot be typeset and {effect} the PDF edition: {repair}"
            problem_report.record_problem(self.env, name, Problem(ProblemKind.EDITION_LEFT_OUT, message, file))


def _write_file(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def _digest_of(*parts: bytes | str) -> str:
    """Return a digest of several values. It covers their lengths, so that different lists have different digests."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def _read_state(file: Path) -> dict[str, TypesetOutcome]:
    """Return the last build's outcomes by docname.

    The result is empty if there was no earlier build, or if another version of the software stored its outcomes.
    """
    from .typst_fallbacks import Fallback, TypesetOutcome  # noqa: PLC0415 -- site builds do not create PDFs

    try:
        state = json.loads(file.read_text("utf-8"))
        return {
            docname: TypesetOutcome(
                outcome["digest"], [Fallback(**fallback) for fallback in outcome["fallbacks"]], outcome["error"]
            )
            for docname, outcome in state.items()
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}
