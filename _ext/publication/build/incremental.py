"""Incremental builds: decide which documents to read again and which pages to write again.

An incremental build produces the same output as a clean build. A document is read again if the contents of its files
have changed, even if the files' modification times have not. A page is written again if its fingerprint has changed.
The fingerprint covers everything that the page is generated from. ``staging`` records it once the build succeeds.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from . import site, staging

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    Fingerprint = Callable[[Sphinx, str], object]
    MissingTexts = Callable[[Sphinx], list[str]]

_PACKAGE = Path(__file__).parents[1]
_LIBRARIES = ("Sphinx", "docutils", "myst-parser", "sphinx-book-theme", "pydata-sphinx-theme", "ablog", "Pygments")
"""The libraries that affect the generated pages. If a library's version changes, all pages are written again."""


def digest(values: object) -> str:
    """Return a digest of values whose ``repr`` contains all their data, such as strings, lists and dataclasses."""
    return hashlib.sha256(repr(values).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def code_digest() -> str:
    """Return a digest of this package's source code and the versions of ``_LIBRARIES``."""
    total = hashlib.sha256()
    for file in sorted(_PACKAGE.rglob("*.py")):
        total.update(file.relative_to(_PACKAGE).as_posix().encode() + b"\0" + file.read_bytes())
    total.update(repr([importlib.metadata.version(name) for name in _LIBRARIES]).encode())
    return total.hexdigest()


def _digest_of_makers(app: Sphinx) -> str:
    """Return a digest of the settings, templates and code, which affect every page."""
    folders = [Path(app.confdir, path) for path in app.config.templates_path]
    templates = {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for folder in folders
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
    return digest([site.get_site(app).configuration, sorted(app.tags), templates, code_digest()])


_MAKERS: site.PerBuild[str] = site.PerBuild(_digest_of_makers)


# Documents


_CONTENTS: site.PerDocument[dict[str, tuple[list[int], str]]] = site.PerDocument("publication_content_digests")
"""For each document, the size, time and content digest of its file and of all files that it includes or shows."""


def connect(app: Sphinx) -> None:
    """Connect the event handlers that delete and merge documents' content digests. Called by ``setup``."""
    _CONTENTS.connect(app)


def changed_documents(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Handle ``env-get-outdated``: return the documents whose files have changed since Sphinx read them.

    Sphinx itself only compares modification times, so it misses a file that was replaced by an older one.
    """
    found = []
    for docname, contents in _CONTENTS.by_docname(env).items():
        if docname in env.found_docs and docname not in added | changed | removed:
            current = {name: _content_of(Path(env.srcdir, name), known) for name, known in contents.items()}
            if any(current[name][1] != known[1] for name, known in contents.items()):
                found.append(docname)
    return found


def record_contents(app: Sphinx, env: BuildEnvironment) -> None:
    """Handle ``env-updated``: record the content digests for each document that was read."""
    contents = _CONTENTS.by_docname(env)
    for docname in env.found_docs - contents.keys():
        files = [env.doc2path(docname, base=False).as_posix(), *map(str, env.dependencies.get(docname, ()))]
        contents[docname] = {name: _content_of(Path(env.srcdir, name), None) for name in sorted(set(files))}


def _content_of(file: Path, known: tuple[list[int], str] | None) -> tuple[list[int], str]:
    """Return a file's size and time, and its content digest. Reuses ``known`` if the size and time are equal."""
    try:
        found = file.stat()
        stat = [found.st_size, found.st_mtime_ns]
        if known is not None and known[0] == stat:
            return known
        with file.open("rb") as stream:
            return stat, hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return [], ""


# Pages


def outdated_pages(
    fingerprints: Iterable[Fingerprint], missing_texts: Iterable[MissingTexts]
) -> Callable[[Sphinx, BuildEnvironment], list[str]]:
    """Create an ``env-get-updated`` handler that returns the documents whose pages must be written again.

    Each function in ``fingerprints`` returns the data from other files that a document's page shows. Each function in
    ``missing_texts`` returns the documents whose rendered text, for feeds or search, is not cached.
    """

    def find_outdated_pages(app: Sphinx, env: BuildEnvironment) -> list[str]:
        found = []
        for docname in env.found_docs:
            read_at = env.all_docs.get(docname)  # changes whenever the document is read again
            shown = [fingerprint(app, docname) for fingerprint in fingerprints]
            value = digest([_MAKERS.get(app), read_at, shown])
            if not (staging.is_unchanged(app, f"page {docname}", value) and _is_intact(app, docname)):
                found.append(docname)
        return [*found, *(docname for missing in missing_texts for docname in missing(app))]

    return find_outdated_pages


def _is_intact(app: Sphinx, docname: str) -> bool:
    return app.builder.name != "dirhtml" or staging.is_intact(app, _output_path(app, docname))


def needs_writing(app: Sphinx, docname: str, values: object) -> bool:
    """Whether a page must be written again, because its values have changed or its file is damaged."""
    unchanged = staging.is_unchanged(app, f"page {docname}", digest([_MAKERS.get(app), values]))
    return not (unchanged and staging.keep_file(app, _output_path(app, docname)))


def keep_unchanged_pages(app: Sphinx, exception: Exception | None) -> None:
    """Handle ``build-finished``: keep the pages that were not written again, and the images that Sphinx copies."""
    if exception is None and app.builder.name == "dirhtml":
        for docname in app.env.found_docs:
            staging.keep_file(app, _output_path(app, docname))
        for _, name in app.env.images.values():
            staging.keep_file(app, f"_images/{name}")


def _output_path(app: Sphinx, docname: str) -> str:
    path = Path(app.builder.get_output_path(docname))  # type: ignore[attr-defined]  # HTML builders have this method
    return path.relative_to(app.outdir).as_posix()
