"""The ``{all-posts}`` directive: a hidden toctree of all posts and pages, which sets their order in editions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from publication.build import site

if TYPE_CHECKING:
    from collections.abc import Set

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

LISTED_DOCUMENTS: site.PerDocument[list[str]] = site.PerDocument("publication_contents")
"""The docnames in the toctree, for each document that uses the directive."""


class AllPostsDirective(SphinxDirective):
    """Inserts a hidden toctree of all posts, newest first, then all pages. The directive accepts no content."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Build the hidden toctree."""
        docnames = document_order(self.env)
        LISTED_DOCUMENTS.by_docname(self.env)[self.env.docname] = docnames
        toctree = addnodes.toctree(
            parent=self.env.docname,
            entries=[(None, docname) for docname in docnames],
            includefiles=list(docnames),
            maxdepth=-1,
            caption=None,
            glob=False,
            hidden=True,
            includehidden=False,
            numbered=0,
            titlesonly=True,
        )
        self.set_source_info(toctree)
        return [toctree]


def document_order(env: BuildEnvironment) -> list[str]:
    """The docnames of all posts, newest first, followed by the docnames of all pages."""
    return list(site.get_site(env).library.documents)


def outdated_documents(
    app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]
) -> list[str]:
    """Handle ``env-get-outdated``: return the documents whose toctree no longer matches the posts and pages."""
    current_order = document_order(env)
    return [
        docname
        for docname, listed in LISTED_DOCUMENTS.by_docname(env).items()
        if docname in env.found_docs and listed != current_order
    ]
