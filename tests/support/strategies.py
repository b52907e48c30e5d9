"""Hypothesis strategies for names, slugs, front matter and posts, and the profile that all property tests use."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from hypothesis import settings
from hypothesis import strategies as st

from publication.core.posts.post import Post, Template

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

# Every run uses the same examples, so that results are reproducible, and only a few of them, so that the tests stay
# fast. To search for new failures: pytest --hypothesis-profile=search
settings.register_profile("same", derandomize=True, max_examples=30, deadline=None)
settings.register_profile("search", max_examples=5000, deadline=None)

SOUND = {"title": "A title", "date": "2019-09-06", "template": "post"}


def document(body: str = "Text.\n", **fields: str | None) -> str:
    """Return the sample post's source text with these field values, unchanged. Fields that are None are omitted."""
    lines = [f"{name}: {value}" for name, value in (SOUND | fields).items() if value is not None]
    return "---\n" + "\n".join(lines) + "\n---\n\n" + body


def _range(first: str, last: str) -> str:
    return "".join(map(chr, range(ord(first), ord(last) + 1)))


_LETTERS = (
    _range("!", "~")
    + _range("À", "ſ")
    + _range("가", "각")
    + _range("ㄱ", "ㅎ")
    + _range("一", "丏")
    + _range("А", "я")
    + _range("\u0300", "\u0308")
    + "\u1100\u1161·・’ệ\u200d\ufe0f🎉🇰🇷👩🏽²№"
)


def names() -> SearchStrategy[str]:
    """Generate common and unusual tag names: Latin, Hangul, Hanja, Cyrillic, punctuation, emoji."""
    return st.text(_LETTERS + " ", max_size=12)


def texts() -> SearchStrategy[str]:
    """Generate visible text in any script."""
    return st.text(st.characters(exclude_categories=["C", "Z"]), max_size=30)


def slugs() -> SearchStrategy[str]:
    """Generate ``slug`` values: valid and invalid paths, some with slashes, dots, spaces or percent-encoding."""
    parts = st.one_of(names(), st.sampled_from(["posts", "..", ".", "", " ", "%2F", "%EC%A0%95", "a.html", "index"]))
    return st.lists(parts, max_size=5).map("/".join)


def paths() -> SearchStrategy[str]:
    """Generate site paths in the form that ``permalinks`` produces."""
    part = names().map(lambda name: "".join(c for c in name if c not in "/\\%").strip())
    sound = part.filter(lambda text: text not in {"", ".", ".."})
    return st.lists(sound, min_size=1, max_size=4).map("/".join)


def yaml_texts() -> SearchStrategy[str]:
    """Generate lines that resemble front matter, with all the characters that have a special meaning in YAML."""
    pieces = (
        "title date tags draft slug true null 2019-09-06 post 정전 : - ? | > & * ! % @ ` # , [ ] { } ' \" \\ --- ... "
        "<< !!python/object:os.system &a *a \\x00 \\ud800 %41 \x00 \x07 \x9b \x7f \ufeff \ufffe \u200b é e\u0301 🎉"
    )
    spaces = [" ", "  ", ": ", ": ", "\n", "\n", "\n  ", "\n- ", "\t", "\r\n", "\r", "\u2028", "\x85"]
    return st.lists(st.sampled_from(pieces.split(" ") + spaces), max_size=25).map("".join)


def times() -> SearchStrategy[dt.datetime]:
    """Generate whole-second times in different time zones, in years that every zone can represent."""
    zones = st.integers(-12 * 60, 14 * 60).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
    span = st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2200, 1, 1), timezones=zones)  # noqa: DTZ001 -- Hypothesis adds the time zones
    return span.map(lambda moment: moment.replace(microsecond=0))


def libraries() -> SearchStrategy[list[Post]]:
    """Generate lists of valid posts and pages. They share a small set of paths, so that some paths clash."""
    moments = [None, *(dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (2018, 2019, 2025, 2026, 2027))]
    draw = {
        "path": st.sampled_from(["posts/a", "posts/A", "posts/b", "posts/c", "posts/d", "x.html", "x.html/y"]),
        "date": st.sampled_from(moments),
        "expires": st.sampled_from([None, None, *moments]),
        "draft": st.sampled_from([False, False, True]),
        "tags": st.sampled_from([(), ("C",), ("C++", "북한"), ("C", "C++", "North Korea")]),
    }
    return st.lists(st.fixed_dictionaries(draw), max_size=4).map(
        lambda made: [_post(f"posts/{number}.md", **values) for number, values in enumerate(made)]
    )


def _post(file: str, **values: Any) -> Post:
    template = Template.POST if values["date"] else Template.PAGE
    return Post(file=file, template=template, title="A title", categories=values["tags"][:1], **values)


def quoted(text: str) -> str:
    """Return a string in YAML's double-quoted form."""
    return json.dumps(text, ensure_ascii=False)
