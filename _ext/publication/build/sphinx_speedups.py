"""Work that Sphinx does for every page and that a build needs once, or not at all.

Settings and the collection of garbage are changed when a build begins and put back when it ends, so
that a process that builds twice, or goes on to something else, keeps nothing of them.
``make bench`` tells what it saves.
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

_THRESHOLD = gc.get_threshold()
_find_all_of_docutils = nodes.Node._fast_findall  # type: ignore[attr-defined]  # noqa: SLF001 -- its one way through all
_make_settings = sphinx.util.docutils._get_settings  # noqa: SLF001 -- Sphinx offers no place to keep them


# Transforms for translated documents; a translation of a post is a post of its own.
_OF_TRANSLATIONS = (
    i18n.PreserveTranslatableMessages,
    i18n.Locale,
    i18n.TranslationProgressTotaliser,
    i18n.AddTranslationClasses,
    i18n.RemoveTranslatableInline,
)
# What Sphinx's typography changes: quotation marks, dashes, ellipses, escapes.
_TYPOGRAPHY = re.compile(r"""['"\\]|--|\.\.|\. \.""")


class SmartQuotes(SphinxSmartQuotes):
    """Sphinx's typography, which passes over every paragraph that it would leave as it is: most of them."""

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 -- docutils gives it
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
    """The outermost element of text that a text stands in, such as its paragraph."""
    block = text.parent
    while isinstance(block.parent, nodes.TextElement):
        block = block.parent
    return block


class FootnoteDocnames(FootnoteDocnameUpdater):
    """Sphinx's note, for LaTeX, of where each note stands, for documents that have some."""

    def apply(self, **kwargs: Any) -> None:
        """Name the document in each of its notes."""
        document = self.document
        if document.footnotes or document.autofootnotes or document.symbol_footnotes or document.footnote_refs:
            super().apply(**kwargs)


class HighlightLanguage(HighlightLanguageTransform):
    """Sphinx's choice of a language for code blocks, for documents that have some."""

    def apply(self, **kwargs: Any) -> None:
        """Set the language of each code block that names none."""
        for kind in (nodes.literal_block, addnodes.highlightlang):
            if next(self.document.findall(kind), None) is not None:
                super().apply(**kwargs)
                return


def _find_all(node: nodes.Node, kind: type) -> Iterator[nodes.Node]:
    """What docutils' method of nodes yields, in the same order, in half the time.

    A build looks through each document some eighty times. docutils makes a generator for each node, which hands on
    what those below it yield; this makes one for every second level, and none for what has nothing in it.
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


class _SettingsOnce:
    """docutils settings, made once for a kind of parser and copied: a tenth of the time of reading."""

    def __init__(self) -> None:
        self._made: dict[object, Values] = {}

    def __call__(self, *components: Any, defaults: Any, read_config_files: bool = False) -> Values:
        key = (*(type(part) if not isinstance(part, type) else part for part in components), read_config_files)
        if key not in self._made:
            self._made[key] = _make_settings(*components, defaults=defaults, read_config_files=read_config_files)
        values: Values = self._made[key].copy()
        values.record_dependencies = DependencyList()  # else a document would depend on another's files
        return values


def replace_slow_parts(app: Sphinx) -> None:
    """``setup``: take out the work that no output needs, and put our typography in the place of Sphinx's."""
    for transform in (SphinxSmartQuotes, *_OF_TRANSLATIONS):
        app.registry.get_transforms().remove(transform)
    app.add_transform(SmartQuotes)
    app.registry.get_transforms().remove(FootnoteDocnameUpdater)
    app.add_transform(FootnoteDocnames)
    app.registry.get_post_transforms().remove(HighlightLanguageTransform)
    app.add_post_transform(HighlightLanguage)


def skip_theme_work(app: Sphinx) -> None:
    """``builder-inited``: what the theme computes for its own layout, and its colours of code, do nothing in ours."""
    listeners = app.events.listeners
    for listener in [*listeners["html-page-context"], *listeners["build-finished"]]:
        if listener.handler.__module__.startswith(("sphinx_book_theme", "pydata_sphinx_theme")):
            app.disconnect(listener.id)


def begin_build(app: Sphinx) -> None:
    """``builder-inited``, last: make settings once, and look for garbage rarely.

    What is read stays in use until it is written: the search for garbage finds little, and takes a
    tenth of the time. So does the one when the process ends, whose memory goes with it.
    """
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)
    sphinx.util.docutils._get_settings = _SettingsOnce()  # noqa: SLF001 -- as above
    nodes.Node._fast_findall = _find_all  # type: ignore[attr-defined]  # noqa: SLF001 -- as above
    if app.verbosity <= 0:  # else each event is written down, with a whole page in it, and shown nowhere
        logging.getLogger(NAMESPACE).setLevel(logging.INFO)
        sphinx.events.repr = object.__repr__  # type: ignore[attr-defined]
    gc.freeze()
    gc.set_threshold(300_000, 10_000, 100)  # never at what has grown old: all documents, which wait to be written


def end_build(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``, last: everything as it was."""
    sphinx.util.docutils._get_settings = _make_settings  # noqa: SLF001 -- as above
    sphinx.events.__dict__.pop("repr", None)
    nodes.Node._fast_findall = _find_all_of_docutils  # type: ignore[attr-defined]  # noqa: SLF001 -- as above
    gc.unfreeze()
    gc.set_threshold(*_THRESHOLD)
