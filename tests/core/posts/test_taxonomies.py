"""Tests that posts are grouped by their terms."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.core.addresses.term_slugs import term_slug
from publication.core.posts.post import Post, Template
from publication.core.posts.taxonomies import Taxonomy, build_taxonomy, term_names
from support.strategies import names

FIRST = dt.datetime(2019, 1, 1, tzinfo=dt.UTC)


def group_tags(*posts: tuple[str, ...]) -> Taxonomy:
    """Create one post for each list of tags, newest first, and group the posts by tag."""
    made = [
        Post(
            f"posts/{number}.md", f"posts/{number}", Template.POST, "T", date=FIRST - dt.timedelta(number), tags=tags
        )
        for number, tags in enumerate(posts)
    ]
    return build_taxonomy("tag", "tags", made)


def test_a_term_has_its_posts_in_order() -> None:
    taxonomy = group_tags(("Korea",), ("Talks",), ("Talks", "Korea"))
    assert [(term.name, [post.path for post in term.posts]) for term in taxonomy.terms] == [
        ("Korea", ["posts/0", "posts/2"]),
        ("Talks", ["posts/1", "posts/2"]),
    ]


def test_the_path_of_a_term_is_its_name_in_kebab_case() -> None:
    assert [term.path for term in group_tags(("North Korea", "JavaScript")).terms] == [
        "tag/java-script",
        "tag/north-korea",
    ]


def test_names_with_the_same_slug_are_merged_into_one_term_with_all_their_posts() -> None:
    (term,) = group_tags(("C++",), ("C",), ("C#",), ("C",)).terms
    assert (term.slug, term.name, term.spellings, len(term.posts)) == ("c", "C", ("C", "C#", "C++"), 4)


def test_of_equally_common_names_the_name_in_the_newest_post_is_displayed() -> None:
    assert [term.name for term in group_tags(("Javascript",), ("JAVASCRIPT",)).terms] == ["Javascript"]


def test_a_post_that_names_a_term_twice_is_listed_once() -> None:
    (term,) = group_tags(("C", "C++")).terms
    assert len(term.posts) == 1


def test_terms_are_sorted_alphabetically_regardless_of_case() -> None:
    assert [term.name for term in group_tags(("b", "C", "a", "정전", "A b")).terms] == ["a", "A b", "b", "C", "정전"]


def test_every_spelling_leads_to_its_term() -> None:
    taxonomy = group_tags(("C",), ("C++", "Korea"))
    assert taxonomy.by_spelling["C"] is taxonomy.by_spelling["C++"]
    assert set(taxonomy.by_spelling) == {"C", "C++", "Korea"}


def test_terms_referenced_by_key_are_displayed_by_name() -> None:
    post = Post("posts/a.md", "posts/a", Template.POST, "T", date=FIRST, authors=("kim",))
    (term,) = build_taxonomy("author", "authors", [post], {"kim": "Kim Minji"}).terms
    assert (term.name, term.path, term.spellings) == ("Kim Minji", "author/kim", ("kim",))


@pytest.mark.parametrize(
    ("taxonomy", "expected"), [("category", ("a",)), ("tag", ("b", "c")), ("author", ("d",)), ("series", ("e",))]
)
def test_each_taxonomy_reads_its_own_field(taxonomy: str, expected: tuple[str, ...]) -> None:
    post = Post("f", "p", Template.POST, "T", categories=("a",), tags=("b", "c"), authors=("d",), series="e")
    assert term_names(post, taxonomy) == expected


@given(st.lists(st.lists(names().filter(bool), max_size=3).map(tuple), max_size=5))
def test_no_post_is_lost_and_no_two_terms_share_a_path(posts: list[tuple[str, ...]]) -> None:
    taxonomy = group_tags(*posts)
    assert len({term.path for term in taxonomy.terms}) == len(taxonomy.terms)
    for number, tags in enumerate(posts):
        for tag in tags:
            term = taxonomy.by_spelling[tag]
            assert term.slug == term_slug(tag)
            assert f"posts/{number}" in [post.path for post in term.posts]
