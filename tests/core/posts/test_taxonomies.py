from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.core.addresses.term_slugs import term_key
from publication.core.posts.post import Post, Template
from publication.core.posts.taxonomies import Taxonomy, group, names_in
from support.strategies import names

FIRST = dt.datetime(2019, 1, 1, tzinfo=dt.UTC)


def tagged(*posts: tuple[str, ...]) -> Taxonomy:
    """The tags of posts, the newest one first."""
    made = [
        Post(
            f"posts/{number}.md", f"posts/{number}", Template.POST, "T", date=FIRST - dt.timedelta(number), tags=tags
        )
        for number, tags in enumerate(posts)
    ]
    return group("tag", "tags", made)


def test_a_term_has_the_posts_that_name_it_in_their_order() -> None:
    taxonomy = tagged(("Korea",), ("Talks",), ("Talks", "Korea"))
    assert [(term.name, [post.path for post in term.posts]) for term in taxonomy.terms] == [
        ("Korea", ["posts/0", "posts/2"]),
        ("Talks", ["posts/1", "posts/2"]),
    ]


def test_a_terms_listing_is_at_the_kebab_case_of_its_name() -> None:
    assert [term.path for term in tagged(("North Korea", "JavaScript")).terms] == [
        "tag/java-script",
        "tag/north-korea",
    ]


def test_names_of_one_address_are_one_term_with_the_posts_of_all() -> None:
    (term,) = tagged(("C++",), ("C",), ("C#",), ("C",)).terms
    assert (term.key, term.name, term.names, len(term.posts)) == ("c", "C", ("C", "C#", "C++"), 4)


def test_of_names_used_as_often_the_newest_posts_is_shown() -> None:
    assert [term.name for term in tagged(("Javascript",), ("JAVASCRIPT",)).terms] == ["Javascript"]


def test_a_post_that_names_a_term_twice_stands_in_it_once() -> None:
    (term,) = tagged(("C", "C++")).terms
    assert len(term.posts) == 1


def test_terms_are_in_alphabetical_order_whatever_their_case() -> None:
    assert [term.name for term in tagged(("b", "C", "a", "정전", "A b")).terms] == ["a", "A b", "b", "C", "정전"]


def test_every_spelling_leads_to_its_term() -> None:
    taxonomy = tagged(("C",), ("C++", "Korea"))
    assert taxonomy.by_name["C"] is taxonomy.by_name["C++"]
    assert set(taxonomy.by_name) == {"C", "C++", "Korea"}


def test_terms_that_posts_call_by_a_key_are_shown_by_name() -> None:
    post = Post("posts/a.md", "posts/a", Template.POST, "T", date=FIRST, authors=("kim",))
    (term,) = group("author", "authors", [post], {"kim": "Kim Minji"}).terms
    assert (term.name, term.path, term.names) == ("Kim Minji", "author/kim", ("kim",))


@pytest.mark.parametrize(
    ("taxonomy", "expected"), [("category", ("a",)), ("tag", ("b", "c")), ("author", ("d",)), ("series", ("e",))]
)
def test_each_taxonomy_has_a_field(taxonomy: str, expected: tuple[str, ...]) -> None:
    post = Post("f", "p", Template.POST, "T", categories=("a",), tags=("b", "c"), authors=("d",), series="e")
    assert names_in(post, taxonomy) == expected


@given(st.lists(st.lists(names().filter(bool), max_size=3).map(tuple), max_size=5))
def test_no_post_is_lost_and_no_two_terms_share_an_address(posts: list[tuple[str, ...]]) -> None:
    taxonomy = tagged(*posts)
    assert len({term.path for term in taxonomy.terms}) == len(taxonomy.terms)
    for number, tags in enumerate(posts):
        for tag in tags:
            term = taxonomy.by_name[tag]
            assert term.key == term_key(tag)
            assert f"posts/{number}" in [post.path for post in term.posts]
