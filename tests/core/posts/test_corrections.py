from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from publication.core import library
from publication.core.posts import corrections
from publication.core.posts.front_matter_schema import Rules

if TYPE_CHECKING:
    from pathlib import Path

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
def test_a_correction_is_found_at_the_line_that_opens_it(text: str, lines: list[int]) -> None:
    assert [one.line for one in corrections.find(text, 0)] == lines
    assert {one.date for one in corrections.find(text, 0)} == {"2026-11-02"}
    assert [one.line for one in corrections.find("---\n---\n" + text, 2)] == [line + 2 for line in lines]


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
def test_what_is_code_or_no_block_of_its_own_is_no_correction(text: str) -> None:
    assert corrections.find(text, 0) == ()


def gathered(tmp_path: Path, text: str, *, fields: str = "", date: str = "2026-11-01T09:00") -> library.Library:
    (tmp_path / "posts").mkdir()
    head = f'---\ntitle: x\ndate: {date}\ntemplate: "post"\n{fields}---\n'
    (tmp_path / "posts/x.md").write_text(head + text, encoding="utf-8")
    return library.gather(tmp_path, ["posts/x.md"], Rules(zone=SEOUL), CLOCK)


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
def test_a_post_is_updated_when_it_was_last_corrected(
    tmp_path: Path, text: str, fields: str, updated: dt.datetime | None
) -> None:
    found = gathered(tmp_path, text, fields=fields)
    assert found.problems == ()
    assert found.posts[0].updated == updated


@pytest.mark.parametrize("date", ["", "soon", "2026-02-30", "2026-10-31", "2026-12-02"])
def test_a_correction_whose_date_cannot_be_is_told_and_updates_nothing(tmp_path: Path, date: str) -> None:
    found = gathered(tmp_path, f"Text.\n\n```{{correction}} {date}\n```\n")
    (problem,) = found.problems
    assert str(problem).startswith("posts/x.md:8: a correction’s date must ")
    assert str(problem).endswith("[publication.correction]")
    assert problem.fails
    assert found.posts[0].updated is None


def test_a_draft_is_only_advised(tmp_path: Path) -> None:
    found = gathered(tmp_path, "```{correction} soon\n```\n```{correction} 2026-12-02\n```", fields="draft: true\n")
    assert [problem.fails for problem in found.problems] == [False, False]
