"""A build of what changed ends where a clean build would: pages written again, old files gone."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import site

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def fingerprint(env: BuildEnvironment, docname: str, links: object) -> str:
    """A digest of what a post's page shows of other files; ``links`` is what its links lead to."""
    library = site.of(env).library
    shown: list[Any] = [links]
    if post := library.documents.get(docname):
        shown += [(other.path, other.title, other.lang) for other in library.previous_and_next(post) if other]
        shown += [(term.path, term.name) for way in library.taxonomies for term in library.terms_of(post, way)]
        shown += [str(library.held_back.get(post.file)), str(post.updated)]
        for others in (library.related.get(docname, ()), library.series_parts(post)):
            shown.append([(other.path, other.title, other.lang, other.date, other.categories) for other in others])
    return digest(shown)


def digest(shown: object) -> str:
    """A digest of values that print in full, such as strings, lists and data classes."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def changed(env: BuildEnvironment, fingerprints: dict[str, str]) -> list[str]:
    """``env-get-updated``: the documents whose fingerprint is not the one they were written with."""
    before: dict[str, str] = env.__dict__.get("publication_fingerprints", {})
    env.__dict__["publication_fingerprints"] = fingerprints
    return [docname for docname, value in fingerprints.items() if before.get(docname, value) != value]


class Written:
    """What the generated pages of the last build showed, so that one that shows the same is left alone."""

    def __init__(self, app: Sphinx) -> None:
        self._builder = app.builder
        self._file = Path(app.doctreedir) / "listings.json"
        # A page also shows the settings, and is made by the templates and the machinery.
        templates = app.builder.templates.newest_template_mtime()
        self._made_by = digest((site.of(app).configuration, templates))
        self._before = _load(self._file)
        self._now: dict[str, str] = {}

    def needs(self, docname: str, shown: str) -> bool:
        """Whether a page must be written; ``shown`` is a digest of what it shows."""
        self._now[docname] = self._made_by + shown
        there = self._builder.get_output_path(docname).is_file()  # type: ignore[attr-defined]  # an HTML builder has it
        return not there or self._before.get(docname) != self._now[docname]

    def save(self) -> None:
        """Keep this for the next build."""
        self._file.write_text(json.dumps(self._now, ensure_ascii=False), encoding="utf-8")


def remove_stale(app: Sphinx, pages: Iterable[str], files: Iterable[str]) -> None:
    """``build-finished``: delete what the last build of this site wrote and this one would not.

    ``pages`` are the docnames of generated pages, ``files`` other files below the site's root.
    """
    outdir, builder = Path(app.outdir), app.builder
    written = [builder.get_output_path(name) for name in (*app.env.found_docs, *pages)]  # type: ignore[attr-defined]  # an HTML builder has it
    now = {path.relative_to(outdir).as_posix() for path in written}
    now |= {f"_images/{name}" for _, name in app.env.images.values()}
    now |= {f"_downloads/{place.as_posix()}" for _, place in app.env.dlfiles.values()}
    now.update(files)
    record = Path(app.doctreedir) / "written.json"
    for stale in sorted(set(_load(record)) - now):
        _delete(outdir, stale)
    record.write_text(json.dumps(sorted(now), ensure_ascii=False), encoding="utf-8")


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
