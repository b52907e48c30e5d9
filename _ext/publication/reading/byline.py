"""The byline: a paragraph that names the authors of a post.

The byline is a node in the document, so the post's page and every edition show the byline in the same place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.lists import format_list
from docutils import nodes
from sphinx import addnodes

from publication.build import site
from publication.core.addresses import permalinks

from .title_block import add_to_title_block

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from publication.core.posts.taxonomies import Term

_PLACEHOLDER = "\0"
"""Stands for each name when a list of names is formatted, because only the text between the names is used."""


def add_byline(app: Sphinx, doctree: nodes.document) -> None:
    """Handle ``doctree-read``: insert the byline, in which each author's name links to the list of their posts.

    The byline is part of the post's title block.
    """
    current = site.get_site(app)
    post = current.post(app.env.docname)
    authors = current.library.terms_of(post, "author") if post else []
    section = next(iter(doctree.findall(nodes.section)), None)
    if post is None or section is None or not authors:
        return
    byline = nodes.paragraph("", "By ", classes=["post-byline"], support_smartquotes=False)
    if post.lang:
        byline["classes"].append(f"language-{site.language_tag(app)}")
    # The separators (commas and the word "and") depend on the language.
    separators = format_list([_PLACEHOLDER] * len(authors), locale=app.config.language or "en").split(_PLACEHOLDER)
    for term, separator in zip(authors, separators[1:], strict=True):
        byline += [_author_link(term, post.path), nodes.Text(separator)]
    add_to_title_block(section, byline)


def _author_link(term: Term, docname: str) -> nodes.Element:
    """A link to an author's listing. ``links.SiteLinks`` resolves the link for each builder."""
    return addnodes.pending_xref(
        "",
        nodes.inline("", term.name),
        refdomain="",
        reftype="publication",
        reftarget="/" + permalinks.url_of_page(term.path),
        refdoc=docname,
        refexplicit=True,
        rel="author",
    )
