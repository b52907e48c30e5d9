"""Generate ``_ext/REFERENCE.md`` from the declarations in the code: ``make reference``."""

from __future__ import annotations

import ast
import inspect
import sys
from dataclasses import MISSING, fields
from itertools import pairwise
from pathlib import Path

from publication.build.settings import PREFIX, RENAMED, Settings
from publication.core import problems
from publication.core.posts.front_matter_schema import FIELDS
from publication.core.problems import ProblemKind, Severity

FILE = Path(__file__).parents[2] / "_ext/REFERENCE.md"

HEAD = """\
# Reference

`make reference` generates this page from the code; do not edit it by hand.
"""
FIELDS_HEAD = """
## Front-matter fields

A field can have another name in your posts: map it with `publication_fields`, by its role.

| field | role | values | meaning |
| --- | --- | --- | --- |
"""
SETTINGS_HEAD = """
## Settings

Write them in `conf.py`. A setting that is unknown or has an invalid value stops the build with one line that says why.

| setting | default | purpose |
| --- | --- | --- |
"""
RENAMED_HEAD = """
These old names still work:

| old name | new name |
| --- | --- |
"""
CODES_HEAD = """
## Problem codes

A message ends with its code, as in `[publication.date]`. The first column of the table is that code. `make check` and
`make html STRICT=1` fail for every problem that is not a note.

| code | rule | effect |
| --- | --- | --- |
"""
EFFECTS = {
    Severity.LEFT_OUT: "the document is not published",
    Severity.HELD_BACK: "the document appears in the preview only",
    Severity.PUBLISHED: "published, but the check fails",
    Severity.NOTE: "a note: nothing fails",
}


def reference() -> str:
    """Return the text of the reference."""
    parts = (HEAD, FIELDS_HEAD, _fields(), SETTINGS_HEAD, _settings(), RENAMED_HEAD, _renamed(), CODES_HEAD, _codes())
    return "".join(parts)


def _fields() -> str:
    return "".join(
        f"| `{item.name}` | `{role}` | {item.values} | {item.meaning} |\n" for role, item in FIELDS.items()
    )


def _settings() -> str:
    rows = []
    for item in fields(Settings):
        default = item.default_factory() if item.default_factory is not MISSING else item.default
        purpose = item.metadata["help"]
        rows.append(f"| `{PREFIX}{item.name}` | `{default!r}` | {purpose[0].upper()}{purpose[1:]}. |\n")
    return "".join(rows)


def _renamed() -> str:
    return "".join(f"| `{old}` | `{new}` |\n" for old, new in RENAMED.items())


def _codes() -> str:
    rules = _docstrings_of_members()
    return "".join(
        f"| `{kind.code}` | {rules[kind.name].replace('``', '`')} | {EFFECTS[kind.severity]} |\n"
        for kind in ProblemKind
    )


def _docstrings_of_members() -> dict[str, str]:
    """Return the docstring below each member of ``ProblemKind``, which Python itself discards."""
    tree = ast.parse(inspect.getsource(problems))
    (body,) = (node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "ProblemKind")
    found = {}
    for member, text in pairwise(body):
        if isinstance(member, ast.Assign) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            (target,) = member.targets
            found[ast.unparse(target)] = " ".join(str(text.value.value).split())
    return found


if __name__ == "__main__":
    FILE.write_text(reference(), encoding="utf-8")
    sys.stdout.write(f"Wrote {FILE}\n")
