"""The byline: a paragraph with the authors of a post.

It is part of the document, so that the page and every edition show it in the same place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.lists import format_list
from docutils import nodes
from sphinx import addnodes

from publication.build import site
from publication.core.addresses import permalinks

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from publication.core.posts.taxonomies import Term

_PLACEHOLDER = "\0"
"""Stands for a name in a formatted list, from which only the text between the names is taken."""


def add_byline(app: Sphinx, doctree: nodes.document) -> None:
    """``doctree-read``: insert the byline below title and description. Each author is a link to their listing.

    It runs after the handler that inserts the cover (priority 400), so the byline is above the cover.
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
    # The commas and the word "and" depend on the language.
    separators = format_list([_PLACEHOLDER] * len(authors), locale=app.config.language or "en").split(_PLACEHOLDER)
    for term, separator in zip(authors, separators[1:], strict=True):
        byline += [_author_link(term, post.path), nodes.Text(separator)]
    section.insert(2 if post.description else 1, byline)


def _author_link(term: Term, docname: str) -> nodes.Element:
    """A link to the listing of an author, which ``links.SiteLinks`` resolves for each builder."""
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
