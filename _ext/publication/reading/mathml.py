"""Converts formulas from LaTeX to MathML, which browsers and e-book readers can typeset without scripts or images.

The latex2mathml package does the conversion, but its output cannot be published unchanged: it escapes nothing, copies
URLs and styles from the formula, and treats unknown commands as letters. This module therefore serialises the result
itself, and outputs only the elements and attributes listed below.
Source: https://www.w3.org/TR/mathml-core/
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_CHILD_COUNTS = {"mfrac": 2, "mover": 2, "mroot": 2, "msub": 2, "msubsup": 3, "msup": 2, "munder": 2, "munderover": 3}
"""The MathML elements that must have a fixed number of children, each with this number."""
_ELEMENTS = {"math", "menclose", "mi", "mmultiscripts", "mn", "mo", "mpadded", "mphantom", "mprescripts", "mrow"}
_ELEMENTS |= {"mspace", "msqrt", "mstyle", "mtable", "mtd", "mtext", "mtr", "none"} | _CHILD_COUNTS.keys()
_ATTRIBUTES = {"accent", "accentunder", "columnalign", "columnlines", "columnspacing", "depth", "display", "fence"}
_ATTRIBUTES |= {"displaystyle", "form", "height", "largeop", "linethickness", "lspace", "mathcolor", "mathsize"}
_ATTRIBUTES |= {"mathvariant", "maxsize", "minsize", "movablelimits", "notation", "rowlines", "rowspacing", "rspace"}
_ATTRIBUTES |= {"scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width", "xmlns"}
_SUPPORTED_ENVIRONMENTS = {
    "align": "align*",
    "aligned": "align*",
    "eqnarray": "align*",
    "eqnarray*": "align*",
    "flalign": "align*",
    "flalign*": "align*",
    "gather": "gather*",
    "gathered": "gather*",
    "multline": "gather*",
    "multline*": "gather*",
    "equation": "equation*",
    "displaymath": "equation*",
    "math": "equation*",
    "dcases": "cases",
    "smallmatrix": "matrix",
}
"""Replacements for LaTeX environments that latex2mathml does not support. A single formula looks the same in both.

The starred environments have no equation number, because the page adds the number itself."""
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([a-z]+\*?)\}")
_GATHER = re.compile(r"\\begin\{gather\*\}(.*?)\\end\{gather\*\}", re.DOTALL)
_EQUATION = re.compile(r"\\(?:begin|end)\{equation\*\}")
_LAST_LINE_BREAK = re.compile(r"\\\\\s*(?=\\end\{)")
_CHARACTER_REFERENCE = re.compile(r"&#x([0-9A-Fa-f]+);")
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")
_LABELS = re.compile(r"\\label\s*\{[^{}]*\}|\\nonumber\b|\\notag\b")
_ESCAPED_CHARACTER = re.compile(r"\\.", re.DOTALL)
_UNKNOWN_COMMAND = re.compile(r"\\[A-Za-z]|^&$|^\\$")


class _UnsupportedFormulaError(ValueError):
    """Raised for a formula that latex2mathml cannot convert."""


@cache
def to_mathml(tex: str, *, display: bool = False) -> str:
    """Convert a LaTeX formula to a ``<math>`` element whose ``alttext`` is the LaTeX code.

    ``display`` puts the formula on a separate line. Returns an empty string if the formula cannot be converted.
    """
    from latex2mathml.converter import convert_to_element  # noqa: PLC0415 -- most builds have no formulas

    source = tex.strip()
    try:
        tree = convert_to_element(_supported_latex(source), display="block" if display else "inline")
        body = "".join(_serialize(tree))
    except Exception:  # noqa: BLE001 -- latex2mathml raises its own exceptions and many built-in ones
        return ""
    return body.replace("<math ", f'<math alttext="{escape(" ".join(source.split()))}" ', 1)


def _supported_latex(tex: str) -> str:
    """Rewrite a formula to use only environments that latex2mathml supports."""
    from latex2mathml.commands import MATRICES  # noqa: PLC0415 -- as above

    without_escapes = _ESCAPED_CHARACTER.sub("", tex)
    if without_escapes.count("{") != without_escapes.count("}"):
        raise _UnsupportedFormulaError("braces")
    tex = _LABELS.sub("", _EMPTY_LINE.sub(r" \\\\ ", tex))
    tex = _ENVIRONMENT.sub(lambda match: rf"\{match[1]}{{{_SUPPORTED_ENVIRONMENTS.get(match[2], match[2])}}}", tex)
    tex = _GATHER.sub(lambda match: rf"\begin{{array}}{{c}}{match[1]}\end{{array}}", tex)
    tex = _EQUATION.sub("", tex)
    for _, name in _ENVIRONMENT.findall(tex):
        if f"\\{name}" not in MATRICES:
            raise _UnsupportedFormulaError(name)
    if r"\\" in tex and r"\begin" not in tex:  # A formula with several lines needs an environment.
        tex = rf"\begin{{align*}}{tex}\end{{align*}}"
    return _LAST_LINE_BREAK.sub("", tex)


def _serialize(element: Element) -> Iterator[str]:
    """Yield an element and its children as escaped MathML. Attributes that are not listed above are omitted.

    Raises ``_UnsupportedFormulaError`` for an element that is not listed.
    """
    name, text = str(element.tag), element.text or ""
    if name not in _ELEMENTS or len(element) != _CHILD_COUNTS.get(name, len(element)):
        raise _UnsupportedFormulaError(name)
    if _UNKNOWN_COMMAND.search(text) and name != "mtext":
        raise _UnsupportedFormulaError(text)
    allowed = {key: value for key, value in element.attrib.items() if key in _ATTRIBUTES and value}
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in allowed.items())
    text = _CHARACTER_REFERENCE.sub(lambda match: chr(int(match[1], 16)), text)
    yield f"<{name}{attributes}>{escape(text, quote=False)}"
    for child in element:
        yield from _serialize(child)
    yield f"</{name}>"
