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
        shown += [(other.path, other.title) for other in library.neighbours(post) if other]
        for taxonomy in library.taxonomies.values():
            names = (*post.categories, *post.tags, *post.authors)
            shown += [(t.path, t.name) for t in map(taxonomy.by_name.get, names) if t]
        shown.append(str(library.hidden.get(post.file)))
    return digest(shown)


def digest(shown: object) -> str:
    """A digest of values that print in full, such as strings, lists and data classes."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def changed(env: BuildEnvironment, fingerprints: dict[str, str]) -> list[str]:
    """``env-get-updated``: the documents whose fingerprint is not the one they were written with."""
    before: dict[str, str] = env.__dict__.get("publication_fingerprints", {})
    env.__dict__["publication_fingerprints"] = fingerprints
    return [docname for docname, value in fingerprints.items() if before.get(docname, value) != value]


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
    for stale in sorted(_recorded(record) - now):
        _delete(outdir, stale)
    record.write_text(json.dumps(sorted(now), ensure_ascii=False), encoding="utf-8")


def _recorded(record: Path) -> set[str]:
    try:
        return set(json.loads(record.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return set()


def _delete(outdir: Path, name: str) -> None:
    target = outdir / name
    target.unlink(missing_ok=True)
    for folder in target.parents:
        if folder == outdir or not folder.is_dir() or any(folder.iterdir()):
            break
        folder.rmdir()
