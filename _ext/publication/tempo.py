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
from docutils.utils import DependencyList
from sphinx.transforms import SphinxSmartQuotes

if TYPE_CHECKING:
    from docutils.frontend import Values
    from sphinx.application import Sphinx

_THRESHOLD = gc.get_threshold()
_make_settings = sphinx.util.docutils._get_settings  # noqa: SLF001 -- Sphinx offers no place to keep them


# What Sphinx's typography changes: quotation marks, dashes, ellipses, escapes.
_TYPOGRAPHY = re.compile(r"""['"\\]|--|\.\.|\. \.""")


class SmartQuotes(SphinxSmartQuotes):
    """Sphinx's typography, which passes over text that it would leave as it is: most of it."""

    def get_tokens(self, txtnodes: Any) -> Any:
        """The texts of a block, with what is to be changed in each: nothing, where there is nothing."""
        for node, (kind, text) in zip(txtnodes, super().get_tokens(txtnodes), strict=True):
            yield (kind, text) if _TYPOGRAPHY.search(text) else ("literal", node.astext())


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


def replace_typography(app: Sphinx) -> None:
    """``setup``: ours in the place of Sphinx's."""
    app.registry.get_transforms().remove(SphinxSmartQuotes)
    app.add_transform(SmartQuotes)


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
