"""Who wrote a post: a line of its text, so that the page and every edition have it in the same place."""

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

_BETWEEN = "\0"


def add_byline(app: Sphinx, doctree: nodes.document) -> None:
    """``doctree-read``, after the cover (400): the authors below title and description, each linked to their page."""
    current = site.get_site(app)
    post = current.post(app.env.docname)
    authors = current.library.terms_of(post, "author") if post else []
    section = next(iter(doctree.findall(nodes.section)), None)
    if post is None or section is None or not authors:
        return
    line = nodes.paragraph("", "By ", classes=["post-byline"], support_smartquotes=False)
    if post.lang:
        line["classes"].append(f"language-{site.language_tag(app)}")
    # What stands between names, "and" too, is the language's own.
    parts = format_list([_BETWEEN] * len(authors), locale=app.config.language or "en").split(_BETWEEN)
    for term, part in zip(authors, parts[1:], strict=True):
        line += [_link(term, post.path), nodes.Text(part)]
    section.insert(2 if post.description else 1, line)


def _link(term: Term, docname: str) -> nodes.Element:
    return addnodes.pending_xref(
        "",
        nodes.inline("", term.name),
        refdomain="",
        reftype="publication",
        reftarget="/" + permalinks.url(term.path),
        refdoc=docname,
        refexplicit=True,
        rel="author",
    )
