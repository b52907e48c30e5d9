"""Formulas as MathML, which browsers and reading systems set themselves: no script, no drawing, no third party.

latex2mathml reads the LaTeX. What it makes is written anew, element by element: it escapes nothing, takes over
addresses and styles as they are typed, and passes on what it does not know as if it were letters.
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

_PARTS = {"mfrac": 2, "mover": 2, "mroot": 2, "msub": 2, "msubsup": 3, "msup": 2, "munder": 2, "munderover": 3}
"""The elements that hold so many others, no more and no fewer."""
_ELEMENTS = {"math", "menclose", "mi", "mmultiscripts", "mn", "mo", "mpadded", "mphantom", "mprescripts", "mrow"}
_ELEMENTS |= {"mspace", "msqrt", "mstyle", "mtable", "mtd", "mtext", "mtr", "none"} | _PARTS.keys()
_ATTRIBUTES = {"accent", "accentunder", "columnalign", "columnlines", "columnspacing", "depth", "display", "fence"}
_ATTRIBUTES |= {"displaystyle", "form", "height", "largeop", "linethickness", "lspace", "mathcolor", "mathsize"}
_ATTRIBUTES |= {"mathvariant", "maxsize", "minsize", "movablelimits", "notation", "rowlines", "rowspacing", "rspace"}
_ATTRIBUTES |= {"scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width", "xmlns"}
# Environments that mean the same, as far as a formula by itself goes, and one that it knows. Numbers are ours.
_KNOWN = {
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
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([a-z]+\*?)\}")
_LINES = re.compile(r"\\begin\{gather\*\}(.*?)\\end\{gather\*\}", re.DOTALL)
_WHOLE = re.compile(r"\\(?:begin|end)\{equation\*\}")
_LAST_BREAK = re.compile(r"\\\\\s*(?=\\end\{)")
_REFERENCE = re.compile(r"&#x([0-9A-Fa-f]+);")
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")
_NAMES = re.compile(r"\\label\s*\{[^{}]*\}|\\nonumber\b|\\notag\b")
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_UNKNOWN = re.compile(r"\\[A-Za-z]|^&$|^\\$")


class _NotUnderstoodError(ValueError):
    """The formula holds what the library does not know."""


@cache
def to_mathml(tex: str, *, display: bool = False) -> str:
    """A formula in LaTeX's notation as one MathML element; ``display`` sets it on a line of its own.

    Its ``alttext`` is the LaTeX. Empty when the notation is not understood: the caller shows the LaTeX, and tells.
    """
    from latex2mathml.converter import convert_to_element  # noqa: PLC0415 -- few builds have formulas

    source = tex.strip()
    try:
        tree = convert_to_element(_plain(source), display="block" if display else "inline")
        body = "".join(_written(tree))
    except Exception:  # noqa: BLE001 -- the library raises many kinds, its own and those of Python
        return ""
    return body.replace("<math ", f'<math alttext="{escape(" ".join(source.split()))}" ', 1)


def _plain(tex: str) -> str:
    """The formula in the words that the library knows."""
    from latex2mathml.commands import MATRICES  # noqa: PLC0415 -- as above

    bare = _ESCAPED.sub("", tex)
    if bare.count("{") != bare.count("}"):
        raise _NotUnderstoodError("braces")
    tex = _NAMES.sub("", _EMPTY_LINE.sub(r" \\\\ ", tex))
    tex = _ENVIRONMENT.sub(lambda found: rf"\{found[1]}{{{_KNOWN.get(found[2], found[2])}}}", tex)
    tex = _LINES.sub(lambda found: rf"\begin{{array}}{{c}}{found[1]}\end{{array}}", tex)
    tex = _WHOLE.sub("", tex)
    for _, name in _ENVIRONMENT.findall(tex):
        if f"\\{name}" not in MATRICES:
            raise _NotUnderstoodError(name)
    if r"\\" in tex and r"\begin" not in tex:  # several lines
        tex = rf"\begin{{align*}}{tex}\end{{align*}}"
    return _LAST_BREAK.sub("", tex)


def _written(element: Element) -> Iterator[str]:
    name, text = str(element.tag), element.text or ""
    if name not in _ELEMENTS or len(element) != _PARTS.get(name, len(element)):
        raise _NotUnderstoodError(name)
    if _UNKNOWN.search(text) and name != "mtext":
        raise _NotUnderstoodError(text)
    given = {key: value for key, value in element.attrib.items() if key in _ATTRIBUTES and value}
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in given.items())
    text = _REFERENCE.sub(lambda found: chr(int(found[1], 16)), text)
    yield f"<{name}{attributes}>{escape(text, quote=False)}"
    for child in element:
        yield from _written(child)
    yield f"</{name}>"
