"""Offers editions on the site: adds links to the site's pages, and copies the edition files to the site.

The editions were built earlier in the folder set as ``publication_editions_dir``. Only files found there are offered.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publication.build import site, staging
from publication.core.addresses import permalinks
from publication.core.formats import edition_files
from publication.core.formats.edition_files import Edition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx.application import Sphinx

    from .template_records import EditionLink


@dataclass(frozen=True, slots=True)
class OfferedEditions:
    """The editions that were found in the editions folder."""

    all_posts: tuple[Edition, ...]
    """The editions that contain all posts."""
    by_post: dict[str, tuple[Edition, ...]]
    """The editions of each post and its series, by the post's path."""
    files: dict[str, Path]
    """The edition files, by site path."""


def _find_editions(app: Sphinx) -> OfferedEditions:
    current = site.get_site(app)
    files: dict[str, Path] = {}
    if not current.settings.editions_dir or app.builder.name != "dirhtml":
        return OfferedEditions((), {}, files)
    editions_dir = Path(app.srcdir, current.settings.editions_dir)

    def find(kind: str, name: str, label: str) -> Iterator[Edition]:
        file = editions_dir / kind / name
        if file.is_file():
            path = f"{edition_files.EDITIONS_FOLDER}/{name}"
            files[path] = file
            yield Edition(label, path, file.stat().st_size, _page_count(file) if kind == edition_files.PDF else 0)

    project = app.config.project
    all_posts = [
        edition
        for kind, label in ((edition_files.PDF, "All posts (PDF)"), (edition_files.EPUB, "All posts (EPUB)"))
        for edition in find(kind, edition_files.book_file(project, kind), label)
    ]
    library = current.library
    series = {
        term.slug: tuple(find(edition_files.EPUB, edition_files.series_epub_file(term), "Series (EPUB)"))
        for term in library.taxonomies["series"].terms
    }
    by_post = {}
    for post in library.posts:
        own = list(find(edition_files.PDF, edition_files.post_pdf_file(post.path), "PDF"))
        for term in library.terms_of(post, "series"):
            own += series[term.slug]
        by_post[post.path] = tuple(own)
    return OfferedEditions(tuple(all_posts), by_post, files)


_EDITIONS: site.PerBuild[OfferedEditions] = site.PerBuild(_find_editions)


def _page_count(file: Path) -> int:
    import pikepdf  # noqa: PLC0415 -- only sites with PDFs need it, and it is installed with the PDF tools

    with pikepdf.open(file) as document:
        return len(document.pages)


def edition_links(
    app: Sphinx, pagename: str, pathto: Callable[..., str]
) -> tuple[list[EditionLink], list[EditionLink]]:
    """Return the links to editions that appear beside a page's text, and the links that appear in its footer.

    Beside the text, a post links to its own editions and to the editions of all posts. Other pages link to the
    editions of all posts in the footer.
    """
    offered, post = _EDITIONS.get(app), site.get_site(app).post(pagename)

    def links(editions: Iterable[Edition]) -> list[EditionLink]:
        return [
            (edition.label, pathto(permalinks.url_of_file(edition.path), resource=True), edition.length_and_size)
            for edition in editions
        ]

    if post and post.is_post:
        return links([*offered.by_post.get(post.path, ()), *offered.all_posts]), []
    return [], links(offered.all_posts)


def fingerprint(app: Sphinx, pagename: str) -> Any:
    """The paths, lengths and sizes of the editions that a page offers. If any change, the page is written again."""
    offered = _EDITIONS.get(app)
    return [
        (edition.path, edition.length_and_size)
        for edition in (*offered.by_post.get(pagename, ()), *offered.all_posts)
    ]


def copy_editions(app: Sphinx, exception: Exception | None) -> None:
    """Handle ``build-finished``: copy the editions to the site. Files with the same time and size are skipped."""
    if exception is not None:
        return
    for path, file in _EDITIONS.get(app).files.items():
        staging.copy_file(app, file, path)
