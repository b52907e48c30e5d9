"""Tests for gathering files into a library: held-back posts, unreadable files, and duplicate permalinks."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

import pytest

from publication.core.gather import gather as gather_files
from publication.core.library import HeldBack, Library
from publication.core.posts.front_matter_schema import ROLES, FrontMatterOptions
from publication.core.problems import ProblemKind, Severity
from support.libraries import paths, reported

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


CLOCK = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


# Held-back posts


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, None),
        ({"draft": "false"}, None),
        ({"draft": "true"}, HeldBack.DRAFT),
        ({"date": "2026-01-01T00:00:00Z"}, None),
        ({"date": "2026-01-01T00:00:01Z"}, HeldBack.SCHEDULED),
        ({"date": "2026-01-01"}, None),  # midnight comes earlier in Seoul than in UTC
        ({"date": "2026-01-02"}, HeldBack.SCHEDULED),
        ({"expires": "2026-01-01T00:00:01Z"}, None),
        ({"expires": "2026-01-01T00:00:00Z"}, HeldBack.EXPIRED),
        ({"expires": "2030-01-01"}, None),
        ({"draft": "true", "date": "2030-01-01"}, HeldBack.DRAFT),
        ({"template": "page", "draft": "true"}, HeldBack.DRAFT),
        ({"template": "page", "date": "2030-01-01"}, None),
        ({"template": "page", "expires": "2020-01-01"}, HeldBack.EXPIRED),
    ],
)
def test_drafts_scheduled_and_expired_posts_are_held_back(
    gather: Callable[..., Library], fields: dict[str, str], reason: HeldBack | None
) -> None:
    found = gather({"posts/a.md": fields})
    assert list(found.documents) == ([] if reason else ["posts/a"])
    assert found.held_back == ({"posts/a.md": reason} if reason else {})
    assert found.problems == ()


def test_a_scheduled_post_is_published_on_its_date(gather: Callable[..., Library]) -> None:
    files = {"posts/a.md": {"date": "2026-06-01T09:00"}}
    nine = dt.datetime(2026, 6, 1, 9, tzinfo=dt.timezone(dt.timedelta(hours=9)))
    assert gather(files, clock=nine - dt.timedelta(seconds=1)).posts == ()
    assert paths(gather(files, clock=nine)) == ["posts/a"]


def test_a_held_back_post_is_in_no_listing_and_no_count(gather: Callable[..., Library]) -> None:
    fields = {
        "draft": "true",
        "tags": "[Secret]",
        "category": "Secret",
        "thumbnail": "x",
        "socialImage": "/media/no.png",
    }
    found = gather({"posts/a.md": fields})
    assert found.listings == {"posts": 0}
    assert not any(taxonomy.terms for taxonomy in found.taxonomies.values())
    assert (found.years, found.paths_by_file, found.problems) == ({}, {}, ())


def test_a_preview_includes_held_back_posts_with_the_reason(gather: Callable[..., Library]) -> None:
    files = {
        "posts/a.md": {"draft": "true"},
        "posts/b.md": {"date": "2030-01-01"},
        "posts/c.md": {"expires": "2020-01-01"},
    }
    found = gather(files, preview=True)
    assert paths(found) == ["posts/b", "posts/a", "posts/c"]
    assert list(found.held_back.values()) == [HeldBack.DRAFT, HeldBack.SCHEDULED, HeldBack.EXPIRED]


def test_a_preview_omits_a_draft_without_a_title(gather: Callable[..., Library]) -> None:
    found = gather({"posts/a.md": {"draft": "true", "title": None}}, preview=True)
    assert found.posts == ()
    assert [problem.severity for problem in found.problems] == [Severity.NOTE]


# Files that cannot be read


def test_a_broken_file_is_not_published_but_the_others_are(gather: Callable[..., Library]) -> None:
    found = gather({"posts/a.md": "no front matter", "posts/b.md": {"date": "soon"}, "posts/c.md": {}})
    assert paths(found) == ["posts/c"]
    assert reported(found) == [
        ("posts/a.md", 1, ProblemKind.FRONT_MATTER_MISSING),
        ("posts/b.md", 3, ProblemKind.DATE),
    ]


def test_a_draft_with_unreadable_front_matter_does_not_fail_the_build(gather: Callable[..., Library]) -> None:
    found = gather({"posts/a.md": "---\ntitle: 'x\ndraft: true\n---\n"})
    assert [(problem.kind, problem.fails) for problem in found.problems] == [(ProblemKind.YAML, False)]


def test_an_unreadable_draft_is_identified_by_the_configured_field_name(gather: Callable[..., Library]) -> None:
    rules = FrontMatterOptions(fields=ROLES | {"draft": "hidden"})
    found = gather({"posts/a.md": "---\ntitle: 'x\nhidden: true\n---\n"}, rules)
    assert [problem.fails for problem in found.problems] == [False]


def test_a_file_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    found = gather_files(tmp_path, ["posts/a.md"], FrontMatterOptions(), CLOCK)
    assert reported(found) == [("posts/a.md", 1, ProblemKind.UNREADABLE)]
    assert "no such file or directory" in found.problems[0].message


def test_a_folder_named_like_a_document_is_reported(tmp_path: Path) -> None:
    (tmp_path / "posts/a.md").mkdir(parents=True)
    assert reported(gather_files(tmp_path, ["posts/a.md"], FrontMatterOptions(), CLOCK)) == [
        ("posts/a.md", 1, ProblemKind.UNREADABLE)
    ]


@pytest.mark.parametrize("name", ["a\nb.md", "a\x1b[31m.md", "a\u202eb.md", os.fsdecode(b"a\xed.md")])
def test_a_message_is_one_printable_line_for_any_file_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x", encoding="utf-8")
    (problem,) = gather_files(tmp_path, [name], FrontMatterOptions(), CLOCK).problems
    assert str(problem).isprintable()
    assert str(problem).encode()


# Permalink clashes


def test_the_newest_of_several_posts_with_the_same_permalink_is_published_and_all_are_named(
    gather: Callable[..., Library],
) -> None:
    files = {
        "posts/a.md": {"slug": "/posts/x", "date": "2018-01-01"},
        "posts/b.md": {"slug": "posts/x/", "date": "2020-01-01"},
        "posts/c.md": {"slug": "/posts/x", "date": "2019-01-01"},
    }
    found = gather(files)
    assert [post.file for post in found.posts] == ["posts/b.md"]
    assert reported(found) == [("posts/c.md", 5, ProblemKind.PERMALINK_CLASH)]
    assert (
        "several files use /posts/x (posts/b.md:5, posts/c.md:5, posts/a.md:5), so only posts/b.md is published: "
        in (found.problems[0].message)
    )


def test_a_post_takes_precedence_over_a_page_and_the_first_page_over_the_second(
    gather: Callable[..., Library],
) -> None:
    page = {"template": "page", "slug": "/x"}
    assert gather({"pages/a.md": page, "posts/b.md": {"slug": "/x"}}).paths_by_file == {"posts/b.md": "x"}
    assert gather({"pages/b.md": page, "pages/a.md": page}).paths_by_file == {"pages/a.md": "x"}


def test_decomposed_and_percent_encoded_slugs_clash_with_composed_ones(gather: Callable[..., Library]) -> None:
    slugs = ("/posts/한", "/posts/\u1112\u1161\u11ab", "/posts/%ED%95%9C")
    found = gather({f"posts/{number}.md": {"slug": slug} for number, slug in enumerate(slugs)})
    assert [code for _, _, code in reported(found)] == [ProblemKind.PERMALINK_CLASH]
    assert len(found.posts) == 1


def test_two_files_that_differ_only_in_their_extension_clash(gather: Callable[..., Library]) -> None:
    assert [code for *_, code in reported(gather({"posts/a.md": {}, "posts/a.markdown": {}}))] == [
        ProblemKind.PERMALINK_CLASH
    ]


def test_a_draft_never_clashes(gather: Callable[..., Library]) -> None:
    found = gather({"posts/a.md": {"slug": "/x", "draft": "true"}, "posts/b.md": {"slug": "/x"}})
    assert (paths(found), found.problems) == (["x"], ())


def test_no_document_can_be_below_a_permalink_that_ends_in_html(gather: Callable[..., Library]) -> None:
    slugs = {"posts/a.md": "/x.html", "posts/b.md": "/x.html/y.html", "posts/c.md": "/x.html/y.html/z"}
    found = gather({file: {"slug": slug} for file, slug in slugs.items()})
    assert paths(found) == ["x.html"]
    assert reported(found) == [
        ("posts/b.md", 5, ProblemKind.PERMALINK_CLASH),
        ("posts/c.md", 5, ProblemKind.PERMALINK_CLASH),
    ]
    assert all("posts/a.md is published" in problem.message for problem in found.problems)


def test_permalinks_that_differ_only_in_case_are_reported_and_both_posts_are_published(
    gather: Callable[..., Library],
) -> None:
    found = gather({"posts/a.md": {"slug": "/posts/MDL"}, "posts/b.md": {"slug": "/posts/mdl"}})
    assert len(found.posts) == 2
    assert reported(found) == [("posts/b.md", 5, ProblemKind.PERMALINK_CASE)]
    assert "posts/a.md:5" in found.problems[0].message
