"""Collects post excerpts. A post's excerpt is its description or, without a description, its first paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from publication.build import site

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from publication.core.posts.post import Post

_LONGEST_SHORT_EXCERPT = 240
"""The maximum length, in characters, of a first paragraph in ``short_excerpt``."""
EXCERPTS: site.PerDocument[str] = site.PerDocument("publication_excerpts")
"""The excerpt of each post, as plain text on one line."""


def collect_excerpt(app: Sphinx, doctree: nodes.document) -> None:
    """Handle ``doctree-read``: record the excerpt of the post that was read."""
    post = site.get_site(app).post(app.env.docname)
    if post and post.is_post:
        EXCERPTS.by_docname(app.env)[app.env.docname] = post.description or first_paragraph(doctree)


def excerpt_of(env: BuildEnvironment, docname: str) -> str:
    """The excerpt of a post, or an empty string for any other document."""
    return EXCERPTS.by_docname(env).get(docname, "")


def short_excerpt(env: BuildEnvironment, post: Post) -> str:
    """The excerpt of a post for listings. A long first paragraph is cut at a word; a description is never cut."""
    if post.description:
        return post.description
    paragraph = excerpt_of(env, post.path)
    if len(paragraph) <= _LONGEST_SHORT_EXCERPT:
        return paragraph
    return paragraph[:_LONGEST_SHORT_EXCERPT].rsplit(" ", 1)[0].rstrip(",;:–—-") + "…"


def first_paragraph(doctree: nodes.document) -> str:
    """The first paragraph of the body text, as plain text. Images, headings, footnotes and messages are skipped."""
    for paragraph in doctree.findall(nodes.paragraph):
        if "post-byline" in paragraph["classes"]:
            continue
        if isinstance(paragraph.parent, (nodes.document, nodes.section)):
            clean = paragraph.deepcopy()
            for extra in list(clean.findall(_is_not_text)):
                if extra.parent is not None:
                    extra.parent.remove(extra)
            if text := " ".join(clean.astext().split()):
                return text
    return ""


def _is_not_text(node: nodes.Node) -> bool:
    return isinstance(node, (nodes.image, nodes.footnote_reference, nodes.raw, nodes.system_message))
