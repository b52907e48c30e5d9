"""``{all-posts}``: the order of everything, as a hidden toctree, for the PDF and the EPUB."""

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


class AllPostsDirective(SphinxDirective):
    """A hidden toctree of all posts, newest first, then all pages. It takes no content."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """The toctree, which the site does not show."""
        names = document_order(self.env)
        LISTED_DOCUMENTS.by_docname(self.env)[self.env.docname] = names
        toctree = addnodes.toctree(
            parent=self.env.docname,
            entries=[(None, name) for name in names],
            includefiles=list(names),
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
    """The docnames of all posts, newest first, and of all pages."""
    return list(site.get_site(env).library.documents)


def outdated_documents(
    app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]
) -> list[str]:
    """``env-get-outdated``: the documents whose list is not the present one."""
    present = document_order(env)
    return [
        name
        for name, names in LISTED_DOCUMENTS.by_docname(env).items()
        if name in env.found_docs and names != present
    ]
