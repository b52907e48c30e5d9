"""Tests for reading the front matter fields that a post may omit."""

from __future__ import annotations

import pytest

from publication.core.posts.front_matter_schema import ROLES, FrontMatterOptions
from publication.core.problems import ProblemKind
from support.parsed_posts import read_fields, reported, seoul_time, valid_post
from support.strategies import quoted

# Fields with terms, such as tags


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        (None, ()),
        ("", ()),
        ("null", ()),
        ('""', ()),
        ("[]", ()),
        ("Korea", ("Korea",)),
        ("North Korea, talks", ("North Korea, talks",)),
        ("[Korea, '', ' ', null, Talks]", ("Korea", "Talks")),
        ("\n- Korea\n-\n- Talks", ("Korea", "Talks")),
        ("[Korea, Korea, ' Korea ']", ("Korea",)),
        ("['한국', C++, 2019, true]", ("한국", "C++", "2019", "true")),
    ],
)
def test_tags_may_be_a_list_or_a_single_tag_or_empty(text: str | None, tags: tuple[str, ...]) -> None:
    assert valid_post(tags=text).tags == tags


@pytest.mark.parametrize(("text", "terms"), [("Korea", ("Korea",)), ('""', ()), (None, ()), ("[A, B]", ("A", "B"))])
def test_a_category_may_be_a_single_name_or_a_list_or_empty(text: str | None, terms: tuple[str, ...]) -> None:
    assert valid_post(category=text).categories == terms


@pytest.mark.parametrize("role", ["tags", "category"])
@pytest.mark.parametrize(("text", "line"), [("{a: b}", 5), ("\n  a: b", 5), ("\n- a\n- b: c", 7), ("[[a]]", 5)])
def test_a_mapping_or_nested_list_among_terms_is_reported_at_its_line(role: str, text: str, line: int) -> None:
    assert reported(None, **{role: text}) == [(ProblemKind.FIELD_TYPE, line)]


@pytest.mark.parametrize(
    ("text", "fits"),
    [("정" * 80, True), ("정" * 81, False), ("a1" * 60, True), ("a1" * 61, False), ("+" * 41, False)],
)
def test_a_term_too_long_for_a_url_is_reported(text: str, fits: bool) -> None:  # noqa: FBT001 -- an expected value
    assert reported(tags=quoted(text)) == ([] if fits else [(ProblemKind.FIELD_TYPE, 5)])


# Other fields


@pytest.mark.parametrize("role", ["description", "socialImageAlt", "socialImageCredit", "license"])
def test_text_fields_are_kept_as_plain_text(role: str) -> None:
    post = valid_post(None, **{role: '" *Some*  text: more "'})
    attribute = {name: attribute for attribute, name in ROLES.items()}[role]
    assert getattr(post, attribute) == "*Some* text: more"


def test_a_post_may_belong_to_a_series() -> None:
    assert valid_post(series="Seven documents").series == "Seven documents"


def test_a_cover_keeps_its_path_as_written() -> None:
    assert valid_post(socialImage="/media/a b.jpg").cover == "/media/a b.jpg"


@pytest.mark.parametrize("role", ["title", "description", "socialImage", "lang", "canonical", "doi", "license"])
@pytest.mark.parametrize(("text", "found"), [("[a, b]", "a list"), ("{a: b}", "`a: …`")])
def test_a_field_with_a_single_value_rejects_lists_and_mappings(role: str, text: str, found: str) -> None:
    post, (problem,) = read_fields(None, "posts/a.md", **{role: text})
    assert post is None
    assert problem.kind is ProblemKind.FIELD_TYPE
    assert problem.message.startswith(f"`{role}` contains {found}, but accepts only a single value: ")


def test_known_authors_are_accepted() -> None:
    rules = FrontMatterOptions(authors={"kim": "Kim Minji", "lee": "Lee Jun"})
    assert valid_post(rules, author="kim").authors == ("kim",)
    assert valid_post(rules, author="[lee, kim]").authors == ("lee", "kim")


def test_an_unknown_author_is_reported_with_the_known_authors_and_the_post_is_published() -> None:
    post, (problem,) = read_fields(FrontMatterOptions(authors={"lee": "Lee", "kim": "Kim"}), author="[kim, nobody]")
    assert post
    assert post.authors == ("kim",)
    assert problem.message.startswith(
        "`author` contains “nobody”, who is not in publication_authors in conf.py (known: kim, lee)"
    )


@pytest.mark.parametrize("lang", ["ko", "en-GB", "zh-Hant-TW", "kor"])
def test_a_language_tag_is_accepted(lang: str) -> None:
    assert valid_post(lang=lang).lang == lang


@pytest.mark.parametrize("lang", ["Korean", "ko_KR", "한국어", "k", "en-", "1"])
def test_an_invalid_language_tag_is_reported_and_ignored(lang: str) -> None:
    post, (problem,) = read_fields(lang=lang)
    assert post
    assert (post.lang, problem.kind) == ("", ProblemKind.LANG)


@pytest.mark.parametrize("doi", ["10.1000/182", "10.1177/0022343319898247"])
def test_a_bare_doi_is_accepted(doi: str) -> None:
    assert valid_post(doi=doi).doi == doi


@pytest.mark.parametrize(
    "doi", ["https://doi.org/10.1000/182", "doi:10.1000/182", "10.1000", "10.1/x", "10.1000/a b"]
)
def test_a_doi_in_any_other_form_is_reported(doi: str) -> None:
    assert reported(doi=quoted(doi)) == [(ProblemKind.DOI, 5)]


@pytest.mark.parametrize("canonical", ["https://example.org/x", "http://example.org/%ED%95%9C?a=b#c"])
def test_a_full_canonical_url_is_accepted(canonical: str) -> None:
    assert valid_post(canonical=canonical).canonical == canonical


@pytest.mark.parametrize(
    "canonical", ["/posts/x", "example.org/x", "ftp://example.org", "https://", "https://a b", 'https://a"']
)
def test_an_incomplete_canonical_url_is_reported(canonical: str) -> None:
    assert reported(canonical=f"'{canonical}'") == [(ProblemKind.ADDRESS, 5)]


@pytest.mark.parametrize(("text", "pinned"), [("true", True), ("false", False), (None, False), ("", False)])
def test_a_post_may_be_pinned(text: str | None, pinned: bool) -> None:  # noqa: FBT001 -- an expected value
    assert valid_post(pinned=text).pinned is pinned


@pytest.mark.parametrize("pinned", ["maybe", '"true"', "1"])
def test_a_pinned_value_other_than_true_or_false_is_reported_and_ignored(pinned: str) -> None:
    post, (problem,) = read_fields(pinned=pinned)
    assert post
    assert (post.pinned, problem.kind) == (False, ProblemKind.FLAG)


def test_a_post_was_last_changed_on_its_updated_date_or_otherwise_its_date() -> None:
    assert valid_post(updated="2020-01-01").last_changed == seoul_time(2020, 1, 1)
    assert valid_post().last_changed == seoul_time(2019, 9, 6)


def test_an_updated_date_before_the_date_is_reported_and_ignored() -> None:
    post, (problem,) = read_fields(updated="2019-09-05")
    assert post
    assert (post.updated, problem.kind, problem.line) == (None, ProblemKind.UPDATED, 5)
    assert "is 2019-09-05, which is before `date` (2019-09-06)" in problem.message


def test_an_updated_date_on_the_day_of_publication_needs_no_time() -> None:
    post = valid_post(date="2019-09-06T09:30", updated="2019-09-06")
    assert post.updated == post.date


@pytest.mark.parametrize("updated", ["soon", '""', "2019-02-30"])
def test_an_invalid_updated_date_is_reported_and_the_post_is_published(updated: str) -> None:
    post, (problem,) = read_fields(updated=updated)
    assert post
    assert (post.updated, problem.kind) == (None, ProblemKind.UPDATED)


def test_a_post_may_expire() -> None:
    assert valid_post(expires="2030-01-01").expires == seoul_time(2030, 1, 1)


@pytest.mark.parametrize("expires", ["soon", '""', "2030-02-30"])
def test_a_post_with_an_invalid_expiry_date_is_not_published(expires: str) -> None:
    assert read_fields(expires=expires)[0] is None
    assert reported(expires=expires) == [(ProblemKind.EXPIRES, 5)]


@pytest.mark.parametrize(
    ("text", "aliases"),
    [("/old/x", ("old/x",)), ("[/a/, b]", ("a", "b")), (None, ()), ("", ()), ("[]", ()), ("/x%20y", ("x y",))],
)
def test_aliases_are_read_as_paths(text: str | None, aliases: tuple[str, ...]) -> None:
    assert valid_post(aliases=text).aliases == aliases


@pytest.mark.parametrize("alias", ["https://example.org/x", "/../x", "/tags", "/", r"'\x'", "{a: b}"])
def test_an_unusable_alias_is_reported_at_its_line(alias: str) -> None:
    found = reported(aliases=f"\n- /old\n- {alias}")
    assert [line for _, line in found] == [7]


def test_ignoring_an_alias_keeps_the_order_of_the_others() -> None:
    post, (problem,) = read_fields(aliases="[/a, /search, /b]")
    assert post
    assert (post.aliases, problem.kind) == (("a", "b"), ProblemKind.ALIAS)
