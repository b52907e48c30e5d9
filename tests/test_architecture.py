"""Who may import whom, proved on the source: the arrows of the machinery point one way.

``core`` is the standard library and YAML. ``settings`` and ``cli`` stand on ``core`` and need no
Sphinx. A part knows ``core``, ``settings``, ``report`` and ``site``, and no other part; ``extension``
alone puts the parts together. Only ``ablog_bridge`` knows ABlog.
"""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PACKAGE = "publication"
EXT = Path(__file__).parents[1] / "_ext"
SHARED = {"cache", "core", "fonts", "languages", "mathml", "pictures", "report", "settings", "site", "texts"}
"""What every part may import of our own."""
NO_PARTS = {"", "__main__", "cli", "extension"} | SHARED
STANDARD = sys.stdlib_module_names
# What tells the time, the machine, its user or the network; a module, or a name of one.
OUTSIDE_MODULES = {
    "time",
    "random",
    "secrets",
    "uuid",
    "socket",
    "ssl",
    "http",
    "urllib.request",
    "locale",
    "getpass",
}
OUTSIDE_MODULES |= {"platform", "subprocess", "tempfile"}
OUTSIDE_NAMES = {"now", "utcnow", "today", "environ", "environb", "getenv", "getcwd", "expanduser"}
# For types alone; each is a debt.
DEBTS: set[tuple[str, str]] = set()


@dataclass(frozen=True)
class Import:
    """What a module imports, in full; ``for_types`` when only a type checker does."""

    name: str
    line: int
    for_types: bool = False

    @property
    def top(self) -> str:
        """The distribution's name, or nearly."""
        return self.name.partition(".")[0]

    @property
    def part(self) -> str | None:
        """Which of our own parts it is; empty for the package itself, None for others' modules."""
        return part_of(self.name) if self.top == PACKAGE else None


@dataclass(frozen=True)
class Module:
    """A module by its full name, with its source."""

    name: str
    source: str
    is_package: bool = False

    @property
    def part(self) -> str:
        """The module or folder directly within the package that this one is, or is in."""
        return part_of(self.name)

    def imports(self) -> Iterator[Import]:
        """All its imports, wherever they stand."""
        yield from self._imports(ast.parse(self.source), for_types=False)

    def _imports(self, node: ast.AST, *, for_types: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno, for_types) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = self._base(node)
            # Names of our own package's front door are modules: `from . import site`.
            names = [f"{base}.{alias.name}" for alias in node.names] if base == PACKAGE else [base]
            yield from (Import(name, node.lineno, for_types) for name in names)
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


def part_of(name: str) -> str:
    return name.partition(".")[2].partition(".")[0]


def modules() -> list[Module]:
    """Every module of the package."""
    found = []
    for file in sorted((EXT / PACKAGE).rglob("*.py")):
        path = file.relative_to(EXT).with_suffix("")
        is_package = path.name == "__init__"
        name = ".".join(path.parent.parts if is_package else path.parts)
        found.append(Module(name, file.read_text(encoding="utf-8"), is_package))
    return found


# The rules: what is wrong with a module, each a line that says where.


def core_is_pure(module: Module) -> Iterator[str]:
    """The core imports the standard library, YAML and itself, also for types."""
    if module.part == "core":
        for used in module.imports():
            if used.part != "core" and used.top not in STANDARD | {"yaml"}:
                yield f"{module.name}:{used.line} imports {used.name}"


def core_is_told_what_it_needs(module: Module) -> Iterator[str]:
    """The core reads no clock, no environment and no network: it gives the same answer everywhere."""
    if module.part != "core":
        return
    for used in module.imports():
        if any(f"{used.name}.".startswith(f"{name}.") for name in OUTSIDE_MODULES):
            yield f"{module.name}:{used.line} imports {used.name}"
    for node in ast.walk(ast.parse(module.source)):
        if isinstance(node, ast.Attribute):
            text = ast.unparse(node)
            if node.attr in OUTSIDE_NAMES or text.endswith(("Path.cwd", "Path.home")):
                yield f"{module.name}:{node.lineno} uses {text}"
        if isinstance(node, ast.ImportFrom) and OUTSIDE_NAMES & {alias.name for alias in node.names}:
            yield f"{module.name}:{node.lineno} imports {', '.join(alias.name for alias in node.names)}"
        if isinstance(node, ast.Call) and ast.unparse(node).endswith(".astimezone()"):
            yield f"{module.name}:{node.lineno} uses the zone of the machine"


def settings_and_commands_need_no_sphinx(module: Module) -> Iterator[str]:
    """``settings`` stands on the core, ``cli`` on both; a framework is met in types at most."""
    own = {"settings": {"core"}, "cli": {"core", "settings"}, "__main__": {"cli"}}.get(module.part)
    if own is None:
        return
    for used in module.imports():
        if used.part is None and used.top not in STANDARD and not used.for_types:
            yield f"{module.name}:{used.line} imports {used.name}"
        if used.part is not None and used.part not in own:
            yield f"{module.name}:{used.line} imports {used.name}"


def shared_modules_know_no_part(module: Module) -> Iterator[str]:
    """``site`` knows the core and the settings, ``report`` and ``cache`` the site as well, ``fonts`` the cache."""
    base = {"core", "settings"}
    allowed = {"site": base, "report": base | {"site"}, "cache": base | {"site"}, "fonts": base | {"cache"}}.get(
        module.part
    )
    for used in module.imports():
        if allowed is not None and used.part is not None and used.part not in allowed:
            yield f"{module.name}:{used.line} imports {used.name}"


def parts_know_no_part(module: Module) -> Iterator[str]:
    """A part imports of our own only what all parts share, and its own folder."""
    if module.part in NO_PARTS:
        return
    for used in module.imports():
        is_debt = used.for_types and (module.part, used.part) in DEBTS
        if used.part is not None and used.part not in SHARED | {module.part} and not is_debt:
            yield f"{module.name}:{used.line} imports {used.name}"


def only_the_bridge_knows_ablog(module: Module) -> Iterator[str]:
    """ABlog is imported by ``ablog_bridge`` alone."""
    for used in module.imports():
        if used.top == "ablog" and module.part != "ablog_bridge":
            yield f"{module.name}:{used.line} imports {used.name}"


def only_the_front_door_knows_the_extension(module: Module) -> Iterator[str]:
    """``extension`` may import every part; nothing but the package itself imports it, or the commands."""
    for used in module.imports():
        if used.part == "extension" and module.part:
            yield f"{module.name}:{used.line} imports {used.name}"
        if used.part == "cli" and module.part != "__main__":
            yield f"{module.name}:{used.line} imports {used.name}"


def imports_are_written_out(module: Module) -> Iterator[str]:
    """No import is hidden from these rules, in a string or behind a star."""
    for node in ast.walk(ast.parse(module.source)):
        if isinstance(node, (ast.Name, ast.Attribute)):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in {"__import__", "import_module"}:
                yield f"{module.name}:{node.lineno} uses {name}"
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            yield f"{module.name}:{node.lineno} imports everything"


RULES = (
    core_is_pure,
    core_is_told_what_it_needs,
    settings_and_commands_need_no_sphinx,
    shared_modules_know_no_part,
    parts_know_no_part,
    only_the_bridge_knows_ablog,
    only_the_front_door_knows_the_extension,
    imports_are_written_out,
)
Rule = "Callable[[Module], Iterator[str]]"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_machinery_keeps_its_rules_of_imports(rule: Callable[[Module], Iterator[str]]) -> None:
    assert [fault for module in modules() for fault in rule(module)] == []


def test_the_modules_that_the_rules_name_exist() -> None:
    known = {module.part for module in modules()}
    assert known >= NO_PARTS | {"ablog_bridge"}


def test_no_debt_is_kept_that_was_paid() -> None:
    owed = {(module.part, used.part) for module in modules() for used in module.imports()}
    assert owed >= DEBTS


# The checker itself, on sources made up


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import os.path, yaml as y", ["os.path", "yaml"]),
        ("from os import path", ["os"]),
        ("from . import links", ["publication.core"]),
        ("from .links import Place", ["publication.core.links"]),
        ("from .. import site, report", ["publication.site", "publication.report"]),
        ("from ..site import of", ["publication.site"]),
        ("from publication import site", ["publication.site"]),
        ("def f():\n    import ablog", ["ablog"]),
        ("try:\n    import ablog\nexcept ImportError:\n    pass", ["ablog"]),
        ("class A:\n    from x import y", ["x"]),
        ("# import ablog\n'import ablog'", []),
    ],
)
def test_imports_are_found_wherever_they_stand_and_named_in_full(source: str, names: list[str]) -> None:
    assert [used.name for used in Module("publication.core.post", source).imports()] == names


@pytest.mark.parametrize(
    ("source", "name"), [("from .x import y", "publication.core.x"), ("from ..x import y", "publication.x")]
)
def test_a_packages_own_imports_are_relative_to_itself(source: str, name: str) -> None:
    assert [used.name for used in Module("publication.core", source, is_package=True).imports()] == [name]


@pytest.mark.parametrize("test", ["TYPE_CHECKING", "typing.TYPE_CHECKING"])
def test_imports_for_types_are_known_as_such(test: str) -> None:
    source = f"if {test}:\n    import a\nelse:\n    import b"
    assert [(used.name, used.for_types) for used in Module("publication.x", source).imports()] == [
        ("a", True),
        ("b", False),
    ]


@pytest.mark.parametrize(
    ("rule", "name", "source"),
    [
        (core_is_pure, "core.post", "import docutils"),
        (core_is_pure, "core.post", "from sphinx.util import logging"),
        (core_is_pure, "core.post", "from .. import settings"),
        (core_is_pure, "core.post", "from ..site import Site"),
        (core_is_pure, "core.post", "if TYPE_CHECKING:\n    from sphinx.application import Sphinx"),
        (core_is_pure, "core.migration.x", "from ...site import Site"),
        (core_is_told_what_it_needs, "core.post", "import time"),
        (core_is_told_what_it_needs, "core.post", "from urllib.request import urlopen"),
        (core_is_told_what_it_needs, "core.post", "import urllib.request"),
        (core_is_told_what_it_needs, "core.post", "import datetime as dt\ndt.datetime.now(zone)"),
        (core_is_told_what_it_needs, "core.post", "from datetime import date\nx = date.today"),
        (core_is_told_what_it_needs, "core.post", "import os\nos.environ['X']"),
        (core_is_told_what_it_needs, "core.post", "from os import getenv as g"),
        (core_is_told_what_it_needs, "core.post", "Path.cwd()"),
        (core_is_told_what_it_needs, "core.post", "moment.astimezone()"),
        (settings_and_commands_need_no_sphinx, "settings", "from sphinx.application import Sphinx"),
        (settings_and_commands_need_no_sphinx, "settings", "from . import site"),
        (settings_and_commands_need_no_sphinx, "settings", "if TYPE_CHECKING:\n    from .site import Site"),
        (settings_and_commands_need_no_sphinx, "cli", "from . import report"),
        (settings_and_commands_need_no_sphinx, "cli", "def f():\n    import sphinx"),
        (settings_and_commands_need_no_sphinx, "__main__", "from .extension import setup"),
        (shared_modules_know_no_part, "site", "from . import report"),
        (shared_modules_know_no_part, "report", "from .links import SiteLinks"),
        (parts_know_no_part, "links", "from . import media"),
        (parts_know_no_part, "links", "from .extension import setup"),
        (parts_know_no_part, "links", "if TYPE_CHECKING:\n    from .archives import Rows"),
        (parts_know_no_part, "pages", "from .archives import Rows"),
        (parts_know_no_part, "editions.epub", "from ..feeds import write"),
        (only_the_bridge_knows_ablog, "archives", "from ablog.blog import Blog"),
        (only_the_bridge_knows_ablog, "extension", "def f():\n    import ablog"),
        (only_the_front_door_knows_the_extension, "links", "from . import extension"),
        (only_the_front_door_knows_the_extension, "links", "from .cli import main"),
        (imports_are_written_out, "links", "import importlib\nimportlib.import_module('ablog')"),
        (imports_are_written_out, "core.post", "__import__('sphinx')"),
        (imports_are_written_out, "core.post", "from os import *"),
    ],
)
def test_every_rule_finds_what_breaks_it(rule: Callable[[Module], Iterator[str]], name: str, source: str) -> None:
    (fault,) = rule(Module(f"{PACKAGE}.{name}", source))
    assert fault.startswith(f"{PACKAGE}.{name}:{source.count(chr(10)) + 1} ")


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("core.post", "import re\nimport yaml\nfrom . import slugs\nfrom .slugs import nfc\nimport datetime as dt"),
        ("core.post", "moment.astimezone(zone)\nnow = 5\nfrom urllib.parse import quote\nimport os"),
        ("core.migration.x", "from ..post import Post\nfrom . import y"),
        (
            "settings",
            "import os\nfrom .core.post import Rules\nif TYPE_CHECKING:\n    from sphinx.application import Sphinx",
        ),
        ("cli", "from . import settings\nfrom .core import library\nimport argparse"),
        ("__main__", "from .cli import main"),
        ("", "def setup(app):\n    from .extension import setup"),
        ("extension", "from . import links, media, settings, site\nimport sphinx"),
        ("site", "from .settings import Settings\nfrom .core import permalinks\nimport babel"),
        ("report", "from . import site"),
        ("links", "from . import report, settings, site\nfrom .core import links\nimport docutils"),
        ("ablog_bridge", "import ablog\nfrom ablog.blog import Blog"),
        ("editions.epub", "from . import assets\nfrom .. import report\nimport typst"),
    ],
)
def test_what_is_allowed_breaks_no_rule(name: str, source: str) -> None:
    module = Module(f"{PACKAGE}.{name}" if name else PACKAGE, source, is_package=not name)
    assert [fault for rule in RULES for fault in rule(module)] == []
