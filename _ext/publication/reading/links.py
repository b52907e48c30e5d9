"""Resolves links within the site for every builder, and reports broken links with their line numbers.

The environment stores the links and the anchors of each document, so every build can check all links without reading
unchanged documents again.
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
    """The links and anchors in a document."""

    links: list[tuple[str, int]] = field(default_factory=list)
    """The links within the site: each link as typed, and its line number."""
    anchors: dict[str, str] = field(default_factory=dict)
    """The ids on the page, keyed by the names that links may use for them: the ids and the heading slugs."""


LINKS: site.PerDocument[DocumentLinks] = site.PerDocument("publication_links")
_TARGETS: site.PerBuild[dict[tuple[str, str], LinkTarget | None]] = site.PerBuild(lambda _: {})
"""The link targets found so far, by (docname, link)."""


def collect_links(app: Sphinx, doctree: nodes.document) -> None:
    """Handle ``doctree-read``: record the links and anchors in a document."""
    env = app.env
    found = DocumentLinks()
    found.anchors.update({name: name for name in doctree.ids})
    slugs = env.metadata[env.docname].get("myst_slugs", {})
    found.anchors.update({slug: anchor for slug, (_, anchor, _) in slugs.items()})
    for raw in doctree.findall(nodes.raw):
        found.anchors.update({name: name for name in _RAW_ANCHOR.findall(raw.astext())})
    for node in doctree.findall(addnodes.pending_xref):
        if node.get("reftype") == "publication":
            found.links.append((node["reftarget"], node.line or 1))
            if target := _find_target(env, env.docname, node["reftarget"]):
                _note_dependency(env, target)
    LINKS.by_docname(env)[env.docname] = found


def _note_dependency(env: BuildEnvironment, target: LinkTarget) -> None:
    # The link's text and URL come from the target's file, so this document must be read again when that file changes.
    if target.path and (post := site.get_site(env).post(target.path)):
        env.note_dependency(post.file)


def broken_links(app: Sphinx) -> Iterator[Problem]:
    """Yield a problem for each link within the site whose page, file or heading does not exist."""
    env = app.env
    library = site.get_site(env).library
    for docname, found in LINKS.by_docname(env).items():
        file = _source_file(env, docname)
        for href, line in found.links:
            target = _find_target(env, docname, href)
            if target is None:
                yield link_targets.missing_target_problem(library, file, line, href)
            elif target.fragment and target.is_page and not _has_anchor(env, docname, target):
                anchors = _anchors(env, docname, target) or {}
                yield link_targets.missing_fragment_problem(href, sorted(anchors), file, line)


def fingerprint(app: Sphinx, docname: str) -> list[tuple[str, str]]:
    """The targets of a page's links. If these targets change, the page must be written again."""
    found = LINKS.by_docname(app.env).get(docname)
    links = found.links if found else []
    return [(href, str(_find_target(app.env, docname, href))) for href, _ in links if not href.startswith("#")]


class SiteLinks(SphinxPostTransform):
    """Converts links within the site to references. A broken link is replaced by its text."""

    default_priority = 5  # before MyST (9) and Sphinx (10) resolve their own links

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils passes it
        """Resolve the links in one document for one builder."""
        for node in list(self.document.findall(addnodes.pending_xref)):
            if node.get("reftype") == "publication":
                node.replace_self(self._resolve(node))

    def _resolve(self, node: addnodes.pending_xref) -> nodes.Node:
        target = _find_target(self.env, self.env.docname, node["reftarget"])
        inner = node.children[0]
        uri = None if target is None else self._uri(target)
        if uri is None:
            return inner
        reference = nodes.reference("", "", refuri=uri, internal=True, classes=node["classes"])
        reference.attributes.update((name, node[name]) for name in ("reftitle", "rel") if name in node)
        reference += inner.children or [nodes.Text(unquote(node["reftarget"]))]
        return reference

    def _uri(self, target: LinkTarget) -> str | None:
        """The URL of a target, relative to this document in this builder's output.

        In an edition, files and pages that the edition does not contain get their full URL on the site.
        """
        env, docname = self.env, self.env.docname
        fragment = self._fragment(target)
        query = f"?{quote(target.query, safe='=&;%+/:@')}" if target.query else ""
        if target.path is None:
            return query + fragment or None
        builder = env._app.builder  # noqa: SLF001 -- Sphinx has no public way from here to the builder
        target_docname = target.path or env.config.root_doc
        if target.is_page and (builder.name == "dirhtml" or target_docname in env.found_docs):
            with suppress(NoUri):  # Raised for a page that this edition does not contain.
                return f"{builder.get_relative_uri(docname, target_docname)}{query}{fragment}"
        if builder.name == "dirhtml":
            page_uri = builder.get_target_uri(docname)
            return f"{relative_uri(page_uri, permalinks.url_of_file(target.path))}{query}{fragment}"
        return self._full_url(target) + query + fragment

    def _full_url(self, target: LinkTarget) -> str:
        path = target.path or ""
        relative_url = permalinks.url_of_page(path) if target.is_page else permalinks.url_of_file(path)
        return f"{self.env.config.html_baseurl.rstrip('/')}/{relative_url}"

    def _fragment(self, target: LinkTarget) -> str:
        """The URL fragment with its ``#``, or an empty string. An unknown anchor is kept as the author typed it."""
        if not target.fragment:
            return ""
        anchors = _anchors(self.env, self.env.docname, target)
        anchor = (anchors or {}).get(unquote(target.fragment))
        return "#" + (anchor or quote(unquote(target.fragment)))


def _find_target(env: BuildEnvironment, docname: str, href: str) -> LinkTarget | None:
    """The target of a link in a document, or None if the link is broken."""
    targets = _TARGETS.get(env)
    key = (docname, href)
    if key not in targets:
        path = "" if docname == env.config.root_doc else docname
        library = site.get_site(env).library
        targets[key] = link_targets.find_link_target(
            library, Path(env.srcdir), path, _source_file(env, docname), href
        )
    return targets[key]


def _source_file(env: BuildEnvironment, docname: str) -> str:
    post = site.get_site(env).post(docname)
    return post.file if post else env.doc2path(docname, base=False).as_posix()


def _anchors(env: BuildEnvironment, docname: str, target: LinkTarget) -> dict[str, str] | None:
    """The anchors on the page that a link leads to. None for generated pages, whose anchors are not recorded."""
    target_docname = docname if target.path is None else target.path or env.config.root_doc
    found = LINKS.by_docname(env).get(target_docname)
    return found.anchors if found else None


def _has_anchor(env: BuildEnvironment, docname: str, target: LinkTarget) -> bool:
    anchors = _anchors(env, docname, target)
    return anchors is None or unquote(target.fragment) in anchors
