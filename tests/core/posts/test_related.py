"""Tests for related posts: rare terms count most, and finding them takes time proportional to the number of posts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from publication.core.posts.post import Post, Template
from publication.core.posts.related import find_related_posts
from publication.core.posts.taxonomies import Term

if TYPE_CHECKING:
    from collections.abc import Callable

    from publication.core.library import Library


def test_a_rare_term_counts_more_than_a_common_term(gather: Callable[..., Library]) -> None:
    common = {f"posts/c{n}.md": {"tags": "[Korea]", "date": f"2020-01-{n + 1:02}"} for n in range(9)}
    rare = {"posts/x.md": {"tags": "[Korea, Hanoi]"}, "posts/y.md": {"tags": "[Hanoi]", "date": "2001-01-01"}}
    library = gather(common | rare)
    assert library.related["posts/x"][0].path == "posts/y"
    assert len(library.related["posts/x"]) == 3


def test_equally_related_posts_are_sorted_newest_first(gather: Callable[..., Library]) -> None:
    library = gather({f"posts/{n}.md": {"tags": "[A]", "date": f"2020-01-0{n}"} for n in range(1, 6)})
    assert [post.path for post in library.related["posts/1"]] == ["posts/5", "posts/4", "posts/3"]


def test_a_post_that_shares_no_term_has_no_related_posts(gather: Callable[..., Library]) -> None:
    library = gather({"posts/a.md": {"tags": "[A]", "category": "X"}, "posts/b.md": {"tags": "[B]", "category": "Y"}})
    assert library.related == {}


def test_posts_in_the_same_series_are_not_related(gather: Callable[..., Library]) -> None:
    library = gather(
        {f"posts/{n}.md": {"tags": "[A]", "series": "S"} for n in range(2)} | {"posts/z.md": {"tags": "[A]"}}
    )
    assert [post.path for post in library.related["posts/0"]] == ["posts/z"]


def test_the_work_is_proportional_to_the_number_of_posts() -> None:
    def count_looks(count: int) -> int:
        """Count how many posts with the term are examined."""

        class Counted(tuple[Post, ...]):
            __slots__ = ()
            seen = 0

            def __getitem__(self, key: Any) -> Any:
                found = super().__getitem__(key)
                Counted.seen += len(found)
                return found

        day = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        posts = tuple(Post("a.md", f"p{n}", Template.POST, "T", date=day, tags=("All",)) for n in range(count))
        term = Term("tag", "all", "All", ("All",), Counted(posts))
        assert len(find_related_posts(posts, [term])) == count
        return Counted.seen

    assert count_looks(1000) < count_looks(100) * 12
