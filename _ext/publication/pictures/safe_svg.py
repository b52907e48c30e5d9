"""Removes scripts and external references from SVG files.

An SVG may come from anyone, and if a reader opens it in a separate window, its scripts run with the site's
privileges. Therefore only the elements listed below are kept, event handlers are removed, and no element may refer to
anything outside the file.
Sources of the names: https://svgwg.org/svg2-draft/eltindex.html, https://svgwg.org/svg2-draft/attindex.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from publication.core.formats.image_widths import UnusablePictureError, css_pixels

if TYPE_CHECKING:
    from collections.abc import Iterator

    Element = Any  # lxml ships no types

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
XML = "{http://www.w3.org/XML/1998/namespace}"
CLEANER_VERSION = "1"
"""The version of the cleaning rules. It is part of the cache key, so that copies made by older rules are not used."""
MAX_BYTES = 5_000_000  # A larger SVG is usually a photograph.


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ALLOWED_ELEMENTS = _names(
    "a animate animateMotion animateTransform circle clipPath defs desc ellipse feBlend feColorMatrix "
    "feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight "
    "feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset "
    "fePointLight feSpecularLighting feSpotLight feTile feTurbulence filter g image line linearGradient marker mask "
    "mpath path pattern polygon polyline radialGradient rect set stop style svg switch symbol text textPath title "
    "tspan use view"
)
_UNREPORTED_ELEMENTS = frozenset({"metadata", "font", "font-face"})
"""Elements that draw nothing, so their removal need not be reported."""
_IMAGE_DATA = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z")
_URL = re.compile(r"url\s*\(\s*['\"]?\s*(.?)", re.IGNORECASE | re.DOTALL)
_ACTIVE = re.compile(r"(?:java|vb)script\s*:|expression\s*\(|@import|-moz-binding|behavior\s*:|\\", re.IGNORECASE)
_WHITE_SPACE = re.compile(r"[\s\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class SafeSvg:
    """A safe SVG: its bytes, its size in CSS pixels, and the names of what was removed, worded for a message."""

    data: bytes
    width: int
    height: int
    removed: tuple[str, ...]


def clean_svg(data: bytes) -> SafeSvg:
    """Return a safe version of an SVG file.

    Raises ``UnusablePictureError`` if the data is too large, damaged or not an SVG.
    """
    if len(data) > MAX_BYTES:
        raise UnusablePictureError(
            f"it is {len(data) // 1_000_000} MB (the limit for an SVG is {MAX_BYTES // 1_000_000} MB)"
        )
    try:
        root = etree.fromstring(data, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnusablePictureError("its SVG code is damaged") from error
    if root.tag != SVG + "svg":
        raise UnusablePictureError("it is not an SVG drawing")
    removed: dict[str, None] = {}
    for element in list(root.iter()):
        removed.update(dict.fromkeys(_clean_element(element)))
    etree.strip_elements(root, _REMOVED_TAG, with_tail=False)
    etree.cleanup_namespaces(root)
    width, height = _size(root)
    return SafeSvg(etree.tostring(root, encoding="utf-8"), width, height, tuple(sorted(removed)))


_REMOVED_TAG = "removed"


@cache
def _parser() -> Any:
    # Drawing programs declare entities in the file itself, so these are expanded. libxml2 raises an error if they
    # expand too much. Nothing outside the file is read.
    return etree.XMLParser(
        resolve_entities="internal",
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _clean_element(element: Element) -> Iterator[str]:
    """Remove an element's unsafe attributes, or mark the whole element for removal.

    Yields the name of each removed element or attribute that must be reported.
    """
    if not isinstance(element.tag, str):  # This node is an entity that was not expanded.
        element.getparent().remove(element)
        return
    name = element.tag.removeprefix(SVG)
    if name not in _ALLOWED_ELEMENTS:
        element.tag = _REMOVED_TAG
        # Elements in other namespaces are drawing programs' private data.
        if not name.startswith("{") and name not in _UNREPORTED_ELEMENTS:
            yield f"<{name}>"
        return
    if name == "style" and not _is_harmless("".join(element.itertext())):
        element.tag = _REMOVED_TAG
        yield "a style that uses another file"
        return
    if name in ("set", "animate") and not _is_harmless_animation(element):
        element.tag = _REMOVED_TAG
        yield f"<{name}> that changes a link"
        return
    for key, value in element.attrib.items():
        if unsafe_part := _unsafe_part(name, key, value):
            del element.attrib[key]
            if unsafe_part != _UNREPORTED:
                yield unsafe_part


_UNREPORTED = "unreported"


def _unsafe_part(element: str, key: str, value: str) -> str:
    """Describe an attribute that must be removed, worded for a message. Empty if the attribute is safe.

    The result is ``_UNREPORTED`` for an attribute that is to be removed without being reported.
    """
    name = key.removeprefix(XLINK)
    if name == "href":
        is_internal = value.strip().startswith("#")
        is_embedded = element == "image" and _IMAGE_DATA.match(value.strip())
        if is_internal or is_embedded:
            return ""
        return _UNREPORTED if element == "a" else f"<{element}> that uses another file"
    if name.startswith("{"):
        return "" if key in (XML + "lang", XML + "space") else _UNREPORTED
    if key.startswith(XLINK) or name in ("target", "ping", "download"):
        return _UNREPORTED
    if name.lower().startswith("on"):
        return f"`{name}`"
    return "" if _is_harmless(value) else f"`{name}` that uses another file"


def _is_harmless(text: str) -> bool:
    """Whether a style sheet or an attribute's value refers only to parts of the same file."""
    if _ACTIVE.search(text) or _ACTIVE.search(_WHITE_SPACE.sub("", text)):
        return False
    return all(first == "#" for first in _URL.findall(text))


def _is_harmless_animation(element: Element) -> bool:
    """Whether an animation changes only an element's appearance, not a link or an event handler."""
    qualified_name = element.get("attributeName") or ""
    attribute = qualified_name.rpartition(":")[2].lower()
    return bool(attribute) and attribute != "href" and not attribute.startswith("on") and _is_harmless(qualified_name)


def _size(root: Element) -> tuple[int, int]:
    """The width and height of an SVG in CSS pixels.

    They come from the ``width`` and ``height`` attributes, or else the ``viewBox``, or else CSS's default size.
    """
    box = [float(part) for part in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", root.get("viewBox") or "")]
    box_width, box_height = ((box[2], box[3]) if len(box) == len("xywh") else (0.0, 0.0))  # fmt: skip
    # A percentage is relative to the element around the image, so it does not specify a size.
    width, height = (
        0 if "%" in (root.get(side) or "") else css_pixels(root.get(side) or "") for side in ("width", "height")
    )
    if width and not height:
        height = width * box_height / box_width if box_width and box_height else width / 2
    elif height and not width:
        width = height * box_width / box_height if box_width and box_height else height * 2
    elif not width:
        width, height = (box_width, box_height) if box_width > 0 and box_height > 0 else (300, 150)
    return max(1, round(width)), max(1, round(height))
