"""Tests that text is escaped for Typst, so that Typst never interprets a post as markup or code."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

import pytest
import typst as engine
from docutils import nodes
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sphinx import addnodes

import publication.editions.pdf.typst.blocks
import publication.editions.pdf.typst.figures
import publication.editions.pdf.typst.inline
import publication.editions.pdf.typst.tables  # noqa: F401 -- importing these modules registers their handlers
from publication.editions.pdf.typst.text import (
    array_literal,
    label_literal,
    readable_url_literal,
    string_literal,
    text_markup,
    url_literal,
)
from publication.editions.pdf.typst.writer import NODE_HANDLERS

PROJECT = Path(tempfile.mkdtemp())
(PROJECT / "empty.typ").write_text("", "utf-8")
COMPILER = engine.Compiler(str(PROJECT / "empty.typ"), root=str(PROJECT))
# Any text without control characters, surrogates or unassigned code points.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]))
LITERAL = re.compile(r'#?"(?:[^"\\]|\\[\\"nt])*";?|#box\[|#korean\(|\);|\];')


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=30))
@example(['"', "\\", '\\"', '"; panic("x"); "', "#panic()", "*a* _b_ $c$ `d` @e <f> = g", "\\u{41}", "//", "/*"])
def test_typst_reads_a_literal_as_the_same_text(values: list[str]) -> None:
    read = json.loads(COMPILER.eval(array_literal(map(string_literal, values)), format="json"))
    assert read == values


@given(value=st.text(), keep_words=st.booleans())
def test_text_is_converted_only_to_literals_and_known_calls(*, value: str, keep_words: bool) -> None:
    assert LITERAL.sub("", text_markup(value, keep_words=keep_words)) == ""


@given(st.text())
def test_a_literal_is_on_one_line(value: str) -> None:
    assert "\n" not in string_literal(value)


@given(st.text())
def test_urls_and_labels_are_ascii(value: str) -> None:
    usable = value.encode("utf-8", "ignore").decode()
    assert url_literal(usable).isascii()
    assert label_literal(usable, usable).isascii()


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("plain", '#"plain";'),
        ("a\nb", '#"a b";'),
        ("정전 협정", '#korean("정전 협정");'),
        ("4자회담,", '#"4";#korean("자회담");#",";'),
        ("남·북", '#korean("남");#"·";#korean("북");'),
        ("", ""),
    ],
)
def test_hangul_is_marked_including_the_spaces_between_words(text: str, markup: str) -> None:
    assert text_markup(text) == markup


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("정전 협정", '#box[#korean("정전");];#" ";#box[#korean("협정");];'),
        ("4자회담,", '#box[#"4";#korean("자회담");];#",";'),
        ("남·북", '#box[#korean("남");#"·";#korean("북");];'),
    ],
)
def test_korean_words_are_not_broken_in_headings(text: str, markup: str) -> None:
    assert text_markup(text, keep_words=True) == markup


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/%EC%A0%95", '"https://example.org/정"'),
        ("https://example.org/%20x%2F", '"https://example.org/%20x%2F"'),
        ("https://example.org/%FF", '"https://example.org/%FF"'),
        ("https://example.org/%E2%80%AE", '"https://example.org/%E2%80%AE"'),
    ],
)
def test_a_url_is_shown_decoded_where_that_is_readable(url: str, expected: str) -> None:
    assert readable_url_literal(url) == expected


KINDS = {
    kind.__name__: kind
    for module in (nodes, addnodes)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, nodes.Element)
}
ABSTRACT = {"Element"}
"""The base class of all nodes. No document contains a node of this class itself."""


@pytest.mark.parametrize("name", sorted(KINDS.keys() - ABSTRACT))
def test_every_type_of_node_has_a_handler(name: str) -> None:
    assert any(kind.__name__ in NODE_HANDLERS for kind in KINDS[name].__mro__)
