"""Speeds up work that Sphinx and docutils repeat for every page.

Some of the replacements patch private functions in Sphinx and docutils. A patch is applied when a build begins and
undone when it ends, so that later work in the same process is not affected. ``PATCHED`` lists the originals, and a
contract test fails when a new release changes one of them. ``make bench`` measures the savings.
"""

from __future__ import annotations

import atexit
import gc
import logging
import re
from typing import TYPE_CHECKING, Any

import sphinx.events
import sphinx.util.docutils
from docutils import nodes
from docutils.transforms.universal import SmartQuotes as UniversalSmartQuotes
from docutils.utils import DependencyList, smartquotes
from sphinx import addnodes
from sphinx.builders.latex.transforms import FootnoteDocnameUpdater
from sphinx.transforms import SphinxSmartQuotes, i18n
from sphinx.transforms.post_transforms.code import HighlightLanguageTransform
from sphinx.util.logging import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.frontend import Values
    from sphinx.application import Sphinx

_GC_THRESHOLD = gc.get_threshold()
_docutils_findall = nodes.Node._fast_findall  # type: ignore[attr-defined]  # noqa: SLF001 -- no public function
_sphinx_get_settings = sphinx.util.docutils._get_settings  # noqa: SLF001 -- no public function

PATCHED = {
    "docutils.nodes.Node._fast_findall": _docutils_findall,
    "sphinx.util.docutils._get_settings": _sphinx_get_settings,
    "sphinx.events.EventManager.emit": sphinx.events.EventManager.emit,
    "sphinx.transforms.SphinxSmartQuotes": SphinxSmartQuotes,
    "docutils.transforms.universal.SmartQuotes.apply": UniversalSmartQuotes.apply,
    "sphinx.builders.latex.transforms.FootnoteDocnameUpdater": FootnoteDocnameUpdater,
    "sphinx.transforms.post_transforms.code.HighlightLanguageTransform": HighlightLanguageTransform,
}
"""The Sphinx and docutils code that this module replaces or relies on. The contract test compares its digests."""

# These transforms are for translated documents. Here, the translation of a post is another post.
_TRANSLATION_TRANSFORMS = (
    i18n.PreserveTranslatableMessages,
    i18n.Locale,
    i18n.TranslationProgressTotaliser,
    i18n.AddTranslationClasses,
    i18n.RemoveTranslatableInline,
)
# The characters that smart quotes change: quotation marks, dashes, ellipses and backslash escapes.
_TYPOGRAPHY = re.compile(r"""['"\\]|--|\.\.|\. \.""")


class SmartQuotes(SphinxSmartQuotes):
    """Sphinx's smart quotes, but skipping the paragraphs (most of them) in which nothing needs to change."""

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils passes it
        """Change the quotation marks, dashes and ellipses of a document."""
        if not self.is_available():
            return
        language = self.document.settings.language_code
        texts = self.document.findall(nodes.Text)
        for block in dict.fromkeys(_block(text) for text in texts if _TYPOGRAPHY.search(text)):
            if isinstance(block, nodes.TextElement) and not isinstance(block, self.nodes_to_skip):
                self._educate(list(block.findall(nodes.Text)), block.get_language_code(language))

    def _educate(self, texts: list[nodes.Text], language: str) -> None:
        action = self.config.smartquotes_action
        changed = smartquotes.educate_tokens(self.get_tokens(texts), action, language)
        for old, new in zip(texts, changed, strict=True):
            if old.parent is not None and new != old:
                old.parent.replace(old, nodes.Text(new))


def _block(text: nodes.Text) -> nodes.Element:
    """Return the outermost text element around a text node, such as its paragraph."""
    block = text.parent
    while isinstance(block.parent, nodes.TextElement):
        block = block.parent
    return block


class FootnoteDocnames(FootnoteDocnameUpdater):
    """Sphinx's transform that records each footnote's document, but skipping documents without footnotes."""

    def apply(self, **kwargs: Any) -> None:
        """Record the document's name in each of its footnotes."""
        document = self.document
        if document.footnotes or document.autofootnotes or document.symbol_footnotes or document.footnote_refs:
            super().apply(**kwargs)


class HighlightLanguage(HighlightLanguageTransform):
    """Sphinx's transform that sets the language of code blocks, but skipping documents without code blocks."""

    def apply(self, **kwargs: Any) -> None:
        """Set the language of each code block that does not name one."""
        for kind in (nodes.literal_block, addnodes.highlightlang):
            if next(self.document.findall(kind), None) is not None:
                super().apply(**kwargs)
                return


def _find_all(node: nodes.Node, kind: type) -> Iterator[nodes.Node]:
    """Yield the same nodes as docutils' own search method, in the same order, in half the time.

    A build searches each document about eighty times. docutils creates a generator for each node, which passes on
    everything that the generators below it yield. This function creates a generator only for every second level of
    the tree, and none for nodes without children.
    """
    if isinstance(node, kind):
        yield node
    yield from _below(node, kind)


def _below(node: nodes.Node, kind: type) -> Iterator[nodes.Node]:
    for child in node.children:
        if isinstance(child, kind):
            yield child
        if child.children:
            for grandchild in child.children:
                if isinstance(grandchild, kind):
                    yield grandchild
                if grandchild.children:
                    yield from _below(grandchild, kind)


class _CachedSettings:
    """Creates docutils settings once for each kind of parser, and copies them for each document.

    This saves a tenth of the reading time.
    """

    def __init__(self) -> None:
        self._made: dict[object, Values] = {}

    def __call__(self, *components: Any, defaults: Any, read_config_files: bool = False) -> Values:
        key = (*(type(part) if not isinstance(part, type) else part for part in components), read_config_files)
        if key not in self._made:
            self._made[key] = _sphinx_get_settings(
                *components, defaults=defaults, read_config_files=read_config_files
            )
        values: Values = self._made[key].copy()
        values.record_dependencies = DependencyList()  # otherwise documents would share dependencies
        return values


def replace_slow_parts(app: Sphinx) -> None:
    """Remove transforms that no output needs, and replace three others with faster versions. Called by ``setup``."""
    for transform in (SphinxSmartQuotes, *_TRANSLATION_TRANSFORMS):
        app.registry.get_transforms().remove(transform)
    app.add_transform(SmartQuotes)
    app.registry.get_transforms().remove(FootnoteDocnameUpdater)
    app.add_transform(FootnoteDocnames)
    app.registry.get_post_transforms().remove(HighlightLanguageTransform)
    app.add_post_transform(HighlightLanguage)


def skip_theme_work(app: Sphinx) -> None:
    """Handle ``builder-inited``: disconnect the theme's handlers for its own layout and code colours."""
    listeners = app.events.listeners
    for listener in [*listeners["html-page-context"], *listeners["build-finished"]]:
        if listener.handler.__module__.startswith(("sphinx_book_theme", "pydata_sphinx_theme")):
            app.disconnect(listener.id)


def begin_build(app: Sphinx) -> None:
    """Handle ``builder-inited``, last: apply the patches, and make the garbage collector run rarely.

    Documents stay in memory until they are written, so the garbage collector finds little to free, although it takes
    a tenth of the build time. The collection when the process ends is skipped too, because the process frees all
    memory anyway.
    """
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)
    sphinx.util.docutils._get_settings = _CachedSettings()  # noqa: SLF001 -- undone in end_build
    nodes.Node._fast_findall = _find_all  # type: ignore[attr-defined]  # noqa: SLF001 -- undone in end_build
    if app.verbosity <= 0:  # otherwise Sphinx formats each event, including whole pages, for a log nobody reads
        logging.getLogger(NAMESPACE).setLevel(logging.INFO)
        sphinx.events.repr = object.__repr__  # type: ignore[attr-defined]
    gc.freeze()
    gc.set_threshold(300_000, 10_000, 100)  # never search the oldest generation, which holds all documents


def end_build(app: Sphinx, exception: Exception | None) -> None:
    """Handle ``build-finished``, last: undo the patches, even after a failed build."""
    sphinx.util.docutils._get_settings = _sphinx_get_settings  # noqa: SLF001 -- undone in end_build
    sphinx.events.__dict__.pop("repr", None)
    nodes.Node._fast_findall = _docutils_findall  # type: ignore[attr-defined]  # noqa: SLF001 -- undone in end_build
    gc.unfreeze()
    gc.set_threshold(*_GC_THRESHOLD)
