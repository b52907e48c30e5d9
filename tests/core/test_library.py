from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from publication.core import library
from publication.core.library import Hidden, Library
from publication.core.posts.front_matter_schema import ROLES, Rules
from publication.core.problems import ProblemKind, Severity
from support.strategies import document, libraries

if TYPE_CHECKING:
    from collections.abc import Callable

    from publication.core.posts.post import Post

Gather = "Callable[..., Library]"
CLOCK = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def paths(found: Library) -> list[str]:
    return [post.path for post in found.posts]


def told(found: Library) -> list[tuple[str, int, ProblemKind]]:
    return [(problem.path, problem.line, problem.code) for problem in found.problems]


# The gate


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, None),
        ({"draft": "false"}, None),
        ({"draft": "true"}, Hidden.DRAFT),
        ({"date": "2026-01-01T00:00:00Z"}, None),
        ({"date": "2026-01-01T00:00:01Z"}, Hidden.SCHEDULED),
        ({"date": "2026-01-01"}, None),  # midnight in Seoul is earlier than in Greenwich
        ({"date": "2026-01-02"}, Hidden.SCHEDULED),
        ({"expires": "2026-01-01T00:00:01Z"}, None),
        ({"expires": "2026-01-01T00:00:00Z"}, Hidden.EXPIRED),
        ({"expires": "2030-01-01"}, None),
        ({"draft": "true", "date": "2030-01-01"}, Hidden.DRAFT),
        ({"template": "page", "draft": "true"}, Hidden.DRAFT),
        ({"template": "page", "date": "2030-01-01"}, None),
        ({"template": "page", "expires": "2020-01-01"}, Hidden.EXPIRED),
    ],
)
def test_the_gate_holds_back_drafts_and_what_is_before_or_past_its_time(
    gather: Callable[..., Library], fields: dict[str, str], reason: Hidden | None
) -> None:
    found = gather({"posts/a.md": fields})
    assert list(found.documents) == ([] if reason else ["posts/a"])
    assert found.hidden == ({"posts/a.md": reason} if reason else {})
    assert found.problems == ()


def test_a_scheduled_post_appears_when_its_time_has_come(gather: Callable[..., Library]) -> None:
    files = {"posts/a.md": {"date": "2026-06-01T09:00"}}
    nine = dt.datetime(2026, 6, 1, 9, tzinfo=dt.timezone(dt.timedelta(hours=9)))
    assert gather(files, clock=nine - dt.timedelta(seconds=1)).posts == ()
    assert paths(gather(files, clock=nine)) == ["posts/a"]


def test_what_is_held_back_is_in_no_group_and_no_count(gather: Callable[..., Library]) -> None:
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
    assert (found.years, found.files, found.problems) == ({}, {}, ())


def test_a_preview_shows_what_is_held_back_and_says_why(gather: Callable[..., Library]) -> None:
    files = {
        "posts/a.md": {"draft": "true"},
        "posts/b.md": {"date": "2030-01-01"},
        "posts/c.md": {"expires": "2020-01-01"},
    }
    found = gather(files, preview=True)
    assert paths(found) == ["posts/b", "posts/a", "posts/c"]
    assert list(found.hidden.values()) == [Hidden.DRAFT, Hidden.SCHEDULED, Hidden.EXPIRED]


def test_a_preview_cannot_show_a_draft_without_a_title(gather: Callable[..., Library]) -> None:
    found = gather({"posts/a.md": {"draft": "true", "title": None}}, preview=True)
    assert found.posts == ()
    assert [problem.severity for problem in found.problems] == [Severity.NOTE]


# Order


def test_posts_are_newest_first_and_on_one_date_by_path(gather: Callable[..., Library]) -> None:
    files = {
        "posts/b.md": {"date": "2019-01-01"},
        "posts/c.md": {"date": "2020-01-01"},
        "posts/a.md": {"date": "2019-01-01"},
        "posts/d.md": {"date": "2019-01-01T00:00+08:00"},
    }
    assert paths(gather(files)) == ["posts/c", "posts/d", "posts/a", "posts/b"]


def test_the_order_of_files_does_not_matter(gather: Callable[..., Library], tmp_path: Path) -> None:
    files = {f"posts/{name}.md": {"tags": f"[C{'+' * number}]"} for number, name in enumerate("abc")}
    gather(files)
    ordered, reversed_ = (library.gather(tmp_path, names, Rules(), CLOCK) for names in (files, reversed(list(files))))
    assert ordered == reversed_


def test_pages_are_by_path_and_in_no_listing(gather: Callable[..., Library]) -> None:
    page = {"template": "page", "tags": "[Korea]", "date": "2019-01-01"}
    found = gather({"pages/b.md": page, "pages/a.md": page})
    assert [post.path for post in found.pages] == ["pages/a", "pages/b"]
    assert (found.posts, found.listings) == ((), {"posts": 0})


def test_a_post_stands_between_the_older_and_the_newer_one(gather: Callable[..., Library]) -> None:
    found = gather({f"posts/{year}.md": {"date": f"{year}-01-01"} for year in (2018, 2019, 2020)})
    new, middle, old = found.posts
    assert found.neighbours(middle) == (old, new)
    assert (found.neighbours(new), found.neighbours(old)) == ((middle, None), (None, middle))


def test_neither_a_page_nor_a_draft_is_a_neighbour(gather: Callable[..., Library]) -> None:
    files = {
        "posts/a.md": {"date": "2018-01-01"},
        "posts/b.md": {"date": "2019-01-01", "draft": "true"},
        "posts/c.md": {"date": "2020-01-01"},
        "pages/d.md": {"template": "page"},
    }
    found = gather(files)
    assert found.neighbours(found.posts[0]) == (found.posts[1], None)
    assert found.neighbours(found.pages[0]) == (None, None)


def test_years_are_the_publications_not_greenwichs(gather: Callable[..., Library]) -> None:
    found = gather({"posts/a.md": {"date": "2018-12-31T23:00Z"}, "posts/b.md": {"date": "2018-12-31"}})
    assert {year: [post.path for post in posts] for year, posts in found.years.items()} == {
        2019: ["posts/a"],
        2018: ["posts/b"],
    }


# Groups and listings


def test_listings_have_the_sizes_of_their_groups(gather: Callable[..., Library]) -> None:
    rules = Rules(authors={"kim": "Kim Minji"})
    found = gather(
        {"posts/a.md": {"tags": "[C, C++]", "category": "Korea", "author": "kim"}, "posts/b.md": {"tags": "C"}}, rules
    )
    assert found.listings == {
        "posts": 2, "archive/2019": 2, "category/korea": 1, "tag/c": 2, "author/kim": 1,
    }  # fmt: skip


def test_generated_pages_are_listings_in_pages_lists_of_terms_and_the_sites_own(
    gather: Callable[..., Library],
) -> None:
    found = gather({f"posts/{number}.md": {"tags": "[Korea]"} for number in range(3)}, page_size=2)
    assert found.generated == {
        "", "search", "archive", "feeds", "posts", "posts/page/2", "archive/2019", "archive/2019/page/2",
        "categories", "tags", "tag/korea", "tag/korea/page/2",
    }  # fmt: skip


def test_the_terms_of_a_post_are_in_its_own_order_each_once(gather: Callable[..., Library]) -> None:
    found = gather(
        {"posts/a.md": {"tags": "[Talks, C++, C, Korea]"}, "pages/b.md": {"template": "page", "tags": "[C]"}}
    )
    assert [term.key for term in found.terms_of(found.posts[0], "tag")] == ["talks", "c", "korea"]
    assert found.terms_of(found.pages[0], "tag") == []


# Files that cannot be read


def test_a_broken_file_is_left_out_and_all_others_are_published(gather: Callable[..., Library]) -> None:
    found = gather({"posts/a.md": "no front matter", "posts/b.md": {"date": "soon"}, "posts/c.md": {}})
    assert paths(found) == ["posts/c"]
    assert told(found) == [("posts/a.md", 1, ProblemKind.FRONT_MATTER_MISSING), ("posts/b.md", 3, ProblemKind.DATE)]


def test_a_draft_whose_front_matter_cannot_be_read_fails_nothing(gather: Callable[..., Library]) -> None:
    found = gather({"posts/a.md": "---\ntitle: 'x\ndraft: true\n---\n"})
    assert [(problem.code, problem.fails) for problem in found.problems] == [(ProblemKind.YAML, False)]


def test_such_a_draft_is_known_by_the_name_that_the_field_has(gather: Callable[..., Library]) -> None:
    rules = Rules(fields=ROLES | {"draft": "hidden"})
    found = gather({"posts/a.md": "---\ntitle: 'x\nhidden: true\n---\n"}, rules)
    assert [problem.fails for problem in found.problems] == [False]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    found = library.gather(tmp_path, ["posts/a.md"], Rules(), CLOCK)
    assert told(found) == [("posts/a.md", 1, ProblemKind.UNREADABLE)]
    assert "no such file or directory" in found.problems[0].message


def test_a_folder_with_a_documents_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "posts/a.md").mkdir(parents=True)
    assert told(library.gather(tmp_path, ["posts/a.md"], Rules(), CLOCK)) == [("posts/a.md", 1, ProblemKind.UNREADABLE)]


@pytest.mark.parametrize("name", ["a\nb.md", "a\x1b[31m.md", "a\u202eb.md", os.fsdecode(b"a\xed.md")])
def test_a_message_is_one_line_that_can_be_printed_whatever_the_file_is_called(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x", encoding="utf-8")
    (problem,) = library.gather(tmp_path, [name], Rules(), CLOCK).problems
    assert str(problem).isprintable()
    assert str(problem).encode()


# Clashes


def test_of_several_documents_at_one_address_the_newest_is_published_and_all_are_named(
    gather: Callable[..., Library],
) -> None:
    files = {
        "posts/a.md": {"slug": "/posts/x", "date": "2018-01-01"},
        "posts/b.md": {"slug": "posts/x/", "date": "2020-01-01"},
        "posts/c.md": {"slug": "/posts/x", "date": "2019-01-01"},
    }
    found = gather(files)
    assert [post.file for post in found.posts] == ["posts/b.md"]
    assert told(found) == [("posts/c.md", 5, ProblemKind.PERMALINK_CLASH)]
    assert "/posts/x claimed by posts/b.md:5, posts/c.md:5, posts/a.md:5; posts/b.md is published" in (
        found.problems[0].message
    )


def test_a_post_wins_over_a_page_and_of_two_pages_the_first_file(gather: Callable[..., Library]) -> None:
    page = {"template": "page", "slug": "/x"}
    assert gather({"pages/a.md": page, "posts/b.md": {"slug": "/x"}}).files == {"posts/b.md": "x"}
    assert gather({"pages/b.md": page, "pages/a.md": page}).files == {"pages/a.md": "x"}


def test_decomposed_and_escaped_slugs_clash_with_composed_ones(gather: Callable[..., Library]) -> None:
    slugs = ("/posts/한", "/posts/\u1112\u1161\u11ab", "/posts/%ED%95%9C")
    found = gather({f"posts/{number}.md": {"slug": slug} for number, slug in enumerate(slugs)})
    assert [code for _, _, code in told(found)] == [ProblemKind.PERMALINK_CLASH]
    assert len(found.posts) == 1


def test_two_endings_of_one_name_clash(gather: Callable[..., Library]) -> None:
    assert [code for *_, code in told(gather({"posts/a.md": {}, "posts/a.markdown": {}}))] == [ProblemKind.PERMALINK_CLASH]


def test_a_draft_clashes_with_nothing(gather: Callable[..., Library]) -> None:
    found = gather({"posts/a.md": {"slug": "/x", "draft": "true"}, "posts/b.md": {"slug": "/x"}})
    assert (paths(found), found.problems) == (["x"], ())


def test_nothing_can_be_below_a_page_that_is_a_file(gather: Callable[..., Library]) -> None:
    slugs = {"posts/a.md": "/x.html", "posts/b.md": "/x.html/y.html", "posts/c.md": "/x.html/y.html/z"}
    found = gather({file: {"slug": slug} for file, slug in slugs.items()})
    assert paths(found) == ["x.html"]
    assert told(found) == [("posts/b.md", 5, ProblemKind.PERMALINK_CLASH), ("posts/c.md", 5, ProblemKind.PERMALINK_CLASH)]
    assert all("posts/a.md is published" in problem.message for problem in found.problems)


def test_addresses_that_differ_in_case_only_are_told_and_both_are_published(gather: Callable[..., Library]) -> None:
    found = gather({"posts/a.md": {"slug": "/posts/MDL"}, "posts/b.md": {"slug": "/posts/mdl"}})
    assert len(found.posts) == 2
    assert told(found) == [("posts/b.md", 5, ProblemKind.PERMALINK_CASE)]
    assert "posts/a.md:5" in found.problems[0].message


# Rules across fields and files


@pytest.mark.parametrize(
    ("cover", "file"),
    [
        ("/media/a.jpg", "_static/media/a.jpg"),
        ("/media/a%20b.jpg", "_static/media/a b.jpg"),
        ("/media/a.jpg?v=2", "_static/media/a.jpg"),
        ("/photo.jpg", "_static/root/photo.jpg"),
        ("./a.jpg", "posts/a.jpg"),
        ("a.jpg", "posts/a.jpg"),
        ("../img/정전.jpg", "img/정전.jpg"),
        ("https://example.org/a.jpg", None),
        ("//example.org/a.jpg", None),
    ],
)
def test_a_cover_is_a_file_in_its_place_or_elsewhere_on_the_web(
    gather: Callable[..., Library], tmp_path: Path, cover: str, file: str | None
) -> None:
    if file:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    assert gather({"posts/a.md": {"socialImage": cover, "socialImageAlt": "A bridge"}}).problems == ()


@pytest.mark.parametrize("cover", ["/media/no.jpg", "no.jpg", "../../../etc/passwd", ".", "x" * 5000, "x/" * 3000])
def test_a_cover_that_is_no_file_of_the_publication_is_told_and_the_post_is_published(
    gather: Callable[..., Library], cover: str
) -> None:
    found = gather({"posts/a.md": {"socialImage": cover, "socialImageAlt": "A bridge"}})
    assert len(found.posts) == 1
    assert told(found) == [("posts/a.md", 5, ProblemKind.COVER_MISSING)]
    assert len(str(found.problems[0])) < 400


def test_links_that_go_in_circles_are_no_covers(gather: Callable[..., Library], tmp_path: Path) -> None:
    (tmp_path / "round.jpg").symlink_to("round.jpg")
    found = gather({"posts/a.md": {"socialImage": "../round.jpg", "socialImageAlt": "A bridge"}})
    assert [code for *_, code in told(found)] == [ProblemKind.COVER_MISSING]


def test_a_missing_cover_is_told_by_the_name_of_the_field(gather: Callable[..., Library]) -> None:
    rules = Rules(fields=ROLES | {"cover": "image"})
    (problem,) = gather({"posts/a.md": {"image": "/media/no.jpg", "socialImageAlt": "A bridge"}}, rules).problems
    assert problem.message.startswith("`image` must name a file that exists, ")
    assert "found “/media/no.jpg” but no file “_static/media/no.jpg”; add the file" in problem.message


def test_covers_that_say_nothing_are_advice_given_once(gather: Callable[..., Library]) -> None:
    cover = {"socialImage": "https://example.org/a.jpg"}
    (problem,) = gather({"posts/b.md": cover, "posts/a.md": cover, "posts/c.md": {}}).problems
    assert (problem.path, problem.line, problem.code, problem.fails) == ("posts/a.md", 5, ProblemKind.COVER_ALT, False)
    assert "found no `socialImageAlt` here, and none in 1 more; " in problem.message


def test_terms_that_share_an_address_are_told_once_where_the_odd_one_stands(gather: Callable[..., Library]) -> None:
    files = {
        "posts/a.md": {"tags": "[Other, C]", "date": "2020-01-01"},
        "posts/b.md": {"tags": "[C++, Other]", "date": "2019-01-01"},
        "posts/c.md": {"tags": "[C]", "date": "2018-01-01"},
    }
    found = gather(files)
    assert told(found) == [("posts/b.md", 5, ProblemKind.TERM_CLASH)]
    assert "found “C”, “C++”, which share /tag/c/ and are shown together as “C”" in found.problems[0].message


def test_two_authors_of_one_address_are_told(gather: Callable[..., Library]) -> None:
    rules = Rules(authors={"kim": "Kim Minji", "Kim": "Kim Jun"})
    assert [code for *_, code in told(gather({"posts/a.md": {"author": "[kim, Kim]"}}, rules))] == [ProblemKind.TERM_CLASH]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("catagory", "did you mean `category`?"),
        ("Title", "did you mean `title`?"),
        ("socialimage", "did you mean `socialImage`?"),
        ("tag", "did you mean `tags`?"),
        ("updatedAt", "did you mean `updated`?"),
        ("thumbnail", "it is ignored"),
        ("priority", "it is ignored"),
    ],
)
def test_an_unknown_field_is_noted_with_the_nearest_known_one(
    gather: Callable[..., Library], name: str, hint: str
) -> None:
    (problem,) = gather({"posts/a.md": {name: "x"}}).problems
    assert (problem.code, problem.line, problem.fails) == (ProblemKind.UNKNOWN_FIELD, 5, False)
    assert problem.message.endswith(f"found `{name}`; {hint}")


def test_an_unknown_field_of_many_posts_is_told_once(gather: Callable[..., Library]) -> None:
    found = gather({f"posts/{name}.md": {"img": "x"} for name in "cab"})
    assert told(found) == [("posts/a.md", 5, ProblemKind.UNKNOWN_FIELD)]
    assert "found `img`, and in 2 more; " in found.problems[0].message


def test_problems_are_in_the_order_of_files_and_lines(gather: Callable[..., Library]) -> None:
    found = gather({"posts/b.md": {"title": None}, "posts/a.md": {"lang": "Korean", "date": "soon"}})
    assert [(path, line) for path, line, _ in told(found)] == [
        ("posts/a.md", 3),
        ("posts/a.md", 5),
        ("posts/b.md", 1),
    ]


# All of it, for any posts


def gathered(posts: list[Post], **options: Any) -> Library:
    known = {post.file: post for post in posts}
    return library.gather(
        Path("/nowhere"), known, Rules(), CLOCK, read=lambda _root, file, _rules: (known[file], []), **options
    )


@given(libraries())
def test_every_file_is_published_or_held_back_or_told(posts: list[Post]) -> None:
    found = gathered(posts)
    named = " ".join(problem.message for problem in found.problems)
    assert all(post.file in found.files or post.file in found.hidden or post.file in named for post in posts)
    assert not set(found.files) & set(found.hidden)


@given(libraries())
def test_nothing_is_lost_on_the_way_through_the_posts(posts: list[Post]) -> None:
    found = gathered(posts)
    walked, post = [], found.posts[0] if found.posts else None
    while post:
        walked.append(post)
        post = found.neighbours(post)[0]
    assert tuple(walked) == found.posts
    assert [post.when for post in walked] == sorted((post.when for post in walked), reverse=True)
    assert tuple(post for year in found.years.values() for post in year) == found.posts


@given(libraries())
def test_no_page_of_a_listing_is_at_the_address_of_a_document(posts: list[Post]) -> None:
    found = gathered(posts, page_size=2)
    assert not found.generated & set(found.documents)
    assert set(found.listings) <= found.generated


@given(libraries())
def test_gathering_twice_finds_the_same(posts: list[Post]) -> None:
    assert gathered(posts) == gathered(posts[::-1])


@given(libraries())
def test_a_preview_holds_at_least_what_is_published(posts: list[Post]) -> None:
    addresses = set(gathered(posts).documents)
    assert {path for path in addresses if not path.startswith("x.html/")} <= set(
        gathered(posts, preview=True).documents
    )


def test_a_document_of_these_tests_is_sound(gather: Callable[..., Library]) -> None:
    assert gather({"posts/a.md": document()}).problems == ()
