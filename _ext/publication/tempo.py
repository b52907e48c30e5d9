"""Work that Sphinx does for every page and that a build needs once, or not at all.

Settings and the collection of garbage are changed when a build begins and put back when it ends, so
that a process that builds twice, or goes on to something else, keeps nothing of them.
``make bench`` tells what it saves.
"""

from __future__ import annotations

import gc
import re
from typing import TYPE_CHECKING, Any

import sphinx.util.docutils
from docutils import nodes
from docutils.utils import DependencyList, smartquotes
from sphinx import addnodes
from sphinx.transforms import SphinxSmartQuotes, i18n
from sphinx.transforms.post_transforms.code import HighlightLanguageTransform

if TYPE_CHECKING:
    from docutils.frontend import Values
    from sphinx.application import Sphinx

_THRESHOLD = gc.get_threshold()
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
        for block in self.document.findall(nodes.TextElement):
            if isinstance(block, self.nodes_to_skip) or isinstance(block.parent, nodes.TextElement):
                continue
            texts = list(block.findall(nodes.Text))
            if any(_TYPOGRAPHY.search(text) for text in texts):
                self._educate(texts, block.get_language_code(language))

    def _educate(self, texts: list[nodes.Text], language: str) -> None:
        action = self.config.smartquotes_action
        changed = smartquotes.educate_tokens(self.get_tokens(texts), action, language)
        for old, new in zip(texts, changed, strict=True):
            if old.parent is not None and new != old:
                old.parent.replace(old, nodes.Text(new))


class HighlightLanguage(HighlightLanguageTransform):
    """Sphinx's choice of a language for code blocks, for documents that have some."""

    def apply(self, **kwargs: Any) -> None:
        """Set the language of each code block that names none."""
        for kind in (nodes.literal_block, addnodes.highlightlang):
            if next(self.document.findall(kind), None) is not None:
                super().apply(**kwargs)
                return


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


def replace(app: Sphinx) -> None:
    """``setup``: take out the work that no output needs, and put our typography in the place of Sphinx's."""
    for transform in (SphinxSmartQuotes, *_OF_TRANSLATIONS):
        app.registry.get_transforms().remove(transform)
    app.add_transform(SmartQuotes)
    app.registry.get_post_transforms().remove(HighlightLanguageTransform)
    app.add_post_transform(HighlightLanguage)


def leave_theme(app: Sphinx) -> None:
    """``builder-inited``: what the theme computes for the bars and buttons of its own layout is not shown in ours."""
    for listener in list(app.events.listeners["html-page-context"]):
        if listener.handler.__module__.startswith(("sphinx_book_theme", "pydata_sphinx_theme")):
            app.disconnect(listener.id)


def begin(app: Sphinx) -> None:
    """``builder-inited``, last: make settings once, and look for garbage rarely.

    What is read stays in use until it is written: the search for garbage finds none, and takes a
    tenth of the time.
    """
    sphinx.util.docutils._get_settings = _SettingsOnce()  # noqa: SLF001 -- as above
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def end(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``, last: everything as it was."""
    sphinx.util.docutils._get_settings = _make_settings  # noqa: SLF001 -- as above
    gc.unfreeze()
    gc.set_threshold(*_THRESHOLD)
