"""Writes a doctree as Typst markup. This Python module contains the code that all kinds of nodes share.

The modules ``blocks``, ``inline``, ``figures`` and ``tables`` contain the node handlers. A handler converts one kind
of node to markup. A node's handler is looked up by the name of the node's class, then by its base classes' names.

Each block starts on a new line, below a comment with its line number in the Markdown file. When the Typst compiler
reports an error, this comment shows which line to report to the author.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from docutils import nodes

from publication.core.problems import Problem, ProblemKind, quoted

from .text import label_literal, text_markup

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NodeHandler = Callable[["TypstWriter", Any], str]
NODE_HANDLERS: dict[str, NodeHandler] = {}
"""The node handlers, by class name."""


def handles(*class_names: str) -> Callable[[NodeHandler], NodeHandler]:
    """Register the decorated function as the handler for these node classes."""

    def register(handler: NodeHandler) -> NodeHandler:
        NODE_HANDLERS.update(dict.fromkeys(class_names, handler))
        return handler

    return register


@dataclass
class TypstWriter:
    """Writes one document as Typst markup, and collects its problems, labels and links in the process."""

    docname: str
    file: str
    """The path of the Markdown file, relative to the publication's root. Problem messages show it."""
    image_path: Callable[[nodes.image], str]
    """Returns the path of an image in the Typst project, or an empty string if the image cannot be shown."""
    draw_formula: Callable[[str, bool], tuple[str, float, float] | None]
    """Draws a formula, given its LaTeX code and whether it is a display formula. Returns the path of the drawing, and
    its width and its depth below the baseline in points. Returns None if the formula cannot be drawn."""
    web_url: Callable[[str, str], str]
    """Returns the full URL for a document and an anchor in it."""
    source_numbers: Mapping[str, int] = field(default_factory=dict)
    """The number of each source in the post's list of sources, by URL."""
    problems: list[Problem] = field(default_factory=list)
    linked_labels: set[str] = field(default_factory=set)
    """The labels in other documents that this document links to, as Typst literals."""
    written_anchors: set[str] = field(default_factory=set)
    """The anchors that have been written so far."""
    content_depth: int = 0
    """The number of open content blocks around the current node. A landscape page cannot start inside a block."""
    footnotes: dict[str, nodes.footnote] = field(default_factory=dict)
    """All footnotes of the document, by anchor."""
    printed_footnotes: set[str] = field(default_factory=set)
    internal_links: dict[str, str] = field(default_factory=dict)
    """The full URLs of the other documents that this document links to, with the text of the first link to each."""
    known_anchors: set[str] = field(default_factory=set)
    """All anchors in the document, except footnote anchors."""

    def write_document(self, tree: nodes.document) -> str:
        """Write a document's body, without its title."""
        footnotes = tree.findall(nodes.footnote)
        self.footnotes = {name: footnote for footnote in footnotes for name in _anchors_of(footnote)}
        every_anchor = {name for node in tree.findall(nodes.Element) for name in _anchors_of(node)}
        self.known_anchors = every_anchor - set(self.footnotes)
        body = self.write_all(tree)
        for name, footnote in self.footnotes.items():
            if name not in self.printed_footnotes:  # an unused footnote is reported elsewhere, but its text is kept
                text = self.write_all(child for child in footnote if not isinstance(child, nodes.label))
                body += self.block_markup(footnote, text)
        # An anchor whose node has no output, such as an unused footnote, leads to the beginning of the post.
        return "".join(self._anchor(name) for name in sorted(self.known_anchors - self.written_anchors)) + body

    def write_node(self, node: nodes.Node) -> str:
        """Write one node."""
        for kind in type(node).__mro__:
            if handler := NODE_HANDLERS.get(kind.__name__):
                return handler(self, node)
        return _write_unknown(self, node)

    def write_all(self, nodes_: Iterable[nodes.Node] | nodes.Element) -> str:
        """Write several nodes, or all children of an element."""
        children = nodes_.children if isinstance(nodes_, nodes.Element) else list(nodes_)
        return "".join(self.write_node(child) for child in children)

    def content_block(self, nodes_: Iterable[nodes.Node] | nodes.Element) -> str:
        """Write several nodes, or all children of an element, as a Typst content block in square brackets."""
        self.content_depth += 1
        written = self.write_all(nodes_)
        self.content_depth -= 1
        return f"[{written}]"

    def call_block(self, node: nodes.Node, code: str) -> str:
        """Write a block-level call to a template function, preceded by the anchors of the current node."""
        return self.block_markup(node, f"#{code}")

    def block_markup(self, node: nodes.Node, markup: str) -> str:
        """Write a node's markup as a block, with its anchors, below a comment with its Markdown line number."""
        return f"\n\n// {self.file}:{source_line(node)}\n{self.write_anchors(node)}{markup}\n\n"

    def write_anchors(self, node: nodes.Node) -> str:
        """Write a node's anchors, so that links can lead to it. Anchors that are already written are skipped."""
        return "".join(self._anchor(name) for name in _anchors_of(node) if name not in self.written_anchors)

    def _anchor(self, name: str) -> str:
        self.written_anchors.add(name)
        return f"#anchor({label_literal(self.docname, name)});"

    def add_problem(self, kind: ProblemKind, message: str, node: nodes.Node) -> None:
        """Record a problem at a node's line, unless the same problem is already recorded."""
        problem = Problem(kind, message, self.file, source_line(node))
        if problem not in self.problems:
            self.problems.append(problem)


def _anchors_of(node: nodes.Node) -> list[str]:
    return list(node["ids"]) if isinstance(node, nodes.Element) else []


def source_line(node: nodes.Node) -> int:
    """Return a node's line number in its Markdown file, counted from 1.

    A node without a line number uses the line number of its nearest ancestor that has a line number.
    """
    current: nodes.Node | None = node
    while current is not None and current.line is None:
        current = current.parent
    return (current.line if current is not None else None) or 1


def _write_unknown(writer: TypstWriter, node: nodes.Node) -> str:
    """Write the text of a node that has no handler, and report the node."""
    kind = type(node).__name__
    message = f"the PDF does not support {quoted(kind)}, so only its text is shown: use other markup"
    writer.add_problem(ProblemKind.EDITION_ELEMENT, message, node)
    return writer.write_all(node) if isinstance(node, nodes.Element) else text_markup(node.astext())
