"""Formulas as MathML, which browsers and reading systems set themselves: no script, no drawing, no third party."""

from __future__ import annotations

from functools import cache


@cache
def of(tex: str, *, display: bool = False) -> str:
    """A formula in LaTeX's notation as one MathML element; ``display`` sets it on a line of its own.

    Its ``alttext`` is the LaTeX. Empty when the notation is not understood: the caller shows the LaTeX, and tells.
    """
    from latex2mathml.converter import convert  # noqa: PLC0415 -- few builds have formulas

    try:
        mathml: str = convert(tex, display="block" if display else "inline")
    except Exception:  # noqa: BLE001 -- the library raises many kinds, its own and those of Python
        return ""
    return mathml
