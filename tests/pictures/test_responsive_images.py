"""Tests for images on pages: their sizes, their smaller copies, and the replacements for unusual file types."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin

import pytest
from PIL import Image

from support.images import moving, noise, photograph, picture
from support.posts import post
from support.site_builds import run

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from support.site_builds import Build, Built

ROTATED = 6
"""The EXIF orientation of a photograph taken with the camera on its side."""


def images(site: Built, url_path: str = "/a/") -> list[Element]:
    return site.page(url_path).findall(".//main//img")


def image(site: Built, url_path: str = "/a/") -> Element:
    (found,) = images(site, url_path)
    return found


def file(site: Built, url_path: str, link: str) -> Path:
    return site.out / unquote(urljoin(f"https://x{url_path}", link)).removeprefix("https://x/")


def opened(file: Path) -> Any:
    """Load an image into memory, and close the image file."""
    found = Image.open(io.BytesIO(file.read_bytes()))
    found.load()
    return found


def copies(site: Built, element: Element, url_path: str = "/a/") -> dict[int, Any]:
    """Return the images listed in ``srcset``, keyed by declared width."""
    found = {}
    for candidate in (element.get("srcset") or "").split(", "):
        link, _, width = candidate.partition(" ")
        found[int(width.removesuffix("w"))] = opened(file(site, url_path, link))
    return found


def beside(data: bytes, name: str = "p.jpg", body: str = "", **fields: str) -> dict[str, str | bytes | None]:
    return {"posts/a/index.md": post(body or f"![A bridge]({name})\n", slug="/a", **fields), f"posts/a/{name}": data}


def exif(orientation: int) -> Image.Exif:
    found = Image.Exif()
    found[0x0112] = orientation
    return found


def test_an_image_has_its_size_and_three_copies_and_is_loaded_lazily(clean_build: Build) -> None:
    site = clean_build(files=beside(photograph(1800, 1200)))
    found = image(site)
    assert (found.get("width"), found.get("height"), found.get("alt")) == ("1800", "1200", "A bridge")
    assert (found.get("loading"), found.get("decoding"), found.get("fetchpriority")) == ("lazy", "async", None)
    assert found.get("sizes") == "(max-width: 664px) calc(100vw - 40px), 624px"
    assert {width: (one.format, one.size) for width, one in copies(site, found).items()} == {
        480: ("WEBP", (480, 320)),
        960: ("WEBP", (960, 640)),
        1600: ("WEBP", (1600, 1067)),
    }
    assert file(site, "/a/", found.get("src") or "").read_bytes() == photograph(1800, 1200)
    assert all(
        re.fullmatch(r"p-[0-9a-f]{8}(-\d+\.webp|\.jpg)", name.name) for name in (site.out / "_images").iterdir()
    )


@pytest.mark.parametrize(
    ("width", "offered"), [(400, []), (480, []), (500, [500]), (900, [480, 900]), (1000, [480, 1000])]
)
def test_no_copy_is_wider_than_the_image(clean_build: Build, width: int, offered: list[int]) -> None:
    site = clean_build(files=beside(photograph(width, 300)))
    found = image(site)
    assert found.get("width") == str(width)
    assert (sorted(copies(site, found)) if found.get("srcset") else []) == offered


def test_a_copy_larger_than_the_original_file_is_not_offered(clean_build: Build) -> None:
    site = clean_build(files=beside(noise(1200, 800, quality=10)))
    found = image(site)
    assert found.get("srcset", "").endswith(f"{found.get('src')} 1200w")
    heaviest = file(site, "/a/", found.get("src") or "").stat().st_size
    assert all(one.stat().st_size <= heaviest for one in (site.out / "_images").iterdir())


def test_an_image_of_few_colours_is_copied_losslessly(clean_build: Build) -> None:
    chart = Image.new("RGB", (1600, 400), "white")
    chart.paste((154, 42, 30), (0, 0, 800, 400))
    target = io.BytesIO()
    chart.save(target, "PNG", compress_level=0)
    site = clean_build(files=beside(target.getvalue(), "p.png"))
    widest = copies(site, image(site))[1600].convert("RGB")
    assert widest.tobytes() == chart.tobytes()


def test_a_cover_is_loaded_first_and_spans_text_and_margin(clean_build: Build) -> None:
    files = beside(photograph(1800, 900), body="Text.\n", socialImage="./p.jpg", socialImageAlt="A bridge")
    found = image(clean_build(files=files))
    assert (found.get("loading"), found.get("fetchpriority")) == (None, "high")
    assert found.get("sizes") == "(max-width: 664px) calc(100vw - 40px), (min-width: 75rem) 904px, 624px"


def test_an_image_in_media_keeps_its_path_and_has_copies(clean_build: Build) -> None:
    files: dict[str, str | bytes] = {
        "_static/media/그림 1.jpg": photograph(1000, 500),
        "posts/a.md": post("![A bridge](</media/그림 1.jpg>)\n", slug="/a"),
    }
    site = clean_build(files=files)
    assert image(site).get("src") == "../media/%EA%B7%B8%EB%A6%BC%201.jpg"
    assert (site.out / "media/그림 1.jpg").read_bytes() == files["_static/media/그림 1.jpg"]
    assert sorted(copies(site, image(site))) == [480, 1000]
    assert {one.suffix for one in (site.out / "_images").iterdir()} == {".webp"}


def test_a_rotated_photograph_is_turned_upright(clean_build: Build) -> None:
    site = clean_build(files=beside(photograph(1000, 600, exif=exif(ROTATED))))
    found = image(site)
    assert (found.get("width"), found.get("height")) == ("600", "1000")
    sent = opened(file(site, "/a/", found.get("src") or ""))
    assert (sent.size, sent.getexif().get(0x0112, 1)) == ((600, 1000), 1)
    assert copies(site, found)[480].size == (480, 800)


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (photograph(2600, 1300), "p.jpg", "JPEG"),
        (photograph(2600, 1300, "PNG"), "p.png", "JPEG"),
        (picture(2600, 1300, mode="RGBA"), "p.png", "PNG"),
        (photograph(800, 400, "BMP"), "p.bmp", "JPEG"),
        (photograph(800, 400, "TIFF"), "p.tiff", "JPEG"),
        (photograph(800, 400, "JPEG"), "p.png", "JPEG"),
        (picture(800, 400, "JPEG", mode="CMYK"), "p.jpg", "JPEG"),
        (picture(800, 400, "PNG", mode="I;16"), "p.png", "PNG"),
    ],
    ids=["large", "large PNG", "large with transparency", "BMP", "TIFF", "a wrong name", "CMYK", "16 bits"],
)
def test_a_file_that_some_browsers_cannot_show_is_converted(
    clean_build: Build, data: bytes, name: str, kind: str
) -> None:
    site = clean_build(files=beside(data, name))
    sent = file(site, "/a/", image(site).get("src") or "")
    assert opened(sent).format == kind
    assert max(opened(sent).size) <= 2000
    assert sent.suffix == {"JPEG": ".jpg", "PNG": ".png"}[kind]


@pytest.mark.parametrize("as_html", [False, True])
def test_an_animated_gif_is_not_changed(clean_build: Build, *, as_html: bool) -> None:
    body = '<p><img src="p.gif" alt="A wave"></p>\n' if as_html else "![A wave](p.gif)\n"
    site = clean_build(files=beside(moving(900, 30), "p.gif", body))
    found = image(site)
    assert (found.get("width"), found.get("height"), found.get("srcset")) == ("900", "30", None)
    assert file(site, "/a/", found.get("src") or "").read_bytes() == moving(900, 30)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "it is damaged or not an image"),
        (b"no picture", "it is damaged or not an image"),
        (photograph(900, 600)[:4000], "it is damaged or not an image"),
        (photograph(900, 600, "PNG")[:-3000], "it is damaged or not an image"),
        (picture(10000, 9000, mode="1"), "it has more than 80 million pixels"),
        (picture(20000, 15000, mode="1"), "it has more than 80 million pixels"),
    ],
    ids=["empty", "text", "half a JPEG", "half a PNG", "large", "a bomb"],
)
def test_a_broken_image_is_reported_at_its_line_and_its_alt_text_is_kept(
    build: Build, data: bytes, found: str
) -> None:
    site = build(files=beside(data, "p.png", "One\n\n![The bridge](p.png) two\n"))
    (message,) = site.messages()
    assert message.startswith("posts/a/index.md:10: WARNING: image “posts/a/p.png” cannot be shown, ")
    assert f"because {found}: save it again" in message
    assert "The bridge two" in site.text("/a/")
    assert images(site) == []
    assert not list(site.out.glob("_images/*"))


def test_a_broken_cover_is_reported_at_its_line_and_not_shown(build: Build) -> None:
    site = build(files=beside(b"no", "p.png", "Text.\n", socialImage="p.png", socialImageAlt="A bridge"))
    (message,) = site.messages()
    assert message.startswith(
        "posts/a/index.md:6: WARNING: image “posts/a/p.png” cannot be shown, because it is damaged"
    )
    assert images(site) == []


def test_a_repaired_image_is_shown(build: Build) -> None:
    assert "image-broken" in build(files=beside(b"no")).warnings
    mended = build(files={"posts/a/p.jpg": photograph(500, 300)})
    assert mended.messages() == []
    assert image(mended).get("width") == "500"


def test_two_posts_with_the_same_image_share_its_copies(clean_build: Build) -> None:
    files = beside(photograph(900, 600))
    files |= {
        "posts/b.md": post("![A bridge](a/p.jpg)\n", slug="/b"),
        "posts/c/index.md": post("![x](p.jpg)", slug="/c"),
    }
    files["posts/c/p.jpg"] = photograph(900, 600)
    site = clean_build(files=files)
    assert copies(site, image(site)).keys() == {480, 900}
    assert len(list(site.out.glob("_images/*.webp"))) == 2
    assert len(list((site.root / "_build/cache/pictures").iterdir())) == 2


def test_a_changed_image_leaves_no_old_copies(clean_build: Build, tmp_path: Path) -> None:
    before = clean_build(files=beside(photograph(900, 600)))
    first = set(before.files())
    changed = clean_build(files={"posts/a/p.jpg": photograph(800, 600, seed=9)})
    again = run(changed.root, out=tmp_path / "clean", fresh=True)
    assert changed.files() == again.files()
    assert not {name for name in set(changed.files()) & first if name.startswith("_images")}
    assert len(list((changed.root / "_build/cache/pictures").iterdir())) == 2


def test_a_clean_build_reuses_the_cached_copies(clean_build: Build, tmp_path: Path) -> None:
    site = clean_build(files=beside(photograph(900, 600)))
    made = {one: one.stat().st_mtime_ns for one in (site.root / "_build/cache/pictures").iterdir()}
    again = run(site.root, out=tmp_path / "clean", fresh=True, publication_preview=True)
    assert {one: one.stat().st_mtime_ns for one in made} == made
    assert [name for name in again.files() if name.startswith("_images")]


def test_pages_are_rewritten_when_copies_are_made_differently(
    clean_build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean_build(files=beside(photograph(900, 600)))
    monkeypatch.setattr("publication.pictures.raster.ENCODER_VERSION", "another way")
    changed = clean_build()
    assert changed.files() == run(changed.root, out=tmp_path / "clean", fresh=True).files()


def test_without_webp_support_images_have_no_copies(clean_build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publication.pictures.raster.can_write_webp", lambda: False)
    found = image(clean_build(files=beside(photograph(900, 600))))
    assert (found.get("width"), found.get("srcset"), found.get("sizes")) == ("900", None, None)


@pytest.mark.parametrize(
    ("options", "size", "sizes"),
    [
        ("{width=300px}", ("300", "200"), "(max-width: 340px) calc(100vw - 40px), 300px"),
        ('{width="50%"}', ("312", "208"), "(max-width: 352px) calc(100vw - 40px), 312px"),
        ("{height=100px}", ("150", "100"), "(max-width: 190px) calc(100vw - 40px), 150px"),
        ("{width=200 height=90}", ("200", "90"), "(max-width: 240px) calc(100vw - 40px), 200px"),
    ],
)
def test_a_size_given_in_the_post_is_used_without_a_style_attribute(
    clean_build: Build, options: str, size: tuple[str, str], sizes: str
) -> None:
    found = image(clean_build(files=beside(photograph(900, 600), body=f"![A bridge](p.jpg){options}\n")))
    assert (found.get("width"), found.get("height")) == size
    assert (found.get("sizes"), found.get("style")) == (sizes, None)


def test_an_image_in_raw_html_is_found_beside_the_post_and_keeps_its_attributes(clean_build: Build) -> None:
    body = '<figure>\n<img class="wide" src="./p.jpg" alt="A &amp; B" width="300" data-x>\n</figure>\n'
    site = clean_build(files=beside(photograph(900, 600), body=body))
    found = image(site)
    assert (found.get("width"), found.get("height"), found.get("alt")) == ("300", "200", "A & B")
    assert (found.get("class"), found.get("data-x"), found.get("loading")) == ("wide", "", "lazy")
    assert file(site, "/a/", found.get("src") or "").is_file()
    assert sorted(copies(site, found)) == [480, 900]


def test_problems_with_images_in_raw_html_are_reported_at_their_lines(build: Build) -> None:
    body = 'Text.\n\n<div>\n<img src="p.jpg">\n<img src="none.jpg" alt="x">\n<!-- <img src="y.jpg"> -->\n</div>\n'
    site = build(files=beside(photograph(900, 600), body=body))
    assert [(line.split(":")[1], line.rpartition("[")[2]) for line in site.messages()] == [
        ("11", "publication.image-alt]"),
        ("12", "publication.image-missing]"),
    ]


def test_an_image_on_another_site_is_linked_and_a_missing_size_is_noted(clean_build: Build, capsys: Any) -> None:
    body = "![A bridge](https://example.org/a.jpg){width=640 height=480}\n"
    found = image(clean_build(files={"posts/a.md": post(body, slug="/a")}))
    assert found.get("src") == "https://example.org/a.jpg"
    assert (found.get("width"), found.get("height"), found.get("loading")) == ("640", "480", "lazy")
    clean_build(files={"posts/a.md": post("![A bridge](//example.org/a.jpg)\n", slug="/a")}, builder="dummy")
    assert (
        "posts/a.md:8: note: image “//example.org/a.jpg” is on another site and has no width and height"
        in capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("body", "repair"),
    [
        ("![](p.jpg)\n", "write `![What it shows](p.jpg)`, or `![](p.jpg){.decorative}`"),
        ("![ ](p.jpg)\n", "write `![What it shows](p.jpg)`, or `![](p.jpg){.decorative}`"),
        ('<img src="p.jpg">\n', 'add `alt="What it shows"`, or `alt=""`'),
        ('<div><img src="p.jpg"></div>\n', 'add `alt="What it shows"`, or `alt=""`'),
        ("```{image} p.jpg\n```\n", "add the line `:alt: What it shows`, or `:class: decorative`"),
        ("```{figure} p.jpg\nText\n```\n", "add the line `:alt: What it shows`, or `:class: decorative`"),
    ],
)
def test_an_image_without_alt_text_is_reported_at_its_line(build: Build, body: str, repair: str) -> None:
    site = build(files=beside(photograph(90, 60), body="Text.\n\n" + body))
    (message,) = site.messages()
    assert message == (
        f"posts/a/index.md:10: WARNING: image “p.jpg” has no alt text: {repair} if it is purely decorative "
        "[publication.image-alt]"
    )
    assert image(site).get("alt", "") == ""


@pytest.mark.parametrize(
    "body", ["![](p.jpg){.decorative}\n", '<img src="p.jpg" alt="">\n', "```{image} p.jpg\n:class: decorative\n```\n"]
)
def test_a_decorative_image_is_not_reported(clean_build: Build, body: str) -> None:
    found = image(clean_build(files=beside(photograph(90, 60), body=body)))
    assert (found.get("alt"), found.get("class")) == ("", None)


def test_the_title_of_an_image_alone_in_its_paragraph_becomes_a_caption(clean_build: Build) -> None:
    body = 'Text.\n\n![A bridge](p.jpg "The \'bridge\'")\n\nIn ![a line](p.jpg "A title") of text.\n'
    site = clean_build(files=beside(photograph(90, 60), body=body))
    caption = site.page("/a/").find(".//main//figure/figcaption")
    assert caption is not None
    assert "".join(caption.itertext()).strip() == "The ‘bridge’"
    assert [one.get("title") for one in images(site)] == [None, "A title"]


def test_a_figure_has_a_credit_line(clean_build: Build) -> None:
    body = "```{figure} p.jpg\n:alt: A bridge\n:credit: Photograph: Kim\n\nThe bridge.\n```\n"
    site = clean_build(files=beside(photograph(90, 60), body=body))
    figure = site.page("/a/").find(".//main//figure")
    assert figure is not None
    lines = [" ".join("".join(line.itertext()).split()) for line in figure.iter("p")]
    assert lines == ["The bridge.", "Photograph: Kim"]
    (credit,) = [line for line in figure.iter("p") if line.get("class") == "credit"]
    assert credit.text == "Photograph: Kim"


def test_the_front_page_starts_with_a_cover_and_its_copies(clean_build: Build) -> None:
    files = beside(photograph(900, 600), body="Text.\n", socialImage="./p.jpg", socialImageAlt="A “bridge” & more")
    site = clean_build(files=files)
    found = image(site, "/")
    assert (found.get("alt"), found.get("fetchpriority")) == ("A “bridge” & more", "high")
    assert (found.get("width"), found.get("height")) == ("900", "600")
    assert sorted(copies(site, found, "/")) == [480, 900]
    assert file(site, "/", found.get("src") or "").is_file()
    assert found.get("sizes") == "(max-width: 664px) calc(100vw - 40px), 624px"


def test_an_edition_contains_images_that_every_reader_can_show(clean_build: Build) -> None:
    files = beside(photograph(2600, 1300, exif=exif(ROTATED))) | {"posts/a/q.png": photograph(90, 60, "PNG")}
    files["posts/a/index.md"] = post("![A bridge](p.jpg)\n\n![A river](q.png)\n", slug="/a")
    site = clean_build(files=files, builder="epub")
    with zipfile.ZipFile(next(site.out.glob("*.epub"))) as book:
        names = [name for name in book.namelist() if re.search(r"images/[pq]-", name)]
        sizes = {Image.open(io.BytesIO(book.read(name))).size for name in names}
    assert sizes == {(1000, 2000), (90, 60)}
