"""The HTML of a post's text."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from support.posts import PEOPLE, post

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from support.site_builds import Build, Built


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def body(site: Built, address: str = "/posts/x/") -> Element:
    (found,) = [box for box in site.page(address).iter("div") if box.get("class") == "text"]
    return found


def with_class(element: Element, name: str) -> list[Element]:
    return [found for found in element.iter() if name in found.get("class", "").split()]


# Byline


def test_the_byline_is_between_the_description_and_the_cover(clean_build: Build) -> None:
    fields = {"author": "[han, seo]", "description": "A sentence.", "socialImage": "./c.svg", "socialImageAlt": "C"}
    files = {"posts/x.md": post(**fields), "posts/c.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"}
    site = clean_build(files=files, publication_authors=PEOPLE)
    section = body(site)
    names = [child.get("class", child.tag).split()[0] for child in section]
    assert names == ["h1", "post-description", "post-byline", "post-cover", "p"]
    (line,) = with_class(section, "post-byline")
    assert text_of(line) == "By Han Ji-won and Seo <서> & Min"
    assert [(link.get("href"), link.get("rel")) for link in line.iter("a")] == [
        ("../../author/han/", "author"),
        ("../../author/seo/", "author"),
    ]


def test_the_byline_is_not_part_of_excerpts_feeds_or_the_reading_time(clean_build: Build) -> None:
    site = clean_build(files={"posts/x.md": post("The text.", author="han")}, publication_authors=PEOPLE)
    entry = json.loads(site.html("/feed.json"))["items"][0]
    assert entry["summary"] == "The text."
    assert "Han" not in entry["content_html"]
    assert site.env.metadata["posts/x"]["wordcount"]["words"] == 2


def test_a_post_without_authors_has_no_byline(clean_build: Build) -> None:
    assert with_class(body(clean_build(files={"posts/x.md": post()})), "post-byline") == []


# Tasks


def test_task_list_items_show_their_state_in_every_builder(clean_build: Build) -> None:
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


def test_an_invalid_language_of_a_span_is_reported_at_its_line(build: Build) -> None:
    site = build(files={"posts/x.md": post("Text.\n\n[x]{lang=not_one}\n")})
    assert site.messages() == [
        (
            "posts/x.md:9: WARNING: `lang` must be a language tag such as ko or en-GB, found “not_one”; "
            "correct or delete it [publication.lang]"
        )
    ]


# Formulas


MATHML = "{http://www.w3.org/1998/Math/MathML}"
FORMULAS = r"""
Inline $x^2$ and a long one, $a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8$, and {eq}`sum`.

$$
a + b = c
$$ (sum)

\begin{align}
a &= b \\
c &= d
\end{align}
"""


def test_formulas_are_mathml_and_references_link_to_their_numbers(clean_build: Build) -> None:
    text = body(clean_build(files={"posts/x.md": post(FORMULAS), "posts/y.md": post(FORMULAS.replace("sum", "sun"))}))
    assert [math.get("display") for math in text.iter(f"{MATHML}math")] == ["inline", "inline", "block", "block"]
    blocks = with_class(text, "formula")
    assert [text_of(with_class(block, "eqno")[0]) for block in blocks] == ["(1)", "(2)"]
    (link,) = [link for link in text.iter("a") if text_of(link) == "(1)"]
    assert link.get("href") == f"#{blocks[0].get('id')}"
    for box in with_class(text, "math-box"):
        assert box.get("tabindex") == "0"
    assert len(with_class(text, "math-box")) == 3


def test_no_page_loads_mathjax(clean_build: Build) -> None:
    assert b"mathjax" not in clean_build(files={"posts/x.md": post(FORMULAS)}).everything().lower()


def test_an_unsupported_formula_is_reported_and_shown_as_code(build: Build) -> None:
    site = build(files={"posts/x.md": post("In $\\nosuch{<x>}$ text.\n\n$$\n\\nosuch\n$$\n")})
    assert [line.partition(", found")[0] for line in site.messages()] == [
        "posts/x.md:7: WARNING: a formula must be in LaTeX that becomes MathML",
        "posts/x.md:9: WARNING: a formula must be in LaTeX that becomes MathML",
    ]
    assert [text_of(code) for code in body(site).iter("code")] == ["\\nosuch{<x>}", "\\nosuch"]


# Tables


def table(site: Built) -> tuple[Element, Element]:
    """The first table and the box around it."""
    box = with_class(body(site), "table-box")[0]
    found = box.find("table")
    assert found is not None
    return found, box


def test_a_table_is_labelled_by_its_caption_and_its_headers_have_a_scope(clean_build: Build) -> None:
    text = "```{list-table} Rounds\n:header-rows: 1\n:stub-columns: 1\n\n* - A\n  - B\n* - c\n  - d\n```\n"
    found, box = table(clean_build(files={"posts/x.md": post(text)}))
    caption = found.find("caption")
    assert caption is not None
    assert (box.get("role"), box.get("tabindex"), box.get("aria-labelledby")) == ("group", "0", caption.get("id"))
    assert text_of(caption) == "Rounds"
    assert [(head.get("scope"), text_of(head)) for head in found.iter("th")] == [
        ("col", "A"),
        ("col", "B"),
        ("row", "c"),
    ]


def test_a_table_without_a_caption_has_a_default_label(clean_build: Build) -> None:
    _, box = table(clean_build(files={"posts/x.md": post("| a | b |\n| :-: | -: |\n| c | d |\n")}))
    assert box.get("aria-label") == "Table"
    assert len(with_class(box, "text-center")) == len(with_class(box, "text-right")) == 2


@pytest.mark.parametrize(("rows", "tall"), [(19, False), (20, True)])
def test_a_tall_table_scrolls_below_its_header(clean_build: Build, rows: int, tall: bool) -> None:  # noqa: FBT001
    text = "| a | b |\n| - | - |\n" + "| c | d |\n" * rows
    _, box = table(clean_build(files={"posts/x.md": post(text)}))
    assert ("tall" in (box.get("class") or "")) == tall


def test_no_element_has_a_style_attribute(clean_build: Build) -> None:
    text = "```{list-table}\n:widths: 20 80\n:width: 50%\n\n* - a\n  - b\n```\n\n| a | b |\n| :- | -: |\n| c | d |\n"
    site = clean_build(files={"posts/x.md": post(text + FORMULAS)})
    found, _ = table(site)
    assert [column.get("class") for column in found.iter("col")] == ["wide-20", "wide-80"]
    assert [element for element in body(site).iter() if "style" in element.attrib] == []


# Code


def test_a_code_block_is_labelled_with_its_language_and_can_be_focused(clean_build: Build) -> None:
    text = "```js\nlet a;\n```\n\n```\nplain\n```\n\n    indented\n"
    found = body(clean_build(files={"posts/x.md": post(text)}))
    assert [(block.get("aria-label"), block.get("tabindex")) for block in found.iter("pre")] == [
        ("JavaScript code", "0"),
        ("Code", "0"),
        ("Code", "0"),
    ]
    assert [box.get("data-language") for box in found.iter("div") if "data-language" in box.attrib] == ["JavaScript"]


def test_code_blocks_have_titles_line_numbers_and_highlighted_lines(clean_build: Build) -> None:
    text = "```js{2}:title=a.js\nlet a;\nlet b;\n```\n\n```{code-block} yaml\n:caption: b.yml\n:linenos:\na: 1\n```\n"
    found = body(clean_build(files={"posts/x.md": post(text)}))
    assert [text_of(title) for title in with_class(found, "code-block-caption")] == ["a.js", "b.yml"]
    assert [text_of(line) for line in with_class(found, "hll")] == ["let b;"]
    assert [text_of(number) for number in with_class(found, "linenos")] == ["1"]


def test_a_post_with_every_construct_builds_without_a_warning(clean_build: Build) -> None:
    one = clean_build("everything", publication_authors=PEOPLE)
    assert len(body(one, "/posts/everything/").findall(".//section")) >= 15


# HTML as it is typed


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ('<p align="center">x</p>', '<p class="text-center">x</p>'),
        ("<p align=right>x</p>", '<p class="text-right">x</p>'),
        (
            '<h2 title="t" align="left">x</h2>',
            '<h2 class="text-left" title="t">x</h2>',
        ),
        ('<p class="a" align="center">x</p>', '<p class="text-center a">x</p>'),
        ('<p title="align=center">x</p>', '<p title="align=center">x</p>'),
        ("<p>align=center</p>", "<p>align=center</p>"),
    ],
)
def test_alignment_in_raw_html_becomes_a_class(clean_build: Build, typed: str, written: str) -> None:
    assert written in clean_build(files={"posts/x.md": post(typed + "\n")}).html("/posts/x/")


def test_the_title_is_the_heading_of_the_article_and_keeps_its_anchor(clean_build: Build) -> None:
    found = body(clean_build(files={"posts/x.md": post("[up](#a-title)\n\n## Below\n")}))
    heading = found.find("h1")
    assert heading is not None
    assert heading.get("id") == "a-title"
    assert [part.get("id") for part in found.iter("section")] == ["below"]
