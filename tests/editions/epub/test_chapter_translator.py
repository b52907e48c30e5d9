"""Tests for the HTML of EPUB chapters: links, footnotes, languages, formulas, images and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.images import picture
from support.opened_epub import OPF, OPS, XHTML, book
from support.page_elements import with_class
from support.posts import post

if TYPE_CHECKING:
    from support.site_builds import Build


PNG = picture(1, 1)


def test_a_link_to_content_outside_the_book_leads_to_the_web(clean_build: Build) -> None:
    body = "[all](/posts/) [files](/media/a.bin) [tag](/tag/korea/) [web](https://example.org/a?b=1&c=2) [here](#end)\n\n## End\n"
    files: dict[str, str | bytes] = {
        "posts/a.md": post(body, slug="/a", title="A", tags="[Korea]"),
        "_static/media/a.bin": b"1",
    }
    assert book(clean_build(files=files, builder="epub")).links("A")[:5] == [
        "https://armistice.example/posts/",
        "https://armistice.example/media/a.bin",
        "https://armistice.example/tag/korea/",
        "https://example.org/a?b=1&c=2",
        "#end",
    ]


def test_footnotes_and_their_references_link_to_each_other(clean_build: Build) -> None:
    body = "One[^a] and two[^b] and one again[^a].\n\n[^a]: First.\n\n[^b]: Second.\n\n    More of it.\n"
    page = book(clean_build(files={"posts/a.md": post(body, title="A")}, builder="epub")).chapter("A")
    references = [link for link in page.iter(f"{XHTML}a") if link.get(f"{OPS}type") == "noteref"]
    notes = [note for note in page.iter(f"{XHTML}aside") if note.get(f"{OPS}type") == "footnote"]
    assert [link.get("role") for link in references] == ["doc-noteref"] * 3
    assert [note.get("role") for note in notes] == ["doc-footnote"] * 2
    assert [(link.get("href") or "")[1:] for link in references] == [
        notes[0].get("id"),
        notes[1].get("id"),
        notes[0].get("id"),
    ]
    back = [link for link in notes[0].iter(f"{XHTML}a") if link.get("role") == "doc-backlink"]
    assert [(link.get("href") or "")[1:] for link in back] == [references[0].get("id"), references[2].get("id")]
    assert len({link.get("aria-label") for link in back}) == 2
    assert " ".join("".join(notes[1].itertext()).split()) == "2. Second. More of it. ↑"


def test_chapters_and_the_package_have_a_language_and_direction(clean_build: Build) -> None:
    files = {
        "posts/k.md": post(title='"정전"', lang="ko", slug="/k"),
        "posts/f.md": post(title="سلام", lang="fa", slug="/f", date="2026-01-03"),
        "posts/a.md": post(title="A", slug="/a"),
    }
    opened = book(clean_build(files=files, builder="epub"))
    languages = {
        title: [
            opened.chapter(title).get(name) for name in ("lang", "{http://www.w3.org/XML/1998/namespace}lang", "dir")
        ]
        for title in ("정전", "سلام", "A")
    }
    assert languages == {"정전": ["ko", "ko", "ltr"], "سلام": ["fa", "fa", "rtl"], "A": ["en", "en", "ltr"]}
    assert set(opened.metadata("language")) == {"en", "ko", "fa"}


def test_hangul_is_marked_as_korean(clean_build: Build) -> None:
    text = "## 제목\n\nA 정전협정 & `코드`, [休戦]{lang=ja}, a note.[^1]\n\n[^1]: 주석\n"
    files = {"posts/a.md": post(text, title="A"), "posts/k.md": post("정전", title="가", slug="/k", lang="ko")}
    opened = book(clean_build(files=files, builder="epub"))

    def marked_words(title: str) -> list[tuple[str | None, str | None]]:
        return [(one.get("lang"), one.text) for one in opened.chapter(title).iter(f"{XHTML}span") if one.get("lang")]

    assert marked_words("A") == [("ko", "제목"), ("ko", "정전협정"), ("ja", "休戦"), ("ko", "주석")]
    assert marked_words("가") == []


def test_formulas_are_mathml_and_their_chapters_are_declared(clean_build: Build) -> None:
    files = {
        "posts/m.md": post("The $x^2$ and\n\n$$\n\\frac{a}{b} < c\n$$\n", title="M", slug="/m"),
        "posts/a.md": post(title="A", slug="/a"),
    }
    opened = book(clean_build(files=files, builder="epub"))
    assert len(list(opened.chapter("M").iter("{http://www.w3.org/1998/Math/MathML}math"))) == 2
    with_math = [item.get("href") for item in opened.package.iter(f"{OPF}item") if item.get("properties") == "mathml"]
    assert with_math == [opened.name("M")]
    assert "MathML" in opened.metadata("schema:accessibilityFeature")


def test_the_book_contains_exactly_the_images_it_shows_with_alt_text(clean_build: Build) -> None:
    files: dict[str, str | bytes] = {
        "posts/a/used.png": PNG,
        "posts/a/other.png": PNG,
        "_static/media/그림 1.png": PNG,
        "posts/a/index.md": post(
            "![The &lt;line&gt;](used.png)\n\n![둘](</media/그림 1.png>)\n\n![far](https://example.org/x.png)\n",
            title="A",
        ),
    }
    opened = book(clean_build(files=files, builder="epub"))
    pictures = [(image.get("src") or "", image.get("alt")) for image in opened.chapter("A").iter(f"{XHTML}img")]
    assert [alt for _, alt in pictures] == ["The <line>", "둘"]
    assert {f"EPUB/{src}" for src, _ in pictures} == {name for name in opened.files if "/images/" in name}
    assert "https://example.org/x.png" in opened.links("A")


def test_an_image_in_raw_html_is_included(clean_build: Build) -> None:
    body = '<div><p><img src="/media/p.png" alt="The line" width="3"> <img src="q.png" alt=""></p></div>\n'
    files: dict[str, str | bytes] = {
        "_static/media/p.png": PNG,
        "posts/q.png": PNG,
        "posts/a.md": post(body, title="A"),
    }
    opened = book(clean_build(files=files, builder="epub"))
    shown = list(opened.chapter("A").iter(f"{XHTML}img"))
    assert [image.get("alt") for image in shown] == ["The line", ""]
    assert {f"EPUB/{image.get('src')}" for image in shown} == {name for name in opened.files if "/images/" in name}


def test_an_svg_is_included_in_its_safe_form(clean_build: Build) -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>x()</script><path d="M0 0h9"/></svg>'
    )
    files = {"posts/x.svg": drawing, "posts/a.md": post("![A line](x.svg)\n", title="A")}
    opened = book(clean_build(files=files, builder="epub"))
    (picture,) = (data for name, data in opened.files.items() if name.endswith(".svg"))
    assert b"M0 0h9" in picture
    assert b"script" not in picture


def test_the_external_sources_of_a_post_are_listed_at_its_end(clean_build: Build) -> None:
    body = "[A paper](https://www.example.org/paper) and [it](https://www.example.org/paper#2) and <https://b.example/>\n"
    opened = book(clean_build(files={"posts/a.md": post(body, title="A")}, builder="epub"))
    (section,) = with_class(opened.chapter("A"), "sources")
    entries = [" ".join("".join(entry.itertext()).split()) for entry in section.iter(f"{XHTML}li")]
    assert entries == ["A paper example.org", "https://b.example/"]
