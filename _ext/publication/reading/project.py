"""The docname is the permalink: a Sphinx project that asks the library what is a document.

A draft, a scheduled or an expired post and a broken file are no documents at all, so that no part
of Sphinx can show them. Addresses, links, toctrees, the inventory, file names in the EPUB and labels
in LaTeX follow, because Sphinx makes all of them from docnames.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.project import EXCLUDE_PATHS, Project
from sphinx.util import logging
from sphinx.util.matching import get_matching_files

from publication.build import settings, site
from publication.core import gather
from publication.core.addresses.term_slugs import nfc

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.util._pathlib import _StrPath

    from publication.build.settings import Settings
    from publication.core.library import Library
    from publication.core.posts.front_matter_schema import FrontMatterOptions
    from publication.core.posts.post import Post
    from publication.core.problems import Problem

logger = logging.getLogger(__name__)

CONTENT_FOLDERS = ("posts/", "pages/")
"""Where posts and pages are; a document elsewhere keeps Sphinx's name."""


class PublicationProject(Project):
    """Overrides the three methods of ``Project`` that turn files into docnames and back."""

    site: site.Site
    configuration = ""
    """The settings of the build, in full, to see whether they are those of the last one."""

    def __init__(self, srcdir: str | os.PathLike[str], suffixes: Iterable[str], values: Settings) -> None:
        super().__init__(srcdir, suffixes)
        self._settings = values
        self._clock = settings.now(values.zone)
        self._read = _Reader()

    def __getstate__(self) -> dict[str, Any]:
        # The library is made from the files at every build: the environment stays small.
        kept = ("srcdir", "source_suffix", "_first_source_suffix", "docnames")
        state = {name: self.__dict__[name] for name in kept}
        return state | {"_path_to_docname": {}, "_docname_to_path": {}}

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """Find all documents; the library decides which files below ``posts`` and ``pages`` are some."""
        matching = get_matching_files(self.srcdir, include_paths, [*exclude_paths, *EXCLUDE_PATHS])
        found = [Path(name) for name in matching if name.endswith(self.source_suffix)]
        ours = [path.as_posix() for path in found if _is_ours(path)]
        plain = {path.with_suffix("").as_posix(): path for path in found if not _is_ours(path)}
        self.site = site.Site(self._settings, self._clock, self._gather(ours), self.configuration)
        names = {post.path: Path(post.file) for post in self.site.library.documents.values()}
        self._docname_to_path = plain | names
        self._path_to_docname = {path: name for name, path in self._docname_to_path.items()}
        self.docnames.clear()
        self.docnames.update(self._docname_to_path)
        return self.docnames

    def _gather(self, files: list[str]) -> Library:
        return gather.gather(
            Path(self.srcdir),
            files,
            self._settings.front_matter_options,
            self._clock,
            preview=self._settings.preview,
            page_size=self._settings.page_size,
            legacy_page_size=self._settings.old_page_size,
            read=self._read,
        )

    def path2doc(self, filename: str | os.PathLike[str]) -> str | None:
        """The docname of a file, None for a file that is no document; absolute paths too."""
        path = Path(filename)
        if path.is_absolute() and path.is_relative_to(self.srcdir):
            path = path.relative_to(self.srcdir)
        docname = self._path_to_docname.get(path)
        if docname is None and _is_ours(path):
            return None
        return docname or super().path2doc(path)

    def doc2path(self, docname: str, absolute: bool) -> _StrPath:  # noqa: FBT001 -- as Sphinx has it
        """The file of a docname."""
        return super().doc2path(nfc(docname), absolute)


class _Reader:
    """Reads each file once while it stays the same: Sphinx discovers documents twice a build."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[int, int], tuple[Post | None, list[Problem]]]] = {}

    def __call__(self, root: Path, file: str, rules: FrontMatterOptions) -> tuple[Post | None, list[Problem]]:
        try:
            stat = (root / file).stat()
        except OSError:
            return gather.read_post(root, file, rules)
        stamp = (stat.st_mtime_ns, stat.st_size)
        known = self._known.get(file)
        if known is None or known[0] != stamp:
            known = self._known[file] = (stamp, gather.read_post(root, file, rules))
        return known[1]


def install_project(app: Sphinx) -> None:
    """``builder-inited``, before every other handler: Sphinx makes its own project after the settings are read."""
    try:
        values = settings.from_values({name: app.config[name] for name in settings.names()})
    except settings.SettingError as error:
        # An exception would be printed with a traceback and a request to report it.
        logger.error("%s", error)  # noqa: TRY400 -- a setting to correct is no traceback to read
        raise SystemExit(2) from None
    project = PublicationProject(app.srcdir, app.config.source_suffix, values)
    # Here, before the theme changes some of them in place.
    kept = app.config.filter(frozenset({"env", "html"}))
    project.configuration = "\n".join(sorted(f"{item.name} = {_written(item.value)}" for item in kept))
    app.project = app.env.project = project
    app.env.find_files(app.config, app.builder)


def _written(value: object) -> str:
    """A setting as text that is the same in every process: sets have no order, functions an address."""
    if isinstance(value, (set, frozenset)):
        return str(sorted(map(repr, value)))
    return str(getattr(value, "__qualname__", value)) if callable(value) else repr(value)


def _is_ours(path: Path) -> bool:
    return path.as_posix().startswith(CONTENT_FOLDERS)
