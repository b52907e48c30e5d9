"""Tests for the library: the order, listings and terms of posts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import given

from publication.core.gather import gather as gather_files
from publication.core.posts.front_matter_schema import FrontMatterOptions
from support.libraries import paths
from support.strategies import document, libraries

if TYPE_CHECKING:
    from collections.abc import Callable

    from publication.core.library import Library
    from publication.core.posts.post import Post

CLOCK = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


# Order


def test_posts_are_sorted_newest_first_then_by_path(gather: Callable[..., Library]) -> None:
    files = {
        "posts/b.md": {"date": "2019-01-01"},
        "posts/c.md": {"date": "2020-01-01"},
        "posts/a.md": {"date": "2019-01-01"},
        "posts/d.md": {"date": "2019-01-01T00:00+08:00"},
    }
    assert paths(gather(files)) == ["posts/c", "posts/d", "posts/a", "posts/b"]


def test_the_order_of_the_input_files_does_not_matter(gather: Callable[..., Library], tmp_path: Path) -> None:
    files = {f"posts/{name}.md": {"tags": f"[C{'+' * number}]"} for number, name in enumerate("abc")}
    gather(files)
    ordered, reversed_ = (
        gather_files(tmp_path, names, FrontMatterOptions(), CLOCK) for names in (files, reversed(list(files)))
    )
    assert ordered == reversed_


def test_pages_are_sorted_by_path_and_are_in_no_listing(gather: Callable[..., Library]) -> None:
    page = {"template": "page", "tags": "[Korea]", "date": "2019-01-01"}
    found = gather({"pages/b.md": page, "pages/a.md": page})
    assert [post.path for post in found.pages] == ["pages/a", "pages/b"]
    assert (found.posts, found.listings) == ((), {"posts": 0})


def test_a_post_has_the_next_older_and_newer_posts(gather: Callable[..., Library]) -> None:
    found = gather({f"posts/{year}.md": {"date": f"{year}-01-01"} for year in (2018, 2019, 2020)})
    new, middle, old = found.posts
    assert found.previous_and_next(middle) == (old, new)
    assert (found.previous_and_next(new), found.previous_and_next(old)) == ((middle, None), (None, middle))


def test_pages_and_drafts_are_never_the_previous_or_next_post(gather: Callable[..., Library]) -> None:
    files = {
        "posts/a.md": {"date": "2018-01-01"},
        "posts/b.md": {"date": "2019-01-01", "draft": "true"},
        "posts/c.md": {"date": "2020-01-01"},
        "pages/d.md": {"template": "page"},
    }
    found = gather(files)
    assert found.previous_and_next(found.posts[0]) == (found.posts[1], None)
    assert found.previous_and_next(found.pages[0]) == (None, None)


def test_years_follow_the_publications_time_zone(gather: Callable[..., Library]) -> None:
    found = gather({"posts/a.md": {"date": "2018-12-31T23:00Z"}, "posts/b.md": {"date": "2018-12-31"}})
    assert {year: [post.path for post in posts] for year, posts in found.years.items()} == {
        2019: ["posts/a"],
        2018: ["posts/b"],
    }


# Taxonomies and listings


def test_each_listing_has_its_number_of_posts(gather: Callable[..., Library]) -> None:
    rules = FrontMatterOptions(authors={"kim": "Kim Minji"})
    found = gather(
        {"posts/a.md": {"tags": "[C, C++]", "category": "Korea", "author": "kim"}, "posts/b.md": {"tags": "C"}}, rules
    )
    assert found.listings == {
        "posts": 2, "archive/2019": 2, "category/korea": 1, "tag/c": 2, "author/kim": 1,
    }  # fmt: skip


def test_generated_pages_are_the_listings_term_lists_and_fixed_pages(
    gather: Callable[..., Library],
) -> None:
    found = gather({f"posts/{number}.md": {"tags": "[Korea]"} for number in range(3)}, page_size=2)
    assert found.generated == {
        "", "search", "archive", "feeds", "posts", "posts/page/2", "archive/2019", "archive/2019/page/2",
        "categories", "tags", "tag/korea", "tag/korea/page/2",
    }  # fmt: skip


def test_a_posts_terms_keep_their_order_without_duplicates(gather: Callable[..., Library]) -> None:
    found = gather(
        {"posts/a.md": {"tags": "[Talks, C++, C, Korea]"}, "pages/b.md": {"template": "page", "tags": "[C]"}}
    )
    assert [term.slug for term in found.terms_of(found.posts[0], "tag")] == ["talks", "c", "korea"]
    assert found.terms_of(found.pages[0], "tag") == []


# Properties that hold for any set of posts


def gather_posts(posts: list[Post], **options: Any) -> Library:
    known = {post.file: post for post in posts}
    return gather_files(
        Path("/nowhere"),
        known,
        FrontMatterOptions(),
        CLOCK,
        read=lambda _root, file, _rules: (known[file], []),
        **options,
    )


@given(libraries())
def test_every_file_is_published_or_held_back_or_reported(posts: list[Post]) -> None:
    found = gather_posts(posts)
    named = " ".join(problem.message for problem in found.problems)
    assert all(
        post.file in found.paths_by_file or post.file in found.held_back or post.file in named for post in posts
    )
    assert not set(found.paths_by_file) & set(found.held_back)


@given(libraries())
def test_walking_from_the_newest_post_to_the_oldest_reaches_every_post(posts: list[Post]) -> None:
    found = gather_posts(posts)
    walked, post = [], found.posts[0] if found.posts else None
    while post:
        walked.append(post)
        post = found.previous_and_next(post)[0]
    assert tuple(walked) == found.posts
    assert [post.when for post in walked] == sorted((post.when for post in walked), reverse=True)
    assert tuple(post for year in found.years.values() for post in year) == found.posts


@given(libraries())
def test_no_listing_page_has_the_permalink_of_a_document(posts: list[Post]) -> None:
    found = gather_posts(posts, page_size=2)
    assert not found.generated & set(found.documents)
    assert set(found.listings) <= found.generated


@given(libraries())
def test_gathering_in_reverse_order_produces_the_same_library(posts: list[Post]) -> None:
    assert gather_posts(posts) == gather_posts(posts[::-1])


@given(libraries())
def test_a_preview_contains_everything_that_is_published(posts: list[Post]) -> None:
    published = set(gather_posts(posts).documents)
    assert {path for path in published if not path.startswith("x.html/")} <= set(
        gather_posts(posts, preview=True).documents
    )


def test_the_sample_document_has_no_problems(gather: Callable[..., Library]) -> None:
    assert gather({"posts/a.md": document()}).problems == ()
