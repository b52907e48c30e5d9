"""Tests that foreign words have a ``lang`` attribute and, if their direction differs, a ``dir`` attribute."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from support.page_elements import body, text_of
from support.posts import post

if TYPE_CHECKING:
    from support.site_builds import Build


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("A 정전협정 here", [("ko", "정전협정")]),
        ("7·4 남북공동성명, 9월 평양공동선언 of 2018", [("ko", "7·4 남북공동성명"), ("ko", "9월 평양공동선언")]),
        ("한국전쟁(韓國戰爭) and 韓國", [("ko", "한국전쟁(韓國戰爭)")]),
        ("나랏말ᄊᆞ미 듕귁에 달아", [("ko", "나랏말ᄊᆞ미 듕귁에 달아")]),
        ("*정전* and **종전**", [("ko", "정전"), ("ko", "종전")]),
        ("[休戦]{lang=ja} and [글]{lang=ko-KP}", [("ja", "休戦"), ("ko-KP", "글")]),
        ("`코드` and $x_{한}$", []),
        ("text정전 & <정전@example.org>", [("ko", "정전"), ("ko", "정전")]),
        ("[정전, a link](https://a.kr/정전)", [("ko", "정전")]),
        ("Nothing", []),
    ],
)
def test_words_in_another_language_are_marked(clean_build: Build, text: str, spans: list[tuple[str, str]]) -> None:
    paragraph = body(clean_build(files={"posts/x.md": post(text)})).find("p")
    assert paragraph is not None
    assert [(span.get("lang"), text_of(span)) for span in paragraph.iter("span") if span.get("lang")] == spans


def test_hangul_is_marked_everywhere_on_the_page_and_in_the_feed(clean_build: Build) -> None:
    text = "## 제목\n\n| 표 |\n| --- |\n| 칸 |\n\nA call.[^1]\n\n[^1]: 주석\n\n```{note}\n알림\n```\n\n```text\n코드\n```\n"
    site = clean_build(files={"posts/x.md": post(text, title="A 정전", description="The 협정")})
    marked = {text_of(span) for span in site.page("/posts/x/").iter("span") if span.get("lang") == "ko"}
    assert marked == {"정전", "협정", "제목", "표", "칸", "주석", "알림"}
    feed = json.loads(site.html("/feed.json"))["items"][0]["content_html"]
    assert set(re.findall(r'<span lang="ko">(.*?)</span>', feed)) == {"제목", "표", "칸", "주석", "알림"}


def test_a_title_is_marked_on_a_page_in_another_language_only(clean_build: Build) -> None:
    site = clean_build(
        files={
            "posts/x.md": post("{doc}`/y`", title="정전", slug="/x"),
            "posts/y.md": post("{doc}`/x`", title="협정", slug="/y", lang="ko"),
        }
    )
    marked = [[text_of(one) for one in body(site, at).iter("span") if one.get("lang")] for at in ("/x/", "/y/")]
    assert marked == [["정전", "협정"], []]


def test_hangul_in_a_korean_post_is_not_marked(clean_build: Build) -> None:
    site = clean_build(files={"posts/x.md": post("정전협정은 [armistice]{lang=en}이다.", lang="ko")})
    assert body(site).get("lang") == "ko"
    assert [span.get("lang") for span in body(site).iter("span") if span.get("lang")] == ["en"]


def test_text_in_the_other_direction_is_marked_with_its_direction(clean_build: Build) -> None:
    site = clean_build(
        files={
            "posts/x.md": post("A [هدنة]{lang=ar} here."),
            "posts/y.md": post("هدنة و 정전 هنا.", lang="ar"),
        }
    )
    assert [(span.get("lang"), span.get("dir")) for span in body(site).iter("span") if span.get("lang")] == [
        ("ar", "rtl")
    ]
    assert (body(site, "/posts/y/").get("lang"), body(site, "/posts/y/").get("dir")) == ("ar", "rtl")
    assert [
        (span.get("lang"), span.get("dir")) for span in body(site, "/posts/y/").iter("span") if span.get("lang")
    ] == [("ko", "ltr")]


def test_a_span_with_an_invalid_language_is_reported_at_its_line(build: Build) -> None:
    site = build(files={"posts/x.md": post("Text.\n\n[x]{lang=not_one}\n")})
    assert site.messages() == [
        (
            "posts/x.md:9: WARNING: `lang` is “not_one”, which is not a language code: "
            "write one such as `{lang=ko}` or `{lang=en-GB}`, or delete it [publication.lang]"
        )
    ]
