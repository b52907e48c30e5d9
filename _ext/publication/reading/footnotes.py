"""Reports undefined and unused footnotes and, on pages, moves each footnote next to its first reference.

On a page, a footnote follows the block that contains its first reference. The style sheet shows the footnote in the
margin beside that reference. Without a margin, the reference opens the footnote. In editions, footnotes stay at the
end of the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.transforms.references import Footnotes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from publication.build import problem_report
from publication.core.problems import Problem, ProblemKind, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMERIC_LABEL_PREFIX = "note-"
"""The prefix added to numeric footnote labels. Without it, docutils would use the label as the footnote's number."""
_GROUP_CLASS = "with-footnotes"
"""The class of an element that groups a block with the footnotes whose first reference is in that block."""
_MAX_ANCHORS = 8
"""The number of footnotes per block that the style sheet aligns with their references. Any others follow below."""
_FOOTNOTE_PARENTS = (nodes.section, nodes.document, nodes.list_item, nodes.definition)
"""The node types in which a footnote can follow the block that refers to it."""
_INDIVISIBLE = (nodes.table, nodes.figure, nodes.Admonition, nodes.block_quote)
"""The node types that are never split: a footnote referred to anywhere inside such a node follows the whole node."""


class CheckFootnotes(SphinxTransform):
    """Reports undefined and unused footnotes.

    A reference to an undefined footnote is replaced by the label as plain text. An unused footnote is kept.
    """

    default_priority = Footnotes.default_priority - 10

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils passes it
        """Check the footnotes in one document before docutils numbers them."""
        document = self.document
        defined = {name: footnote for footnote in document.autofootnotes for name in footnote["names"]}
        undefined = [reference for reference in document.autofootnote_refs if reference.get("refname") not in defined]
        for reference in undefined:
            document.autofootnote_refs.remove(reference)
            document.footnote_refs.pop(reference["refname"], None)
            label = f"[^{_typed_label(reference['refname'])}]"
            reference.parent.replace(reference, nodes.Text(label))
            self._record_problem(
                reference, f"footnote `{printable(label)}` has no text: add a line `{printable(label)}: …`"
            )
        for name in defined.keys() - document.footnote_refs.keys():
            label = f"[^{_typed_label(name)}]"
            repair = f"add `{printable(label)}` where it belongs in the text, or delete it"
            self._record_problem(defined[name], f"footnote `{printable(label)}` is defined but never used: {repair}")

    def _record_problem(self, node: nodes.Element, message: str) -> None:
        file = self.env.doc2path(self.env.docname, base=False).as_posix()
        line = next((ancestor.line for ancestor in _self_and_ancestors(node) if ancestor.line), 1)
        problem_report.record_problem(self.env, self.env.docname, Problem(ProblemKind.FOOTNOTE, message, file, line))


class PlaceFootnotes(SphinxPostTransform):
    """Moves each footnote after the block with its first reference, and puts its number on its first line."""

    default_priority = 900
    builders = ("dirhtml",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils passes it
        """Move the footnotes in one document."""
        footnotes = {name: footnote for footnote in self.document.findall(nodes.footnote) for name in footnote["ids"]}
        unmoved = dict.fromkeys(footnotes.values())
        # All footnotes are still at the end here, so references in the text come before references in footnotes.
        for reference in list(self.document.findall(nodes.footnote_reference)):
            _move_out_of_link(reference)
            footnote = footnotes[reference["refid"]]
            if footnote in unmoved:
                del unmoved[footnote]
                _move_footnote(footnote, reference)
        for footnote in footnotes.values():
            _move_number(footnote)
        for rule in list(self.document.findall(nodes.transition)):
            if "footnotes" in rule["classes"] and not unmoved:
                rule.parent.remove(rule)


def _move_footnote(footnote: nodes.footnote, reference: nodes.footnote_reference) -> None:
    """Move a footnote after the block that contains a reference to it, and add the class that aligns the two."""
    footnote.parent.remove(footnote)
    block = _block_of_reference(reference)
    if isinstance(block, nodes.title):  # A title must remain the first child of its section.
        group: nodes.Element = block.parent
        group.insert(group.index(block) + 1 + group.get("footnote_count", 0), footnote)
        group["classes"] += [] if _GROUP_CLASS in group["classes"] else [_GROUP_CLASS]
    else:
        group = block
        if _GROUP_CLASS not in block["classes"]:
            group = nodes.compound(classes=[_GROUP_CLASS])
            block.parent[block.parent.index(block)] = group
            group += block
        group += footnote
    group["footnote_count"] = group.get("footnote_count", 0) + 1
    anchor_class = f"footnote-anchor-{min(group['footnote_count'], _MAX_ANCHORS)}"
    reference["classes"].append(anchor_class)
    footnote["classes"].append(anchor_class)


def _block_of_reference(reference: nodes.Element) -> nodes.Element:
    """The innermost block that contains a reference and that a footnote may follow."""
    block = None
    for node in _self_and_ancestors(reference):
        if isinstance(node, _INDIVISIBLE):
            block = None
        if block is None and isinstance(node.parent, _FOOTNOTE_PARENTS):
            block = node
    assert block is not None
    return block


def _self_and_ancestors(node: nodes.Node) -> Iterator[nodes.Element]:
    """Yield an element and its ancestors, innermost first."""
    while node is not None:
        if isinstance(node, nodes.Element):
            yield node
        node = node.parent


def _move_out_of_link(reference: nodes.footnote_reference) -> None:
    """Move a footnote reference out of any link that contains it, because the reference is itself a link."""
    for node in _self_and_ancestors(reference.parent):
        if isinstance(node, nodes.reference):
            reference.parent.remove(reference)
            node.parent.insert(node.parent.index(node) + 1, reference)
            return


def _move_number(footnote: nodes.footnote) -> None:
    """Move a footnote's number into its first paragraph."""
    label = footnote[0]
    assert isinstance(label, nodes.label)
    footnote["number"] = label.astext()
    label["first_reference"] = next(iter(footnote["backrefs"]), "")
    footnote.remove(label)
    if not footnote.children or not isinstance(footnote[0], nodes.paragraph):
        footnote.insert(0, nodes.paragraph())
    first = footnote[0]
    assert isinstance(first, nodes.paragraph)
    first.insert(0, [label, nodes.Text(" ")])


def _typed_label(name: str) -> str:
    """A footnote's label as the author typed it."""
    number = name.removeprefix(NUMERIC_LABEL_PREFIX)
    return number if number.isdigit() else name
