"""Tests that LaTeX formulas are converted to MathML."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from publication.reading.mathml import to_mathml


def words(tex: str) -> str:
    """Return the text of a formula without its markup."""
    return "".join(ET.fromstring(to_mathml(tex)).itertext())


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        ("E = mc^2", "E=mc2"),
        (r"\sum_{i=1}^{n} x_i \le \sqrt{2}", "∑i=1nxi≤2"),
        (r"P(A \mid B)", "P(A∣B)"),
        (r"x \& y \setminus z", "x&y⧵z"),
        (r"\text{a < b & c}", "a < b & c"),
        (r"\begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}", "(1001)"),
        (r"\begin{align} a &= b \\ c &= d \end{align}", "a=bc=d"),
        (r"\begin{aligned} a &= b \\ c &= d \\ \end{aligned}", "a=bc=d"),
        (r"\begin{gather*} a \\ b \end{gather*}", "ab"),
        (r"\begin{equation} a \label{x} \end{equation}", "a"),
        (r"\begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}", "{1x>00x≤0"),
        (r"a \\ b", "ab"),
        (r"\mathbb{R}^n", "ℝn"),
        ("북", "북"),
    ],
)
def test_a_formula_becomes_well_formed_mathml_with_the_same_text(tex: str, text: str) -> None:
    assert re.sub(r"\s", "", words(tex)) == re.sub(r"\s", "", text)
    assert ET.fromstring(to_mathml(tex)).get("alttext") == " ".join(tex.split())


@pytest.mark.parametrize(
    "tex",
    [
        "",
        r"\foo{x}",
        r"x^2^3",
        r"\frac{a",
        r"\frac{a}",
        "a & b",
        r"\begin{foo} x \end{foo}",
        r"\left( x",
        r"\ce{H2O}",
    ],
)
def test_unsupported_latex_produces_no_formula(tex: str) -> None:
    assert to_mathml(tex) == ""


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{color:red}{x}",
        r'\color{red" onclick="x}{x}',
        r"\class{x}{y}",
    ],
)
def test_nothing_typed_in_a_formula_becomes_markup(tex: str) -> None:
    for element in ET.fromstring(to_mathml(tex)).iter():
        assert element.tag.rpartition("}")[2] in {"math", "mrow", "mi", "mtext", "mstyle"}
        assert not {"href", "style", "class", "onclick"} & element.attrib.keys()


def test_a_formula_is_marked_as_block_or_inline() -> None:
    assert ' display="block"' in to_mathml("x", display=True)
    assert ' display="inline"' in to_mathml("x")
