"""Tests that feeds are valid, complete, and readable outside the site."""

from __future__ import annotations

import json
import re
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import feedparser
import jsonschema
import pytest
from lxml import etree, html

from support.images import picture
from support.posts import post
from support.site_builds import CLOCK, prepare, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.site_builds import Build, Built

SCHEMAS = Path(__file__).parent / "schemas"
ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "https://armistice.example"
HOSTILE = "]]> <script>alert(1)</script> & 'q' \"q\" 🕊 정전 <b>x</b>"
BODY = """\
Text[^a] with `]]>` and &amp; and an emoji 🕊. Again[^a].[^b]

## 제목

[post](/한글 글) [file](b.md#제목) [here](#제목) [tag](/tag/북한-정책) [out](https://example.org/한글?a=1&b=2)
[mail](mailto:a@example.org) [soon](#) <a href=" java&#10;script:alert(3)">x</a> [feed](/rss.xml)

![beside](c.png) ![media](</media/그림 1.png>) ![gone](none.png)

- [x] done
- [ ] open

<figure><img src="/media/x.png" srcset="/media/x.png 1x, /media/y z.png 2x" onerror="alert(1)"></figure>
<script>alert(2)</script>
<iframe src="//video.example/한" title="A film"></iframe>

> [!NOTE]
> Noted.

```js:title=main.js
let a = "<b>";
```

[^a]: Note *one*.
[^b]: Note two.
"""
PNG = picture()


def files() -> dict[str, str | bytes]:
    """Return two images, a post with every construct, the Korean post it links to, and three other documents."""
    return {
        "posts/a/index.md": post(
            BODY.replace("/한글 글", "</한글 글>"),
            title=json.dumps(HOSTILE, ensure_ascii=False),
            slug="/a",
            updated="2026-03-01T10:00:00+09:00",
            category="Korea & co",
            tags='["북한 정책", "C++"]',
            author="[kim, lee]",
            description='"Said <b>so</b> & more."',
            socialImage="./c.png",
        ),
        "posts/a/c.png": PNG,
        "_static/media/그림 1.png": PNG,
        "posts/b.md": post("## 제목\n\nText.\n", title="한글", slug='"/한글 글"', lang="ko", date="2025-05-05"),
        "posts/c.md": post("نص.\n", title="عنوان", slug="/c/", lang="ar", date="1905-11-17", category="Korea & co"),
        "posts/d.md": post("Draftbody\n", title="Drafttitle", slug="/draft", draft="true", category="Korea & co"),
        "pages/p.md": "---\ntitle: Pagetitle\ntemplate: page\n---\n\nPagebody\n",
    }


AUTHORS = {"kim": {"name": "Kim & <Co>", "url": "https://example.org/김"}, "lee": {"name": "Lee"}}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    root = tmp_path_factory.mktemp("feeds") / "site"
    prepare(root, None)
    for name, content in files().items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", CLOCK)
        yield run(root, publication_authors=AUTHORS)


def atom(built: Built, name: str = "atom.xml") -> Any:
    return etree.parse(built.out / name).getroot()


def entries(built: Built, name: str = "atom.xml") -> list[Any]:
    return list(atom(built, name).iter(f"{ATOM}entry"))


def ids(built: Built, name: str = "atom.xml") -> list[str]:
    return [entry.findtext(f"{ATOM}id").removeprefix(BASE) for entry in entries(built, name)]


def names(built: Built) -> list[str]:
    return sorted(name for name in built.files() if name.endswith("atom.xml"))


def item(built: Built, number: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((built.out / "feed.json").read_text("utf-8"))["items"][number]
    return found


def contents(built: Built) -> list[str]:
    """Return the HTML of every entry in every feed."""
    texts = [entry.findtext(f"{ATOM}content") for name in names(built) for entry in entries(built, name)]
    rss = etree.parse(built.out / "rss.xml")
    texts += [element.text for element in rss.iter("{http://purl.org/rss/1.0/modules/content/}encoded")]
    return texts + [item(built, number)["content_html"] for number in range(3)]


def test_every_atom_feed_is_valid_by_the_rfc_4287_schema(site: Built) -> None:
    schema = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
    assert len(names(site)) == 6
    for name in names(site):
        schema.assertValid(atom(site, name))


def test_the_json_feed_is_valid_by_its_schema(site: Built) -> None:
    schema = json.loads((SCHEMAS / "jsonfeed-1.1.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads((site.out / "feed.json").read_text("utf-8")))


@pytest.mark.parametrize(("name", "version"), [("rss.xml", "rss20"), ("atom.xml", "atom10")])
def test_a_feed_reader_finds_no_error(site: Built, name: str, version: str) -> None:
    read = feedparser.parse((site.out / name).read_bytes())
    assert (read.bozo, read.version, len(read.entries)) == (False, version, 3)
    assert all(entry.title and entry.link and entry.id and entry.content for entry in read.entries)


def test_the_rss_feed_has_everything_that_rss_requires(site: Built) -> None:
    channel = etree.parse(site.out / "rss.xml").getroot().find("channel")
    assert all(channel.findtext(name) for name in ("title", "link", "description", "lastBuildDate"))
    dates = [channel.findtext("lastBuildDate"), *(item.findtext("pubDate") for item in channel.iter("item"))]
    assert all(re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", date) for date in dates)
    assert parsedate_to_datetime(dates[0]).isoformat() == "2026-03-01T10:00:00+09:00"


@pytest.mark.parametrize(
    ("slug", "guid"),
    [
        ("/posts/x", "/posts/x"),
        ("/posts/x/", "/posts/x/"),
        ("posts/x", "/posts/x"),
        ('"/posts/정전 협정"', "/posts/정전 협정"),
        ("/posts/%EC%A0%95/", "/posts/%EC%A0%95/"),
        ("/posts/ABC.html", "/posts/ABC.html"),
        (None, "/posts/2019---x.y/"),
        ('""', "/posts/2019---x.y/"),
    ],
)
def test_a_guid_is_the_same_as_on_the_old_site(clean_build: Build, slug: str | None, guid: str) -> None:
    fields = {} if slug is None else {"slug": slug}
    built = clean_build(files={"posts/2019---x.y.md": post(**fields)})
    found = etree.parse(built.out / "rss.xml").find(".//item/guid")
    assert (found.text, found.get("isPermaLink")) == (BASE + guid, "false")


def test_a_guid_follows_the_folder_rule(clean_build: Build) -> None:
    built = clean_build(files={"posts/a.md": post(slug="x/")}, publication_slug_rule="folder")
    assert etree.parse(built.out / "rss.xml").findtext(".//guid") == f"{BASE}/posts/x/"


def test_markup_in_a_title_stays_text(site: Built) -> None:
    assert entries(site)[0].findtext(f"{ATOM}title") == HOSTILE
    assert etree.parse(site.out / "rss.xml").findtext(".//item/title") == HOSTILE
    assert item(site)["title"] == HOSTILE


def test_control_characters_in_the_text_are_removed(build: Build) -> None:
    built = build(files={"posts/a.md": post("One\x08\x0c\x1b &#8; two\x85three.\n", slug="/a")})
    assert feedparser.parse((built.out / "rss.xml").read_bytes()).bozo is False
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", item(built)["content_html"])


def test_drafts_and_pages_are_in_no_feed(site: Built) -> None:
    for name in (*names(site), "rss.xml", "feed.json", "sitemap.xml"):
        data = (site.out / name).read_bytes()
        assert not [word for word in (b"Drafttitle", b"Draftbody", b"/draft", b"Pagebody") if word in data]


def test_drafts_are_not_even_in_the_feeds_of_a_preview(build: Build) -> None:
    built = build(files=files(), publication_preview=True, publication_authors=AUTHORS)
    assert built.has("/draft/")
    assert b"Draft" not in b"".join(
        (built.out / name).read_bytes() for name in (*names(built), "rss.xml", "feed.json")
    )


def test_every_url_is_absolute_and_percent_encoded(site: Built) -> None:
    urls = []
    for text in contents(site):
        for element in html.fragment_fromstring(text, create_parent=True).iter():
            found = [element.get(name) for name in ("href", "src", "poster", "cite")]
            found += [part.split()[0] for part in element.get("srcset", "").split(", ") if part]
            urls += [url for url in found if url is not None]
    assert len(urls) > 20
    assert [a for a in urls if urlsplit(a).scheme not in {"http", "https", "mailto"}] == []
    assert [a for a in urls if not re.fullmatch(r"[\w/:?#@!$&'()*+,;=~.%-]+", a, re.ASCII)] == []


def test_links_lead_to_the_same_places_as_on_the_page(site: Built) -> None:
    text = item(site)["content_html"]
    paths = ["%ED%95%9C%EA%B8%80%20%EA%B8%80/", "a/#id", "tag/%EB%B6%81%ED%95%9C-%EC%A0%95%EC%B1%85/", "rss.xml"]
    assert [path for path in paths if f'href="{BASE}/{path}' not in text] == []
    assert f'srcset="{BASE}/media/x.png 1x' in text
    assert 'href="https://example.org/%ED%95%9C%EA%B8%80?a=1&amp;b=2"' in text
    assert 'href="https://video.example/%ED%95%9C">A film</a>' in text


def test_the_text_contains_nothing_that_belongs_to_the_page(site: Built) -> None:
    for text in contents(site):
        furniture = "headerlink|<h1|<input|<script|alert|onerror|class=|style=|missing|>gone<|¶|#</a>"
        assert re.findall(furniture, text) == []


def test_what_css_shows_on_the_page_is_written_as_text(site: Built) -> None:
    text = item(site)["content_html"]
    assert "☑ done" in text
    assert "☐ open" in text
    assert "<blockquote>\n<p><strong>Note</strong></p>" in text
    assert '<pre>let a = "&lt;b&gt;";\n</pre>' in text


def test_footnotes_are_numbered_at_the_end_of_the_text(site: Built) -> None:
    text = item(site)["content_html"]
    before, after = text.split("<hr>")
    assert [int(number) for number in re.findall(r">(\d)</a></sup>", before)] == [1, 1, 2]
    assert " ".join(html.fromstring(after).text_content().split()) == "1. Note one. 2. Note two."
    for anchor in re.findall(rf'href="{BASE}/a/#([a-z0-9-]+)">\d</a></sup>', before):
        assert f'id="{anchor}"' in after
        assert f'id="{anchor}"' in site.html("/a/")


def test_an_entry_has_authors_terms_and_dates(site: Built) -> None:
    first, second = entries(site)[:2]
    people = [
        (author.findtext(f"{ATOM}name"), author.findtext(f"{ATOM}uri")) for author in first.iter(f"{ATOM}author")
    ]
    assert people == [("Kim & <Co>", "https://example.org/%EA%B9%80"), ("Lee", f"{BASE}/author/lee/")]
    assert [author.findtext(f"{ATOM}name") for author in second.iter(f"{ATOM}author")] == ["Armistice"]
    assert [term.get("term") for term in first.iter(f"{ATOM}category")] == ["Korea & co", "북한 정책", "C++"]
    assert first.findtext(f"{ATOM}published") == "2026-01-02T00:00:00+09:00"
    assert first.findtext(f"{ATOM}updated") == "2026-03-01T10:00:00+09:00"
    assert first.findtext(f"{ATOM}summary") == "Said <b>so</b> & more."
    assert item(site)["image"].startswith(f"{BASE}/_images/c-")


def test_a_description_in_rss_is_escaped_for_readers_that_render_html(site: Built) -> None:
    text = etree.parse(site.out / "rss.xml").findtext(".//item/description")
    assert text == "Said &lt;b&gt;so&lt;/b&gt; &amp; more."


def test_entry_ids_are_permalinks_and_each_feed_has_its_own_id(site: Built) -> None:
    feeds = [atom(site, name) for name in names(site)]
    assert len({feed.findtext(f"{ATOM}id") for feed in feeds}) == len(feeds)
    assert ids(site)[0] == "/a/"
    for feed, name in zip(feeds, names(site), strict=True):
        url = feed.find(f"{ATOM}link[@rel='self']").get("href")
        assert (url.startswith(BASE), unquote(urlsplit(url).path)) == (True, f"/{name}")


def test_each_term_has_a_feed_of_its_posts(site: Built) -> None:
    assert [name for name in names(site) if name != "atom.xml"] == [
        "author/kim/atom.xml",
        "author/lee/atom.xml",
        "category/korea-co/atom.xml",
        "tag/c/atom.xml",
        "tag/북한-정책/atom.xml",
    ]
    feed = atom(site, "category/korea-co/atom.xml")
    assert feed.findtext(f"{ATOM}title") == "Korea & co · Armistice"
    assert ids(site, "category/korea-co/atom.xml") == ["/a/", "/c/"]


def test_entries_have_their_language_and_direction(site: Built) -> None:
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert [element.get(lang) for element in (atom(site), *entries(site))] == ["en", "en", "ko", "ar"]
    assert [item(site, n)["language"] for n in range(3)] == ["en", "ko", "ar"]
    assert item(site, 1)["content_html"].startswith('<div lang="ko" dir="ltr">')
    assert item(site, 2)["content_html"].startswith('<div lang="ar" dir="rtl">')


def test_a_date_before_standard_time_is_written_in_utc(site: Built) -> None:
    assert item(site, 2)["date_published"] == "1905-11-16T15:32:08+00:00"


def test_a_feed_contains_the_newest_posts_up_to_the_configured_number(clean_build: Build) -> None:
    posts = {f"posts/{n}.md": post(slug=f"/p{n}", date=f"2026-01-0{n}", tags="[T]") for n in range(1, 5)}
    built = clean_build(files=posts, publication_feed_size=2)
    for name in ("atom.xml", "tag/t/atom.xml"):
        assert ids(built, name) == ["/p4/", "/p3/"]
    assert len(ids(clean_build(publication_feed_size=0))) == 4


def test_a_feed_without_posts_is_valid(clean_build: Build) -> None:
    built = clean_build()
    etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng")).assertValid(atom(built))
    assert feedparser.parse((built.out / "rss.xml").read_bytes()).bozo is False


def test_a_later_build_produces_the_same_feeds(build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = build(files=files(), publication_authors=AUTHORS)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(CLOCK) + 86400))
    later = run(first.root, out=tmp_path / "later", fresh=True, publication_authors=AUTHORS)
    ours, theirs = first.files(), later.files()
    same = [name for name in ours if name.endswith(("atom.xml", "rss.xml", "feed.json", "sitemap.xml"))]
    assert len(same) == 9
    assert {name: ours[name] for name in same} == {name: theirs[name] for name in same}


def test_an_incremental_build_writes_the_same_feeds_as_a_clean_one(build: Build, tmp_path: Path) -> None:
    build(files=files(), publication_authors=AUTHORS)
    changes = {"posts/b.md": post("New text.\n", slug="/b2", tags="[New]"), "posts/c.md": None}
    changed = build(files=changes, publication_authors=AUTHORS)
    clean = run(changed.root, jobs=2, out=tmp_path / "clean", fresh=True, publication_authors=AUTHORS)
    ours, theirs = changed.files(), clean.files()
    feeds = [name for name in theirs if name.endswith((".xml", ".json", "robots.txt"))]
    assert "tag/new/atom.xml" in feeds
    assert {name: ours.get(name) for name in feeds} == {name: theirs[name] for name in feeds}
    assert b"New text." in ours["feed.json"]


def test_the_feed_of_a_removed_term_is_deleted(build: Build) -> None:
    assert (build(files={"posts/a.md": post(tags="[Old]")}).out / "tag/old/atom.xml").is_file()
    assert not (build(files={"posts/a.md": post()}).out / "tag/old").exists()


def test_unchanged_feeds_are_not_rewritten(build: Build) -> None:
    first = build(files=files(), publication_authors=AUTHORS)
    feeds = [first.out / name for name in (*names(first), "rss.xml", "feed.json", "sitemap.xml", "robots.txt")]
    times = [file.stat().st_mtime_ns for file in feeds]
    build(files={"pages/p.md": "---\ntitle: Other\ntemplate: page\n---\n\nOther.\n"}, publication_authors=AUTHORS)
    assert [file.stat().st_mtime_ns for file in feeds] == times


def test_a_missing_text_is_regenerated(build: Build) -> None:
    first = build(files=files(), publication_authors=AUTHORS)
    before = first.files()["rss.xml"]
    (first.root / "_build/doctrees/dirhtml/feed-texts").unlink()
    (first.out / "rss.xml").unlink()
    assert build(publication_authors=AUTHORS).files()["rss.xml"] == before


def test_texts_of_removed_posts_are_dropped(build: Build) -> None:
    first = build(files={"posts/a.md": post("Stays.\n", slug="/a"), "posts/b.md": post("Goes.\n", slug="/b")})
    build(files={"posts/b.md": None})
    kept = (first.root / "_build/doctrees/dirhtml/feed-texts").read_text("utf-8")
    assert ("Stays." in kept, "Goes." in kept) == (True, False)


def test_without_a_base_url_there_are_no_feeds(build: Build) -> None:
    built = build(files={"posts/a.md": post(tags="[T]")}, html_baseurl="")
    assert not [name for name in built.files() if name.endswith(("atom.xml", "rss.xml", "feed.json", "sitemap.xml"))]


def test_a_site_below_a_path_has_that_path_in_every_url(clean_build: Build) -> None:
    built = clean_build(files={"posts/a.md": post("[b](/)\n", slug="/a")}, html_baseurl="https://x.org/blog/")
    assert item(built)["url"] == "https://x.org/blog/a/"
    assert 'href="https://x.org/blog/"' in item(built)["content_html"]
    assert etree.parse(built.out / "rss.xml").findtext(".//guid") == "https://x.org/blog/a"


def test_posts_can_link_to_feeds_and_the_sitemap(clean_build: Build) -> None:
    body = "[a](/rss.xml) [b](/atom.xml) [c](/feed.json) [d](/sitemap.xml) [e](/tag/t/atom.xml)\n"
    built = clean_build(files={"posts/a.md": post(body, slug="/a", tags="[T]")})
    wanted = ["../rss.xml", "../atom.xml", "../feed.json", "../sitemap.xml", "../tag/t/atom.xml"]
    assert [link for link in built.links("/a/") if link in wanted] == wanted


@pytest.mark.parametrize("name", ["atom.xml", "rss.xml", "tag/c/atom.xml"])
def test_a_browser_displays_a_feed_as_a_page(site: Built, name: str) -> None:
    feed = etree.parse(site.out / name)
    css = feed.getroot().getprevious()
    xsl = css.getprevious()
    folder = (site.out / name).parent
    assert (folder / css.get("href")).is_file()
    page = etree.XSLT(etree.parse(folder / xsl.get("href")))(feed)
    assert HOSTILE in page.xpath("//h2/a/text()")
    assert page.xpath("//h2/a/@href")[0] == f"{BASE}/a/"
    assert page.getroot().get("lang") == "en"
