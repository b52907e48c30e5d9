"""Tests that imports between the package's subpackages are allowed, and that files and functions are short."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import pytest

from support.source_modules import PACKAGE, STANDARD_LIBRARY, Module, modules, only

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Set

CORE = {"core.problems", "core.addresses", "core.posts", "core", "core.formats"}
ALLOWED: dict[str, set[str]] = {
    "core.problems": set(),
    "core.addresses": {"core.problems"},
    "core.posts": {"core.problems", "core.addresses"},
    "core": {"core.problems", "core.addresses", "core.posts"},
    "core.formats": {"core.addresses", "core.posts", "core"},
    "migration": CORE - {"core.formats"},
    "build": CORE - {"core.formats"},
    "pictures": {"build", *CORE},
    "search": {"build", *CORE},
    "reading": {"pictures", "build", *CORE},
    "pages": {"reading", "pictures", "build", *CORE},
    "pages.translator": {"pages", "reading", "build", *CORE},
    "site_files": {"pages", "reading", "pictures", "build", *CORE},
    "editions": {"build", *CORE},
    "editions.pdf.typst": {"editions", "pages", "pictures", "build", *CORE},
    "editions.pdf": {"editions.pdf.typst", "build", *CORE},
    "editions.epub": {"pages", "reading", "pictures", "build", *CORE},
    "cli": {"migration", "build", *CORE},
    "__main__": {"cli"},
}
"""The subpackages that each subpackage may import. ``extension`` may import all, but only ``setup`` imports it."""

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
MAX_MODULES = 15
"""The maximum number of modules in a folder, not counting ``__init__.py``."""

# The core must return the same results everywhere, so it must not use the time, the machine, the user or the network.
IMPURE_MODULES = {
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
    "platform",
    "subprocess",
    "tempfile",
}
IMPURE_NAMES = {"now", "utcnow", "today", "environ", "environb", "getenv", "getcwd", "expanduser"}


def room_of(name: str) -> str:
    """Return a module's subpackage: the longest name in the table that the module's name begins with."""
    inner = name.removeprefix(PACKAGE).lstrip(".")
    rooms = [room for room in ALLOWED if inner == room or inner.startswith(f"{room}.")]
    return max(rooms, key=len, default=inner.partition(".")[0])


# The rules. Each rule yields a message for every violation in a module.


def rooms_import_only_what_the_table_allows(module: Module) -> Iterator[str]:
    """Yield imports between subpackages that the table does not allow, including imports for type checking."""
    room = room_of(module.name)
    for used in module.imports():
        target = room_of(used.name)
        if used.is_own and room in ALLOWED and target != room and target not in ALLOWED[room]:
            yield f"{module.name}:{used.line} imports {used.name}"


def core_and_migration_use_only_the_standard_library_and_yaml(module: Module) -> Iterator[str]:
    """Yield imports of third-party libraries other than YAML in ``core`` and ``migration``."""
    if module.room_root in {"core", "migration"}:
        for used in module.imports():
            if not used.is_own and used.top not in STANDARD_LIBRARY | {"yaml"}:
                yield f"{module.name}:{used.line} imports {used.name}"


def core_and_migration_are_given_the_time_and_the_place(module: Module) -> Iterator[str]:
    """Yield uses of the clock, the environment or the network in ``core`` and ``migration``."""
    if module.room_root not in {"core", "migration"}:
        return
    for used in module.imports():
        if any(f"{used.name}.".startswith(f"{name}.") for name in IMPURE_MODULES):
            yield f"{module.name}:{used.line} imports {used.name}"
    for node in ast.walk(ast.parse(module.source)):
        if isinstance(node, ast.Attribute):
            text = ast.unparse(node)
            if node.attr in IMPURE_NAMES or text.endswith(("Path.cwd", "Path.home")):
                yield f"{module.name}:{node.lineno} uses {text}"
        if isinstance(node, ast.ImportFrom) and IMPURE_NAMES & {alias.name for alias in node.names}:
            yield f"{module.name}:{node.lineno} imports {', '.join(alias.name for alias in node.names)}"
        if isinstance(node, ast.Call) and ast.unparse(node).endswith(".astimezone()"):
            yield f"{module.name}:{node.lineno} uses the time zone of the machine"


def settings_and_commands_start_without_sphinx(module: Module) -> Iterator[str]:
    """Yield run-time imports, such as Sphinx, that would make ``python -m publication`` start slowly."""
    if module.name in {f"{PACKAGE}.{name}" for name in ("build.settings", "build", "cli", "__main__")}:
        for used in module.imports():
            if not used.is_own and used.top not in STANDARD_LIBRARY and not used.for_types:
                yield f"{module.name}:{used.line} imports {used.name}"


def commands_use_only_the_settings_of_build(module: Module) -> Iterator[str]:
    """Yield imports in ``cli`` from parts of ``build`` other than the settings, because those parts need Sphinx."""
    if module.name == f"{PACKAGE}.cli":
        for used in module.imports():
            if room_of(used.name) == "build" and not used.name.startswith(f"{PACKAGE}.build.settings"):
                yield f"{module.name}:{used.line} imports {used.name}"


def only_the_bridge_imports_ablog(module: Module) -> Iterator[str]:
    """Yield imports of ABlog in any module other than ``pages.ablog_bridge``."""
    for used in module.imports():
        if used.top == "ablog" and module.name != f"{PACKAGE}.pages.ablog_bridge":
            yield f"{module.name}:{used.line} imports {used.name}"


def only_setup_imports_the_extension(module: Module) -> Iterator[str]:
    """Yield imports of ``extension`` anywhere except in the package's ``__init__.py``."""
    for used in module.imports():
        if room_of(used.name) == "extension" and module.name != PACKAGE:
            yield f"{module.name}:{used.line} imports {used.name}"


def imports_are_plain_statements(module: Module) -> Iterator[str]:
    """Yield star imports and imports by a string, because these rules could not check them."""
    for node in ast.walk(ast.parse(module.source)):
        if isinstance(node, (ast.Name, ast.Attribute)):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in {"__import__", "import_module"}:
                yield f"{module.name}:{node.lineno} uses {name}"
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            yield f"{module.name}:{node.lineno} imports everything"


def files_and_functions_are_short(module: Module) -> Iterator[str]:
    """Yield files of more than 400 lines and functions of more than 60 lines."""
    lines = module.source.count("\n")
    if lines > MAX_FILE_LINES:
        yield f"{module.name}:{lines} is the number of its last line"
    for node in ast.walk(ast.parse(module.source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAX_FUNCTION_LINES:
                yield f"{module.name}:{node.lineno} {node.name} has {length} lines"


RULES = (
    rooms_import_only_what_the_table_allows,
    core_and_migration_use_only_the_standard_library_and_yaml,
    core_and_migration_are_given_the_time_and_the_place,
    settings_and_commands_start_without_sphinx,
    commands_use_only_the_settings_of_build,
    only_the_bridge_imports_ablog,
    only_setup_imports_the_extension,
    imports_are_plain_statements,
    files_and_functions_are_short,
)
Rule = "Callable[[Module], Iterator[str]]"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_package_follows_the_rule(rule: Callable[[Module], Iterator[str]]) -> None:
    assert [fault for module in modules() for fault in rule(module)] == []


def imports_between(names: Set[str]) -> dict[str, set[str]]:
    """Return which of ``names`` each module imports, either at run time or for type checking."""
    found: dict[str, set[str]] = {}
    for module in modules():
        used = {target for item in module.imports() for target in only(names, item.name)}
        found[module.name] = used - {module.name}
    return found


def cycle_in(graph: Mapping[str, Set[str]]) -> list[str]:
    """Return a cycle in a graph, which begins and ends with the same node, or an empty list if there is none."""
    done: set[str] = set()

    def search(node: str, path: list[str]) -> list[str]:
        if node in path:
            return [*path[path.index(node) :], node]
        if node in done:
            return []
        for target in sorted(graph.get(node, ())):
            if found := search(target, [*path, node]):
                return found
        done.add(node)
        return []

    return next((found for node in sorted(graph) if (found := search(node, []))), [])


def test_no_modules_import_each_other_in_a_cycle() -> None:
    assert cycle_in(imports_between({module.name for module in modules()})) == []


def test_no_packages_import_each_other_in_a_cycle() -> None:
    rooms: dict[str, set[str]] = defaultdict(set)
    for name, used in imports_between({module.name for module in modules()}).items():
        rooms[room_of(name)] |= {room_of(target) for target in used} - {room_of(name)}
    assert cycle_in(rooms) == []


def test_the_table_allows_no_cycles_and_names_only_existing_packages() -> None:
    assert cycle_in(ALLOWED) == []
    assert set(ALLOWED) <= {room_of(module.name) for module in modules()}


def test_every_import_that_the_table_allows_above_build_is_used() -> None:
    used = {(room_of(module.name), room_of(item.name)) for module in modules() for item in module.imports()}
    unused = {(room, target) for room, targets in ALLOWED.items() for target in targets} - used
    assert {pair for pair in unused if pair[1] not in CORE | {"build"}} == set()


def test_no_folder_has_too_many_modules() -> None:
    counts = Counter(module.name.rpartition(".")[0] for module in modules() if not module.is_package)
    assert {folder: count for folder, count in counts.items() if count > MAX_MODULES} == {}


def test_every_module_has_a_unique_name() -> None:
    counts = Counter(module.name.rpartition(".")[2] for module in modules() if not module.is_package)
    assert [name for name, count in counts.items() if count > 1] == []


# Tests for the rules themselves, with invented source code


@pytest.mark.parametrize(
    ("graph", "cycle"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, []),
        ({"a": {"b"}, "b": {"a"}}, ["a", "b", "a"]),
        ({"a": {"b", "c"}, "b": set(), "c": {"d"}, "d": {"c"}}, ["c", "d", "c"]),
        ({"a": {"a"}}, ["a", "a"]),
    ],
)
def test_a_cycle_is_found(graph: dict[str, set[str]], cycle: list[str]) -> None:
    assert cycle_in(graph) == cycle


@pytest.mark.parametrize(
    ("rule", "name", "source"),
    [
        (rooms_import_only_what_the_table_allows, "core.posts.post", "from publication.core import library"),
        (rooms_import_only_what_the_table_allows, "core.posts.post", "from publication.build.site import Site"),
        (rooms_import_only_what_the_table_allows, "core.addresses.permalinks", "from ..posts import post"),
        (rooms_import_only_what_the_table_allows, "core.library", "from .formats import feed_xml"),
        (rooms_import_only_what_the_table_allows, "reading.links", "from publication.pages import listings"),
        (rooms_import_only_what_the_table_allows, "reading.links", "def f():\n    import publication.pages.listings"),
        (rooms_import_only_what_the_table_allows, "pages.listings", "from publication.site_files.feeds import x"),
        (
            rooms_import_only_what_the_table_allows,
            "build.problem_report",
            "if TYPE_CHECKING:\n    from publication.pages.listings import Row",
        ),
        (rooms_import_only_what_the_table_allows, "site_files.feeds", "from ..editions import raw_html"),
        (rooms_import_only_what_the_table_allows, "migration.migrate", "from publication.build import settings"),
        (core_and_migration_use_only_the_standard_library_and_yaml, "core.posts.post", "import docutils"),
        (core_and_migration_use_only_the_standard_library_and_yaml, "migration.migrate", "import sphinx.util"),
        (
            core_and_migration_use_only_the_standard_library_and_yaml,
            "core.posts.post",
            "if TYPE_CHECKING:\n    from sphinx.application import Sphinx",
        ),
        (core_and_migration_are_given_the_time_and_the_place, "core.posts.post", "import time"),
        (core_and_migration_are_given_the_time_and_the_place, "core.gather", "from urllib.request import urlopen"),
        (core_and_migration_are_given_the_time_and_the_place, "core.gather", "import datetime\ndatetime.now(zone)"),
        (core_and_migration_are_given_the_time_and_the_place, "migration.migrate", "from os import getenv as g"),
        (core_and_migration_are_given_the_time_and_the_place, "core.gather", "import os\nos.environ['X']"),
        (core_and_migration_are_given_the_time_and_the_place, "core.gather", "Path.cwd()"),
        (core_and_migration_are_given_the_time_and_the_place, "core.gather", "when.astimezone()"),
        (settings_and_commands_start_without_sphinx, "build.settings", "from sphinx.application import Sphinx"),
        (settings_and_commands_start_without_sphinx, "cli", "def f():\n    import sphinx"),
        (commands_use_only_the_settings_of_build, "cli", "from .build import problem_report"),
        (only_the_bridge_imports_ablog, "pages.listings", "from ablog.blog import Blog"),
        (only_the_bridge_imports_ablog, "extension", "def f():\n    import ablog"),
        (only_setup_imports_the_extension, "reading.links", "from publication import extension"),
        (only_setup_imports_the_extension, "__main__", "from .extension import setup"),
        (imports_are_plain_statements, "reading.links", "import importlib\nimportlib.import_module('ablog')"),
        (imports_are_plain_statements, "core.posts.post", "__import__('sphinx')"),
        (imports_are_plain_statements, "core.posts.post", "from os import *"),
    ],
)
def test_every_rule_finds_violations(rule: Callable[[Module], Iterator[str]], name: str, source: str) -> None:
    (fault,) = rule(Module(f"{PACKAGE}.{name}", source))
    assert fault.startswith(f"{PACKAGE}.{name}:{source.count(chr(10)) + 1} ")


def test_long_files_and_functions_are_found() -> None:
    function = "def f():\n" + "    x = 1\n" * MAX_FUNCTION_LINES
    assert list(files_and_functions_are_short(Module(f"{PACKAGE}.x", function))) == [
        f"{PACKAGE}.x:1 f has {MAX_FUNCTION_LINES + 1} lines"
    ]
    assert list(files_and_functions_are_short(Module(f"{PACKAGE}.x", "x = 1\n" * MAX_FILE_LINES))) == []
    assert len(list(files_and_functions_are_short(Module(f"{PACKAGE}.x", "x = 1\n" * (MAX_FILE_LINES + 1))))) == 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        (
            "core.posts.post",
            "import re\nimport yaml\nfrom . import dates\nfrom publication.core.addresses import ledger",
        ),
        ("core.gather", "when.astimezone(zone)\nnow = 5\nfrom urllib.parse import quote\nimport os"),
        ("migration.migrate", "from publication.core.posts.post import Post\nfrom . import old_urls"),
        ("build.settings", "import os\nif TYPE_CHECKING:\n    from sphinx.application import Sphinx"),
        ("cli", "from .build import settings\nfrom .build.settings import Settings\nfrom .core.gather import gather"),
        ("__main__", "from .cli import main"),
        ("", "def setup(app):\n    from .extension import setup"),
        ("extension", "from .pages import listings\nfrom .editions.epub import epub_builder\nimport sphinx"),
        ("reading.links", "from publication.build import problem_report\nimport docutils"),
        ("pages.ablog_bridge", "import ablog\nfrom ablog.blog import Blog"),
        ("editions.pdf.pdf_builder", "from .typst import writer\nimport typst"),
    ],
)
def test_code_that_follows_the_rules_is_accepted(name: str, source: str) -> None:
    module = Module(f"{PACKAGE}.{name}" if name else PACKAGE, source, is_package=not name)
    assert [fault for rule in RULES for fault in rule(module)] == []
