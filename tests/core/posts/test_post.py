from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from publication.core.posts.dates import moment
from publication.core.posts.front_matter import FrontMatter, read
from publication.core.posts.front_matter_schema import ROLES, Rules
from publication.core.posts.post import Post, Template, parse
from publication.core.problems import ProblemKind, Severity
from support.strategies import SOUND, document, names, quoted, times

if TYPE_CHECKING:
    from publication.core.problems import Problem

SEOUL = ZoneInfo("Asia/Seoul")


def read_fields(
    rules: Rules | None = None, file: str = "posts/a.md", **fields: Any
) -> tuple[Post | None, list[Problem]]:
    source = read(document(**fields).encode(), file)
    assert isinstance(source, FrontMatter), source
    return parse(source, file, rules or Rules())


def sound(rules: Rules | None = None, **fields: Any) -> Post:
    post, problems = read_fields(rules, **fields)
    assert post
    assert problems == []
    return post


def faults(rules: Rules | None = None, **fields: Any) -> list[tuple[ProblemKind, int]]:
    return [(problem.code, problem.line) for problem in read_fields(rules, **fields)[1]]


def seoul(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=SEOUL)  # type: ignore[misc,arg-type]  # at most six parts


# Dates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019-09-06", seoul(2019, 9, 6)),
        ("2016-09-01T23:46:37.121Z", seoul(2016, 9, 2, 8, 46, 37)),
        ("2020-03-13T09:30", seoul(2020, 3, 13, 9, 30)),
        ("2019-05-04T00:00:00+07:00", seoul(2019, 5, 4, 2)),
        ("2011-03-24 11:43:45+00:00", seoul(2011, 3, 24, 20, 43, 45)),
        ("2001-12-14t21:59:43.10-05:00", seoul(2001, 12, 15, 11, 59, 43)),
        ("2001-12-14 21:59:43.10 -5", seoul(2001, 12, 15, 11, 59, 43)),
        ("2019-09-06T09:30:00+0900", seoul(2019, 9, 6, 9, 30)),
        ("2019-09-06T09:30:00+09", seoul(2019, 9, 6, 9, 30)),
        ("2019-09-06T09:30:00+930", seoul(2019, 9, 6, 9)),
        ("2019/9/6", seoul(2019, 9, 6)),
        ("2019.09.06", seoul(2019, 9, 6)),
        ("  2019-09-06  ", seoul(2019, 9, 6)),
        ("2019-09-06 9:05", seoul(2019, 9, 6, 9, 5)),
        ("2020-02-29", seoul(2020, 2, 29)),
    ],
)
def test_a_date_may_be_written_in_every_form_that_real_blogs_have(text: str, expected: dt.datetime) -> None:
    found = moment(text, SEOUL)
    assert found == expected
    assert found.tzinfo is SEOUL


@pytest.mark.parametrize(
    "text",
    [
        *["2019-00-30T09:00:00.000Z", "2022-00-00T00:00:00.000Z", "2019-02-30", "2019-02-29", "2019-13-01"],
        *["2019-09-06T24:00", "2019-09-06T09:60", "2019-09-06T09:30:61", "2019-09-06T09:30+99:00"],
        *["0000-01-01", "0001-01-01T00:00+12:00", "9999-12-31T23:59-12:00"],
    ],
)
def test_a_day_or_time_that_does_not_exist_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="exist"):
        moment(text, SEOUL)


@pytest.mark.parametrize(
    "text",
    [
        *["", "yesterday", "September 6, 2019", "06.09.2019", "2019", "2019-09", "20190906", "2019-09/06"],
        *["2019-09-06T", "2019-09-06T09", "Fri, 06 Sep 2019 00:00:00 GMT", "2019-09-06 KST", "2019-09-06+09:00"],
    ],
)
def test_anything_else_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match="YYYY-MM-DD"):
        moment(text, SEOUL)


@given(times())
def test_a_time_with_a_zone_is_the_same_time_in_ours(time: dt.datetime) -> None:
    assert moment(time.isoformat(), SEOUL) == time
    assert moment(time.isoformat(sep=" "), dt.UTC).tzinfo is dt.UTC


def test_a_time_that_the_clocks_skip_is_moved_to_one_that_exists() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert moment("2019-03-31T02:30", berlin) == dt.datetime(2019, 3, 31, 1, 30, tzinfo=dt.UTC)
    assert moment("2019-03-31T02:30", berlin).hour == 3


def test_a_date_is_read_with_and_without_quotes() -> None:
    assert sound(date="2019-09-06").date == sound(date='"2019-09-06"').date == seoul(2019, 9, 6)


def test_a_date_is_meant_in_the_zone_of_the_publication() -> None:
    assert sound(Rules(zone=dt.UTC), date="2019-09-06").date == dt.datetime(2019, 9, 6, tzinfo=dt.UTC)


@pytest.mark.parametrize("date", [None, "", '""', "null", "2019-02-30", "soon"])
def test_a_post_without_a_sound_date_is_left_out(date: str | None) -> None:
    post, (problem,) = read_fields(date=date)
    assert post is None
    assert (problem.code, problem.line) == (ProblemKind.DATE, 3 if date is not None else 1)


@pytest.mark.parametrize("date", [None, "", "2019-02-30", "soon", "[a]"])
def test_a_page_has_no_date_and_nobody_asks_for_one(date: str | None) -> None:
    page = sound(template="page", date=date)
    assert page.date is None
    with pytest.raises(ValueError, match="has no date"):
        _ = page.when


# Title, template, draft


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Plain", "Plain"),
        ('"With: colon"', "With: colon"),
        ('"*Stars* and `code`"', "*Stars* and `code`"),
        ("No", "No"),
        ("2019", "2019"),
        ('"  much   space  "', "much space"),
        (">\n  folded\n  title", "folded title"),
        ('"정전"', "정전"),
        ("1 < 2 & 3", "1 < 2 & 3"),
    ],
)
def test_a_title_is_one_line_of_plain_text(text: str, title: str) -> None:
    assert sound(title=text).title == title


def test_text_is_composed() -> None:
    decomposed = '"\u1112\u1161\u11ab\u1100\u116e\u11a8 e\u0301"'
    post = sound(title=decomposed, tags=f"[{decomposed}]", category=decomposed)
    assert (post.title, post.tags, post.categories) == ("한국 é", ("한국 é",), ("한국 é",))


@pytest.mark.parametrize("title", [None, "", '""', "' '", "null"])
def test_a_post_without_a_title_is_left_out(title: str | None) -> None:
    assert read_fields(title=title)[0] is None
    assert faults(title=title) == [(ProblemKind.TITLE, 2 if title is not None else 1)]


@pytest.mark.parametrize(("text", "template"), [('"post"', Template.POST), ("page", Template.PAGE)])
def test_a_document_is_a_post_or_a_page(text: str, template: Template) -> None:
    assert sound(template=text).template is template
    assert sound(template=text).is_post is (template is Template.POST)


@pytest.mark.parametrize("template", [None, "", '""', "Post", "POST", "posts", "article", "null", '"post page"'])
def test_any_other_template_leaves_a_document_out(template: str | None) -> None:
    post, (problem,) = read_fields(template=template)
    assert post is None
    assert (problem.code, problem.line) == (ProblemKind.TEMPLATE, 4 if template is not None else 1)
    assert 'write template: "post" for a dated post, template: "page"' in problem.message


@pytest.mark.parametrize(
    ("text", "draft"), [("true", True), ("false", False), ("True", True), ("", False), (None, False)]
)
def test_a_draft_says_true_without_quotes(text: str | None, draft: bool) -> None:  # noqa: FBT001 -- it is the expected value
    assert sound(draft=text).draft is draft


@pytest.mark.parametrize(
    "draft", ['"true"', "'false'", "yes", "no", "on", "1", "0", "maybe", '""', "[true]", "{a: b}"]
)
def test_a_draft_of_any_other_kind_is_not_published_by_mistake(draft: str) -> None:
    assert read_fields(draft=draft)[0] is None
    assert faults(draft=draft) == [(ProblemKind.DRAFT, 5)]


def test_the_problems_of_a_draft_are_notes_and_fail_nothing() -> None:
    post, problems = read_fields(draft="true", date="soon", lang="Korean")
    assert post is None
    assert [(problem.code, problem.severity) for problem in problems] == [
        (ProblemKind.DATE, Severity.NOTE),
        (ProblemKind.LANG, Severity.NOTE),
    ]


def test_one_reading_tells_every_problem_of_a_file() -> None:
    found = faults(title=None, date="soon", template="post", draft="maybe", slug="../x", tags="{a: b}", pinned="x")
    assert [code for code, _ in found] == [
        ProblemKind.DRAFT, ProblemKind.TITLE, ProblemKind.DATE, ProblemKind.SLUG, ProblemKind.FIELD_TYPE, ProblemKind.FLAG,
    ]  # fmt: skip


# Slugs: the rules of paths are in test_permalinks.py


def test_a_slug_is_the_address() -> None:
    assert sound(slug='"/posts/Some-Title/"').path == "posts/Some-Title"


@pytest.mark.parametrize("slug", [None, "", '""', "' '", "null"])
def test_without_a_slug_the_file_is_the_address(slug: str | None) -> None:
    assert sound(slug=slug).path == "posts/a"


@pytest.mark.parametrize(("slug", "path"), [("2019-09-06", "2019-09-06"), ("no", "no"), ("007", "007")])
def test_a_slug_without_quotes_is_text_all_the_same(slug: str, path: str) -> None:
    assert sound(slug=slug).path == path


def test_a_slug_without_a_slash_follows_the_rule_of_its_era() -> None:
    assert sound(Rules(slug_rule="folder"), slug="x").path == "posts/x"


@pytest.mark.parametrize(
    ("slug", "code"),
    [("/posts/../x", ProblemKind.SLUG), ("/search", ProblemKind.RESERVED), ("/", ProblemKind.RESERVED), ("[a]", ProblemKind.FIELD_TYPE)],
)
def test_a_slug_that_cannot_be_served_leaves_a_post_out(slug: str, code: ProblemKind) -> None:
    assert read_fields(slug=slug)[0] is None
    assert faults(slug=slug) == [(code, 5)]


def test_a_file_whose_name_cannot_be_served_is_told_by_its_name() -> None:
    _, (problem,) = read_fields(file="posts/a\nb.md")
    assert (problem.code, problem.line) == (ProblemKind.SLUG, 1)
    assert "the file's name “posts/a\\nb.md”; rename the file, or write slug: /posts/x" in problem.message
    assert str(problem).isprintable()


# Terms


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
def test_tags_are_a_list_a_text_or_nothing(text: str | None, tags: tuple[str, ...]) -> None:
    assert sound(tags=text).tags == tags


@pytest.mark.parametrize(("text", "terms"), [("Korea", ("Korea",)), ('""', ()), (None, ()), ("[A, B]", ("A", "B"))])
def test_a_category_is_a_text_nothing_or_a_list(text: str | None, terms: tuple[str, ...]) -> None:
    assert sound(category=text).categories == terms


@pytest.mark.parametrize("role", ["tags", "category"])
@pytest.mark.parametrize(("text", "line"), [("{a: b}", 5), ("\n  a: b", 5), ("\n- a\n- b: c", 7), ("[[a]]", 5)])
def test_terms_with_values_are_told_at_their_line(role: str, text: str, line: int) -> None:
    assert faults(None, **{role: text}) == [(ProblemKind.FIELD_TYPE, line)]


@pytest.mark.parametrize(
    ("text", "fits"),
    [("정" * 80, True), ("정" * 81, False), ("a1" * 60, True), ("a1" * 61, False), ("+" * 41, False)],
)
def test_a_term_must_fit_an_address(text: str, fits: bool) -> None:  # noqa: FBT001 -- it is the expected value
    assert faults(tags=quoted(text)) == ([] if fits else [(ProblemKind.FIELD_TYPE, 5)])


# Our own fields


@pytest.mark.parametrize("role", ["description", "socialImageAlt", "socialImageCredit", "license"])
def test_fields_of_text_are_kept_as_text(role: str) -> None:
    post = sound(None, **{role: '" *Some*  text: more "'})
    attribute = {name: attribute for attribute, name in ROLES.items()}[role]
    assert getattr(post, attribute) == "*Some* text: more"


def test_a_post_may_be_in_a_series() -> None:
    assert sound(series="Seven documents").series == "Seven documents"


def test_a_cover_is_kept_as_it_is_written() -> None:
    assert sound(socialImage="/media/a b.jpg").cover == "/media/a b.jpg"


@pytest.mark.parametrize("role", ["title", "description", "socialImage", "lang", "canonical", "doi", "license"])
@pytest.mark.parametrize(("text", "found"), [("[a, b]", "a list"), ("{a: b}", "`a: …`")])
def test_a_field_of_one_value_must_not_be_a_list(role: str, text: str, found: str) -> None:
    post, (problem,) = read_fields(None, "posts/a.md", **{role: text})
    assert post is None
    assert problem.code is ProblemKind.FIELD_TYPE
    assert problem.message.startswith(f"`{role}` must be a single value, found {found};")


def test_an_author_is_one_who_is_known() -> None:
    rules = Rules(authors={"kim": "Kim Minji", "lee": "Lee Jun"})
    assert sound(rules, author="kim").authors == ("kim",)
    assert sound(rules, author="[lee, kim]").authors == ("lee", "kim")


def test_an_unknown_author_is_told_with_those_who_are_known_and_the_post_is_published() -> None:
    post, (problem,) = read_fields(Rules(authors={"lee": "Lee", "kim": "Kim"}), author="[kim, nobody]")
    assert post
    assert post.authors == ("kim",)
    assert "(kim, lee), found “nobody”" in problem.message


@pytest.mark.parametrize("lang", ["ko", "en-GB", "zh-Hant-TW", "kor"])
def test_a_language_is_a_tag(lang: str) -> None:
    assert sound(lang=lang).lang == lang


@pytest.mark.parametrize("lang", ["Korean", "ko_KR", "한국어", "k", "en-", "1"])
def test_a_language_of_any_other_form_is_told_and_dropped(lang: str) -> None:
    post, (problem,) = read_fields(lang=lang)
    assert post
    assert (post.lang, problem.code) == ("", ProblemKind.LANG)


@pytest.mark.parametrize("doi", ["10.1000/182", "10.1177/0022343319898247"])
def test_a_doi_begins_with_10(doi: str) -> None:
    assert sound(doi=doi).doi == doi


@pytest.mark.parametrize(
    "doi", ["https://doi.org/10.1000/182", "doi:10.1000/182", "10.1000", "10.1/x", "10.1000/a b"]
)
def test_a_doi_of_any_other_form_is_told(doi: str) -> None:
    assert faults(doi=quoted(doi)) == [(ProblemKind.DOI, 5)]


@pytest.mark.parametrize("canonical", ["https://example.org/x", "http://example.org/%ED%95%9C?a=b#c"])
def test_a_canonical_address_is_a_full_one(canonical: str) -> None:
    assert sound(canonical=canonical).canonical == canonical


@pytest.mark.parametrize(
    "canonical", ["/posts/x", "example.org/x", "ftp://example.org", "https://", "https://a b", 'https://a"']
)
def test_a_canonical_address_of_any_other_form_is_told(canonical: str) -> None:
    assert faults(canonical=f"'{canonical}'") == [(ProblemKind.ADDRESS, 5)]


@pytest.mark.parametrize(("text", "pinned"), [("true", True), ("false", False), (None, False), ("", False)])
def test_a_post_may_be_pinned(text: str | None, pinned: bool) -> None:  # noqa: FBT001 -- it is the expected value
    assert sound(pinned=text).pinned is pinned


@pytest.mark.parametrize("pinned", ["maybe", '"true"', "1"])
def test_a_pin_that_is_neither_true_nor_false_is_told_and_dropped(pinned: str) -> None:
    post, (problem,) = read_fields(pinned=pinned)
    assert post
    assert (post.pinned, problem.code) == (False, ProblemKind.FLAG)


def test_a_post_has_changed_when_it_says_so_else_on_its_date() -> None:
    assert sound(updated="2020-01-01").changed == seoul(2020, 1, 1)
    assert sound().changed == seoul(2019, 9, 6)


def test_an_update_before_the_date_is_told_and_dropped() -> None:
    post, (problem,) = read_fields(updated="2019-09-05")
    assert post
    assert (post.updated, problem.code, problem.line) == (None, ProblemKind.UPDATED, 5)
    assert "must not be before the date, 2019-09-06, found 2019-09-05" in problem.message


def test_an_update_on_the_day_of_the_date_needs_no_time() -> None:
    post = sound(date="2019-09-06T09:30", updated="2019-09-06")
    assert post.updated == post.date


@pytest.mark.parametrize("updated", ["soon", '""', "2019-02-30"])
def test_an_update_that_is_no_date_is_told_and_the_post_is_published(updated: str) -> None:
    post, (problem,) = read_fields(updated=updated)
    assert post
    assert (post.updated, problem.code) == (None, ProblemKind.UPDATED)


def test_a_post_may_expire() -> None:
    assert sound(expires="2030-01-01").expires == seoul(2030, 1, 1)


@pytest.mark.parametrize("expires", ["soon", '""', "2030-02-30"])
def test_a_post_never_stays_because_its_end_is_misspelt(expires: str) -> None:
    assert read_fields(expires=expires)[0] is None
    assert faults(expires=expires) == [(ProblemKind.EXPIRES, 5)]


@pytest.mark.parametrize(
    ("text", "aliases"),
    [("/old/x", ("old/x",)), ("[/a/, b]", ("a", "b")), (None, ()), ("", ()), ("[]", ()), ("/x%20y", ("x y",))],
)
def test_aliases_are_paths(text: str | None, aliases: tuple[str, ...]) -> None:
    assert sound(aliases=text).aliases == aliases


@pytest.mark.parametrize("alias", ["https://example.org/x", "/../x", "/tags", "/", r"'\x'", "{a: b}"])
def test_an_alias_that_cannot_be_served_is_told_at_its_line(alias: str) -> None:
    found = faults(aliases=f"\n- /old\n- {alias}")
    assert [line for _, line in found] == [7]


def test_the_order_of_two_aliases_is_kept_when_one_between_them_is_dropped() -> None:
    post, (problem,) = read_fields(aliases="[/a, /search, /b]")
    assert post
    assert (post.aliases, problem.code) == (("a", "b"), ProblemKind.ALIAS)


# The rest


def test_a_post_knows_the_lines_of_its_fields_and_the_end_of_its_front_matter() -> None:
    post = sound(slug="/x", tags="[a]")
    assert (post.line("title"), post.line("slug"), post.line("tags"), post.line("doi")) == (2, 5, 6, 1)
    assert post.end_line == 7


def test_unknown_fields_are_kept_with_their_lines() -> None:
    assert sound(thumbnail="x", priority="0.5").unknown == {"thumbnail": 5, "priority": 6}


def test_another_generators_names_of_fields_need_a_line_of_settings_only() -> None:
    fields: dict[str, str | None] = {"title": None, "heading": "A heading", "image": "/media/x.png"}
    post = sound(Rules(fields=ROLES | {"title": "heading", "cover": "image"}), **fields)
    assert (post.title, post.cover, post.unknown) == ("A heading", "/media/x.png", {})


def test_messages_call_fields_by_the_names_that_the_writer_uses() -> None:
    _, (problem,) = read_fields(Rules(fields=ROLES | {"date": "published"}), date=None)
    assert (
        problem.message == '`published` must be given for a post, found no `published`; write published: "YYYY-MM-DD"'
    )


@given(names())
def test_any_text_is_a_title_or_a_problem(text: str) -> None:
    post, problems = read_fields(title=quoted(text))
    assert (post is None) == bool(problems) == (not text.strip())


def test_the_sound_post_of_these_tests_is_sound() -> None:
    assert sound().title == SOUND["title"]
