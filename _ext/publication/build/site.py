"""What every part may ask of a build: its settings and its library."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from publication.core.addresses import permalinks

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from publication.core.library import Library
    from publication.core.link_targets import LinkTarget
    from publication.core.posts.external_sources import ExternalSource
    from publication.core.posts.post import Post

    from .settings import Settings


T = TypeVar("T")


@dataclass(slots=True)
class Site:
    """One build of the publication. It is made anew for each ``Sphinx`` object, never shared or pickled."""

    settings: Settings
    clock: dt.datetime
    """The time of the build, aware, in the publication's time zone."""
    library: Library
    configuration: str = ""
    """All settings of the build as text."""
    written: set[str] = field(default_factory=set)
    """The generated pages that this build wrote."""
    places: dict[tuple[str, str], LinkTarget | None] = field(default_factory=dict)
    """Where each link of a document leads, once it has been asked for: the document and the link."""
    markdown: Any = None
    """The parser of posts, once one has been read."""
    shelf: Any = None
    """The editions that the site offers, once they are asked for."""
    rows: Any = None
    """What listings show of posts, once they are asked for."""
    examined: dict[str, Any] = field(default_factory=dict)
    """What ``pictures`` found in files, as far as this process looked at them."""
    pictures: dict[str, Any] = field(default_factory=dict)
    """The pictures of all documents, by file, once all are read."""
    cards: dict[str, Any] = field(default_factory=dict)
    """The preview pictures that are drawn, by the path of the post; that of the site has none."""
    cached: set[str] = field(default_factory=set)
    """The files that this build asked ``cache`` for."""

    def post(self, docname: str) -> Post | None:
        """The post or page that a document is, None for the front page and other documents."""
        return self.library.documents.get(docname)

    def day(self, moment: dt.datetime, language: str, pattern: str = "") -> str:
        """A day in words, by the publication's pattern or another one of Unicode."""
        return format_date(moment.date(), pattern or self.settings.date_format, locale=language or "en")

    def minutes(self, env: BuildEnvironment, docname: str) -> int:
        """The reading time of a document in minutes, at least one; MyST counts 200 words a minute."""
        count = env.metadata.get(docname, {}).get("wordcount", {})
        return max(1, round(count.get("minutes", 0))) if isinstance(count, dict) else 1

    def address(self, baseurl: str, path: str) -> str:
        """The full web address of a site path."""
        return baseurl.rstrip("/") + "/" + permalinks.url(path)


class PerDocument(Generic[T]):
    """What a part keeps of each document in the environment: dropped, merged and pickled with the document."""

    def __init__(self, key: str) -> None:
        self._key = key

    def of(self, env: BuildEnvironment) -> dict[str, T]:
        """What is kept, by docname."""
        kept: dict[str, T] = env.__dict__.setdefault(self._key, {})
        return kept

    def purge(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:  # noqa: ARG002 -- a Sphinx event
        """``env-purge-doc``: forget a document that is read again, or gone."""
        self.of(env).pop(docname, None)

    def merge(
        self,
        app: Sphinx,  # noqa: ARG002 -- a Sphinx event
        env: BuildEnvironment,
        docnames: Set[str],
        other: BuildEnvironment,
    ) -> None:
        """``env-merge-info``: take over what another process read."""
        theirs = self.of(other)
        self.of(env).update((docname, theirs[docname]) for docname in docnames if docname in theirs)

    def connect(self, app: Sphinx) -> None:
        """``setup``: keep up with what Sphinx reads."""
        app.connect("env-purge-doc", self.purge)
        app.connect("env-merge-info", self.merge)


SOURCES: PerDocument[tuple[ExternalSource, ...]] = PerDocument("publication_sources")
"""The sources of each post, for its page and for editions."""


def language(app: Sphinx, post: Post | None = None) -> str:
    """The language tag of a post, or of the site. Sphinx writes ``pt_BR`` where the web writes ``pt-BR``."""
    return (post.lang if post else "") or (app.config.language or "en").replace("_", "-")


@cache
def direction(language: str) -> str:
    """Which way a language is written: ``ltr``, or ``rtl`` for Arabic, Hebrew, Persian, Urdu and others."""
    try:
        return str(Locale.parse(language, sep="-").text_direction)
    except (UnknownLocaleError, ValueError):
        return "ltr"


def language_of_name(name: str, around: str) -> str:
    """``ko`` for a name in Hangul alone, in a page of another language; else nothing."""
    letters = [letter for letter in name if letter.isalpha()]
    korean = bool(letters) and all(
        "\uac00" <= letter <= "\ud7a3" or "\u3131" <= letter <= "\u318e" for letter in letters
    )
    return "ko" if korean and not around.startswith("ko") else ""


def of(owner: Sphinx | BuildEnvironment) -> Site:
    """The site that an application or its environment builds."""
    # The project is the one object that an application and its environment share in every phase.
    project = owner.project
    site: Site = project.site  # type: ignore[attr-defined]  # set by project.install
    return site
