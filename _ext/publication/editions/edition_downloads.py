"""The editions that were built, offered by the site: copied to their addresses, and named on the pages.

``publication_editions`` says where they were built. Without it, or without a file, nothing is offered.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publication.build import site
from publication.core.addresses import permalinks
from publication.core.formats import edition_files
from publication.core.formats.edition_files import Edition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes
    from sphinx.application import Sphinx


@dataclass(frozen=True, slots=True)
class Shelf:
    """What there is: editions of everything, and those of each post by its path. Files by their site paths."""

    whole: tuple[Edition, ...]
    of_posts: dict[str, tuple[Edition, ...]]
    files: dict[str, Path]


def of(app: Sphinx) -> Shelf:
    """The editions of this build."""
    current = site.of(app)
    if current.shelf is None:
        current.shelf = _filled(app)
    shelf: Shelf = current.shelf
    return shelf


def _filled(app: Sphinx) -> Shelf:
    current = site.of(app)
    files: dict[str, Path] = {}
    if not current.settings.editions or app.builder.name != "dirhtml":
        return Shelf((), {}, files)
    top = Path(app.srcdir, current.settings.editions)

    def found(kind: str, name: str, label: str) -> Iterator[Edition]:
        file = top / kind / name
        if file.is_file():
            path = f"{edition_files.FOLDER}/{name}"
            files[path] = file
            yield Edition(label, path, file.stat().st_size, _pages(file) if kind == edition_files.PDF else 0)

    project = app.config.project
    whole = [
        edition
        for kind, label in ((edition_files.PDF, "All posts (PDF)"), (edition_files.EPUB, "All posts (EPUB)"))
        for edition in found(kind, edition_files.book_name(project, kind), label)
    ]
    library = current.library
    series = {
        term.key: tuple(found(edition_files.EPUB, edition_files.series_name(term), "Series (EPUB)"))
        for term in library.taxonomies["series"].terms
    }
    of_posts = {}
    for post in library.posts:
        own = list(found(edition_files.PDF, edition_files.pdf_name(post.path), "PDF"))
        for term in library.terms_of(post, "series"):
            own += series[term.key]
        of_posts[post.path] = tuple(own)
    return Shelf(tuple(whole), of_posts, files)


def _pages(file: Path) -> int:
    import pikepdf  # noqa: PLC0415 -- who has PDFs has it

    with pikepdf.open(file) as document:
        return len(document.pages)


def add_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """``html-page-context``: what a page offers, as a label, an address from this page, and facts.

    A post offers its own editions and those of everything; the other pages have the latter at their end.
    """
    shelf, post = of(app), site.of(app).post(pagename)
    own, at_end = (shelf.of_posts.get(post.path, ()), False) if post and post.is_post else ((), True)
    pathto = context["pathto"]

    def offer(edition: Edition) -> tuple[str, str, str]:
        return edition.label, pathto(permalinks.url_of_file(edition.path), resource=True), edition.facts

    context["editions"] = [*map(offer, own), *([] if at_end else map(offer, shelf.whole))]
    context["site_editions"] = [*map(offer, shelf.whole)] if at_end else []


def shown(app: Sphinx, path: str = "") -> str:
    """What the page at a path shows of editions: it must be written again when this changes."""
    shelf = of(app)
    return repr([(edition.path, edition.facts) for edition in (*shelf.of_posts.get(path, ()), *shelf.whole)])


def names(app: Sphinx) -> list[str]:
    """The files of editions, below the site's root."""
    return list(of(app).files)


def copy(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``: put the editions in their places; an unchanged one is left alone."""
    if exception is not None:
        return
    for place, file in of(app).files.items():
        target = Path(app.outdir, place)
        before, after = file.stat(), target.stat() if target.is_file() else None
        if after is None or (after.st_mtime_ns, after.st_size) != (before.st_mtime_ns, before.st_size):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, target)
