"""What the templates of a page are given, beyond what Sphinx gives."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from . import site
from .core.pagination import paginate

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from docutils import nodes
    from sphinx.application import Sphinx

    from .core.library import Library
    from .core.post import Post


def add_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """``html-page-context``, before the theme (500), which tries every template of a sidebar there."""
    current = site.of(app)
    language = app.config.language

    def day(moment: dt.datetime, pattern: str = "") -> str:
        return current.day(moment, language, pattern)

    context["site"] = current
    context["day"] = day
    context["preview"] = current.settings.preview
    if doctree is not None:
        _mend_source_name(app, pagename, context)
    context["direction"] = site.direction(site.language(app, current.post(pagename)))
    if post := current.post(pagename):
        context.update(post_context(current.library, post))
        context["minutes"] = current.minutes(app.env, pagename)


def post_context(library: Library, post: Post) -> dict[str, Any]:
    """What ``page.html`` knows of a post: itself, its terms, its neighbours, why it is hidden."""
    older, newer = library.neighbours(post)
    reason = library.hidden.get(post.file)
    return {
        "post": post,
        "categories": library.terms_of(post, "category"),
        "tags": library.terms_of(post, "tag"),
        "authors": library.terms_of(post, "author"),
        "older": older,
        "newer": newer,
        "mark": reason.value if reason else "",
    }


def front_context(library: Library, rows: Callable[[Iterable[Post]], Sequence[Any]]) -> dict[str, Any]:
    """What the front page shows: the first page of all posts."""
    return {
        "listing": paginate(rows(library.posts[: library.page_size or None]), "", 0)[0],
        "sections": library.taxonomies["category"].terms,
        "series": library.taxonomies["series"].terms,
    }


def _mend_source_name(app: Sphinx, pagename: str, context: dict[str, Any]) -> None:
    # Sphinx cuts the suffix off the file by the length of the docname, which is no prefix of it here.
    context["page_source_suffix"] = PurePosixPath(app.env.doc2path(pagename, base=False)).suffix
