"""Tests that every build reports the warnings from docutils, MyST and Sphinx again until the causes are fixed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from support.posts import post
from support.site_builds import run

if TYPE_CHECKING:
    from support.site_builds import Build

MISSPELT_OPTION = "```{figure} a.png\n:widht: 50%\n:alt: x\n```\n"
MESSAGES = {
    "an unknown option": MISSPELT_OPTION,
    "an unknown document": "{doc}`/nowhere`\n",
    "an option with a wrong value": "```{code-block} python\n:emphasize-lines: x\nprint()\n```\n",
    "a table that is not a table": "```{list-table}\n* - a\n  - b\n* - c\n```\n",
}


@pytest.mark.parametrize("text", MESSAGES.values(), ids=MESSAGES)
@pytest.mark.parametrize("builder", ["dirhtml", "dummy"])
def test_a_second_build_reports_the_same_warnings(build: Build, text: str, builder: str) -> None:
    files = {"posts/a.md": post(text, slug="/a"), "posts/b.md": post("[x](/nowhere)\n", slug="/b")}
    first = build(files=files, builder=builder)
    assert len(first.messages()) >= 2
    assert build(builder=builder).messages() == first.messages()
    assert build(files={"posts/c.md": post(slug="/c")}, builder=builder).messages() == first.messages()
    assert run(first.root, builder, fresh=True).messages() == first.messages()


def test_a_repaired_document_is_no_longer_reported(build: Build) -> None:
    assert build(files={"posts/a.md": post(MISSPELT_OPTION, slug="/a")}).messages() != []
    assert build(files={"posts/a.md": post(slug="/a")}).messages() == []


def test_a_deleted_document_is_no_longer_reported(build: Build) -> None:
    files = {"posts/a.md": post(MISSPELT_OPTION, slug="/a"), "posts/b.md": post(slug="/b")}
    assert build(files=files).messages() != []
    assert build(files={"posts/a.md": None}).messages() == []


def test_a_strict_build_fails_again(build: Build) -> None:
    build(files={"posts/a.md": post(MISSPELT_OPTION, slug="/a")})
    assert build(strict=True).status == 1


def test_warnings_are_ordered_by_file_and_line_with_the_problems(build: Build) -> None:
    files = {
        "posts/b.md": post(f"[x](/nowhere)\n\n{MISSPELT_OPTION}\n[y](/nowhere)\n", slug="/b"),
        "posts/a.md": post("[x](/nowhere)\n", slug="/a"),
    }
    places = [message.partition(": ")[0] for message in build(files=files).messages()]
    assert places == sorted(places, key=lambda place: (place.partition(":")[0], int(place.rpartition(":")[2])))
    assert len(places) >= 4


def test_two_processes_report_the_same_as_one(build: Build) -> None:
    files = {f"posts/{n}.md": post(MISSPELT_OPTION, slug=f"/{n}", date=f"2026-01-{n + 1:02}") for n in range(8)}
    one = build(files=files)
    assert len(one.messages()) == 16
    assert run(one.root, jobs=2, fresh=True, out=one.root / "two").messages() == one.messages()
    assert build().messages() == one.messages()


def test_the_recorder_is_installed_once_in_a_process_that_builds_twice(build: Build) -> None:
    build(files={"posts/a.md": post(slug="/a")})
    build()
    handlers = logging.getLogger("sphinx").handlers
    recorders = [
        item for handler in handlers for item in handler.filters if type(item).__name__ == "_WarningRecorder"
    ]
    assert len(recorders) == 1
