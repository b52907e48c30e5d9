"""Collects each post's external sources: the URLs outside the site that its text links to, in reading order."""

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
"""The sources of each post, by the post's path."""
_RAW_LINK = re.compile(r"<a\s[^>]*?href\s*=\s*[\"'](https?://[^\"'\s]+)", re.IGNORECASE)


def collect_sources(app: Sphinx, doctree: nodes.document) -> None:
    """Handle ``doctree-read``: record the post's sources, which its page and the editions list."""
    post = site.get_site(app).post(app.env.docname)
    if post and post.is_post:
        SOURCES.by_docname(app.env)[post.path] = number_sources(_all_links(doctree), app.config.html_baseurl)


def _all_links(doctree: nodes.document) -> Iterator[tuple[str, str]]:
    """Yield the (URL, text) of every link in reading order.

    Links in a footnote come at the point where the text first refers to that footnote. Links in unused footnotes come
    last.
    """
    footnotes = {name: footnote for footnote in doctree.findall(nodes.footnote) for name in footnote["ids"]}
    unread = dict.fromkeys(doctree.findall(nodes.footnote))
    for node in _elements_outside_footnotes(doctree):
        yield from _links_of_node(node)
        footnote = footnotes.get(node.get("refid", "")) if isinstance(node, nodes.footnote_reference) else None
        if footnote in unread:
            del unread[footnote]
            yield from _links_within(footnote)
    for footnote in unread:
        yield from _links_within(footnote)


def _elements_outside_footnotes(node: nodes.Element) -> Iterator[nodes.Element]:
    for child in node.children:
        if isinstance(child, nodes.Element) and not isinstance(child, nodes.footnote):
            yield child
            yield from _elements_outside_footnotes(child)


def _links_within(node: nodes.Element) -> Iterator[tuple[str, str]]:
    for element in node.findall(nodes.Element):
        yield from _links_of_node(element)


def _links_of_node(node: nodes.Element) -> Iterator[tuple[str, str]]:
    """Yield the (URL, text) of a link node, or of each link in raw HTML, whose text is an empty string."""
    if isinstance(node, nodes.reference):
        yield node.get("refuri", ""), node.astext()
    elif isinstance(node, nodes.raw):
        yield from ((url, "") for url in _RAW_LINK.findall(node.astext()))
