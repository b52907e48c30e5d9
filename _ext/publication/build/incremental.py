"""Supports incremental builds: rewrites pages that depend on something that changed, and deletes outdated files.

An incremental build produces the same output as a clean build. Three records, kept from one build to the next, make
that possible: what each document's page shows from other files (in the environment), what each generated page shows
(``listings.json``), and which files the site consists of (``written.json``).
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    Fingerprint = Callable[[Sphinx, str], object]
    OutputPaths = Callable[[Sphinx], Iterable[str]]
    MissingTexts = Callable[[Sphinx], list[str]]


def digest(values: object) -> str:
    """Return a digest of values whose ``repr`` shows everything, such as strings, lists and dataclasses."""
    return hashlib.sha256(repr(values).encode()).hexdigest()


# Document pages


def outdated_pages(
    fingerprints: Iterable[Fingerprint], missing_texts: Iterable[MissingTexts]
) -> Callable[[Sphinx, BuildEnvironment], list[str]]:
    """Make an ``env-get-updated`` handler that returns the documents whose pages must be rewritten.

    Each function in ``fingerprints`` returns what a document's page shows from other files. Each function in
    ``missing_texts`` returns the documents whose text for feeds or search is not stored.
    """

    def find_outdated_pages(app: Sphinx, env: BuildEnvironment) -> list[str]:
        now = {
            docname: digest([fingerprint(app, docname) for fingerprint in fingerprints]) for docname in env.found_docs
        }
        before: dict[str, str] = env.__dict__.get("publication_fingerprints", {})
        env.__dict__["publication_fingerprints"] = now
        changed = [docname for docname, value in now.items() if before.get(docname, value) != value]
        return [*changed, *(docname for missing in missing_texts for docname in missing(app))]

    return find_outdated_pages


# Generated pages


class _GeneratedPages:
    """What the generated pages showed in the last build, and what they show in this build."""

    def __init__(self, app: Sphinx) -> None:
        self._builder = app.builder
        self._file = Path(app.doctreedir) / "listings.json"
        # A page also depends on the settings, and on the templates and the code that generate it.
        templates = app.builder.templates.newest_template_mtime()
        self._made_by = digest((site.get_site(app).configuration, templates))
        self._before = _load(self._file)
        self._now: dict[str, str] = {}
        self.docnames: set[str] = set()

    def needs_writing(self, docname: str, values: object) -> bool:
        self._now[docname] = self._made_by + digest(values)
        exists = self._builder.get_output_path(docname).is_file()  # type: ignore[attr-defined]  # an HTML builder has it
        return not exists or self._before.get(docname) != self._now[docname]

    def save(self) -> None:
        self._file.write_text(json.dumps(self._now, ensure_ascii=False), encoding="utf-8")


_GENERATED: site.PerBuild[_GeneratedPages] = site.PerBuild(_GeneratedPages)


def needs_writing(app: Sphinx, docname: str, values: object) -> bool:
    """Whether a generated page must be written, because its values have changed or its file is missing."""
    _GENERATED.get(app).docnames.add(docname)
    return _GENERATED.get(app).needs_writing(docname, values)


def add_generated_page(app: Sphinx, docname: str) -> None:
    """Register a generated page that every build writes, so that its file is not deleted as stale."""
    _GENERATED.get(app).docnames.add(docname)


def save_generated_pages(app: Sphinx, exception: Exception | None) -> None:
    """Handle ``build-finished``: record what the generated pages show."""
    if exception is None and app.builder.name == "dirhtml":
        _GENERATED.get(app).save()


# The site's files


def stale_files_remover(*parts: OutputPaths) -> Callable[[Sphinx, Exception | None], None]:
    """Make a ``build-finished`` handler that deletes files that the last build wrote and this build did not.

    Each function in ``parts`` returns the paths of the files that one part of the build writes, relative to the
    site's root.
    """

    def remove_stale_files(app: Sphinx, exception: Exception | None) -> None:
        if exception is not None or app.builder.name != "dirhtml":
            return
        outdir, builder = Path(app.outdir), app.builder
        docnames = (*app.env.found_docs, *_GENERATED.get(app).docnames)
        pages = [builder.get_output_path(name) for name in docnames]  # type: ignore[attr-defined]  # an HTML builder has it
        now = {path.relative_to(outdir).as_posix() for path in pages}
        now |= {f"_images/{name}" for _, name in app.env.images.values()}
        now |= {f"_downloads/{path.as_posix()}" for _, path in app.env.dlfiles.values()}
        now.update(path for output_paths in parts for path in output_paths(app))
        record = Path(app.doctreedir) / "written.json"
        for stale in sorted(set(_load(record)) - now):
            _delete(outdir, stale)
        record.write_text(json.dumps(sorted(now), ensure_ascii=False), encoding="utf-8")

    return remove_stale_files


def _load(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _delete(outdir: Path, name: str) -> None:
    target = outdir / name
    target.unlink(missing_ok=True)
    for folder in target.parents:
        if folder == outdir or not folder.is_dir() or any(folder.iterdir()):
            break
        folder.rmdir()
