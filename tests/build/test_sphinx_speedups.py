"""Tests that the speedups produce the same results as the Sphinx and docutils code that the speedups replace."""

from __future__ import annotations

import gc
import hashlib
import inspect
from typing import TYPE_CHECKING, Any

import docutils
import pytest
import sphinx
import sphinx.events
import sphinx.util.docutils
from docutils import nodes
from docutils.utils import new_document
from sphinx.transforms import SphinxSmartQuotes

from publication.build import sphinx_speedups
from support.posts import post

if TYPE_CHECKING:
    from support.site_builds import Build

TEXTS = """\
"Quoted" and 'single', it's -- so --- they say... or . . . not, 1970's 'twas.

**"Bold"** *'em'* "[a link](https://example.org/x--y)" `code "as is" --` plain words only

Hangul “정전” "평화" -- 끝. A\\\\"b \\-- c
"""


def test_smart_quotes_agree_with_sphinx(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = build(files={"posts/a.md": post(TEXTS, slug="/a")}).text("/a/")
    monkeypatch.setattr(sphinx_speedups.SmartQuotes, "apply", SphinxSmartQuotes.apply)
    theirs = build(files={"posts/a.md": post(TEXTS, slug="/a")}).text("/a/")
    assert ours == theirs
    assert "“Quoted” and ‘single’, it’s – so — they say… or" in ours


@pytest.mark.parametrize(
    "kind", [nodes.Node, nodes.Text, nodes.Element, nodes.paragraph, nodes.strong, nodes.document]
)
def test_walking_a_document_visits_the_same_nodes_as_docutils(kind: type) -> None:
    document = new_document("x")
    made = [nodes.Text(f"{number}") for number in range(5)]
    inner = nodes.strong("", "", made[0], nodes.emphasis("", "", nodes.strong("", "", made[1]), made[2]))
    section = nodes.section()
    section += [nodes.paragraph("", "", made[4]), nodes.bullet_list("", nodes.list_item("", nodes.paragraph()))]
    document += [nodes.paragraph("", "", inner, nodes.inline(), made[3]), nodes.paragraph(), section]
    for top in document.findall():
        assert list(map(id, sphinx_speedups._find_all(top, kind))) == list(map(id, top._fast_findall(kind)))  # type: ignore[attr-defined]


def test_nodes_added_during_the_walk_are_visited_as_docutils_does() -> None:
    """Replace some nodes and add children to other nodes while the tree is being walked."""

    def visited(find: Any) -> list[str]:
        document, seen = new_document("x"), []
        document += [nodes.paragraph("", "", nodes.strong("", "a"), nodes.Text("b")), nodes.paragraph("", "c")]
        for node in find(document, nodes.Node):
            seen.append(f"{type(node).__name__} {node.astext()}")
            if isinstance(node, nodes.strong):
                node.append(nodes.emphasis("", "new"))
            if node.astext() == "b":
                node.parent.replace(node, [nodes.Text("d"), nodes.Text("e")])
        return seen

    assert visited(sphinx_speedups._find_all) == visited(nodes.Node._fast_findall)  # type: ignore[attr-defined]


def test_footnotes_keep_the_document_name_that_latex_needs(build: Build) -> None:
    text = "A[^1] and B[^b].\n\n[^1]: One.\n[^b]: Two.\n"
    site = build(files={"posts/a.md": post(text, slug="/a"), "posts/b.md": post("None.", slug="/b")})
    tree = site.env.get_doctree("a")
    assert [
        node["docname"] for kind in (nodes.footnote, nodes.footnote_reference) for node in tree.findall(kind)
    ] == ["a"] * 4


def test_a_build_restores_everything_it_patched(build: Build) -> None:
    def state() -> tuple[object, ...]:
        frozen, walk = gc.get_freeze_count(), nodes.Node._fast_findall  # type: ignore[attr-defined]
        return gc.get_threshold(), frozen, walk, sphinx.util.docutils._get_settings, "repr" in vars(sphinx.events)

    before = state()
    build(files={"posts/a.md": post()})
    assert state() == before


DIGESTS = {
    "docutils.nodes.Node._fast_findall": "5675aefbd2cf1b08",
    "sphinx.util.docutils._get_settings": "98f6827c105d9112",
    "sphinx.events.EventManager.emit": "3ddc693676be0335",
    "sphinx.transforms.SphinxSmartQuotes": "5503172ff07ab48e",
    "docutils.transforms.universal.SmartQuotes.apply": "ec64cdb0825263e2",
    "sphinx.builders.latex.transforms.FootnoteDocnameUpdater": "19ffe60f49e64d29",
    "sphinx.transforms.post_transforms.code.HighlightLanguageTransform": "208edb64cf5d08d4",
}
"""The digest of each original function's source code, in the versions pinned in requirements/site.txt."""


@pytest.mark.parametrize("name", sphinx_speedups.PATCHED)
def test_the_code_that_a_speedup_replaces_is_unchanged_upstream(name: str) -> None:
    """If this test fails after an upgrade of Sphinx or docutils, compare the new code with our replacement."""
    source = inspect.getsource(sphinx_speedups.PATCHED[name])
    digest = hashlib.sha256(source.encode()).hexdigest()[:16]
    assert digest == DIGESTS[name], (
        f"{name} has changed in Sphinx {sphinx.__version__} or docutils {docutils.__version__}: compare it with its "
        f"replacement in build/sphinx_speedups.py, then record its new digest {digest} here"
    )


def test_no_patch_is_applied_before_a_build_begins() -> None:
    assert sphinx_speedups.PATCHED["docutils.nodes.Node._fast_findall"] is nodes.Node._fast_findall  # type: ignore[attr-defined]
    assert sphinx_speedups.PATCHED["sphinx.util.docutils._get_settings"] is sphinx.util.docutils._get_settings
    assert "repr" not in vars(sphinx.events)
