"""Generates posts for benchmarks, with the starter's front matter. The same number always produces the same posts."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_WORDS = [
    "armistice",
    "agreement",
    "line",
    "demarcation",
    "commission",
    "delegation",
    "paragraph",
    "article",
    "signature",
    "text",
    "border",
    "treaty",
    "talks",
    "plenary",
    "summit",
    "ministry",
    "envoy",
    "railway",
    "river",
    "island",
    "station",
    "village",
    "bridge",
    "archive",
    "record",
    "clause",
    "draft",
    "ceasefire",
    "military",
    "civil",
    "northern",
    "southern",
    "joint",
    "statement",
    "declaration",
    "council",
    "resolution",
    "office",
    "report",
    "year",
    "정전협정",
    "판문점",
    "회담",
    "선언",
    "평화",
    "협정",
    "남북",
    "군사",
    "분계선",
    "기록",
]
_TAGS = [f"{word.title()} {number}" for number in range(8) for word in ("korea", "treaty", "정책", "record", "map")]


def posts(count: int, *, date_only: bool = False) -> Iterator[tuple[str, str]]:
    """Return the file names and texts of ``count`` posts with 300 to 1,500 words each."""
    dice = random.Random(1953)
    day = dt.datetime(2012, 1, 1, 9, tzinfo=dt.UTC)
    for number in range(count):
        day += dt.timedelta(hours=dice.randrange(12, 120))
        date = f"{day:%Y-%m-%d}" if date_only else f"{day:%Y-%m-%dT%H:%M:%S}.000Z"
        tags = "".join(f'  - "{tag}"\n' for tag in dice.sample(_TAGS, 3))
        yield (
            f"{day:%Y-%m-%d}---post-{number}.md",
            f'---\ntitle: "Post {number}: {_phrase(dice, 5)}"\ndate: {date}\ntemplate: "post"\ndraft: false\n'
            f'slug: "/posts/post-{number}"\ncategory: "{dice.choice(["Korea", "Documents", "Language", "Places"])}"\n'
            f'tags:\n{tags}description: "{_phrase(dice, 20)}"\n---\n\n' + _body(dice, number),
        )


def write(folder: Path, count: int, *, date_only: bool = False) -> None:
    """Write ``count`` posts into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in posts(count, date_only=date_only):
        (folder / name).write_text(text, encoding="utf-8")


def _phrase(dice: random.Random, words: int) -> str:
    return " ".join(dice.choices(_WORDS, k=words))


def _body(dice: random.Random, number: int) -> str:
    parts = []
    left = dice.randrange(300, 1500)
    while left > 0:
        if dice.random() < 0.15:
            parts.append(f"## {_phrase(dice, 4).title()}")
        size = dice.randrange(40, 120)
        left -= size
        words = dice.choices(_WORDS, k=size)
        words[5] = f"**{words[5]}**"
        words[9] = f"[{words[9]}](https://example.org/{dice.randrange(1000)})"
        if number:
            words[15] = f"[{words[15]}](/posts/post-{dice.randrange(number)})"
        parts.append(" ".join(words).capitalize() + ".")
    parts.append("- one\n- two\n- three")
    return "\n\n".join(parts) + "\n"
