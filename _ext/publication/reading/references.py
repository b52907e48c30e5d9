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
from publication.core.problems import ProblemKind, Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_KINDS = {("std", "ref"), ("std", "numref"), ("std", "doc"), ("std", "term"), ("math", "eq"), ("math", "numref")}

_BARE = ("std", "ref ")
"""A ``{ref}`` without words of its own, which needs a title or a caption to show."""
_LOWER = {("std", "ref"), _BARE, ("std", "numref"), ("std", "term")}
"""What is found in lower case too."""

KEPT: site.PerDocument[list[tuple[tuple[str, str], str, int]]] = site.PerDocument("publication_references")


def gather(app: Sphinx, doctree: nodes.document) -> None:
    """``doctree-read``: keep what a document refers to, by kind, name and line."""
    found = KEPT.of(app.env)[app.env.docname] = []
    for node in doctree.findall(addnodes.pending_xref):
        if kind := _kind(node):
            found.append((kind, str(node["reftarget"]), node.line or 1))
            node["refwarn"] = False


def problems(env: BuildEnvironment, others: Collection[str]) -> Iterator[Problem]:
    """Every reference that leads nowhere; ``others`` are names that no document defines."""
    known = _known(env, others)
    for docname, found in KEPT.of(env).items():
        if docname not in env.found_docs:
            continue
        for kind, name, line in found:
            names = known[kind]
            wanted = docname_join(docname, name) if kind[1] == "doc" else name
            if wanted in names or (kind in _LOWER and wanted.lower() in names):
                continue
            close = get_close_matches(wanted, sorted(names), n=1)
            hint = f"did you mean {quoted(close[0])}?" if close else "correct it, or give this name to what is meant"
            file = env.doc2path(docname, base=False).as_posix()
            message = f"a reference must name what exists, found {{{kind[1].strip()}}} with {quoted(name)}; {hint}"
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
