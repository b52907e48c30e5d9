"""Tests that an SVG file is made safe: drawing elements are kept, but scripts and external references are removed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from publication.core.formats.image_widths import UnusablePictureError
from publication.pictures import safe_svg
from support.posts import post

if TYPE_CHECKING:
    from support.site_builds import Build

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 80 60">'
SOUND = f"""{OPEN}<title>A bridge</title><desc>Of stone</desc>
<style>.a {{ fill: url(#g); stroke: #123 }}</style>
<defs><linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient></defs>
<g role="img" aria-label="x" transform="scale(2)"><path class="a" d="M0 0h9"/><use xlink:href="#p"/></g>
<text xml:lang="ko" style="fill: url('#g')">다리</text>
<image href="data:image/png;base64,iVBORw0KGgo=" width="1" height="1"/>
<circle r="2"><animate attributeName="r" values="1;2" dur="1s"/></circle></svg>"""


def cleaned(inner: str, opening: str = OPEN) -> safe_svg.SafeSvg:
    return safe_svg.clean_svg(f"{opening}{inner}</svg>".encode())


def test_a_safe_drawing_is_kept_unchanged() -> None:
    found = safe_svg.clean_svg(SOUND.encode())
    assert found.removed == ()
    before, after = (
        re.sub(r"\s+", " ", etree.tostring(etree.fromstring(one), method="c14n2").decode())
        for one in (SOUND, found.data)
    )
    assert before == after


@pytest.mark.parametrize(
    ("inner", "reported"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ('<script href="https://evil.example/x.js"/>', "<script>"),
        ('<g onclick="alert(1)"/>', "`onclick`"),
        ('<g ONLOAD="alert(1)"/>', "`ONLOAD`"),
        ("<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'>x</body></foreignObject>", "<foreignObject>"),
        ('<iframe src="https://evil.example"/>', "<iframe>"),
        ('<image href="https://evil.example/x.png"/>', "<image> that uses another file"),
        ('<image xlink:href="//evil.example/x.png"/>', "<image> that uses another file"),
        ('<image href="data:image/svg+xml;base64,PHN2Zz4="/>', "<image> that uses another file"),
        ('<use href="evil.svg#x"/>', "<use> that uses another file"),
        ('<use href="data:image/svg+xml,x#y"/>', "<use> that uses another file"),
        ('<path fill="url(https://evil.example/#g)"/>', "`fill` that uses another file"),
        ('<path style="fill: url( &quot;evil.svg#g&quot; )"/>', "`style` that uses another file"),
        (r'<path style="fill: u\\72l(evil.svg)"/>', "`style` that uses another file"),
        ('<path style="width: expression(alert(1))"/>', "`style` that uses another file"),
        ('<path fill="java\nscript:alert(1)"/>', "`fill` that uses another file"),
        ("<style>@import 'evil.css';</style>", "a style that uses another file"),
        ("<style>a { background: url(//evil.example) }</style>", "a style that uses another file"),
        ("<style>a { b: url(/**/'x' ) }</style>", "a style that uses another file"),
        ('<set attributeName="href" to="javascript:alert(1)"/>', "<set> that changes a link"),
        ('<animate attributeName="xlink:href" values="javascript:alert(1)"/>', "<animate> that changes a link"),
        ('<animate attributeName="onclick" to="alert(1)"/>', "<animate> that changes a link"),
        ('<feImage href="https://evil.example/x"/>', "<feImage>"),
        ('<handler type="application/ecmascript">alert(1)</handler>', "<handler>"),
    ],
)
def test_unsafe_content_is_removed_and_reported(inner: str, reported: str) -> None:
    found = cleaned(f'{inner}<path d="M0 0h9"/>')
    assert found.removed == (reported,)
    assert not re.search(rb"alert|evil|script|import|expression|foreign", found.data)
    assert b'd="M0 0h9"' in found.data


@pytest.mark.parametrize(
    "inner",
    [
        '<a href="javascript:alert(1)"><text>x</text></a>',
        '<a xlink:href="https://evil.example" target="_blank"><text>x</text></a>',
        "<metadata><rdf xmlns='x'>evil</rdf></metadata>",
        '<g xmlns:ink="http://ink" ink:evil="evil"/>',
        "<?xml-stylesheet href='evil.css'?>",
        "<!-- evil alert -->",
    ],
)
def test_invisible_content_is_removed_silently(inner: str) -> None:
    found = cleaned(inner)
    assert found.removed == ()
    assert not re.search(rb"alert|evil", found.data)


@pytest.mark.parametrize(
    ("opening", "size"),
    [
        ('viewBox="0 0 80.4 60"', (80, 60)),
        ('viewBox="0,0,80,60"', (80, 60)),
        ('width="40" viewBox="0 0 80 60"', (40, 30)),
        ('height="30px" viewBox="0 0 80 60"', (40, 30)),
        ('width="100%" height="100%" viewBox="0 0 80 60"', (80, 60)),
        ('width="1in" height="2in"', (96, 192)),
        ("", (300, 150)),
        ('width="0" height="-3" viewBox="0 0 0 0"', (300, 150)),
        ('viewBox="a b"', (300, 150)),
    ],
)
def test_the_size_comes_from_width_and_height_or_the_view_box(opening: str, size: tuple[int, int]) -> None:
    found = cleaned("", f'<svg xmlns="http://www.w3.org/2000/svg" {opening}>')
    assert (found.width, found.height) == size


BOMB = (
    '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]>"
)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg>",
        b"<html/>",
        b"<svg/>",
        f"{BOMB}{OPEN}<text>&m;</text></svg>".encode(),
        b" " * 5_000_001,
        b"\xff\xfe<svg/>",
    ],
    ids=["empty", "open", "HTML", "no namespace", "bomb", "large", "bytes"],
)
def test_a_file_that_is_not_an_svg_is_rejected(data: bytes) -> None:
    with pytest.raises(UnusablePictureError):
        safe_svg.clean_svg(data)


def test_internal_entities_are_expanded_and_external_ones_are_never_read() -> None:
    inside = f'<!DOCTYPE svg [<!ENTITY name "bridge">]>{OPEN}<text>&name;</text></svg>'
    assert b"<text>bridge</text>" in safe_svg.clean_svg(inside.encode()).data
    outside = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>{OPEN}<text>a&x;b</text></svg>'
    try:
        found = safe_svg.clean_svg(outside.encode()).data
    except UnusablePictureError:
        return
    assert b"hostname" not in found
    assert re.search(rb"<text>ab?</text>", found)


NAMES = st.sampled_from(
    ["g", "path", "script", "a", "image", "use", "style", "text", "foreignObject", "set", "x:y", "SCRIPT"]
)
KEYS = st.sampled_from(["href", "xlink:href", "onclick", "style", "fill", "d", "id", "attributeName", "src", "class"])
VALUES = st.sampled_from(
    ["#a", "javascript:alert(1)", "url(#a)", "url(x)", "https://evil.example", "red", "data:text/html,x"]
)


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> str:
    name = draw(NAMES)
    keys = draw(st.lists(KEYS, max_size=3, unique=True))
    values = "".join(f' {key}="{draw(VALUES)}"' for key in keys)
    inner = "".join(draw(trees(depth - 1)) for _ in range(draw(st.integers(0, 2)))) if depth else "text"
    return f'<{name}{values} xmlns:x="urn:x">{inner}</{name}>'


@given(trees())
@example('<set attributeName="javascript:alert(1)"></set>')
def test_no_script_and_no_external_reference_survives(inner: str) -> None:
    found = cleaned(inner)
    assert not re.search(rb"<\s*(\w+:)?script|foreignObject|onclick|javascript", found.data, re.IGNORECASE)
    assert not re.search(rb"href=\"(?!#)|url\((?!#)", found.data)
    assert safe_svg.clean_svg(found.data).data == found.data


def test_pages_and_the_media_folder_contain_the_safe_drawing(clean_build: Build) -> None:
    unsafe = f"{OPEN}<script>alert(1)</script><path d='M0 0h9'/></svg>"
    files = {
        "_static/media/큰 m.svg": unsafe,
        "posts/a/d.svg": unsafe,
        "posts/a/index.md": post("![A](d.svg)\n\n![B](</media/큰 m.svg>)\n", slug="/a"),
    }
    for _ in range(2):
        site = clean_build(files=files)
        found = site.page("/a/").findall(".//main//img")
        assert [(one.get("width"), one.get("height"), one.get("srcset")) for one in found] == [("80", "60", None)] * 2
        assert unquote(found[1].get("src") or "") == "../media/큰 m.svg"
        drawings = [name for name in site.files() if name.endswith(".svg") and "static" not in name]
        assert len(drawings) == 2
        assert all(b"alert" not in site.files()[name] and b"M0 0h9" in site.files()[name] for name in drawings)


def test_an_invalid_svg_in_a_post_is_reported(build: Build) -> None:
    site = build(files={"posts/a/index.md": post("![A](d.svg)\n", slug="/a"), "posts/a/d.svg": "<html>"})
    assert "image “posts/a/d.svg” cannot be shown, because its SVG code is damaged: " in site.messages()[0]
