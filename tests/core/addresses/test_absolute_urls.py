"""Addresses made whole, as a browser would."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.core.addresses.absolute_urls import absolute

PAGE = "https://x.org/blog/posts/x/"


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("../y/", "https://x.org/blog/posts/y/"),
        ("../../../../../y", "https://x.org/y"),
        ("/y", "https://x.org/y"),
        ("#제목", f"{PAGE}#%EC%A0%9C%EB%AA%A9"),
        ("", PAGE),
        ("#", PAGE),
        ("?a=가&b", f"{PAGE}?a=%EA%B0%80&b"),
        ("100%.html", f"{PAGE}100%25.html"),
        ("%EA%B0%80", f"{PAGE}%EA%B0%80"),
        ("a b\n", f"{PAGE}a%20b"),
        ("//한글.kr/가", "https://xn--bj0bj06e.kr/%EA%B0%80"),
        ("https://example.org", "https://example.org"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("java\nscript:alert(1)", ""),
        (" JAVASCRIPT:x", ""),
        ("data:text/html,<script>", ""),
        ("http://[bad", ""),
    ],
)
def test_an_address_is_what_a_browser_makes_of_it(written: str, full: str) -> None:
    assert absolute(written, PAGE) == full


def test_a_picture_may_be_in_its_address() -> None:
    data = "data:image/png;base64,iVBORw0KGgo="
    assert absolute(data, PAGE, picture=True) == data
    assert absolute(data, PAGE) == ""


PIECES = st.sampled_from(["../", "./", "a", "/", ".", "..", "#", "?", "b;c", "%41", ":", "//"])
PAGES = st.sampled_from(["https://x.org/", "https://x.org/a", PAGE, "https://x.org/a/b.html"])


@given(PAGES, st.lists(PIECES, max_size=6).map("".join))
def test_the_quick_way_to_join_leads_where_the_long_one_does(page: str, written: str) -> None:
    full = urljoin(page, written)
    if full.startswith("https:") and "://:" not in full:
        assert absolute(written, page) in {full, ""}
