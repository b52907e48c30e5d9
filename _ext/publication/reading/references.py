"""``{ref}``, ``{numref}``, ``{eq}``, ``{doc}`` and ``{term}``: what they name must exist, in words of ours.

What a document refers to is kept with it, as its links are, so that each build tells the same. Sphinx, which would
tell it only of pages that it writes, is kept from doing so. A reference that leads nowhere stays as its text.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from sphinx import addnodes
from sphinx.util import docname_join

from publication.build import site
from publication.core.problems import Problem, ProblemKind, printable, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_KINDS = {("std", "ref"), ("std", "numref"), ("std", "doc"), ("std", "term"), ("math", "eq"), ("math", "numref")}

_REPAIRS = {
    "ref": "correct the name, or add the line `:name: {}` to the block that it means",
    "numref": "correct the name, or add the line `:name: {}` to the block that it means",
    "doc": "correct the path",
    "term": "correct it, or add it to a `{{glossary}}` block",
    "eq": "correct the name, or write `({})` after the `$$` that closes the formula",
}
"""How to repair a reference of each kind; ``{}`` stands for the name in it."""

_BARE = ("std", "ref ")
"""A ``{ref}`` without words of its own, which needs a title or a caption to show."""
_LOWER = {("std", "ref"), _BARE, ("std", "numref"), ("std", "term")}
"""What is found in lower case too."""

REFERENCES: site.PerDocument[list[tuple[tuple[str, str], str, int]]] = site.PerDocument("publication_references")


def collect_references(app: Sphinx, doctree: nodes.document) -> None:
    """``doctree-read``: keep what a document refers to, by kind, name and line."""
    found = REFERENCES.by_docname(app.env)[app.env.docname] = []
    for node in doctree.findall(addnodes.pending_xref):
        if kind := _kind(node):
            found.append((kind, str(node["reftarget"]), node.line or 1))
            node["refwarn"] = False


def broken_references(env: BuildEnvironment, others: Collection[str]) -> Iterator[Problem]:
    """Every reference that leads nowhere; ``others`` are names that no document defines."""
    known = _known(env, others)
    for docname, found in REFERENCES.by_docname(env).items():
        if docname not in env.found_docs:
            continue
        for kind, name, line in found:
            names = known[kind]
            wanted = docname_join(docname, name) if kind[1] == "doc" else name
            if wanted in names or (kind in _LOWER and wanted.lower() in names):
                continue
            close = get_close_matches(wanted, sorted(names), n=1)
            role = kind[1].strip()
            hint = f"; did you mean `{close[0]}`?" if close else f": {_REPAIRS[role].format(printable(name[:60]))}"
            file = env.doc2path(docname, base=False).as_posix()
            message = f"`{{{role}}}` refers to {quoted(name)}, which does not exist{hint}"
            yield Problem(ProblemKind.REFERENCE, message, file, line)


def _kind(node: addnodes.pending_xref) -> tuple[str, str] | None:
    kind = (node.get("refdomain", ""), node.get("reftype", ""))
    if kind == ("std", "ref") and not node.get("refexplicit"):
        return _BARE
    return kind if kind in _KINDS else None


def _known(env: BuildEnvironment, others: Collection[str]) -> dict[tuple[str, str], Collection[str]]:
    standard, formulas = env.domains.standard_domain, env.domains["math"]
    named = {*standard.labels, *others}
    labels = named | standard.anonlabels.keys()
    equations = {*formulas.equations}
    terms = {name for kind, name in standard.objects if kind == "term"}
    return {
        _BARE: named,
        ("std", "ref"): labels,
        ("std", "numref"): labels,
        ("std", "doc"): env.found_docs,
        ("std", "term"): terms | {name.lower() for name in terms},
        ("math", "eq"): equations,
        ("math", "numref"): equations,
    }
