"""The Sphinx project class. Its documents are the library's posts and pages, and their docnames are permalinks.

Drafts, scheduled posts, expired posts and files with errors are not documents, so no part of Sphinx can show them.
Sphinx derives URLs, links, toctrees, the inventory, file names in the EPUB and LaTeX labels from docnames, so all of
these follow from the permalinks.
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
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.util._pathlib import _StrPath

    from publication.build.settings import Settings
    from publication.core.library import Library
    from publication.core.posts.front_matter_schema import FrontMatterOptions
    from publication.core.posts.post import Post
    from publication.core.problems import Problem

logger = logging.getLogger(__name__)

CONTENT_FOLDERS = ("posts/", "pages/")
"""The folders that contain posts and pages. A document in any other folder keeps Sphinx's usual docname."""


class PublicationProject(Project):
    """Overrides the three methods of ``Project`` that find documents and convert between files and docnames."""

    site: site.Site
    configuration = ""
    """All build settings as text, used to detect whether they have changed since the last build."""

    def __init__(self, srcdir: str | os.PathLike[str], suffixes: Iterable[str], site_settings: Settings) -> None:
        super().__init__(srcdir, suffixes)
        self._settings = site_settings
        self._clock = settings.build_clock(site_settings.zone)
        self._read_post = _CachedReader()

    def __getstate__(self) -> dict[str, Any]:
        # The library is not pickled, so every build creates it again from the files, and the environment stays small.
        pickled_names = ("srcdir", "source_suffix", "_first_source_suffix", "docnames")
        state = {name: self.__dict__[name] for name in pickled_names}
        return state | {"_path_to_docname": {}, "_docname_to_path": {}}

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """Find all documents, and return their docnames.

        The library decides which files in the ``posts`` and ``pages`` folders are documents.
        """
        matching = get_matching_files(self.srcdir, include_paths, [*exclude_paths, *EXCLUDE_PATHS])
        files = [Path(name) for name in matching if name.endswith(self.source_suffix)]
        content_files = [path.as_posix() for path in files if _is_content(path)]
        other_files = {path.with_suffix("").as_posix(): path for path in files if not _is_content(path)}
        # Sphinx discovers documents twice in each build. The second time, each state from the first time is reused.
        states = self.site.states if hasattr(self, "site") else {}
        library = self._gather(content_files)
        self.site = site.Site(self._settings, self._clock, library, self.configuration, states)
        published_files = {post.path: Path(post.file) for post in self.site.library.documents.values()}
        self._docname_to_path = other_files | published_files
        self._path_to_docname = {path: docname for docname, path in self._docname_to_path.items()}
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
            legacy_page_size=self._settings.legacy_page_size,
            read=self._read_post,
        )

    def path2doc(self, filename: str | os.PathLike[str]) -> str | None:
        """The docname of a file (an absolute path, or a path below ``srcdir``). None if it is not a document."""
        path = Path(filename)
        if path.is_absolute() and path.is_relative_to(self.srcdir):
            path = path.relative_to(self.srcdir)
        docname = self._path_to_docname.get(path)
        if docname is None and _is_content(path):
            return None
        return docname or super().path2doc(path)

    def doc2path(self, docname: str, absolute: bool) -> _StrPath:  # noqa: FBT001 -- Sphinx's signature
        """The file of a document, as an absolute path or relative to ``srcdir``."""
        return super().doc2path(nfc(docname), absolute)


class _CachedReader:
    """Reads each file only when it has changed, because Sphinx discovers documents twice in a build."""

    def __init__(self) -> None:
        self._cache: dict[str, tuple[tuple[int, int], tuple[Post | None, list[Problem]]]] = {}
        """For each file: its modification time and size, and the result of reading the file."""

    def __call__(self, root: Path, file: str, options: FrontMatterOptions) -> tuple[Post | None, list[Problem]]:
        try:
            stat = (root / file).stat()
        except OSError:
            return gather.read_post(root, file, options)
        version = (stat.st_mtime_ns, stat.st_size)
        cached = self._cache.get(file)
        if cached is None or cached[0] != version:
            cached = self._cache[file] = (version, gather.read_post(root, file, options))
        return cached[1]


def install_project(app: Sphinx) -> None:
    """Handle ``builder-inited``: check the settings, and replace Sphinx's project with ours.

    An invalid setting stops the build. This handler runs before all others for this event, because they need the
    library. It cannot handle an earlier event, because Sphinx creates its own project after reading the settings.
    """
    try:
        site_settings = settings.settings_from_config(app.config)
    except settings.SettingError as error:
        # Sphinx would show an exception with a traceback and a request to report it as a bug.
        logger.error("%s", error)  # noqa: TRY400 -- a traceback does not help to correct a setting
        raise SystemExit(2) from None
    project = PublicationProject(app.srcdir, app.config.source_suffix, site_settings)
    # The settings must be recorded before the theme changes some of them in place.
    relevant = app.config.filter(frozenset({"env", "html"}))
    project.configuration = "\n".join(sorted(f"{item.name} = {_stable_repr(item.value)}" for item in relevant))
    app.project = app.env.project = project
    app.env.find_files(app.config, app.builder)


def setting_notes(app: Sphinx) -> Iterator[Problem]:
    """Yield a note for each setting in ``conf.py`` that has been renamed."""
    conf = Path(app.confdir, "conf.py")
    return settings.renamed_settings(conf.read_text(encoding="utf-8") if conf.is_file() else "")


def _stable_repr(value: object) -> str:
    """A setting's value as text that is the same in every process.

    The result of ``repr`` differs between processes: the order of sets varies, and functions include their memory
    address.
    """
    if isinstance(value, (set, frozenset)):
        return str(sorted(map(repr, value)))
    return str(getattr(value, "__qualname__", value)) if callable(value) else repr(value)


def _is_content(path: Path) -> bool:
    return path.as_posix().startswith(CONTENT_FOLDERS)
