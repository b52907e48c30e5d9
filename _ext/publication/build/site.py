"""The state that is shared by the whole build: settings, clock and library.

A module of the extension keeps its own state in a ``PerBuild`` (created anew for each build) or in a ``PerDocument``
(kept in Sphinx's environment from one build to the next). Both are typed and belong to the module that declares them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from publication.core.addresses import permalinks

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from publication.core.library import Library
    from publication.core.posts.post import Post

    from .settings import Settings


T = TypeVar("T")


@dataclass(slots=True)
class Site:
    """One build of the publication.

    Each ``Sphinx`` object has a separate ``Site``, which is never shared or pickled.
    """

    settings: Settings
    clock: dt.datetime
    """The time of the build, in the publication's time zone."""
    library: Library
    configuration: str = ""
    """All settings of the build, as text that is used to detect changes."""
    states: dict[object, Any] = field(default_factory=dict)
    """The state kept for each module of the extension, by the ``PerBuild`` that declares the state."""

    def post(self, docname: str) -> Post | None:
        """The post or page with the given docname, or None for the front page and other documents."""
        return self.library.documents.get(docname)

    def format_date(self, when: dt.datetime, language: str, pattern: str = "") -> str:
        """Format a date in words, using the publication's date pattern or another CLDR pattern."""
        return format_date(when.date(), pattern or self.settings.date_format, locale=language or "en")

    def full_url(self, baseurl: str, path: str) -> str:
        """Return the full URL of a site path, which is relative to the site's root."""
        return baseurl.rstrip("/") + "/" + permalinks.url_of_page(path)


class PerBuild(Generic[T]):
    """State that a module keeps for one build. ``make`` creates the state when it is first needed."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make

    def get(self, owner: Sphinx | BuildEnvironment) -> T:
        """Return the state for the build that ``owner``, an application or its environment, belongs to.

        ``make`` receives ``owner``.
        """
        states = get_site(owner).states
        if self not in states:
            # If several threads get here at the same time, the first thread sets the state.
            states.setdefault(self, self._make(owner))
        state: T = states[self]
        return state


class PerDocument(Generic[T]):
    """Data that a module of the extension keeps for each document, in Sphinx's environment.

    Sphinx deletes this data, merges it from other processes and pickles it together with the document.
    """

    def __init__(self, key: str) -> None:
        self._key = key

    def by_docname(self, env: BuildEnvironment) -> dict[str, T]:
        """All documents' data, by docname."""
        kept: dict[str, T] = env.__dict__.setdefault(self._key, {})
        return kept

    def purge(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:  # noqa: ARG002 -- a Sphinx event
        """Handle ``env-purge-doc``: delete the data of a document that was deleted or will be read again."""
        self.by_docname(env).pop(docname, None)

    def merge(
        self,
        app: Sphinx,  # noqa: ARG002 -- a Sphinx event
        env: BuildEnvironment,
        docnames: Set[str],
        other: BuildEnvironment,
    ) -> None:
        """Handle ``env-merge-info``: copy the data of documents that another process has read."""
        theirs = self.by_docname(other)
        self.by_docname(env).update((docname, theirs[docname]) for docname in docnames if docname in theirs)

    def connect(self, app: Sphinx) -> None:
        """Connect the ``purge`` and ``merge`` event handlers. Called during ``setup``."""
        app.connect("env-purge-doc", self.purge)
        app.connect("env-merge-info", self.merge)


def get_site(owner: Sphinx | BuildEnvironment) -> Site:
    """Return the ``Site`` that an application or its environment is building."""
    # The Sphinx project is the only object that an application and its environment share in every phase.
    project = owner.project
    site: Site = project.site  # type: ignore[attr-defined]  # set by reading.project
    return site


def language_tag(app: Sphinx, post: Post | None = None) -> str:
    """A post's language tag, or the site's if the post has none.

    Sphinx uses ``pt_BR`` where the web uses ``pt-BR``.
    """
    return (post.lang if post else "") or (app.config.language or "en").replace("_", "-")


@cache
def text_direction(language: str) -> str:
    """The writing direction of a language: ``ltr``, or ``rtl`` for Arabic, Hebrew, Persian, Urdu and others."""
    try:
        return str(Locale.parse(language, sep="-").text_direction)
    except (UnknownLocaleError, ValueError):
        return "ltr"


def language_of_name(name: str, surrounding: str) -> str:
    """Return ``ko`` for a name in Hangul on a page in another language (``surrounding``), else an empty string."""
    letters = [letter for letter in name if letter.isalpha()]
    korean = bool(letters) and all(
        "\uac00" <= letter <= "\ud7a3" or "\u3131" <= letter <= "\u318e" for letter in letters
    )
    return "ko" if korean and not surrounding.startswith("ko") else ""
