from __future__ import annotations

import pytest

from publication.core.posts.external_sources import Source, host, listed

UN = "https://www.un.org/charter"


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([], ()),
        ([(UN, "the Charter")], (Source(1, UN, "un.org", "the Charter"),)),
        ([(UN, "the  Charter\nof"), (UN + "#x", "again")], (Source(1, UN, "un.org", "the Charter of"),)),
        ([(UN, UN), (UN, "the Charter")], (Source(1, UN, "un.org", "the Charter"),)),
        ([(UN, "www.un.org/charter")], (Source(1, UN, "un.org", ""),)),
        (
            [("http://b.kr/1", "b"), ("https://a.kr", "a")],
            (Source(1, "http://b.kr/1", "b.kr", "b"), Source(2, "https://a.kr", "a.kr", "a")),
        ),
    ],
)
def test_a_source_is_listed_once_in_the_order_of_the_text(
    links: list[tuple[str, str]], expected: tuple[Source, ...]
) -> None:
    assert listed(links) == expected


@pytest.mark.parametrize(
    "address", ["/posts/x/", "#x", "mailto:a@b.kr", "ftp://a.kr/x", "https://", "https://[x", ""]
)
def test_what_is_not_on_the_web_is_no_source(address: str) -> None:
    assert listed([(address, "text")]) == ()
    assert host(address) == ""


def test_the_site_itself_is_no_source() -> None:
    assert listed([("https://armistice.example/posts/x/", "x")], own="https://Armistice.example/") == ()


@pytest.mark.parametrize(
    ("link", "label"),
    [
        ((UN, "the Charter"), "the Charter"),
        ((UN, UN), "un.org/charter"),
        (("https://a.kr/" + "x" * 80, ""), "a.kr/" + "x" * 54 + "…"),
    ],
)
def test_a_source_without_a_text_is_called_by_its_address(link: tuple[str, str], label: str) -> None:
    (source,) = listed([link])
    assert source.label == label
