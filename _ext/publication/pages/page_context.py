"""What the templates of a page are given, beyond what Sphinx gives."""

from __future__ import annotations

import html
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from docutils import nodes

from publication.build import site
from publication.core.addresses import permalinks
from publication.core.formats import citations
from publication.core.posts.pagination import ListingPage, paginate

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from sphinx.application import Sphinx

    from publication.core.library import Library
    from publication.core.posts.post import Post

_HEAD_ENDS = "<!-- the text begins -->"
_OPENING = {"post-description", "post-byline", "post-cover"}
"""What stands between the title of a post and its text, by class."""


_LONG_CONTENTS = 7
"""So many lines of contents reach down beside the cover."""


def leave_front_title(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """``doctree-resolved``: the front page has one heading of the first level, in its template."""
    if app.builder.name == "dirhtml" and docname == app.config.root_doc:
        for section in list(doctree.findall(nodes.section))[:1]:
            section.remove(section[0])
            # Not `replace_self`, which refuses to lose an anchor: that of a heading that is not shown.
            place = section.parent.index(section)
            section.parent[place : place + 1] = section.children


def mark_head(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """``doctree-resolved``: mark where the head of a post ends, for what templates put between it and the text."""
    if app.builder.name != "dirhtml" or site.of(app).post(docname) is None:
        return
    section = next(iter(doctree.findall(nodes.section)), None)
    if section is None:
        return
    place = 1
    while place < len(section) and not _OPENING.isdisjoint(_classes(section[place])):
        place += 1
    section.insert(place, nodes.raw("", _HEAD_ENDS, format="html"))


def _classes(node: nodes.Node) -> list[str]:
    return list(node["classes"]) if isinstance(node, nodes.Element) else []


def add_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """``html-page-context``, before the theme (500), which tries every template of a sidebar there."""
    current = site.of(app)
    language = app.config.language

    def day(moment: dt.datetime, pattern: str = "") -> str:
        return current.day(moment, language, pattern)

    context["site"] = current
    context["format_date"] = day
    context["preview"] = current.settings.preview
    context["direction_of"] = site.direction
    context["lang_attribute"] = partial(_tongue, language)
    if doctree is not None:
        _mend_source_name(app, pagename, context)
    if post := current.post(pagename):
        context.update(post_context(current.library, post))
        context["minutes"] = current.minutes(app.env, pagename)
        context["long_toc"] = _entries_shown(app.env.tocs.get(pagename)) >= _LONG_CONTENTS
        context["heading_count"] = app.env.toc_num_entries.get(pagename, 1) - 1  # the title is one
        context["title_block"], _, context["main_text"] = context["body"].partition(_HEAD_ENDS)
        if post.is_post:
            context["citations"] = cited(app, post)
            context["author_bios"] = writers(current, post)


def _entries_shown(contents: nodes.Element | None) -> int:
    """How many lines a list of contents has beside a text: two levels below the title (layout.css)."""
    levels = contents.findall(nodes.list_item) if contents else ()
    return sum(_depth(item) in (2, 3) for item in levels)


def _depth(item: nodes.Node | None) -> int:
    return 0 if item is None else isinstance(item, nodes.list_item) + _depth(item.parent)


def post_context(library: Library, post: Post) -> dict[str, Any]:
    """What ``page.html`` knows of a post: itself, its terms, its neighbours, why it is hidden."""
    older, newer = library.neighbours(post)
    reason = library.hidden.get(post.file)
    return {
        "post": post,
        "categories": library.terms_of(post, "category"),
        "tags": library.terms_of(post, "tag"),
        "authors": library.terms_of(post, "author"),
        "series_parts": library.in_series(post),
        "series_terms": library.terms_of(post, "series"),
        "older": older,
        "newer": newer,
        "related": library.related.get(post.path, ()),
        "status": reason.value if reason else "",
    }


def cited(app: Sphinx, post: Post) -> list[tuple[str, str]]:
    """The ways to cite a post: the name of each, and its text."""
    current = site.of(app)
    people, base = current.settings.authors, app.config.html_baseurl
    work = citations.Work(
        title=post.title,
        publication=app.config.project,
        date=post.when.date(),
        authors=tuple(people[key]["name"] for key in post.authors),
        address=post.canonical or (current.address(base, post.path) if base else ""),
        doi=post.doi,
        language=post.lang or app.config.language,
    )
    return [
        ("Chicago", citations.chicago(work)),
        ("BibTeX", citations.bibtex(work)),
        ("RIS", citations.ris(work)),
    ]


def writers(current: site.Site, post: Post) -> list[dict[str, Any]]:
    """The authors of a post of whom the settings say more than the name."""
    people = current.settings.authors
    return [
        {"term": term, "bio": person.get("bio", ""), "url": person.get("url", "")}
        for term in current.library.terms_of(post, "author")
        if (person := people[term.names[0]]).get("bio") or person.get("url")
    ]


def front_context(library: Library, rows: Callable[[Iterable[Post]], Sequence[Any]]) -> dict[str, Any]:
    """What the front page shows: one post large, and the others of the first page of all posts."""
    lead = library.lead
    first = paginate(library.posts, permalinks.ALL_POSTS, library.page_size)[0]
    others = rows(post for post in first.items if post is not lead)
    return {
        "lead": rows([lead])[0] if lead else None,
        "listing": ListingPage(tuple(others), 1, first.paths),
        "sections": library.taxonomies["category"].terms,
        "series": library.taxonomies["series"].terms,
    }


def _tongue(language: str, name: str) -> str:
    """The attribute of an element that holds a name in another language than the site's; empty for most."""
    other = site.language_of_name(name, language)
    return f' lang="{html.escape(other)}"' if other else ""


def _mend_source_name(app: Sphinx, pagename: str, context: dict[str, Any]) -> None:
    # Sphinx cuts the suffix off the file by the length of the docname, which is no prefix of it here.
    context["page_source_suffix"] = PurePosixPath(app.env.doc2path(pagename, base=False)).suffix
