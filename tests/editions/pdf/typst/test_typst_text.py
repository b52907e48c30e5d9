"""Text as Typst reads it: whatever stands in a post, it is text and nothing else."""

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
import publication.editions.pdf.typst.tables  # noqa: F401 -- they declare their handlers
from publication.editions.pdf.typst import text as typst
from publication.editions.pdf.typst.writer import HANDLERS

PROJECT = Path(tempfile.mkdtemp())
(PROJECT / "empty.typ").write_text("", "utf-8")
COMPILER = engine.Compiler(str(PROJECT / "empty.typ"), root=str(PROJECT))
# Any text but what no text holds: control characters, halves of pairs, code points that are no characters
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]))
LITERAL = re.compile(r'#?"(?:[^"\\]|\\[\\"nt])*";?|#box\[|#korean\(|\);|\];')


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=30))
@example(['"', "\\", '\\"', '"; panic("x"); "', "#panic()", "*a* _b_ $c$ `d` @e <f> = g", "\\u{41}", "//", "/*"])
def test_a_literal_is_the_text_for_typst_itself(values: list[str]) -> None:
    read = json.loads(COMPILER.eval(typst.array(map(typst.literal, values)), format="json"))
    assert read == values


@given(value=st.text(), whole=st.booleans())
def test_text_is_literals_and_calls_that_we_wrote(*, value: str, whole: bool) -> None:
    assert LITERAL.sub("", typst.text(value, whole=whole)) == ""


@given(st.text())
def test_a_literal_is_one_line(value: str) -> None:
    assert "\n" not in typst.literal(value)


@given(st.text())
def test_an_address_and_a_label_are_ascii(value: str) -> None:
    usable = value.encode("utf-8", "ignore").decode()
    assert typst.address(usable).isascii()
    assert typst.label(usable, usable).isascii()


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
def test_hangul_is_set_apart_with_the_spaces_between_its_words(text: str, markup: str) -> None:
    assert typst.text(text) == markup


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("정전 협정", '#box[#korean("정전");];#" ";#box[#korean("협정");];'),
        ("4자회담,", '#box[#"4";#korean("자회담");];#",";'),
        ("남·북", '#box[#korean("남");#"·";#korean("북");];'),
    ],
)
def test_a_heading_keeps_its_korean_words_whole(text: str, markup: str) -> None:
    assert typst.text(text, whole=True) == markup


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://example.org/%EC%A0%95", '"https://example.org/정"'),
        ("https://example.org/%20x%2F", '"https://example.org/%20x%2F"'),
        ("https://example.org/%FF", '"https://example.org/%FF"'),
        ("https://example.org/%E2%80%AE", '"https://example.org/%E2%80%AE"'),
    ],
)
def test_an_address_is_printed_as_people_read_it(address: str, shown: str) -> None:
    assert typst.readable(address) == shown


KINDS = {
    kind.__name__: kind
    for module in (nodes, addnodes)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, nodes.Element)
}
ABSTRACT = {"Element"}
"""What no document holds: the base of all."""


@pytest.mark.parametrize("name", sorted(KINDS.keys() - ABSTRACT))
def test_every_kind_of_node_has_a_handler(name: str) -> None:
    assert any(kind.__name__ in HANDLERS for kind in KINDS[name].__mro__)
