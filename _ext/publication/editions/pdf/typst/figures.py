"""Writes images as Typst: block images, images within a line of text, and figures with a caption and a credit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from .text import single_line, string_literal, text_markup
from .writer import handles

if TYPE_CHECKING:
    from .writer import TypstWriter

_POINTS_PER_UNIT = {"px": 0.75, "pt": 1.0, "cm": 28.346, "mm": 2.8346, "in": 72.0, "pc": 12.0, "": 0.75}
_FONT_RELATIVE_UNITS = ("em", "ex", "ch", "rem")


@handles("image")
def _write_image(writer: TypstWriter, node: nodes.image) -> str:
    is_inline = isinstance(node.parent, nodes.TextElement) and len(node.parent.children) > 1
    path = writer.image_path(node)
    if not path:
        return _missing_image(node)
    if is_inline:
        return f"{writer.write_anchors(node)}#picture-inline({string_literal(path)}, {_alt_argument(node)});"
    return writer.call_block(node, f"picture({_image_arguments(path, node)});")


def _missing_image(node: nodes.image) -> str:
    """Write the alt text in place of an image that cannot be shown."""
    alt = node.get("alt", "")
    return f"#missing-image[{text_markup(alt)}];" if alt else ""


def _image_arguments(path: str, node: nodes.image) -> str:
    width = _typst_length(str(node.get("width", "")))
    return f"{string_literal(path)}, {_alt_argument(node)}" + (f", width: {width}" if width else "")


def _alt_argument(node: nodes.image) -> str:
    """Return an image's alt text as a string literal, or ``none`` for a decorative image."""
    alt = single_line(str(node.get("alt", ""))).strip()
    return string_literal(alt) if alt else "none"


def _typst_length(value: str) -> str:
    """Convert a width from HTML or reStructuredText to a Typst length. Return an empty string if it is invalid."""
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
    if unit in _FONT_RELATIVE_UNITS:
        return f"{size:g}em"
    return f"{size * _POINTS_PER_UNIT.get(unit, 0.75):g}pt"


@handles("figure")
def _write_figure(writer: TypstWriter, node: nodes.figure) -> str:
    """Write a figure: its image, caption and legend. If there is no image, the content precedes the caption."""
    image = next(iter(node.findall(nodes.image)), None)
    captions = [child for child in node.children if isinstance(child, (nodes.caption, nodes.legend))]
    path = writer.image_path(image) if image is not None else ""
    if image is None or not path:
        body = writer.content_block(child for child in node.children if child not in captions)
        block = writer.call_block(node, f"block(width: 100%, breakable: true){body};")
        return block + "".join(map(writer.write_node, captions))
    markup = {
        name: "".join(writer.write_all(child) for child in captions if isinstance(child, kind)).strip()
        for name, kind in (("caption", nodes.caption), ("legend", nodes.legend))
    }
    arguments = "".join(f", {name}: [{content}]" for name, content in markup.items() if content)
    function = "cover" if "post-cover" in node.get("classes", ()) else "illustration"
    return writer.call_block(node, f"{function}({_image_arguments(path, image)}{arguments});")
