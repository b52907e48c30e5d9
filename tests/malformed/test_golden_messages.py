"""Tests for the messages about malformed posts. ``golden.txt`` lists the messages expected for each file.

Each file is named after its mistake, but files named ``sound…`` are valid and must be published.
``UPDATE_GOLDEN=1`` rewrites the golden file. Afterwards, read every line as a writer who does not know Python:
does the message say what is wrong, what was found and how to fix it?
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from publication.core import gather
from publication.core.posts.front_matter_schema import FrontMatterOptions
from publication.core.problems import ProblemKind, Severity

if TYPE_CHECKING:
    from publication.core.library import Library

HERE = Path(__file__).parent
GOLDEN = HERE / "golden.txt"
FILES = sorted(file.name for file in HERE.glob("*.md"))
RULES = FrontMatterOptions(authors={"min": "Min Seo-yeon"})
REPAIR = re.compile(
    r": (?:add|change|choose|correct|delete|give|move|put|rename|replace|save|shorten|spell|write) |; did you mean `.+`\?$"
)
JARGON = re.compile(r"\b(?:YAML|scalar|mapping|node|docutils|MyST|Python)\b")
# These problems occur in the text, the ledger, conf.py or the file system, not in front matter.
ELSEWHERE = {
    ProblemKind.FOOTNOTE,
    ProblemKind.FORMULA,
    ProblemKind.REFERENCE,
    ProblemKind.UNREADABLE,
    ProblemKind.IMAGE_MISSING,
    ProblemKind.IMAGE_BROKEN,
    ProblemKind.CARD_LETTERS,
    ProblemKind.IMAGE_ALT,
    ProblemKind.IMAGE_UNSAFE,
    ProblemKind.IMAGE_SIZE,
    ProblemKind.LINK_MISSING,
    ProblemKind.FRAGMENT_MISSING,
    ProblemKind.CODE_LANGUAGE,
    ProblemKind.DIRECTIVE,
    ProblemKind.PERMALINK_LOST,
    ProblemKind.LEDGER_LINE,
    ProblemKind.EDITION_ELEMENT,
    ProblemKind.EDITION_CHARACTER,
    ProblemKind.EDITION_IMAGE,
    ProblemKind.EDITION_FORMULA,
    ProblemKind.EDITION_LEFT_OUT,
    ProblemKind.RENAMED_SETTING,
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Gather a library from all malformed files, which are placed in ``posts``."""
    root = tmp_path_factory.mktemp("malformed")
    (root / "posts").mkdir()
    for name in FILES:
        shutil.copy(HERE / name, root / "posts")
    clock = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return gather.gather(root, [f"posts/{name}" for name in FILES], RULES, clock)


def test_every_message_matches_the_golden_file(found: Library) -> None:
    reported = "".join(
        f"{problem.path.removeprefix('posts/')}:{problem.line} {problem.kind.code} "
        f"{'' if problem.fails else 'note: '}{problem.message}\n"
        for problem in found.problems
    )
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(reported, encoding="utf-8", newline="\n")
    assert reported.splitlines() == GOLDEN.read_text(encoding="utf-8").splitlines()


def test_every_malformed_file_is_reported_once_and_no_valid_file_is_reported(found: Library) -> None:
    reported = [problem.path.removeprefix("posts/") for problem in found.problems]
    pairs = {"slug-equal-2.md", "slug-case-1.md", "slug-file.md"}  # reported for the other file in the pair
    drafts = {name for name in FILES if name.startswith("sound-draft")}  # reported as notes
    assert sorted(reported) == sorted({name for name in FILES if not name.startswith("sound")} - pairs | drafts)


def test_there_is_a_file_for_every_front_matter_problem(found: Library) -> None:
    assert {problem.kind for problem in found.problems} == set(ProblemKind) - ELSEWHERE


def test_every_file_is_published_unless_a_problem_prevents_it(found: Library) -> None:
    left_out = {
        problem.path for problem in found.problems if problem.severity in {Severity.LEFT_OUT, Severity.HELD_BACK}
    }
    losers = {"posts/slug-equal-1.md", "posts/slug-below-a-file.md"}
    drafts = {f"posts/{name}" for name in FILES if name.startswith("sound-draft")}
    assert set(found.paths_by_file) == {f"posts/{name}" for name in FILES} - left_out - losers - drafts


def test_every_message_says_what_is_wrong_and_how_to_repair_it(found: Library) -> None:
    for problem in found.problems:
        assert REPAIR.search(problem.message), problem
        assert not JARGON.search(problem.message), problem
        assert problem.message.isprintable()


def test_every_line_number_is_inside_the_file(found: Library) -> None:
    for problem in found.problems:
        lines = (HERE / problem.path.removeprefix("posts/")).read_bytes().count(b"\n") + 1
        assert 1 <= problem.line <= lines, problem


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("utf-16.md", b"\xff\xfe-\x00"),
        ("byte-order-mark.md", b"\xef\xbb\xbf---"),
        ("sound-crlf.md", b"---\r\n"),
        ("front-matter-after-an-empty-line.md", b"\n---"),
        ("empty-file.md", b""),
    ],
)
def test_the_first_bytes_of_special_files_are_unchanged(name: str, start: bytes) -> None:
    """Git and editors must not change these bytes (see ``.gitattributes``)."""
    data = (HERE / name).read_bytes()
    assert data.startswith(start)
    assert bool(start) == bool(data)


def test_unusual_bytes_inside_files_are_unchanged() -> None:
    assert b"caf\xe9" in (HERE / "latin-1.md").read_bytes()
    assert b"bell\x07" in (HERE / "control-character.md").read_bytes()
    assert b"\n\t- " in (HERE / "tab.md").read_bytes()
