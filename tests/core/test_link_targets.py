"""Tests for finding the targets of links, and for the suggestions offered for broken links."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from publication.core import link_targets
from publication.core.addresses import permalinks
from publication.core.library import Library
from publication.core.link_targets import LinkTarget, missing_fragment_problem, missing_target_problem
from publication.core.posts.post import Post, Template
from publication.core.problems import ProblemKind
from support.strategies import slugs

if TYPE_CHECKING:
    from collections.abc import Callable

FILE = "posts/here/index.md"


@pytest.fixture(scope="module")
def find_target(gather_once: Callable[..., tuple[Library, Path]]) -> Callable[[str], LinkTarget | None]:
    """Return the target of a link in the post at ``/posts/here/``."""
    found, root = gather_once(
        {
            FILE: {"tags": "[Korea]"},
            "posts/정전협정.md": {},
            "posts/renamed.md": {"slug": "/posts/New-Name"},
            "posts/old.md": {"slug": "/posts/old.html", "aliases": "/before"},
            "posts/100.md": {"slug": "/posts/100%25"},
            "posts/draft.md": {"draft": "true"},
        }
    )
    (root / "_static/media").mkdir(parents=True)
    (root / "_static/media/a b.pdf").touch()
    return lambda href: link_targets.find_link_target(found, root, "posts/here", FILE, href)


@pytest.mark.parametrize(
    ("href", "path"),
    [
        ("/posts/here", "posts/here"),
        ("/posts/here/", "posts/here"),
        ("/posts/정전협정/", "posts/정전협정"),
        ("/posts/%EC%A0%95%EC%A0%84%ED%98%91%EC%A0%95", "posts/정전협정"),
        ("/posts/\u110c\u1165\u11bc전협정", "posts/정전협정"),
        ("/posts/100%25", "posts/100%"),
        ("/posts/New-Name", "posts/New-Name"),
        ("/posts/old.html", "posts/old.html"),
        ("/tag/korea/", "tag/korea"),
        ("/tags", "tags"),
        ("/posts/", "posts"),
        ("/", ""),
        ("/archive/2019", "archive/2019"),
        ("../New-Name/", "posts/New-Name"),
        ("../../tags", "tags"),
        ("../renamed.md", "posts/New-Name"),
        ("../정전협정.md", "posts/정전협정"),
        ("/posts/renamed.md", "posts/New-Name"),
        ("index.md", "posts/here"),
        ("/before/", "posts/old.html"),
    ],
)
def test_a_link_may_use_the_path_of_a_page_or_its_file(
    find_target: Callable[[str], LinkTarget | None], href: str, path: str
) -> None:
    assert find_target(href) == LinkTarget(path)


@pytest.mark.parametrize(
    "href",
    [
        *["/posts/nowhere", "/posts/draft", "../draft.md", "/posts/new-name", "nowhere.md", "/tag/japan"],
        *["/search/x", "/archive/1950", "/media/nothing.pdf", "/posts/\\x", "/a%00b", "/" + "x" * 3000],
    ],
)
def test_a_link_to_an_unpublished_document_has_no_target(
    find_target: Callable[[str], LinkTarget | None], href: str
) -> None:
    assert find_target(href) is None


@pytest.mark.parametrize("href", ["/media/a b.pdf", "/media/a%20b.pdf"])
def test_a_link_to_a_media_file_leads_to_that_file(
    find_target: Callable[[str], LinkTarget | None], href: str
) -> None:
    assert find_target(href) == LinkTarget("media/a b.pdf", is_page=False)


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("#정전", LinkTarget(None, "정전")),
        ("", LinkTarget(None)),
        ("?a=b", LinkTarget(None, "", "a=b")),
        ("/tags?a=b#c", LinkTarget("tags", "c", "a=b")),
        ("../renamed.md#part", LinkTarget("posts/New-Name", "part")),
    ],
)
def test_a_link_keeps_its_fragment_and_query(
    find_target: Callable[[str], LinkTarget | None], href: str, expected: LinkTarget
) -> None:
    assert find_target(href) == expected


def test_a_relative_link_on_an_html_permalink_starts_from_its_folder(
    gather: Callable[..., Library], tmp_path: Path
) -> None:
    found = gather({"posts/a.md": {"slug": "/old/a.html"}, "posts/b.md": {"slug": "/old/b.html"}})
    assert link_targets.find_link_target(found, tmp_path, "old/a.html", "posts/a.md", "b.html") == LinkTarget(
        "old/b.html"
    )


@given(slugs(), st.booleans())
def test_the_url_of_every_document_leads_to_it(slug: str, is_absolute: bool) -> None:  # noqa: FBT001 -- Hypothesis passes it by position
    try:
        path = permalinks.path_from_slug(slug, FILE, "verbatim")
    except (permalinks.UnusableSlugError, permalinks.ReservedPathError):
        assume(False)
    found = Library((), (Post("pages/a.md", path, Template.PAGE, "T"),), clock=None)  # type: ignore[arg-type]
    href = ("/" if is_absolute else "../../") + permalinks.url_of_page(path)
    assert link_targets.find_link_target(found, Path("/nowhere"), "posts/here", FILE, href) == LinkTarget(path)


def test_a_link_to_a_missing_page_suggests_the_most_similar_page(gather: Callable[..., Library]) -> None:
    found = gather({"posts/armistice.md": {}})
    problem = missing_target_problem(found, FILE, 9, "/posts/armistise/#part")
    assert (problem.kind, problem.path, problem.line) == (ProblemKind.LINK_MISSING, FILE, 9)
    assert problem.message == ("the link “/posts/armistise/#part” leads nowhere; did you mean `/posts/armistice`?")


def test_a_link_that_resembles_no_page_gets_no_suggestion(gather: Callable[..., Library]) -> None:
    assert missing_target_problem(gather({}), FILE, 9, "/x").message.endswith(
        ": correct the path, or delete the link"
    )


def test_a_link_to_a_missing_heading_suggests_the_most_similar_heading() -> None:
    problem = missing_fragment_problem("#the-lines", ["the-line", "정전"], FILE, 9)
    assert (problem.kind, problem.line) == (ProblemKind.FRAGMENT_MISSING, 9)
    assert problem.message.endswith(
        "the link “#the-lines” leads to a heading that does not exist; did you mean `#the-line`?"
    )
