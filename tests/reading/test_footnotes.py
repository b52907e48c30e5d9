"""Tests for footnotes on a page: where they are placed, how they open, and which mistakes are reported."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from support.posts import post

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from support.site_builds import Build, Built


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def footnotes(site: Built) -> dict[str, Element]:
    """Return the page's footnotes by number."""
    found = [element for element in site.page("/x/").iter("aside") if element.get("role") == "doc-footnote"]
    return {(element.get("aria-label") or "").removeprefix("Footnote "): element for element in found}


def references(site: Built) -> list[tuple[str, str, str]]:
    """Return each footnote reference's number, the footnote its button opens, and the footnote it links to."""
    found = []
    for reference in site.page("/x/").iter("sup"):
        if "footnote-reference" in reference.get("class", ""):
            button, link = reference
            assert button.get("aria-label") == link.get("aria-label") == f"Footnote {button.text}"
            found.append((button.text or "", button.get("popovertarget") or "", (link.get("href") or "")[1:]))
    return found


def outline(site: Built) -> list[tuple[str, str]]:
    """Return the tag of each block in the text, in order, with ``note`` for each footnote."""
    (section,) = [part for part in site.page("/x/").iter("div") if part.get("class") == "text"]
    blocks = []
    for block in section.iter():
        if block.get("role") == "doc-footnote":
            blocks.append(("note", text_of(block)))
        elif block.tag in {"p", "li", "table", "h2", "figure", "blockquote", "pre"}:
            blocks.append((block.tag, text_of(block)))
    return blocks


def test_footnotes_are_numbered_in_the_order_of_their_references(clean_build: Build) -> None:
    body = "One[^1953]. Two[^b]. Three[^1]. Again[^1953].\n\n[^1]: Third.\n[^b]: Second.\n[^1953]: First.\n"
    site = clean_build(files={"posts/x.md": post(body, slug="/x")})
    assert [number for number, _, _ in references(site)] == ["1", "2", "3", "1"]
    assert {number: text_of(note) for number, note in footnotes(site).items()} == {
        "1": "1 First.",
        "2": "2 Second.",
        "3": "3 Third.",
    }


def test_a_reference_opens_its_footnote_and_the_footnote_links_back(clean_build: Build) -> None:
    site = clean_build(files={"posts/x.md": post("One[^a] and again[^a].\n\n[^a]: A note.\n", slug="/x")})
    note = footnotes(site)["1"]
    assert references(site) == [("1", note.get("id"), note.get("id"))] * 2
    assert note.get("popover") == ""
    (back,) = [link for link in note.iter("a") if link.get("role") == "doc-backlink"]
    first = next(
        reference for reference in site.page("/x/").iter("sup") if "footnote-reference" in reference.get("class", "")
    )
    assert back.get("href") == f"#{first.get('id')}"


@pytest.mark.parametrize(
    ("body", "before"),
    [
        ("A paragraph[^a].\n\nAnother.", "p"),
        ("- item[^a]\n- other", "p"),
        ("| a | b |\n| - | - |\n| c | d[^a] |\n\nAfter.", "table"),
        ("> A quotation[^a].\n\nAfter.", "blockquote"),
        ("## Heading[^a]\n\nAfter.", "h2"),
        ("```{figure} x.svg\n:alt: x\n\nCaption[^a].\n```\n\nAfter.", "figure"),
        ("A [link[^a]](https://x.kr/).\n\nAfter.", "p"),
        ("Term\n: Meaning[^a].\n\nAfter.", "p"),
        ("```{note}\nNotice[^a].\n```\n\nAfter.", "p"),
    ],
)
def test_a_footnote_follows_the_block_that_refers_to_it(clean_build: Build, body: str, before: str) -> None:
    files = {"posts/x.md": post(f"{body}\n\n[^a]: One.\n\n    - list\n", slug="/x")}
    site = clean_build(files=files | {"posts/x.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"})
    blocks = outline(site)
    place = next(place for place, (kind, _) in enumerate(blocks) if kind == "note")
    assert blocks[place] == ("note", "1 One. list")
    assert any(kind == before for kind, _ in blocks[:place])
    tables = [element for element in site.page("/x/").iter() if element.tag in {"table", "a", "blockquote", "figure"}]
    assert not [note for table in tables for note in table.iter("aside")]
    if "After." in body:
        assert ("p", "After.") in blocks[place:]


def test_a_footnote_to_a_footnote_follows_it(clean_build: Build) -> None:
    site = clean_build(files={"posts/x.md": post("One[^a].\n\n[^a]: First[^b].\n[^b]: Second.\n", slug="/x")})
    # Each reference occurs twice in the HTML, as a button and as a link.
    assert [text for kind, text in outline(site) if kind == "note"] == ["1 First22.", "2 Second."]


def test_two_references_in_a_row_are_separated_by_a_comma(clean_build: Build) -> None:
    site = clean_build(files={"posts/x.md": post("One[^a][^b].\n\n[^a]: First.\n[^b]: Second.\n", slug="/x")})
    assert "<sup>,</sup>" in site.html("/x/")


def test_feeds_have_plain_footnotes_at_the_end(clean_build: Build) -> None:
    site = clean_build(files={"posts/x.md": post("One[^a].\n\n[^a]: A note.\n\nEnd.\n", slug="/x")})
    text = json.loads(site.html("/feed.json"))["items"][0]["content_html"]
    assert "popover" not in text
    assert "<button" not in text
    assert text.index("A note.") > text.index("End.")


def test_mistakes_in_footnotes_are_reported_and_no_text_is_lost(build: Build) -> None:
    body = "One[^no]. Two[^1].\n\n[^1]: First.\n[^uncalled]: Nobody calls.\n[^1]: Again.\n\nMissing[^5].\n"
    site = build(files={"posts/x.md": post(body, slug="/x")})
    assert site.messages() == [
        "posts/x.md:8: WARNING: footnote `[^no]` has no text: add a line `[^no]: …` [publication.note]",
        (
            "posts/x.md:11: WARNING: footnote `[^uncalled]` is defined but never used: "
            "add `[^uncalled]` where it belongs in the text, or delete it [publication.note]"
        ),
        (
            "posts/x.md:12: WARNING: footnote `[^1]` is defined more than once, so this text is shown here: "
            "give it another name [publication.note]"
        ),
        "posts/x.md:14: WARNING: footnote `[^5]` has no text: add a line `[^5]: …` [publication.note]",
    ]
    for words in ("One[^no].", "First.", "Nobody calls.", "Again.", "Missing[^5]."):
        assert words in site.text("/x/")
    assert [note.get("popover") for note in footnotes(site).values()] == ["", None]
