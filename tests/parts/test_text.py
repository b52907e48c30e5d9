"""The text of posts in HTML, as a browser reads it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from posts import PEOPLE, post

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from conftest import Build, Built


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def body(site: Built, address: str = "/posts/x/") -> Element:
    (found,) = [box for box in site.page(address).iter("div") if box.get("class") == "text"]
    return found


def with_class(element: Element, name: str) -> list[Element]:
    return [found for found in element.iter() if name in found.get("class", "").split()]


# Byline


def test_the_authors_stand_between_description_and_cover(clean_build: Build) -> None:
    fields = {"author": "[han, seo]", "description": "A sentence.", "socialImage": "./c.svg", "socialImageAlt": "C"}
    files = {"posts/x.md": post(**fields), "posts/c.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"}
    site = clean_build(files=files, publication_authors=PEOPLE)
    section = body(site).find("section")
    assert section is not None
    names = [child.get("class", child.tag).split()[0] for child in section]
    assert names == ["h1", "post-description", "post-byline", "post-cover", "p"]
    (line,) = with_class(section, "post-byline")
    assert text_of(line) == "By Han Ji-won and Seo <서> & Min"
    assert [(link.get("href"), link.get("rel")) for link in line.iter("a")] == [
        ("../../author/han/", "author"),
        ("../../author/seo/", "author"),
    ]


def test_the_authors_are_no_part_of_excerpts_feeds_and_reading_time(clean_build: Build) -> None:
    site = clean_build(files={"posts/x.md": post("The text.", author="han")}, publication_authors=PEOPLE)
    entry = json.loads(site.html("/feed.json"))["items"][0]
    assert entry["summary"] == "The text."
    assert "Han" not in entry["content_html"]
    assert site.env.metadata["posts/x"]["wordcount"]["words"] == 2


def test_a_post_without_authors_has_no_byline(clean_build: Build) -> None:
    assert with_class(body(clean_build(files={"posts/x.md": post()})), "post-byline") == []


# Tasks


def test_the_box_of_a_task_says_what_it_means_in_every_builder(clean_build: Build) -> None:
    files = {"posts/x.md": post("- [ ] open\n- [x] done\n- [link](https://a.kr)\n")}
    site = clean_build(files=files)
    boxes = list(body(site).iter("input"))
    assert [(box.get("type"), box.get("aria-label"), "disabled" in box.attrib) for box in boxes] == [
        ("checkbox", "Done", True)
    ] * 2
    assert ["checked" in box.attrib for box in boxes] == [False, True]
    assert "☐ open" in json.loads(site.html("/feed.json"))["items"][0]["content_html"]
    assert "☑ done" in clean_build(builder="text").out.joinpath("posts/x.txt").read_text(encoding="utf-8")


# Languages


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
        ("Nothing", []),
    ],
)
def test_words_say_their_language(clean_build: Build, text: str, spans: list[tuple[str, str]]) -> None:
    paragraph = body(clean_build(files={"posts/x.md": post(text)})).find("section/p")
    assert paragraph is not None
    assert [(span.get("lang"), text_of(span)) for span in paragraph.iter("span") if span.get("lang")] == spans


def test_hangul_in_a_korean_post_needs_no_mark(clean_build: Build) -> None:
    site = clean_build(files={"posts/x.md": post("정전협정은 [armistice]{lang=en}이다.", lang="ko")})
    assert body(site).get("lang") == "ko"
    assert [span.get("lang") for span in body(site).iter("span") if span.get("lang")] == ["en"]


def test_what_is_written_the_other_way_says_so(clean_build: Build) -> None:
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


def test_a_language_that_is_none_is_told_at_its_line(build: Build) -> None:
    site = build(files={"posts/x.md": post("Text.\n\n[x]{lang=not_one}\n")})
    assert site.messages() == [
        (
            "posts/x.md:9: WARNING: `lang` must be a language tag such as ko or en-GB, found “not_one”; "
            "correct or delete it [publication.lang]"
        )
    ]
