"""Notes: those that cannot be are told; on a page each stands behind the block that calls it first.

There the style sheet puts it into the margin beside its call, or, where there is no margin, the call opens it.
Editions have docutils' own notes, at the end of the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.transforms.references import Footnotes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from publication.build import report
from publication.core.problems import Problem, ProblemKind, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMERIC_LABEL_PREFIX = "note-"
"""Begins the name of a note whose label is a number, which docutils would take for the number itself."""
_GROUP = "with-footnotes"
"""The class of a block and the notes that it calls first."""
_MOST = 8
"""As many calls of one block are told apart in the style sheet; the notes of further ones follow these."""
_OPEN = (nodes.section, nodes.document, nodes.list_item, nodes.definition)
"""What a note may stand in, behind the block that calls it; in anything else it stands behind the whole."""
_CLOSED = (nodes.table, nodes.figure, nodes.Admonition, nodes.block_quote)


class CheckFootnotes(SphinxTransform):
    """A note must be defined and called; one that is not defined is its label, one that is not called stays."""

    default_priority = Footnotes.default_priority - 10

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils gives it
        """Check the notes of one document, before docutils numbers them."""
        document = self.document
        defined = {name: note for note in document.autofootnotes for name in note["names"]}
        for call in [call for call in document.autofootnote_refs if call.get("refname") not in defined]:
            document.autofootnote_refs.remove(call)
            document.footnote_refs.pop(call["refname"], None)
            label = f"[^{_label(call['refname'])}]"
            call.parent.replace(call, nodes.Text(label))
            self._problem(call, f"footnote `{printable(label)}` has no text: add a line `{printable(label)}: …`")
        for name in defined.keys() - document.footnote_refs.keys():
            label = f"[^{_label(name)}]"
            repair = f"add `{printable(label)}` where it belongs in the text, or delete it"
            self._problem(defined[name], f"footnote `{printable(label)}` is defined but never used: {repair}")

    def _problem(self, node: nodes.Element, message: str) -> None:
        file = self.env.doc2path(self.env.docname, base=False).as_posix()
        line = next((at.line for at in _upwards(node) if at.line), 1)
        report.record(self.env, self.env.docname, Problem(ProblemKind.NOTE, message, file, line))


class PlaceFootnotes(SphinxPostTransform):
    """Puts each note behind the block that calls it first, with its number in its first line."""

    default_priority = 900
    builders = ("dirhtml",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils gives it
        """Place the notes of one document for its page."""
        notes = {name: note for note in self.document.findall(nodes.footnote) for name in note["ids"]}
        waiting = dict.fromkeys(notes.values())
        # In the order of the text. The notes stand last, so their own calls follow those of the text.
        for call in list(self.document.findall(nodes.footnote_reference)):
            _move_out_of_link(call)
            note = notes[call["refid"]]
            if note in waiting:
                del waiting[note]
                _place(note, call)
        for note in notes.values():
            _number(note)
        for rule in list(self.document.findall(nodes.transition)):
            if "footnotes" in rule["classes"] and not waiting:
                rule.parent.remove(rule)


def _place(note: nodes.footnote, call: nodes.footnote_reference) -> None:
    note.parent.remove(note)
    host = _host(call)
    if isinstance(host, nodes.title):  # it must stay the first of its section
        group: nodes.Element = host.parent
        group.insert(group.index(host) + 1 + group.get("notes", 0), note)
        group["classes"] += [] if _GROUP in group["classes"] else [_GROUP]
    else:
        group = host
        if _GROUP not in host["classes"]:
            group = nodes.compound(classes=[_GROUP])
            host.parent[host.parent.index(host)] = group
            group += host
        group += note
    group["notes"] = group.get("notes", 0) + 1
    name = f"footnote-anchor-{min(group['notes'], _MOST)}"
    call["classes"].append(name)
    note["classes"].append(name)


def _host(call: nodes.Element) -> nodes.Element:
    """The block behind which a note may stand."""
    host = None
    for node in _upwards(call):
        if isinstance(node, _CLOSED):
            host = None
        if host is None and isinstance(node.parent, _OPEN):
            host = node
    assert host is not None
    return host


def _upwards(node: nodes.Node) -> Iterator[nodes.Element]:
    while node is not None:
        if isinstance(node, nodes.Element):
            yield node
        node = node.parent


def _move_out_of_link(call: nodes.footnote_reference) -> None:
    """A call is a link, and a link holds no other."""
    for node in _upwards(call.parent):
        if isinstance(node, nodes.reference):
            call.parent.remove(call)
            node.parent.insert(node.parent.index(node) + 1, call)
            return


def _number(note: nodes.footnote) -> None:
    label = note[0]
    assert isinstance(label, nodes.label)
    note["number"] = label.astext()
    label["call"] = next(iter(note["backrefs"]), "")
    note.remove(label)
    if not note.children or not isinstance(note[0], nodes.paragraph):
        note.insert(0, nodes.paragraph())
    first = note[0]
    assert isinstance(first, nodes.paragraph)
    first.insert(0, [label, nodes.Text(" ")])


def _label(name: str) -> str:
    number = name.removeprefix(NUMERIC_LABEL_PREFIX)
    return number if number.isdigit() else name
