"""Tests that corrections are found in a post's text and set the post's updated date."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from publication.core import gather
from publication.core.posts import corrections
from publication.core.posts.front_matter_schema import FrontMatterOptions

if TYPE_CHECKING:
    from pathlib import Path

    from publication.core.library import Library

SEOUL = ZoneInfo("Asia/Seoul")
CLOCK = dt.datetime(2026, 12, 1, tzinfo=SEOUL)
ONE = "```{correction} 2026-11-02\nText.\n```"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (ONE, [1]),
        (f"Text.\n\n{ONE}\n\n{ONE}", [3, 7]),
        ("~~~{correction} 2026-11-02\n~~~", [1]),
        (":::{correction} 2026-11-02\nText.\n:::", [1]),
        ("   ```{correction} 2026-11-02\n```", [1]),
        ("````{correction} 2026-11-02\n```\n````\n" + ONE, [1, 4]),
        (f"````{{note}}\n{ONE}\n````\n{ONE}", [2, 6]),
        (f"::::{{admonition}} Title\n:::{{correction}} 2026-11-02\n:::\n::::\n{ONE}", [2, 5]),
        (f"`{{correction}}`\n{ONE}", [2]),
        ("Text.\n" + ONE, [2]),
        (f"<div>\n\n{ONE}\n\n</div>", [3]),
        (f"<!-- one line -->\n{ONE}", [2]),
        (f"<pre>x</pre>\n{ONE}", [2]),
    ],
)
def test_a_correction_is_found_at_its_opening_line(text: str, lines: list[int]) -> None:
    assert [one.line for one in corrections.find_correction_openings(text, 0)] == lines
    assert {one.date for one in corrections.find_correction_openings(text, 0)} == {"2026-11-02"}
    assert [one.line for one in corrections.find_correction_openings("---\n---\n" + text, 2)] == [
        line + 2 for line in lines
    ]


@pytest.mark.parametrize(
    "text",
    [
        "No correction.",
        f"````markdown\n{ONE}\n````",
        f"````\n{ONE}\n````",
        f"~~~\n{ONE}\n~~~",
        f"````{{code-block}} markdown\n{ONE}\n````",
        f"```text\n```{{correction}} 2026-11-02\n{ONE}",
        "    " + ONE,
        "> " + ONE,
        "- " + ONE,
        f"<!--\n{ONE}\n-->",
        f"<pre>\n\n{ONE}\n\n</pre>",
        "```{correction} `x`\n```",
        "```{corrections} 2026-11-02\n```",
        "``{correction} 2026-11-02``",
    ],
)
def test_code_and_nested_blocks_are_not_corrections(text: str) -> None:
    assert corrections.find_correction_openings(text, 0) == ()


def gather_post(tmp_path: Path, text: str, *, fields: str = "", date: str = "2026-11-01T09:00") -> Library:
    (tmp_path / "posts").mkdir()
    head = f'---\ntitle: x\ndate: {date}\ntemplate: "post"\n{fields}---\n'
    (tmp_path / "posts/x.md").write_text(head + text, encoding="utf-8")
    return gather.gather(tmp_path, ["posts/x.md"], FrontMatterOptions(zone=SEOUL), CLOCK)


@pytest.mark.parametrize(
    ("text", "fields", "updated"),
    [
        (ONE, "", dt.datetime(2026, 11, 2, tzinfo=SEOUL)),
        (f"{ONE}\n```{{correction}} 2026-11-20T18:30\n```", "", dt.datetime(2026, 11, 20, 18, 30, tzinfo=SEOUL)),
        (ONE, "updated: 2026-11-05\n", dt.datetime(2026, 11, 5, tzinfo=SEOUL)),
        ("```{correction} 2026-11-01\n```", "", dt.datetime(2026, 11, 1, 9, tzinfo=SEOUL)),
        (f"````\n{ONE}\n````", "", None),
    ],
)
def test_the_latest_correction_sets_the_updated_date(
    tmp_path: Path, text: str, fields: str, updated: dt.datetime | None
) -> None:
    found = gather_post(tmp_path, text, fields=fields)
    assert found.problems == ()
    assert found.posts[0].updated == updated


@pytest.mark.parametrize("date", ["", "soon", "2026-02-30", "2026-10-31", "2026-12-02"])
def test_a_correction_with_an_impossible_date_is_reported_and_updates_nothing(tmp_path: Path, date: str) -> None:
    found = gather_post(tmp_path, f"Text.\n\n```{{correction}} {date}\n```\n")
    (problem,) = found.problems
    assert str(problem).startswith("posts/x.md:8: this correction ")
    assert str(problem).endswith("[publication.correction]")
    assert problem.fails
    assert found.posts[0].updated is None


def test_bad_corrections_in_a_draft_are_only_notes(tmp_path: Path) -> None:
    found = gather_post(
        tmp_path, "```{correction} soon\n```\n```{correction} 2026-12-02\n```", fields="draft: true\n"
    )
    assert [problem.fails for problem in found.problems] == [False, False]
