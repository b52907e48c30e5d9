"""Builds the template input (see ``template_records``) for the page that is being written."""

from __future__ import annotations

from functools import partial
from html import escape
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from docutils import nodes
from markupsafe import Markup

from publication.build import site
from publication.core.formats import citations
from publication.core.formats.image_widths import img_attributes
from publication.reading.outbound_links import SOURCES
from publication.reading.title_block import end_of_title_block

from . import edition_links, listings, metatags
from .reading_time import reading_minutes
from .template_records import AuthorBio, Frame, PostContext, as_context

if TYPE_CHECKING:
    import datetime as dt

    from sphinx.application import Sphinx

    from publication.core.posts.post import Post

_TEXT_BEGINS = "<!-- the text begins -->"
_LONG_TOC = 7
"""The minimum number of lines in a table of contents that is long enough to extend beside the cover."""


def remove_front_page_title(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Handle ``doctree-resolved``: remove the front page's title, because its template has a main heading already."""
    if app.builder.name == "dirhtml" and docname == app.config.root_doc:
        for section in list(doctree.findall(nodes.section))[:1]:
            section.remove(section[0])
            # `replace_self` cannot be used, because it refuses to drop a heading's anchor.
            index = section.parent.index(section)
            section.parent[index : index + 1] = section.children


def mark_title_block(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Handle ``doctree-resolved``: mark the end of a post's title block, below which the template inserts boxes.

    The title block consists of the title, description, byline and cover.
    """
    if app.builder.name != "dirhtml" or site.get_site(app).post(docname) is None:
        return
    section = next(iter(doctree.findall(nodes.section)), None)
    if section is None:
        return
    section.insert(end_of_title_block(section), nodes.raw("", _TEXT_BEGINS, format="html"))


def add_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Handle ``html-page-context``: add the page's template records.

    This handler runs before the theme's, which already renders templates.
    """
    if doctree is not None:
        _repair_source_suffix(app, pagename, context)
    is_site = app.builder.name == "dirhtml"
    if post := site.get_site(app).post(pagename):
        context.update(as_context(_post_context(app, post, context["body"])))
    elif is_site and pagename == app.config.root_doc:
        context.update(as_context(listings.front_page(app)))
    head_tags = metatags.head_tags(app, pagename, context) if is_site else Markup()
    context.update(as_context(_frame(app, pagename, context, head_tags)))


def _frame(app: Sphinx, pagename: str, context: dict[str, Any], head_tags: Markup) -> Frame:
    current, language = site.get_site(app), app.config.language

    def format_date(when: dt.datetime, pattern: str = "") -> str:
        return current.format_date(when, language, pattern)

    editions, site_editions = edition_links.edition_links(app, pagename, context["pathto"])
    return Frame(
        site=current,
        preview=current.settings.preview,
        format_date=format_date,
        direction_of=site.text_direction,
        lang_attribute=partial(_lang_attribute, language),
        image_attributes=lambda image: img_attributes(image, lambda path: context["pathto"](path, 1)),
        editions=editions,
        site_editions=site_editions,
        head_tags=head_tags,
    )


def _post_context(app: Sphinx, post: Post, body: str) -> PostContext:
    current = site.get_site(app)
    library = current.library
    older, newer = library.previous_and_next(post)
    reason = library.held_back.get(post.file)
    title_block, _, main_text = body.partition(_TEXT_BEGINS)
    return PostContext(
        post=post,
        status=reason.value if reason else "",
        minutes=reading_minutes(app.env, post.path),
        title_block=title_block,
        main_text=main_text,
        heading_count=app.env.toc_num_entries.get(post.path, 1) - 1,  # without the title
        long_toc=_toc_lines(app.env.tocs.get(post.path)) >= _LONG_TOC,
        categories=library.terms_of(post, "category"),
        tags=library.terms_of(post, "tag"),
        series_terms=library.terms_of(post, "series"),
        series_parts=library.series_parts(post),
        sources=SOURCES.by_docname(app.env).get(post.path, ()),
        citations=cite(app, post) if post.is_post else [],
        author_bios=_author_bios(current, post) if post.is_post else [],
        older=older,
        newer=newer,
        related=library.related.get(post.path, ()),
    )


def _toc_lines(contents: nodes.Element | None) -> int:
    """The number of lines in the table of contents beside a text. It shows two levels (layout.css)."""
    items = contents.findall(nodes.list_item) if contents else ()
    return sum(_depth(item) in (2, 3) for item in items)  # The title is level 1.


def _depth(item: nodes.Node | None) -> int:
    return 0 if item is None else isinstance(item, nodes.list_item) + _depth(item.parent)


def cite(app: Sphinx, post: Post) -> list[tuple[str, str]]:
    """The citation of a post in each style, as (style name, citation) pairs."""
    current = site.get_site(app)
    people, base = current.settings.authors, app.config.html_baseurl
    work = citations.CitedWork(
        title=post.title,
        publication=app.config.project,
        date=post.when.date(),
        authors=tuple(people[key]["name"] for key in post.authors),
        url=post.canonical or (current.full_url(base, post.path) if base else ""),
        doi=post.doi,
        language=post.lang or app.config.language,
    )
    return [
        ("Chicago", citations.chicago(work)),
        ("BibTeX", citations.bibtex(work)),
        ("RIS", citations.ris(work)),
    ]


def _author_bios(current: site.Site, post: Post) -> list[AuthorBio]:
    """The authors of a post who have a biography or a website in the settings."""
    people = current.settings.authors
    return [
        AuthorBio(term, person.get("bio", ""), person.get("url", ""))
        for term in current.library.terms_of(post, "author")
        if (person := people[term.spellings[0]]).get("bio") or person.get("url")
    ]


def _lang_attribute(language: str, name: str) -> str:
    other = site.language_of_name(name, language)
    return f' lang="{escape(other)}"' if other else ""


def _repair_source_suffix(app: Sphinx, pagename: str, context: dict[str, Any]) -> None:
    # Sphinx finds the suffix by removing the docname from the file name. Our docnames are permalinks, so that fails.
    context["page_source_suffix"] = PurePosixPath(app.env.doc2path(pagename, base=False)).suffix
