from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from publication.core.addresses import permalinks
from publication.core.library import Library
from publication.core.link_targets import Place, locate, missing, missing_fragment
from publication.core.posts.post import Post, Template
from publication.core.problems import ProblemKind
from support.strategies import slugs

if TYPE_CHECKING:
    from collections.abc import Callable

FILE = "posts/here/index.md"


@pytest.fixture(scope="module")
def place(gather_once: Callable[..., tuple[Library, Path]]) -> Callable[[str], Place | None]:
    """Where a link in the post at ``/posts/here/`` leads."""
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
    return lambda href: locate(found, root, "posts/here", FILE, href)


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
def test_a_link_leads_to_a_page_by_address_or_by_file(
    place: Callable[[str], Place | None], href: str, path: str
) -> None:
    assert place(href) == Place(path)


@pytest.mark.parametrize(
    "href",
    [
        *["/posts/nowhere", "/posts/draft", "../draft.md", "/posts/new-name", "nowhere.md", "/tag/japan"],
        *["/search/x", "/archive/1950", "/media/nothing.pdf", "/posts/\\x", "/a%00b", "/" + "x" * 3000],
    ],
)
def test_a_link_to_what_is_not_published_leads_nowhere(place: Callable[[str], Place | None], href: str) -> None:
    assert place(href) is None


@pytest.mark.parametrize("href", ["/media/a b.pdf", "/media/a%20b.pdf"])
def test_a_link_to_a_file_leads_to_the_file(place: Callable[[str], Place | None], href: str) -> None:
    assert place(href) == Place("media/a b.pdf", is_page=False)


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("#정전", Place(None, "정전")),
        ("", Place(None)),
        ("?a=b", Place(None, "", "a=b")),
        ("/tags?a=b#c", Place("tags", "c", "a=b")),
        ("../renamed.md#part", Place("posts/New-Name", "part")),
    ],
)
def test_a_link_keeps_its_fragment_and_its_query(
    place: Callable[[str], Place | None], href: str, expected: Place
) -> None:
    assert place(href) == expected


def test_a_link_beside_a_page_that_is_a_file_is_beside_it(gather: Callable[..., Library], tmp_path: Path) -> None:
    found = gather({"posts/a.md": {"slug": "/old/a.html"}, "posts/b.md": {"slug": "/old/b.html"}})
    assert locate(found, tmp_path, "old/a.html", "posts/a.md", "b.html") == Place("old/b.html")


@given(slugs(), st.booleans())
def test_the_address_of_every_document_leads_to_it(slug: str, is_absolute: bool) -> None:  # noqa: FBT001 -- Hypothesis gives it
    try:
        path = permalinks.from_slug(slug, FILE, "verbatim")
    except (permalinks.Unusable, permalinks.Reserved):
        assume(False)
    found = Library((), (Post("pages/a.md", path, Template.PAGE, "T"),), clock=None)  # type: ignore[arg-type]
    href = ("/" if is_absolute else "../../") + permalinks.url(path)
    assert locate(found, Path("/nowhere"), "posts/here", FILE, href) == Place(path)


def test_a_missing_page_is_told_with_the_nearest_one(gather: Callable[..., Library]) -> None:
    found = gather({"posts/armistice.md": {}})
    problem = missing(found, FILE, 9, "/posts/armistise/#part")
    assert (problem.code, problem.path, problem.line) == (ProblemKind.LINK_MISSING, FILE, 9)
    assert problem.message == (
        "a link must lead somewhere, found “/posts/armistise/#part”; did you mean /posts/armistice?"
    )


def test_a_missing_page_that_resembles_none_is_told_without_a_guess(gather: Callable[..., Library]) -> None:
    assert missing(gather({}), FILE, 9, "/x").message.endswith("; correct the address or delete the link")


def test_a_missing_heading_is_told_with_the_nearest_one() -> None:
    problem = missing_fragment("#the-lines", ["the-line", "정전"], FILE, 9)
    assert (problem.code, problem.line) == (ProblemKind.FRAGMENT_MISSING, 9)
    assert problem.message.endswith("found “#the-lines”; did you mean #the-line?")
