"""Tests that relative URLs are resolved the way browsers resolve them."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.core.addresses.absolute_urls import absolute_url

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
def test_a_url_is_resolved_as_in_a_browser(written: str, full: str) -> None:
    assert absolute_url(written, PAGE) == full


def test_data_urls_are_only_allowed_for_images() -> None:
    data = "data:image/png;base64,iVBORw0KGgo="
    assert absolute_url(data, PAGE, allow_image_data=True) == data
    assert absolute_url(data, PAGE) == ""


PIECES = st.sampled_from(["../", "./", "a", "/", ".", "..", "#", "?", "b;c", "%41", ":", "//"])
PAGES = st.sampled_from(["https://x.org/", "https://x.org/a", PAGE, "https://x.org/a/b.html"])


@given(PAGES, st.lists(PIECES, max_size=6).map("".join))
def test_the_fast_join_agrees_with_urljoin(page: str, written: str) -> None:
    full = urljoin(page, written)
    if full.startswith("https:") and "://:" not in full:
        assert absolute_url(written, page) in {full, ""}
