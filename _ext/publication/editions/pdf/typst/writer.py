"""Doctree to Typst: what all kinds of nodes share. The modules beside it hold the handlers.

A handler turns one kind of node into markup; it is found by the name of the node's class, or of a class that
this one is made from. Blocks begin on a line of their own below a comment that names their place in the post,
so that what the compiler says of a line can be told of the Markdown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from docutils import nodes

from publication.core.problems import ProblemKind, Problem, quoted

from . import text as typst

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Handler = Callable[["Writer", Any], str]
HANDLERS: dict[str, Handler] = {}
"""What writes each kind of node."""


def handles(*names: str) -> Callable[[Handler], Handler]:
    """Declare a function to be the handler of nodes of these classes."""

    def declare(handler: Handler) -> Handler:
        HANDLERS.update(dict.fromkeys(names, handler))
        return handler

    return declare


@dataclass
class Writer:
    """Writes one document, and keeps what was found on the way."""

    docname: str
    file: str
    """The document's file from the publication's root, for problems."""
    image: Callable[[nodes.image], str]
    """The path of an image in the Typst project, empty when there is none that can be shown."""
    formula: Callable[[str, bool], tuple[str, float, float] | None]
    """The drawing of a formula: its path, and its width and depth in points."""
    web: Callable[[str, str], str]
    """The address on the web of a document and an anchor in it."""
    sources: Mapping[str, int] = field(default_factory=dict)
    """The numbers of the addresses that the post lists."""
    language: str = "en"
    problems: list[Problem] = field(default_factory=list)
    wanted: set[str] = field(default_factory=set)
    """The labels in other documents that this one links to."""
    placed: set[str] = field(default_factory=set)
    """The anchors that have been written."""
    inside: int = 0
    """How many blocks are open that cannot be broken by a page."""
    notes: dict[str, nodes.footnote] = field(default_factory=dict)
    noted: set[str] = field(default_factory=set)
    own: dict[str, str] = field(default_factory=dict)
    """The addresses of other documents that are linked, with the text of the first link."""
    known: set[str] = field(default_factory=set)
    """All anchors of the document."""

    def document(self, tree: nodes.document) -> str:
        """The body of a document, below its title."""
        self.notes = {name: note for note in tree.findall(nodes.footnote) for name in _names(note)}
        self.known = {name for node in tree.findall(nodes.Element) for name in _names(node)} - set(self.notes)
        body = self.all(tree)
        for name, note in self.notes.items():
            if name not in self.noted:  # nothing calls it, which is told elsewhere; its text stays
                body += self.placed_block(
                    note, self.all(child for child in note if not isinstance(child, nodes.label))
                )
        # What has a name and printed nothing, such as a note that is never called, is found where the post begins.
        return "".join(self._anchor(name) for name in sorted(self.known - self.placed)) + body

    def node(self, node: nodes.Node) -> str:
        """A node as markup."""
        for kind in type(node).__mro__:
            if handler := HANDLERS.get(kind.__name__):
                return handler(self, node)
        return _unknown(self, node)

    def all(self, nodes_: Iterable[nodes.Node] | nodes.Element) -> str:
        """Several nodes, or the children of one."""
        children = nodes_.children if isinstance(nodes_, nodes.Element) else list(nodes_)
        return "".join(self.node(child) for child in children)

    def boxed(self, nodes_: Iterable[nodes.Node] | nodes.Element) -> str:
        """The same as content within a block that no page breaks for a sheet across."""
        self.inside += 1
        written = self.all(nodes_)
        self.inside -= 1
        return f"[{written}]"

    def block(self, node: nodes.Node, code: str) -> str:
        """A call of the template as a block of its own, with the anchors of its node."""
        return self.placed_block(node, f"#{code}")

    def placed_block(self, node: nodes.Node, markup: str) -> str:
        """Markup as a block of its own."""
        return f"\n\n// {self.file}:{line_of(node)}\n{self.anchors(node)}{markup}\n\n"

    def anchors(self, node: nodes.Node) -> str:
        """Places that links can lead to, for the names of a node that have none yet."""
        return "".join(self._anchor(name) for name in _names(node) if name not in self.placed)

    def _anchor(self, name: str) -> str:
        self.placed.add(name)
        return f"#anchor({typst.label(self.docname, name)});"

    def problem(self, code: ProblemKind, message: str, node: nodes.Node) -> None:
        """Keep a problem at the line of a node."""
        found = Problem(code, message, self.file, line_of(node))
        if found not in self.problems:
            self.problems.append(found)


def _names(node: nodes.Node) -> list[str]:
    return list(node["ids"]) if isinstance(node, nodes.Element) else []


def line_of(node: nodes.Node) -> int:
    """The line that a node stands at, or the nearest node around it that has one."""
    current: nodes.Node | None = node
    while current is not None and current.line is None:
        current = current.parent
    return (current.line if current is not None else None) or 1


def _unknown(writer: Writer, node: nodes.Node) -> str:
    kind = type(node).__name__
    message = f"an element must be one that the PDF knows, found {quoted(kind)}; its text is printed as it is"
    writer.problem(ProblemKind.EDITION_ELEMENT, message, node)
    return writer.all(node) if isinstance(node, nodes.Element) else typst.text(node.astext())
