"""The corpus of faults: a file each, named after its fault, and what the core says of it in ``golden.txt``.

``sound…`` stand beside them: nothing else is lost. ``UPDATE_GOLDEN=1`` writes the golden file anew;
read every line of it as a writer would, who knows no Python: what must hold, what was found, how to repair it.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from publication.core import library
from publication.core.posts.front_matter_schema import Rules
from publication.core.problems import ProblemKind, Severity

if TYPE_CHECKING:
    from publication.core.library import Library

HERE = Path(__file__).parent
GOLDEN = HERE / "golden.txt"
FILES = sorted(file.name for file in HERE.glob("*.md"))
RULES = Rules(authors={"min": "Min Seo-yeon"})
# These are found in texts, in the ledger and in the file system, not in front matter.
ELSEWHERE = {
    ProblemKind.NOTE,
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
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The library of all files, placed as posts."""
    root = tmp_path_factory.mktemp("malformed")
    (root / "posts").mkdir()
    for name in FILES:
        shutil.copy(HERE / name, root / "posts")
    clock = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return library.gather(root, [f"posts/{name}" for name in FILES], RULES, clock)


def test_the_core_says_of_every_fault_what_the_golden_file_holds(found: Library) -> None:
    told = "".join(
        f"{problem.path.removeprefix('posts/')}:{problem.line} {problem.code.label} "
        f"{'' if problem.fails else 'note: '}{problem.message}\n"
        for problem in found.problems
    )
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(told, encoding="utf-8", newline="\n")
    assert told.splitlines() == GOLDEN.read_text(encoding="utf-8").splitlines()


def test_every_fault_is_told_once_and_nothing_is_told_of_what_is_sound(found: Library) -> None:
    told = [problem.path.removeprefix("posts/") for problem in found.problems]
    pairs = {"slug-equal-2.md", "slug-case-1.md", "slug-file.md"}  # told at the other file of the pair
    drafts = {name for name in FILES if name.startswith("sound-draft")}  # told as notes
    assert sorted(told) == sorted({name for name in FILES if not name.startswith("sound")} - pairs | drafts)


def test_every_rule_of_front_matter_is_broken_by_a_file(found: Library) -> None:
    assert {problem.code for problem in found.problems} == set(ProblemKind) - ELSEWHERE


def test_every_file_is_published_unless_a_problem_leaves_it_out(found: Library) -> None:
    left_out = {problem.path for problem in found.problems if problem.severity is Severity.LEFT_OUT}
    losers = {"posts/slug-equal-1.md", "posts/slug-below-a-file.md"}
    drafts = {f"posts/{name}" for name in FILES if name.startswith("sound-draft")}
    assert set(found.files) == {f"posts/{name}" for name in FILES} - left_out - losers - drafts


def test_every_message_says_what_must_hold_what_was_found_and_how_to_repair_it(found: Library) -> None:
    for problem in found.problems:
        rule, _, rest = problem.message.partition(", found ")
        assert " must " in f" {rule} " or " should " in rule, problem
        assert "; " in rest, problem
        assert problem.message.isprintable()


def test_every_line_is_one_of_the_file(found: Library) -> None:
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
def test_the_bytes_of_the_corpus_are_as_they_were_written(name: str, start: bytes) -> None:
    """Git must not change them, and an editor has not: see ``.gitattributes``."""
    data = (HERE / name).read_bytes()
    assert data.startswith(start)
    assert bool(start) == bool(data)


def test_odd_bytes_within_files_are_still_there() -> None:
    assert b"caf\xe9" in (HERE / "latin-1.md").read_bytes()
    assert b"bell\x07" in (HERE / "control-character.md").read_bytes()
    assert b"\n\t- " in (HERE / "tab.md").read_bytes()
