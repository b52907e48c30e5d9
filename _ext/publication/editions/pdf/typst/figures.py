"""Pictures, alone, in a line, and with a caption and a credit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from . import text as typst
from .writer import handles

if TYPE_CHECKING:
    from .writer import Writer

_POINTS = {"px": 0.75, "pt": 1.0, "cm": 28.346, "mm": 2.8346, "in": 72.0, "pc": 12.0, "": 0.75}
_EM = ("em", "ex", "ch", "rem")


@handles("image")
def _image(writer: Writer, node: nodes.image) -> str:
    within_line = isinstance(node.parent, nodes.TextElement) and len(node.parent.children) > 1
    path = writer.image(node)
    if not path:
        return _instead(node)
    if within_line:
        return f"{writer.anchors(node)}#picture-inline({typst.literal(path)}, {_alt(node)});"
    return writer.block(node, f"picture({_arguments(path, node)});")


def _instead(node: nodes.image) -> str:
    words = node.get("alt", "")
    return f"#missing[{typst.text(words)}];" if words else ""


def _arguments(path: str, node: nodes.image) -> str:
    width = _length(str(node.get("width", "")))
    return f"{typst.literal(path)}, {_alt(node)}" + (f", width: {width}" if width else "")


def _alt(node: nodes.image) -> str:
    """The alternative text, none for a picture that is mere decoration."""
    words = typst.line(str(node.get("alt", ""))).strip()
    return typst.literal(words) if words else "none"


def _length(value: str) -> str:
    """A width of HTML or reStructuredText as one of Typst; empty when it is none."""
    number = value.rstrip("abcdefghijklmnopqrstuvwxyz% ")
    unit = value.removeprefix(number).strip()
    try:
        size = float(number)
    except ValueError:
        return ""
    if size <= 0:
        return ""
    if unit == "%":
        return f"{min(size, 100):g}%"
    if unit in _EM:
        return f"{size:g}em"
    return f"{size * _POINTS.get(unit, 0.75):g}pt"


@handles("figure")
def _figure(writer: Writer, node: nodes.figure) -> str:
    """A picture with what is said below it; what is no picture stands above its caption as it is."""
    image = next(iter(node.findall(nodes.image)), None)
    words = [child for child in node.children if isinstance(child, (nodes.caption, nodes.legend))]
    path = writer.image(image) if image is not None else ""
    if image is None or not path:
        rest = [child for child in node.children if child not in words]
        body = writer.boxed(rest)
        return writer.block(node, f"block(width: 100%, breakable: true){body};") + "".join(map(writer.node, words))
    said = {
        name: "".join(writer.all(child) for child in words if isinstance(child, kind)).strip()
        for name, kind in (("caption", nodes.caption), ("legend", nodes.legend))
    }
    named = "".join(f", {name}: [{markup}]" for name, markup in said.items() if markup)
    function = "cover" if "post-cover" in node.get("classes", ()) else "illustration"
    return writer.block(node, f"{function}({_arguments(path, image)}{named});")
