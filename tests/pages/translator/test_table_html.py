"""Tests for the HTML of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.page_elements import body, text_of, with_class
from support.posts import post

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from support.site_builds import Build, Built


FORMULAS = r"""
Inline $x^2$ and a long one, $a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8$, and {eq}`sum`.

$$
a + b = c
$$ (sum)

\begin{align}
a &= b \\
c &= d
\end{align}
"""


def table(site: Built) -> tuple[Element, Element]:
    """Return the page's first table and the box around it."""
    box = with_class(body(site), "table-box")[0]
    found = box.find("table")
    assert found is not None
    return found, box


def test_a_table_is_labelled_by_its_caption_and_its_headers_have_a_scope(clean_build: Build) -> None:
    text = "```{list-table} Rounds\n:header-rows: 1\n:stub-columns: 1\n\n* - A\n  - B\n* - c\n  - d\n```\n"
    found, box = table(clean_build(files={"posts/x.md": post(text)}))
    caption = found.find("caption")
    assert caption is not None
    assert (box.get("role"), box.get("tabindex"), box.get("aria-labelledby")) == ("group", "0", caption.get("id"))
    assert text_of(caption) == "Rounds"
    assert [(head.get("scope"), text_of(head)) for head in found.iter("th")] == [
        ("col", "A"),
        ("col", "B"),
        ("row", "c"),
    ]


def test_a_table_without_a_caption_has_a_default_label(clean_build: Build) -> None:
    _, box = table(clean_build(files={"posts/x.md": post("| a | b |\n| :-: | -: |\n| c | d |\n")}))
    assert box.get("aria-label") == "Table"
    assert len(with_class(box, "text-center")) == len(with_class(box, "text-right")) == 2


@pytest.mark.parametrize(("rows", "tall"), [(19, False), (20, True)])
def test_a_tall_table_scrolls_below_its_header(clean_build: Build, rows: int, tall: bool) -> None:  # noqa: FBT001 -- an expected value
    text = "| a | b |\n| - | - |\n" + "| c | d |\n" * rows
    _, box = table(clean_build(files={"posts/x.md": post(text)}))
    assert ("tall" in (box.get("class") or "")) == tall


def test_no_element_has_a_style_attribute(clean_build: Build) -> None:
    text = "```{list-table}\n:widths: 20 80\n:width: 50%\n\n* - a\n  - b\n```\n\n| a | b |\n| :- | -: |\n| c | d |\n"
    site = clean_build(files={"posts/x.md": post(text + FORMULAS)})
    found, _ = table(site)
    assert [column.get("class") for column in found.iter("col")] == ["width-20", "width-80"]
    assert [element for element in body(site).iter() if "style" in element.attrib] == []
