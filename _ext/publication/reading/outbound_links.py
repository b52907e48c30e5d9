"""The external sources of each post: the URLs outside the site that its text links to, in the order of reading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from publication.build import site
from publication.core.posts.external_sources import ExternalSource, number_sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

SOURCES: site.PerDocument[tuple[ExternalSource, ...]] = site.PerDocument("publication_sources")
"""The sources of each post."""
_RAW_LINK = re.compile(r"<a\s[^>]*?href\s*=\s*[\"'](https?://[^\"'\s]+)", re.IGNORECASE)


def collect_sources(app: Sphinx, doctree: nodes.document) -> None:
    """``doctree-read``: record the sources of a post, for its page and for editions."""
    post = site.get_site(app).post(app.env.docname)
    if post and post.is_post:
        SOURCES.by_docname(app.env)[post.path] = number_sources(_links(doctree), app.config.html_baseurl)


def _links(doctree: nodes.document) -> Iterator[tuple[str, str]]:
    """Address and text of every link, those of a note where it is first called; of notes that nothing calls last."""
    notes = {name: note for note in doctree.findall(nodes.footnote) for name in note["ids"]}
    rest = dict.fromkeys(doctree.findall(nodes.footnote))
    for node in _outside_notes(doctree):
        yield from _own_links(node)
        note = notes.get(node.get("refid", "")) if isinstance(node, nodes.footnote_reference) else None
        if note in rest:
            del rest[note]
            yield from _all_links(note)
    for note in rest:
        yield from _all_links(note)


def _outside_notes(node: nodes.Element) -> Iterator[nodes.Element]:
    for child in node.children:
        if isinstance(child, nodes.Element) and not isinstance(child, nodes.footnote):
            yield child
            yield from _outside_notes(child)


def _all_links(node: nodes.Element) -> Iterator[tuple[str, str]]:
    for link in node.findall(nodes.Element):
        yield from _own_links(link)


def _own_links(node: nodes.Element) -> Iterator[tuple[str, str]]:
    if isinstance(node, nodes.reference):
        yield node.get("refuri", ""), node.astext()
    elif isinstance(node, nodes.raw):
        yield from ((address, "") for address in _RAW_LINK.findall(node.astext()))
