"""Writes a doctree as Typst markup: the parts that all kinds of nodes share.

The modules ``blocks``, ``inline``, ``figures`` and ``tables`` hold the handlers. A handler turns one kind of node
into markup. It is looked up by the name of the node's class, then by the names of the classes that it derives from.

Each block starts on a line of its own, below a comment that names its line in the Markdown file. When the Typst
compiler reports an error, that comment gives the line to report to the author.
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
"""The handler of each node class, by the name of the class."""


def handles(*class_names: str) -> Callable[[NodeHandler], NodeHandler]:
    """Register the decorated function as the handler of these node classes."""

    def register(handler: NodeHandler) -> NodeHandler:
        NODE_HANDLERS.update(dict.fromkeys(class_names, handler))
        return handler

    return register


@dataclass
class TypstWriter:
    """Writes one document as Typst markup and collects its problems, labels and links on the way."""

    docname: str
    file: str
    """The Markdown file, relative to the publication's root. Problems name it."""
    image_path: Callable[[nodes.image], str]
    """Returns the path of an image in the Typst project, empty when the image cannot be shown."""
    draw_formula: Callable[[str, bool], tuple[str, float, float] | None]
    """Takes LaTeX and whether it is a display formula. Returns the path of the drawing, and its width and its depth
    below the baseline in points; None when the formula cannot be drawn."""
    web_url: Callable[[str, str], str]
    """Returns the full URL of a document and an anchor in it."""
    source_numbers: Mapping[str, int] = field(default_factory=dict)
    """The number of each URL in the post's list of sources."""
    problems: list[Problem] = field(default_factory=list)
    linked_labels: set[str] = field(default_factory=set)
    """The labels in other documents that this one links to, as Typst literals."""
    written_anchors: set[str] = field(default_factory=set)
    """The anchors that the markup has so far."""
    content_depth: int = 0
    """How many content blocks are open around the current node. A page in landscape cannot start inside one."""
    footnotes: dict[str, nodes.footnote] = field(default_factory=dict)
    """All footnotes of the document, by anchor."""
    printed_footnotes: set[str] = field(default_factory=set)
    internal_links: dict[str, str] = field(default_factory=dict)
    """The full URLs of the other documents that this one links to, with the text of the first link."""
    known_anchors: set[str] = field(default_factory=set)
    """All anchors of the document, except those of footnotes."""

    def write_document(self, tree: nodes.document) -> str:
        """Write the body of a document, without its title."""
        footnotes = tree.findall(nodes.footnote)
        self.footnotes = {name: footnote for footnote in footnotes for name in _anchors_of(footnote)}
        every_anchor = {name for node in tree.findall(nodes.Element) for name in _anchors_of(node)}
        self.known_anchors = every_anchor - set(self.footnotes)
        body = self.write_all(tree)
        for name, footnote in self.footnotes.items():
            if name not in self.printed_footnotes:  # an unused footnote is reported elsewhere, but its text is kept
                text = self.write_all(child for child in footnote if not isinstance(child, nodes.label))
                body += self.block_markup(footnote, text)
        # An anchor whose node prints nothing, such as an unused footnote, leads to the beginning of the post.
        return "".join(self._anchor(name) for name in sorted(self.known_anchors - self.written_anchors)) + body

    def write_node(self, node: nodes.Node) -> str:
        """Write one node."""
        for kind in type(node).__mro__:
            if handler := NODE_HANDLERS.get(kind.__name__):
                return handler(self, node)
        return _write_unknown(self, node)

    def write_all(self, nodes_: Iterable[nodes.Node] | nodes.Element) -> str:
        """Write several nodes, or the children of one element."""
        children = nodes_.children if isinstance(nodes_, nodes.Element) else list(nodes_)
        return "".join(self.write_node(child) for child in children)

    def content_block(self, nodes_: Iterable[nodes.Node] | nodes.Element) -> str:
        """Write several nodes, or the children of one element, as a Typst content block in square brackets."""
        self.content_depth += 1
        written = self.write_all(nodes_)
        self.content_depth -= 1
        return f"[{written}]"

    def call_block(self, node: nodes.Node, code: str) -> str:
        """Write a call of a template function as a block, with the anchors of its node."""
        return self.block_markup(node, f"#{code}")

    def block_markup(self, node: nodes.Node, markup: str) -> str:
        """Write markup as a block, with the anchors of its node, below a comment with its line in the Markdown."""
        return f"\n\n// {self.file}:{source_line(node)}\n{self.write_anchors(node)}{markup}\n\n"

    def write_anchors(self, node: nodes.Node) -> str:
        """Write the anchors of a node, so that links can lead to it. Anchors that were written before are skipped."""
        return "".join(self._anchor(name) for name in _anchors_of(node) if name not in self.written_anchors)

    def _anchor(self, name: str) -> str:
        self.written_anchors.add(name)
        return f"#anchor({label_literal(self.docname, name)});"

    def add_problem(self, kind: ProblemKind, message: str, node: nodes.Node) -> None:
        """Record a problem at the line of a node, once."""
        problem = Problem(kind, message, self.file, source_line(node))
        if problem not in self.problems:
            self.problems.append(problem)


def _anchors_of(node: nodes.Node) -> list[str]:
    return list(node["ids"]) if isinstance(node, nodes.Element) else []


def source_line(node: nodes.Node) -> int:
    """Return the line of a node in its Markdown file, counted from 1.

    A node without a line takes that of the nearest node around it that has one.
    """
    current: nodes.Node | None = node
    while current is not None and current.line is None:
        current = current.parent
    return (current.line if current is not None else None) or 1


def _write_unknown(writer: TypstWriter, node: nodes.Node) -> str:
    """Write the text of a node that has no handler, and report it."""
    kind = type(node).__name__
    message = f"the PDF does not support {quoted(kind)}, so only its text is printed: write it in another way"
    writer.add_problem(ProblemKind.EDITION_ELEMENT, message, node)
    return writer.write_all(node) if isinstance(node, nodes.Element) else text_markup(node.astext())
