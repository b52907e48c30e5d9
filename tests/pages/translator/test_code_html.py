"""Tests for the HTML of code blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.page_elements import body, text_of, with_class
from support.posts import post

if TYPE_CHECKING:
    from support.site_builds import Build


def test_a_code_block_is_labelled_with_its_language_and_can_be_focused(clean_build: Build) -> None:
    text = "```js\nlet a;\n```\n\n```\nplain\n```\n\n    indented\n"
    found = body(clean_build(files={"posts/x.md": post(text)}))
    assert [(block.get("aria-label"), block.get("tabindex")) for block in found.iter("pre")] == [
        ("JavaScript code", "0"),
        ("Code", "0"),
        ("Code", "0"),
    ]
    assert [box.get("data-language") for box in found.iter("div") if "data-language" in box.attrib] == ["JavaScript"]


def test_code_blocks_have_titles_line_numbers_and_highlighted_lines(clean_build: Build) -> None:
    text = "```js{2}:title=a.js\nlet a;\nlet b;\n```\n\n```{code-block} yaml\n:caption: b.yml\n:linenos:\na: 1\n```\n"
    found = body(clean_build(files={"posts/x.md": post(text)}))
    assert [text_of(title) for title in with_class(found, "code-block-caption")] == ["a.js", "b.yml"]
    assert [text_of(line) for line in with_class(found, "hll")] == ["let b;"]
    assert [text_of(number) for number in with_class(found, "linenos")] == ["1"]
