"""Tests for the HTML of formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.page_elements import body, text_of, with_class
from support.posts import post

if TYPE_CHECKING:
    from support.site_builds import Build


MATHML = "{http://www.w3.org/1998/Math/MathML}"
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


def test_formulas_are_mathml_and_references_link_to_their_numbers(clean_build: Build) -> None:
    text = body(clean_build(files={"posts/x.md": post(FORMULAS), "posts/y.md": post(FORMULAS.replace("sum", "sun"))}))
    assert [math.get("display") for math in text.iter(f"{MATHML}math")] == ["inline", "inline", "block", "block"]
    blocks = with_class(text, "formula")
    assert [text_of(with_class(block, "eqno")[0]) for block in blocks] == ["(1)", "(2)"]
    (link,) = [link for link in text.iter("a") if text_of(link) == "(1)"]
    assert link.get("href") == f"#{blocks[0].get('id')}"
    for box in with_class(text, "math-box"):
        assert box.get("tabindex") == "0"
    assert len(with_class(text, "math-box")) == 3


def test_no_page_loads_mathjax(clean_build: Build) -> None:
    assert b"mathjax" not in clean_build(files={"posts/x.md": post(FORMULAS)}).everything().lower()


def test_an_unsupported_formula_is_reported_and_shown_as_code(build: Build) -> None:
    site = build(files={"posts/x.md": post("In $\\nosuch{<x>}$ text.\n\n$$\n\\nosuch\n$$\n")})
    assert [line.partition(", so")[0] for line in site.messages()] == [
        "posts/x.md:7: WARNING: the formula “\\nosuch{<x>}” cannot be typeset",
        "posts/x.md:9: WARNING: the formula “\\nosuch” cannot be typeset",
    ]
    assert [text_of(code) for code in body(site).iter("code")] == ["\\nosuch{<x>}", "\\nosuch"]
