"""Tests for required fields, and for parsing front matter into a post."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given

from publication.core.posts.front_matter_schema import ROLES, FrontMatterOptions
from publication.core.posts.post import Template
from publication.core.problems import ProblemKind, Severity
from support.parsed_posts import read_fields, reported, seoul_time, valid_post
from support.strategies import SOUND, names, quoted


def test_a_date_is_read_with_and_without_quotes() -> None:
    assert valid_post(date="2019-09-06").date == valid_post(date='"2019-09-06"').date == seoul_time(2019, 9, 6)


def test_a_date_without_an_offset_is_in_the_publications_time_zone() -> None:
    assert valid_post(FrontMatterOptions(zone=dt.UTC), date="2019-09-06").date == dt.datetime(
        2019, 9, 6, tzinfo=dt.UTC
    )


@pytest.mark.parametrize("date", [None, "", '""', "null", "2019-02-30", "soon"])
def test_a_post_without_a_valid_date_is_not_published(date: str | None) -> None:
    post, (problem,) = read_fields(date=date)
    assert post is None
    assert (problem.kind, problem.line) == (ProblemKind.DATE, 3 if date is not None else 1)


@pytest.mark.parametrize("date", [None, "", "2019-02-30", "soon", "[a]"])
def test_a_page_needs_no_date_and_has_none(date: str | None) -> None:
    page = valid_post(template="page", date=date)
    assert page.date is None
    with pytest.raises(ValueError, match="has no date"):
        _ = page.when


# Title, template and draft


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
    assert valid_post(title=text).title == title


def test_text_is_normalised_to_nfc() -> None:
    decomposed = '"\u1112\u1161\u11ab\u1100\u116e\u11a8 e\u0301"'
    post = valid_post(title=decomposed, tags=f"[{decomposed}]", category=decomposed)
    assert (post.title, post.tags, post.categories) == ("한국 é", ("한국 é",), ("한국 é",))


@pytest.mark.parametrize("title", [None, "", '""', "' '", "null"])
def test_a_post_without_a_title_is_not_published(title: str | None) -> None:
    assert read_fields(title=title)[0] is None
    assert reported(title=title) == [(ProblemKind.TITLE, 2 if title is not None else 1)]


@pytest.mark.parametrize(("text", "template"), [('"post"', Template.POST), ("page", Template.PAGE)])
def test_the_template_decides_whether_a_document_is_a_post_or_a_page(text: str, template: Template) -> None:
    assert valid_post(template=text).template is template
    assert valid_post(template=text).is_post is (template is Template.POST)


@pytest.mark.parametrize("template", [None, "", '""', "Post", "POST", "posts", "article", "null", '"post page"'])
def test_a_document_with_any_other_template_is_not_published(template: str | None) -> None:
    post, (problem,) = read_fields(template=template)
    assert post is None
    assert (problem.kind, problem.line) == (ProblemKind.TEMPLATE, 4 if template is not None else 1)
    assert '`template: "post"` for a dated post, or `template: "page"`' in problem.message


@pytest.mark.parametrize(("text", "draft"), [("true", True), ("false", False), ("True", True), (None, False)])
def test_draft_is_true_or_false_without_quotes(text: str | None, draft: bool) -> None:  # noqa: FBT001 -- an expected value
    assert valid_post(draft=text).draft is draft


@pytest.mark.parametrize(
    "draft", ['"true"', "'false'", "yes", "no", "on", "1", "0", "maybe", '""', "[true]", "{a: b}"]
)
def test_a_post_with_any_other_draft_value_is_not_published(draft: str) -> None:
    assert read_fields(draft=draft)[0] is None
    assert reported(draft=draft) == [(ProblemKind.DRAFT, 5)]


def test_problems_in_a_draft_are_only_notes() -> None:
    post, problems = read_fields(draft="true", date="soon", lang="Korean")
    assert post is None
    assert [(problem.kind, problem.severity) for problem in problems] == [
        (ProblemKind.DATE, Severity.NOTE),
        (ProblemKind.LANG, Severity.NOTE),
    ]


def test_all_problems_in_a_file_are_reported_together() -> None:
    found = reported(title=None, date="soon", template="post", draft="maybe", slug="../x", tags="{a: b}", pinned="x")
    assert [code for code, _ in found] == [
        ProblemKind.DRAFT, ProblemKind.TITLE, ProblemKind.DATE, ProblemKind.SLUG, ProblemKind.FIELD_TYPE, ProblemKind.FLAG,
    ]  # fmt: skip


# Slugs. The rules for paths are tested in test_permalinks.py.


def test_a_slug_is_the_permalink() -> None:
    assert valid_post(slug='"/posts/Some-Title/"').path == "posts/Some-Title"


@pytest.mark.parametrize("slug", [None, "", '""', "' '", "null"])
def test_without_a_slug_the_file_path_is_the_permalink(slug: str | None) -> None:
    assert valid_post(slug=slug).path == "posts/a"


@pytest.mark.parametrize(("slug", "path"), [("2019-09-06", "2019-09-06"), ("no", "no"), ("007", "007")])
def test_an_unquoted_slug_is_still_text(slug: str, path: str) -> None:
    assert valid_post(slug=slug).path == path


def test_a_slug_without_a_leading_slash_follows_the_slug_rule() -> None:
    assert valid_post(FrontMatterOptions(slug_rule="folder"), slug="x").path == "posts/x"


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("/posts/../x", ProblemKind.SLUG),
        ("/search", ProblemKind.RESERVED),
        ("/", ProblemKind.RESERVED),
        ("[a]", ProblemKind.FIELD_TYPE),
    ],
)
def test_a_post_with_an_unusable_slug_is_not_published(slug: str, code: ProblemKind) -> None:
    assert read_fields(slug=slug)[0] is None
    assert reported(slug=slug) == [(code, 5)]


def test_a_file_with_an_unusable_name_is_reported_by_its_name() -> None:
    _, (problem,) = read_fields(file="posts/a\nb.md")
    assert (problem.kind, problem.line) == (ProblemKind.SLUG, 1)
    assert "the file name “posts/a\\nb.md” contains the invisible control character U+000A" in problem.message
    assert problem.message.endswith(': rename the file, or add `slug: "/posts/x"`')
    assert str(problem).isprintable()


# Line numbers, unknown fields, and field names


def test_a_post_has_the_line_of_each_field_and_of_the_end_of_its_front_matter() -> None:
    post = valid_post(slug="/x", tags="[a]")
    assert (post.line("title"), post.line("slug"), post.line("tags"), post.line("doi")) == (2, 5, 6, 1)
    assert post.end_line == 7


def test_unknown_fields_are_kept_with_their_line_numbers() -> None:
    assert valid_post(thumbnail="x", priority="0.5").unknown_fields == {"thumbnail": 5, "priority": 6}


def test_field_names_from_another_generator_only_need_a_setting() -> None:
    fields: dict[str, str | None] = {"title": None, "heading": "A heading", "image": "/media/x.png"}
    post = valid_post(FrontMatterOptions(fields=ROLES | {"title": "heading", "cover": "image"}), **fields)
    assert (post.title, post.cover, post.unknown_fields) == ("A heading", "/media/x.png", {})


def test_messages_use_the_configured_field_names() -> None:
    _, (problem,) = read_fields(FrontMatterOptions(fields=ROLES | {"date": "published"}), date=None)
    assert problem.message == '`published` is missing: add `published: "YYYY-MM-DD"`'


@given(names())
def test_any_text_is_either_a_title_or_a_problem(text: str) -> None:
    post, problems = read_fields(title=quoted(text))
    assert (post is None) == bool(problems) == (not text.strip())


def test_the_sample_post_has_no_problems() -> None:
    assert valid_post().title == SOUND["title"]
