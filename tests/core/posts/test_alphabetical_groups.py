"""Tests for grouping terms, such as tags, by their first letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publication.core.posts.alphabetical_groups import group_by_initial, initial_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from publication.core.library import Library


def test_each_name_is_grouped_under_the_expected_initial() -> None:
    names = {
        "Élan": "E",
        "armistice": "A",
        "통일": "ㅌ",
        "까치": "ㄱ",
        "가": "ㄱ",
        "6 July": "#",
        "“Peace”": "P",
        "Ünlü": "U",
    }
    assert {name: initial_of(name) for name in names} == names


def test_terms_are_grouped_by_initial_in_dictionary_order(gather: Callable[..., Library]) -> None:
    library = gather({"posts/a.md": {"tags": "[통일, Zulu, Élan, Egypt, 6 July, 까치, 강, Édit]"}})
    found = [
        (letter, [term.name for term in terms]) for letter, terms in group_by_initial(library.taxonomies["tag"].terms)
    ]
    assert found == [
        ("#", ["6 July"]), ("E", ["Édit", "Egypt", "Élan"]), ("Z", ["Zulu"]), ("ㄱ", ["강", "까치"]), ("ㅌ", ["통일"]),
    ]  # fmt: skip
