"""Handles a post's title block: the description, byline and cover between the post's title and text.

These elements are part of the document, so the PDF and the EPUB contain them too.
"""

from __future__ import annotations

from docutils import nodes

TITLE_BLOCK_CLASSES = ("post-description", "post-byline", "post-cover")
"""The CSS classes of the title block's elements, in the order in which they appear below the title."""


def add_to_title_block(section: nodes.section, element: nodes.Element) -> None:
    """Insert an element into the title block. ``TITLE_BLOCK_CLASSES`` defines the order of the block's elements."""
    rank = _rank_of(element)
    index = 1  # below the title
    while index < len(section) and 0 <= _rank_of(section[index]) < rank:
        index += 1
    section.insert(index, element)


def end_of_title_block(section: nodes.section) -> int:
    """Return the index of the section's first child after the title block."""
    return next((index for index, child in enumerate(section) if index and _rank_of(child) < 0), len(section))


def _rank_of(node: nodes.Node) -> int:
    classes = node["classes"] if isinstance(node, nodes.Element) else []
    return next((rank for rank, name in enumerate(TITLE_BLOCK_CLASSES) if name in classes), -1)
