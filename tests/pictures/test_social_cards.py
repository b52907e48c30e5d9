"""Tests that preview cards are drawn for pages that have no cover."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageDraw

from publication.core.formats.card_layout import LINE_HEIGHT
from publication.pictures.social_cards import _CardFonts, _palette_indexes, _png, _TextStyle
from support.images import photograph
from support.posts import post
from support.site_builds import ROOT, run

if TYPE_CHECKING:
    from pathlib import Path

    from support.site_builds import Build, Built

BASE = "https://armistice.example/"


def meta_tags(site: Built, url_path: str) -> dict[str, str]:
    found = {}
    for meta in site.page(url_path).iter("meta"):
        found[meta.get("property") or meta.get("name") or ""] = meta.get("content") or ""
    return found


def card(site: Built, url_path: str) -> Any:
    """Open a page's preview card as an image."""
    link = meta_tags(site, url_path)["og:image"]
    assert link.startswith(f"{BASE}_images/card-")
    found = Image.open(io.BytesIO((site.out / link.removeprefix(BASE)).read_bytes()))
    found.load()
    return found


def test_a_post_without_a_cover_has_a_card_with_its_title_and_category(clean_build: Build) -> None:
    site = clean_build(
        files={"posts/a.md": post(slug="/a", title="정전 停戰 Chosŏn", category="Korea")}, publication_cards=True
    )
    found = meta_tags(site, "/a/")
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:image:alt"] == "정전 停戰 Chosŏn. Korea. Armistice"
    assert found["twitter:card"] == "summary_large_image"
    assert (card(site, "/a/").size, card(site, "/a/").format) == ((1200, 630), "PNG")
    (script,) = [one for one in site.page("/a/").iter("script") if one.get("type") == "application/ld+json"]
    data = json.loads(script.text or "")
    data = next((one for one in data["@graph"] if "image" in one), {}) if "@graph" in data else data
    assert data["image"] == {
        "@type": "ImageObject",
        "url": found["og:image"],
        "caption": found["og:image:alt"],
        "width": 1200,
        "height": 630,
    }


def test_a_card_has_the_colours_of_the_site_and_a_small_file_size(clean_build: Build) -> None:
    title = "A title of the post that is long enough to be set in more than two lines, with jägers 정전 and 停戰"
    site = clean_build(files={"posts/a.md": post(slug="/a", title=title, category="Korea")}, publication_cards=True)
    found = card(site, "/a/").convert("RGB")
    count = {f"#{red:02x}{green:02x}{blue:02x}": number for number, (red, green, blue) in found.getcolors(256)}
    tokens = (site.root / "_static/css/tokens.css").read_text(encoding="utf-8")
    paper, ink, accent, rule = "#fbfaf7", "#1d1b18", "#9a2a1e", "#e1dcd1"
    assert all(colour in tokens for colour in (paper, ink, accent, rule))
    assert max(count, key=lambda colour: count[colour]) == paper
    assert min(count[ink], count[accent], count[rule]) > 1000
    assert max(len(file.read_bytes()) for file in site.out.glob("_images/card-*")) < 40_000


@pytest.mark.parametrize("count", [2, 16, 17, 200])
def test_the_png_contains_every_pixel_of_the_image(count: int) -> None:
    colours = [(number, 255 - number, 7) for number in range(count)]
    image = Image.frombytes("L", (30, 11), bytes(number * 7 % count for number in range(30 * 11)))
    read = Image.open(io.BytesIO(_png(image, colours)))
    assert (read.mode, read.size) == ("P", image.size)
    wanted = [colours[number] for number in image.tobytes()]
    assert list(zip(*[iter(read.convert("RGB").tobytes())] * 3, strict=True)) == wanted


def test_no_part_of_a_glyph_is_cut_off() -> None:
    card_fonts = _CardFonts(ROOT)
    written, whole = Image.new("L", (500, 500)), Image.new("L", (500, 500))
    card_fonts.draw_lines(written, (100, 200), ["jÅ", "gĴ"], _TextStyle(84, "#1d1b18", 84 * LINE_HEIGHT))
    pen = ImageDraw.Draw(whole)
    for down, text in ((200, "jÅ"), (297, "gĴ")):
        across = 100.0
        for part, font in card_fonts._runs(text, 84):
            pen.text((across, down), part, fill=255, font=font, anchor="ls")
            across += font.getlength(part)
    assert (written.getbbox() or (0,))[0] < 100
    assert written.tobytes() == whole.point(_palette_indexes("#1d1b18")).tobytes()


def test_listings_and_the_front_page_share_the_site_card(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post(slug="/a", title="One")}, publication_cards=True)
    places = {meta_tags(site, url_path)["og:image"] for url_path in ("/", "/posts/", "/archive/")}
    assert len(places) == 1
    assert places != {meta_tags(site, "/a/")["og:image"]}
    assert meta_tags(site, "/")["og:image:alt"].startswith("Armistice. ")


def test_a_post_with_a_cover_has_no_card(clean_build: Build) -> None:
    fields = {"socialImage": "./p.jpg", "socialImageAlt": "A bridge"}
    files: dict[str, str | bytes] = {
        "posts/a/index.md": post(slug="/a", **fields),
        "posts/a/p.jpg": photograph(1300, 700),
    }
    found = meta_tags(clean_build(files=files, publication_cards=True), "/a/")
    assert "_images/p-" in found["og:image"]
    assert (found["og:image:width"], found["og:image:alt"]) == ("1300", "A bridge")


@pytest.mark.parametrize(
    "options",
    [{"publication_cards": False}, {"publication_cards": "0"}, {"html_baseurl": "", "publication_cards": True}],
)
def test_no_card_is_drawn_when_cards_are_switched_off_or_there_is_no_base_url(
    clean_build: Build, options: dict[str, Any]
) -> None:
    site = clean_build(files={"posts/a.md": post(slug="/a")}, **options)
    assert not list(site.out.glob("_images/card-*"))
    assert "og:image" not in meta_tags(site, "/a/")


def test_without_fonts_no_card_is_drawn(clean_build: Build) -> None:
    fonts: dict[str, str | bytes | None] = {
        f"_static/fonts/source-serif-4-{part}-600-normal.woff2": None for part in ("latin", "latin-ext")
    }
    korean = ("korean-400", "korean-700", "hanja-400", "signs-400")
    fonts |= {f"_templates/pdf/fonts/noto-serif-kr-{part}-normal.woff2": None for part in korean}
    site = clean_build(files=fonts | {"posts/a.md": post(slug="/a")}, publication_cards=True)
    assert "og:image" not in meta_tags(site, "/a/")


def test_a_title_without_glyphs_in_any_font_gets_the_site_card(clean_build: Build) -> None:
    site = clean_build(
        files={"posts/a.md": post(slug="/a", title="عنوان"), "posts/b.md": post(slug="/b", title="Peace 🕊 now")},
        publication_cards=True,
    )
    assert meta_tags(site, "/a/")["og:image"] == meta_tags(site, "/")["og:image"]
    assert meta_tags(site, "/b/")["og:image:alt"] == "Peace now. Armistice"


def test_cards_are_reproducible_drawn_once_and_redrawn_when_the_title_changes(
    clean_build: Build, tmp_path: Path
) -> None:
    files: dict[str, str | bytes | None] = {
        "posts/a.md": post(slug="/a", title="One"),
        "posts/b.md": post(slug="/b", title="Stays"),
    }
    site = clean_build(files=files, publication_cards=True)
    gone, stays = (site.out / meta_tags(site, url_path)["og:image"].removeprefix(BASE) for url_path in ("/a/", "/b/"))
    drawn = stays.stat().st_mtime_ns
    changed = clean_build(files={"posts/a.md": post(slug="/a", title="Two")}, publication_cards=True)
    assert (gone.exists(), stays.stat().st_mtime_ns, len(list(site.out.glob("_images/card-*")))) == (False, drawn, 3)
    again = run(changed.root, out=tmp_path / "clean", fresh=True, publication_cards=True)
    assert changed.files() == again.files()
    parallel = run(changed.root, out=tmp_path / "more", fresh=True, publication_cards=True, jobs=2)
    assert parallel.files() == again.files()


def test_a_deleted_card_is_redrawn(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post(slug="/a", title="One")}, publication_cards=True)
    before = site.files()
    (site.out / meta_tags(site, "/a/")["og:image"].removeprefix(BASE)).unlink()
    assert clean_build(publication_cards=True).files() == before
