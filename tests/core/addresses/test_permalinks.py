"""Tests for permalinks: how slugs and file names are turned into paths, URLs and output files."""

from __future__ import annotations

import posixpath
import unicodedata
from urllib.parse import quote, unquote, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.core.addresses.permalinks import (
    ReservedPathError,
    UnusableSlugError,
    html_file,
    is_reserved,
    legacy_guid_path,
    listing_page_path,
    parse_path,
    path_from_file,
    path_from_slug,
    percent_decode,
    term_path,
    url_of_file,
    url_of_page,
)
from support.strategies import paths, slugs

FILE = "posts/2019-09-06---peace.md"
RULES = st.sampled_from(["verbatim", "folder"])


@pytest.mark.parametrize(
    ("slug", "path"),
    [
        ("/posts/next-US-president", "posts/next-US-president"),
        ("/posts/x/", "posts/x"),
        ("posts/x", "posts/x"),
        ("x", "x"),
        ("//posts///x//", "posts/x"),
        ("/posts/x.html", "posts/x.html"),
        ("/posts/v1.2", "posts/v1.2"),
        ("/posts/정전협정", "posts/정전협정"),
        ("/posts/\u110c\u1165\u11bc\u110c\u1165\u11ab", "posts/정전"),
        ("/posts/%EC%A0%95%EC%A0%84", "posts/정전"),
        ("/posts/100%", "posts/100%"),
        ("/posts/100%25", "posts/100%"),
        ("/posts/%zz", "posts/%zz"),
        ("/posts/%ff", "posts/%ff"),
        ("/posts/a b", "posts/a b"),
        ("/posts/%20a", "posts/ a"),
        (" /posts/x ", "posts/x"),
        ("/ x", "x"),
        ("/posts/why?", "posts/why?"),
        ("/posts/c#", "posts/c#"),
        ("/posts/korea:2019", "posts/korea:2019"),
        ("/posts/index-of-names", "posts/index-of-names"),
        ("/posts/...", "posts/..."),
    ],
)
def test_a_slug_becomes_the_path_as_typed(slug: str, path: str) -> None:
    assert path_from_slug(slug, FILE, "verbatim") == path


@pytest.mark.parametrize(
    ("slug", "file", "path"),
    [
        ("x", FILE, "posts/x"),
        ("x/y/", FILE, "posts/x/y"),
        ("/x", FILE, "x"),
        ("x", "posts/2019/a/index.md", "posts/2019/a/x"),
        ("posts/x", FILE, "posts/posts/x"),
        ("x", "posts/\u1112\u1161\u11ab/a.md", "posts/한/x"),
    ],
)
def test_under_the_folder_rule_a_slug_without_a_leading_slash_is_relative_to_its_folder(
    slug: str, file: str, path: str
) -> None:
    assert path_from_slug(slug, file, "folder") == path


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("posts/2019-09-06---Peace.md", "posts/2019-09-06---Peace"),
        ("posts/a.markdown", "posts/a"),
        ("posts/v1.2.md", "posts/v1.2"),
        ("posts/x/index.md", "posts/x"),
        ("posts/x/y.md", "posts/x/y"),
        ("pages/about.md", "pages/about"),
        ("posts/정전협정.md", "posts/정전협정"),
        ("posts/\u110c\u1165\u11bc.md", "posts/정"),
        ("posts/a b.md", "posts/a b"),
        ("posts/100%41.md", "posts/100%41"),
        ("posts/old.html.md", "posts/old.html"),
    ],
)
def test_without_a_slug_the_path_is_the_file_path_or_the_folder_of_an_index_file(file: str, path: str) -> None:
    assert path_from_file(file) == path


@pytest.mark.parametrize(
    "slug",
    [
        *[
            "https://example.org/x",
            "http://x",
            "HTTPS://x",
            "a+b://x",
            "/../x",
            "/posts/../x",
            "/posts/./x",
            "..",
            ".",
        ],
        *[
            "/%2e%2e/x",
            "/posts/%2E%2E%2Fx",
            "\\posts\\x",
            "/posts%5Cx",
            "/a\x00",
            "/a%00",
            "/a\nb",
            "/a\x7f",
            "/a\x85",
        ],
        *["/a\u2028b", "/a\ud800", "/" + "가" * 81, "/x" * 600],
    ],
)
@pytest.mark.parametrize("rule", ["verbatim", "folder"])
def test_a_slug_that_cannot_be_served_is_rejected(slug: str, rule: str) -> None:
    with pytest.raises(UnusableSlugError, match=r"^(?:is|contains) "):
        path_from_slug(slug, FILE, rule)


@pytest.mark.parametrize("file", ["posts/a\nb.md", "posts/a\\b.md", "posts/\udced.md", f"posts/{'x' * 241}.md"])
def test_a_file_name_that_cannot_be_served_is_rejected(file: str) -> None:
    with pytest.raises(UnusableSlugError, match=r"^(?:is|contains) "):
        path_from_file(file)


@pytest.mark.parametrize(
    "slug",
    [
        *[
            "/",
            "//",
            "/search",
            "/Search/",
            "/search/x",
            "/404",
            "/404.html",
            "/category",
            "/category/korea",
            "/tag/x",
        ],
        *[
            "/tags",
            "/categories",
            "/author/kim",
            "/authors",
            "/archive/2019",
            "/page/1",
            "/posts",
            "/posts/",
            "/Posts",
        ],
        *["/posts/page/2", "/posts/page", "/media/a.png", "/_static/x", "/_images", "/.git/config", "/.htaccess"],
        *[
            "/rss.xml",
            "/atom.xml",
            "/feed.json",
            "/sitemap.xml",
            "/robots.txt",
            "/index.html",
            "/index",
            "/objects.inv",
        ],
        *["/posts/x/index", "/posts/x/INDEX", "/posts/x/index.html", "/posts/index.html", "/genindex", "/s%65arch"],
    ],
)
def test_a_path_used_by_the_site_itself_is_reserved(slug: str) -> None:
    with pytest.raises(ReservedPathError):
        path_from_slug(slug, FILE, "verbatim")


@pytest.mark.parametrize("file", ["posts/index.md", "posts/x/Index.md", "posts/page/2.md", "search.md"])
def test_a_file_name_can_also_be_reserved(file: str) -> None:
    with pytest.raises(ReservedPathError):
        path_from_file(file)


@pytest.mark.parametrize(
    "path", ["posts/search", "categories-of-war", "posts/404", "posts/pages", "x/rss.xml", "posts/tag/x", "about"]
)
def test_a_path_that_only_resembles_a_reserved_path_is_allowed(path: str) -> None:
    assert not is_reserved(path)


@pytest.mark.parametrize(
    ("path", "url", "file"),
    [
        ("", "", "index.html"),
        ("posts/x", "posts/x/", "posts/x/index.html"),
        ("posts/x.html", "posts/x.html", "posts/x.html"),
        ("posts/x.htm", "posts/x.htm", "posts/x.htm"),
        ("posts/v1.2", "posts/v1.2/", "posts/v1.2/index.html"),
        ("posts/정전", "posts/%EC%A0%95%EC%A0%84/", "posts/정전/index.html"),
        ("posts/a b", "posts/a%20b/", "posts/a b/index.html"),
        ("posts/why?", "posts/why%3F/", "posts/why?/index.html"),
        ("posts/c#", "posts/c%23/", "posts/c#/index.html"),
        ("posts/100%", "posts/100%25/", "posts/100%/index.html"),
        ("korea:2019", "korea%3A2019/", "korea:2019/index.html"),
        ("posts/(a)!'*,;~@$&+=", "posts/(a)!%27*,;~@$&+=/", "posts/(a)!'*,;~@$&+=/index.html"),
        ('posts/"<>`{|}^[]', "posts/%22%3C%3E%60%7B%7C%7D%5E%5B%5D/", 'posts/"<>`{|}^[]/index.html'),
    ],
)
def test_a_path_has_a_url_and_an_output_file(path: str, url: str, file: str) -> None:
    assert (url_of_page(path), html_file(path)) == (url, file)


def test_the_url_of_a_static_file_has_no_trailing_slash() -> None:
    assert url_of_file("media/사진 1.png") == "media/%EC%82%AC%EC%A7%84%201.png"


def test_listing_paths_are_below_their_taxonomy_and_page_numbers_start_at_one() -> None:
    assert term_path("tag", "north-korea") == "tag/north-korea"
    assert [listing_page_path("tag/c", number) for number in (1, 2)] == ["tag/c", "tag/c/page/2"]


@pytest.mark.parametrize(("text", "plain"), [("%ED%95%9C", "한"), ("%zz", "%zz"), ("%ff", "%ff"), ("a%2Fb", "a/b")])
def test_percent_encoding_is_decoded_and_similar_text_is_unchanged(text: str, plain: str) -> None:
    assert percent_decode(text) == plain


@given(paths())
def test_the_url_of_a_path_decodes_to_the_path(path: str) -> None:
    assert unquote(url_of_page(path)).rstrip("/") == path
    assert url_of_page(path).isascii()


@given(paths())
def test_the_url_of_a_path_never_leads_to_another_site(path: str) -> None:
    """A browser would take ``korea:`` at the start of a relative link for a protocol, so such links are tested too."""
    url = url_of_page(path)
    assert urljoin("https://example.org/", url) == "https://example.org/" + url


def path_of_slug(slug: str, rule: str = "verbatim") -> str | None:
    try:
        return path_from_slug(slug, FILE, rule)
    except (UnusableSlugError, ReservedPathError):
        return None


@given(slugs(), RULES)
def test_the_output_file_of_a_slug_is_inside_the_output_folder(slug: str, rule: str) -> None:
    path = path_of_slug(slug, rule)
    if path is not None:
        assert posixpath.normpath(posixpath.join("/site", html_file(path))) == f"/site/{html_file(path)}"
        assert unicodedata.is_normalized("NFC", path)
        assert path == path.strip("/ ") != ""


@given(slugs().filter(lambda slug: "%" not in slug))
def test_cleaning_a_path_twice_changes_nothing(slug: str) -> None:
    path = path_of_slug(slug)
    if path is not None:
        assert parse_path(path) == parse_path(f"/{path}/") == path


@given(slugs())
def test_the_url_of_a_slug_is_a_slug_for_the_same_path(slug: str) -> None:
    path = path_of_slug(slug)
    if path is not None:
        assert path_of_slug("/" + url_of_page(path)) == path


@given(slugs())
def test_a_fully_percent_encoded_slug_has_the_same_path(slug: str) -> None:
    assert path_of_slug(quote(percent_decode(slug))) == path_of_slug(slug)


@pytest.mark.parametrize(
    ("slug", "rule", "typed"),
    [
        ("/posts/x", "verbatim", "/posts/x"),
        ("/posts/x/", "folder", "/posts/x/"),
        ("/posts/%ED%95%9C", "verbatim", "/posts/%ED%95%9C"),
        ("x", "verbatim", "/x"),
        ("x/", "folder", "/posts/x/"),
        ("", "verbatim", "/posts/2019-09-06---peace/"),
    ],
)
def test_a_posts_old_path_is_kept_exactly_as_typed(slug: str, rule: str, typed: str) -> None:
    assert legacy_guid_path(slug, FILE, rule) == typed
