"""Tests that every word of a post is in the post's PDF, in the same order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from sphinx import addnodes

from support.tagged_pdf import Tagged, letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.site_builds import Built

NOTES = frozenset({"Note"})
BLOCKS = (nodes.title, nodes.paragraph, nodes.term, nodes.literal_block, nodes.caption, nodes.rubric)
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]+")  # covered by a separate test
MAX_GAP = 60  # characters allowed between two words: a footnote number, a source number, a page number


def blocks(built: Built, docname: str, *, notes: bool) -> Iterator[str]:
    """Yield the text of each block in a post's footnotes or main text. Formulas and raw HTML are omitted."""
    doctree = built.env.get_doctree(docname)
    for node in doctree.findall(lambda node: isinstance(node, BLOCKS)):
        if _is_within(node, nodes.footnote) is not notes:
            continue
        if isinstance(node.parent, nodes.container) and node.parent.get("literal_block"):
            continue  # in the PDF, a code block's title comes first
        words = [
            str(text)
            for text in node.findall(nodes.Text)
            if not isinstance(text.parent, (nodes.math, nodes.raw, nodes.footnote_reference))
            and not _is_within(text, addnodes.pending_xref)  # a formula number, which is only known after the build
        ]
        yield RIGHT_TO_LEFT.sub("", "".join(words))


def _is_within(node: nodes.Node, kind: type) -> bool:
    current = node.parent
    while current is not None and not isinstance(current, kind):
        current = current.parent
    return current is not None


def missing(text: str, wanted: list[str]) -> list[str]:
    """Return the blocks whose words do not follow the previous block in the text, in order and close together."""
    lost = []
    place = 0
    for block in wanted:
        words = [word for word in map(letters, re.findall(r"\w+", block.replace("\u200b", ""))) if word]
        ends = (_end(text, start, words) for start in _places(text, words[0], place)) if words else iter((place,))
        end = next((end for end in ends if end is not None), None)
        if end is None:
            lost.append(block)
        else:
            place = end
    return lost


def _places(text: str, word: str, place: int) -> Iterator[int]:
    while (place := text.find(word, place)) >= 0:
        yield place
        place += 1


def _end(text: str, place: int, words: list[str]) -> int | None:
    """Return where the words end if they follow closely after the given position, or None otherwise."""
    for word in words:
        found = text.find(word, place)
        if found < 0 or found - place > MAX_GAP:
            return None
        place = found + len(word)
    return place


@pytest.mark.parametrize(
    ("name", "docname"),
    [
        ("posts/everything.pdf", "posts/everything"),
        ("posts/neighbour.pdf", "posts/neighbour"),
        ("posts/세-낱말.pdf", "posts/세-낱말"),
        ("armistice.pdf", "posts/everything"),
        ("armistice.pdf", "posts/세-낱말"),
        ("armistice.pdf", "pages/colophon"),
    ],
)
def test_every_word_of_the_text_is_in_the_pdf_in_order(everything: Built, name: str, docname: str) -> None:
    tagged = Tagged(everything.files()[name])
    wanted = list(blocks(everything, docname, notes=False))
    assert sum(map(len, wanted)) > 30
    assert missing(letters(tagged.top.text(without=NOTES)), wanted) == []


@pytest.mark.parametrize("name", ["posts/everything.pdf", "armistice.pdf"])
def test_every_word_of_the_footnotes_is_in_the_pdf(everything: Built, name: str) -> None:
    notes = [letters(tag.text()) for tag in Tagged(everything.files()[name]).all("Note")]
    for block in blocks(everything, "posts/everything", notes=True):
        assert any(missing(note, [block]) == [] for note in notes), block


def test_right_to_left_text_is_in_the_pdf(everything: Built) -> None:
    # Like most programs, Typst writes the glyphs of such a line from left to right; a PDF reader reverses them.
    text = letters(Tagged(everything.files()["posts/hudna.pdf"]).top.text())
    for block in ("الهدنة", "اتفاقية", "اقتباس", "السنة", "تنبيه"):
        assert block[::-1] in text


def test_text_in_raw_html_is_in_the_pdf(everything: Built) -> None:
    text = Tagged(everything.files()["posts/everything.pdf"]).top.text()
    for words in (
        "A summary",
        "What was hidden",
        "Ctrl",
        "KPA",
        "marked",
        "韓國 (한국)",
        "small print",
        "Head",
        "Cell",
    ):
        assert words in text
    assert "nobody sees" not in text


def test_every_external_source_is_listed_with_its_url(everything: Built) -> None:
    text = Tagged(everything.files()["posts/everything.pdf"]).top.text()
    end = letters(text[text.rindex("Sources") :])
    for url in (
        "https://www.un.org/en/about-us/un-charter/full-text",
        "https://treaties.un.org/pages/overview.aspx?path=overview/overview/page1_en.xml",
        "https://example.org/plan",
    ):
        assert letters(url) in end


def test_a_link_to_a_post_has_a_page_number_in_the_book_and_a_url_elsewhere(everything: Built) -> None:
    files = everything.files()
    assert re.search(r"post of ours\s\(p\.\s\d+\)", Tagged(files["armistice.pdf"]).top.text())
    assert "https://armistice.example/posts/neighbour/#the-second-half" in "".join(
        Tagged(files["posts/everything.pdf"]).top.text().split()
    )


def test_the_index_lists_the_pages_of_each_topic(everything: Built) -> None:
    text = Tagged(everything.files()["armistice.pdf"]).top.text()
    index = text[text.rindex("Topics") :]
    assert re.search(r"Test & trial, \d+, \d+", index)
    assert re.search(r"정전협정, \d+, \d+", index)


def test_the_last_page_has_the_date_and_the_licence_of_the_edition(everything: Built) -> None:
    text = Tagged(everything.files()["armistice.pdf"]).top.text()
    end = text[text.rindex("This edition contains") :]
    assert "4 posts" in end
    assert "21 September 2026" in end
    assert "CC BY-SA 4.0" in end
