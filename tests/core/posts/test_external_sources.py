"""Tests for the list of external sites that a post links to."""

from __future__ import annotations

import pytest

from publication.core.posts.external_sources import ExternalSource, host_name, number_sources

UN = "https://www.un.org/charter"


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([], ()),
        ([(UN, "the Charter")], (ExternalSource(1, UN, "un.org", "the Charter"),)),
        ([(UN, "the  Charter\nof"), (UN + "#x", "again")], (ExternalSource(1, UN, "un.org", "the Charter of"),)),
        ([(UN, UN), (UN, "the Charter")], (ExternalSource(1, UN, "un.org", "the Charter"),)),
        ([(UN, "www.un.org/charter")], (ExternalSource(1, UN, "un.org", ""),)),
        (
            [("http://b.kr/1", "b"), ("https://a.kr", "a")],
            (ExternalSource(1, "http://b.kr/1", "b.kr", "b"), ExternalSource(2, "https://a.kr", "a.kr", "a")),
        ),
    ],
)
def test_each_source_is_listed_once_in_text_order(
    links: list[tuple[str, str]], expected: tuple[ExternalSource, ...]
) -> None:
    assert number_sources(links) == expected


@pytest.mark.parametrize("url", ["/posts/x/", "#x", "mailto:a@b.kr", "ftp://a.kr/x", "https://", "https://[x", ""])
def test_a_link_that_does_not_lead_to_the_web_is_not_a_source(url: str) -> None:
    assert number_sources([(url, "text")]) == ()
    assert host_name(url) == ""


def test_the_site_itself_is_not_a_source() -> None:
    assert number_sources([("https://armistice.example/posts/x/", "x")], base_url="https://Armistice.example/") == ()


@pytest.mark.parametrize(
    ("link", "label"),
    [
        ((UN, "the Charter"), "the Charter"),
        ((UN, UN), "un.org/charter"),
        (("https://a.kr/" + "x" * 80, ""), "a.kr/" + "x" * 54 + "…"),
    ],
)
def test_a_source_without_link_text_is_labelled_with_its_url(link: tuple[str, str], label: str) -> None:
    (source,) = number_sources([link])
    assert source.label == label
