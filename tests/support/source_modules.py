"""Reads the source code of the package's modules, and finds the imports in each module."""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

PACKAGE = "publication"
SOURCES = Path(__file__).parents[2] / "_ext"
STANDARD_LIBRARY = sys.stdlib_module_names


@dataclass(frozen=True)
class Import:
    """An import, with the full name of what is imported, such as ``publication.core.posts.post.Post``."""

    name: str
    line: int
    for_types: bool = False
    """Whether the import is only for type checking, and so is never executed."""

    @property
    def top(self) -> str:
        """The first component of the imported name, which is nearly always the distribution's name."""
        return self.name.partition(".")[0]

    @property
    def is_own(self) -> bool:
        """Whether the import is from our own package."""
        return self.top == PACKAGE


@dataclass(frozen=True)
class Module:
    """A Python module, with its full name and its source code."""

    name: str
    source: str
    is_package: bool = False

    @property
    def room_root(self) -> str:
        """The top-level subpackage or module of the package that this module belongs to."""
        return self.name.partition(".")[2].partition(".")[0]

    def imports(self) -> Iterator[Import]:
        """Return all imports in the module, including those inside functions and those only for type checking."""
        yield from self._imports(ast.parse(self.source), for_types=False)

    def _imports(self, node: ast.AST, *, for_types: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno, for_types) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = self._base(node)
            yield from (Import(f"{base}.{alias.name}", node.lineno, for_types) for alias in node.names)
        elif isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            for statement in node.body:
                yield from self._imports(statement, for_types=True)
            for statement in node.orelse:
                yield from self._imports(statement, for_types=for_types)
        else:
            for child in ast.iter_child_nodes(node):
                yield from self._imports(child, for_types=for_types)

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        above = self.name.split(".")
        above = above[: len(above) - node.level + self.is_package]
        return ".".join([*above, node.module] if node.module else above)


@cache
def modules() -> tuple[Module, ...]:
    """Return every module in the package."""
    found = []
    for file in sorted((SOURCES / PACKAGE).rglob("*.py")):
        path = file.relative_to(SOURCES).with_suffix("")
        is_package = path.name == "__init__"
        name = ".".join(path.parent.parts if is_package else path.parts)
        found.append(Module(name, file.read_text(encoding="utf-8"), is_package))
    return tuple(found)


def only(names: Set[str], imported: str) -> list[str]:
    """Return the module that an import refers to: the longest of ``names`` that the imported name begins with."""
    found = [name for name in names if imported == name or imported.startswith(f"{name}.")]
    return [max(found, key=len)] if found else []
