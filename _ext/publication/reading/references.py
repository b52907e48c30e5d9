"""Reports broken cross-references made with ``{ref}``, ``{numref}``, ``{eq}``, ``{doc}`` or ``{term}``.

The environment stores the references in each document, so every build reports the same problems. Sphinx reports only
problems on pages that it writes, so its own warnings are switched off. A broken reference is shown as plain text.
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

_ROLES = {("std", "ref"), ("std", "numref"), ("std", "doc"), ("std", "term"), ("math", "eq"), ("math", "numref")}

_REPAIRS = {
    "ref": "correct the name, or add the line `:name: {}` to the block that it means",
    "numref": "correct the name, or add the line `:name: {}` to the block that it means",
    "doc": "correct the path",
    "term": "correct it, or add it to a `{{glossary}}` block",
    "eq": "correct the name, or write `({})` after the `$$` that closes the formula",
}
"""Advice on how to fix a broken reference, by role. ``{}`` is replaced by the name that was not found."""

_REF_WITHOUT_TEXT = ("std", "ref ")
"""The key for a ``{ref}`` without link text, whose target must have a title or caption to use as the link text."""
_CASE_INSENSITIVE = {("std", "ref"), _REF_WITHOUT_TEXT, ("std", "numref"), ("std", "term")}
"""The roles that also look up the lower-case form of a name."""

REFERENCES: site.PerDocument[list[tuple[tuple[str, str], str, int]]] = site.PerDocument("publication_references")
"""The references in each document, as ((domain, role), name, line) tuples."""


def collect_references(app: Sphinx, doctree: nodes.document) -> None:
    """Handle ``doctree-read``: record the references in a document."""
    references = REFERENCES.by_docname(app.env)[app.env.docname] = []
    for node in doctree.findall(addnodes.pending_xref):
        if domain_role := _domain_and_role(node):
            references.append((domain_role, str(node["reftarget"]), node.line or 1))
            node["refwarn"] = False


def broken_references(env: BuildEnvironment, other_labels: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for each reference to an unknown name.

    ``other_labels`` are additional labels that exist although no document defines them.
    """
    known_names = _known_names(env, other_labels)
    for docname, references in REFERENCES.by_docname(env).items():
        if docname not in env.found_docs:
            continue
        for domain_role, name, line in references:
            names = known_names[domain_role]
            role = domain_role[1].strip()
            wanted = docname_join(docname, name) if role == "doc" else name
            if wanted in names or (domain_role in _CASE_INSENSITIVE and wanted.lower() in names):
                continue
            close = get_close_matches(wanted, sorted(names), n=1)
            hint = f"; did you mean `{close[0]}`?" if close else f": {_REPAIRS[role].format(printable(name[:60]))}"
            file = env.doc2path(docname, base=False).as_posix()
            message = f"`{{{role}}}` refers to {quoted(name)}, which does not exist{hint}"
            yield Problem(ProblemKind.REFERENCE, message, file, line)


def _domain_and_role(node: addnodes.pending_xref) -> tuple[str, str] | None:
    """The domain and role of a reference, or None if references of this kind are not checked here."""
    domain_role = (node.get("refdomain", ""), node.get("reftype", ""))
    if domain_role == ("std", "ref") and not node.get("refexplicit"):
        return _REF_WITHOUT_TEXT
    return domain_role if domain_role in _ROLES else None


def _known_names(env: BuildEnvironment, other_labels: Collection[str]) -> dict[tuple[str, str], Collection[str]]:
    """The names that references may use, by (domain, role)."""
    standard, formulas = env.domains.standard_domain, env.domains["math"]
    labels_with_title = {*standard.labels, *other_labels}
    labels = labels_with_title | standard.anonlabels.keys()
    equations = {*formulas.equations}
    terms = {name for kind, name in standard.objects if kind == "term"}
    return {
        _REF_WITHOUT_TEXT: labels_with_title,
        ("std", "ref"): labels,
        ("std", "numref"): labels,
        ("std", "doc"): env.found_docs,
        ("std", "term"): terms | {name.lower() for name in terms},
        ("math", "eq"): equations,
        ("math", "numref"): equations,
    }
