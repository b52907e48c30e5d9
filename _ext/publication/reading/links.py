"""Links within the site, in every builder; those that lead nowhere are problems at their line.

What a document links to and what can be linked to in it is kept in the environment, so that all
links are checked at the end of every build without reading anything again.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import NoUri
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri

from publication.build import site
from publication.core import link_targets
from publication.core.addresses import permalinks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from publication.core.link_targets import LinkTarget
    from publication.core.problems import Problem

_RAW_ANCHOR = re.compile(r"<[^>]*?\s(?:id|name)\s*=\s*[\"']?([^\"'\s>]+)")


@dataclass(slots=True)
class DocumentLinks:
    """The links out of a document, with their lines, and its anchors: the name to the id on the page."""

    out: list[tuple[str, int]] = field(default_factory=list)
    anchors: dict[str, str] = field(default_factory=dict)


LINKS: site.PerDocument[DocumentLinks] = site.PerDocument("publication_links")
_TARGETS: site.PerBuild[dict[tuple[str, str], LinkTarget | None]] = site.PerBuild(lambda _: {})
"""The target of each link that was looked up, by docname and link."""


def collect_links(app: Sphinx, doctree: nodes.document) -> None:
    """``doctree-read``: note what a document links to, and what in it can be linked to."""
    env = app.env
    found = DocumentLinks()
    found.anchors.update({name: name for name in doctree.ids})
    slugs = env.metadata[env.docname].get("myst_slugs", {})
    found.anchors.update({slug: anchor for slug, (_, anchor, _) in slugs.items()})
    for raw in doctree.findall(nodes.raw):
        found.anchors.update({name: name for name in _RAW_ANCHOR.findall(raw.astext())})
    for node in doctree.findall(addnodes.pending_xref):
        if node.get("reftype") == "publication":
            found.out.append((node["reftarget"], node.line or 1))
            if target := _place(env, env.docname, node["reftarget"]):
                _depend(env, target)
    LINKS.by_docname(env)[env.docname] = found


def _depend(env: BuildEnvironment, place: LinkTarget) -> None:
    # The link's text and address come from the other file: read this one again when that one changes.
    if place.path and (post := site.get_site(env).post(place.path)):
        env.note_dependency(post.file)


def broken_links(app: Sphinx) -> Iterator[Problem]:
    """A problem for each link within the site that leads nowhere."""
    env = app.env
    library = site.get_site(env).library
    for docname, found in LINKS.by_docname(env).items():
        file = _file(env, docname)
        for href, line in found.out:
            place = _place(env, docname, href)
            if place is None:
                yield link_targets.missing_target_problem(library, file, line, href)
            elif place.fragment and place.is_page and not _has_anchor(env, docname, place):
                anchors = _anchors(env, docname, place) or {}
                yield link_targets.missing_fragment_problem(href, sorted(anchors), file, line)


def fingerprint(app: Sphinx, docname: str) -> list[tuple[str, str]]:
    """What a page's links lead to: it must be written again when this changes."""
    found = LINKS.by_docname(app.env).get(docname)
    out = found.out if found else []
    return [(href, str(_place(app.env, docname, href))) for href, _ in out if not href.startswith("#")]


class SiteLinks(SphinxPostTransform):
    """Turns links within the site into references; one that leads nowhere becomes its text."""

    default_priority = 5  # before MyST (9) and Sphinx (10) resolve theirs

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils gives it
        """Resolve the links of one document for one builder."""
        for node in list(self.document.findall(addnodes.pending_xref)):
            if node.get("reftype") == "publication":
                node.replace_self(self._resolved(node))

    def _resolved(self, node: addnodes.pending_xref) -> nodes.Node:
        place = _place(self.env, self.env.docname, node["reftarget"])
        inner = node.children[0]
        uri = None if place is None else self._uri(place)
        if uri is None:
            return inner
        reference = nodes.reference("", "", refuri=uri, internal=True, classes=node["classes"])
        reference.attributes.update((name, node[name]) for name in ("reftitle", "rel") if name in node)
        reference += inner.children or [nodes.Text(unquote(node["reftarget"]))]
        return reference

    def _uri(self, place: LinkTarget) -> str | None:
        """The address of a place from this document, in this builder."""
        env, docname = self.env, self.env.docname
        fragment = self._fragment(place)
        query = f"?{quote(place.query, safe='=&;%+/:@')}" if place.query else ""
        if place.path is None:
            return query + fragment or None
        builder = env._app.builder  # noqa: SLF001 -- Sphinx has no public way from here to the builder
        target = place.path or env.config.root_doc
        if place.is_page and (builder.name == "dirhtml" or target in env.found_docs):
            with suppress(NoUri):  # outside this edition: the site has it
                return f"{builder.get_relative_uri(docname, target)}{query}{fragment}"
        if builder.name == "dirhtml":
            here = builder.get_target_uri(docname)
            return f"{relative_uri(here, permalinks.url_of_file(place.path))}{query}{fragment}"
        return self._on_the_web(place) + query + fragment

    def _on_the_web(self, place: LinkTarget) -> str:
        path = place.path or ""
        target = permalinks.url(path) if place.is_page else permalinks.url_of_file(path)
        return f"{self.env.config.html_baseurl.rstrip('/')}/{target}"

    def _fragment(self, place: LinkTarget) -> str:
        if not place.fragment:
            return ""
        anchors = _anchors(self.env, self.env.docname, place)
        anchor = (anchors or {}).get(unquote(place.fragment))
        return "#" + (anchor or quote(unquote(place.fragment)))


def _place(env: BuildEnvironment, docname: str, href: str) -> LinkTarget | None:
    targets = _TARGETS.get(env)
    key = (docname, href)
    if key not in targets:
        path = "" if docname == env.config.root_doc else docname
        library = site.get_site(env).library
        targets[key] = link_targets.find_target(library, Path(env.srcdir), path, _file(env, docname), href)
    return targets[key]


def _file(env: BuildEnvironment, docname: str) -> str:
    post = site.get_site(env).post(docname)
    return post.file if post else env.doc2path(docname, base=False).as_posix()


def _anchors(env: BuildEnvironment, docname: str, place: LinkTarget) -> dict[str, str] | None:
    """The anchors of the page that a place is on; None for a generated page, which has no record."""
    target = docname if place.path is None else place.path or env.config.root_doc
    found = LINKS.by_docname(env).get(target)
    return found.anchors if found else None


def _has_anchor(env: BuildEnvironment, docname: str, place: LinkTarget) -> bool:
    anchors = _anchors(env, docname, place)
    return anchors is None or unquote(place.fragment) in anchors
