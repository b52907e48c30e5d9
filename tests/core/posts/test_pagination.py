"""Tests that long listings of posts are divided into pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.core.posts.pagination import page_count, paginate

ITEMS = st.lists(st.integers(), max_size=40)
SIZES = st.integers(0, 12)


@pytest.mark.parametrize(
    ("items", "size", "pages"), [(0, 10, 1), (1, 10, 1), (10, 10, 1), (11, 10, 2), (20, 10, 2), (5, 0, 1), (0, 0, 1)]
)
def test_a_listing_has_enough_pages_for_its_items_and_at_least_one(items: int, size: int, pages: int) -> None:
    assert page_count(items, size) == pages


@given(ITEMS, SIZES)
def test_the_pages_of_a_listing_contain_every_item_in_order(items: list[int], size: int) -> None:
    assert [item for page in paginate(items, "posts", size) for item in page.items] == items


@given(ITEMS, st.integers(1, 12))
def test_every_page_except_the_last_is_full(items: list[int], size: int) -> None:
    *full, last = paginate(items, "posts", size)
    assert all(len(page.items) == size for page in full)
    assert len(last.items) <= size
    assert last.items or not items


@given(ITEMS, SIZES)
def test_every_page_has_a_unique_path_and_links_to_the_others(items: list[int], size: int) -> None:
    pages = paginate(items, "posts", size)
    assert [page.path for page in pages] == list(dict.fromkeys(page.path for page in pages))
    assert all(page.paths == tuple(other.path for other in pages) for page in pages)
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))


def test_the_first_page_has_the_listings_path_and_the_others_are_numbered() -> None:
    assert paginate(range(5), "tag/korea", 2)[0].paths == ("tag/korea", "tag/korea/page/2", "tag/korea/page/3")


def test_a_page_links_to_the_newer_and_the_older_page() -> None:
    first, second, third = paginate(range(5), "posts", 2)
    assert (first.newer, first.older) == (None, second.path)
    assert (second.newer, second.older) == (first.path, third.path)
    assert (third.newer, third.older) == (second.path, None)


def test_a_page_has_the_total_number_of_pages() -> None:
    assert {page.total for page in paginate(range(5), "posts", 2)} == {3}
