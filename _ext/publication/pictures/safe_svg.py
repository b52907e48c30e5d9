"""SVG made safe: what it draws stays, what could act, fetch or reach out of the drawing goes.

A file of an author may come from anywhere, and opened by itself it runs on the site's own address. So only the
elements below are kept, no attribute acts, and nothing refers to anything outside the file.
Source of the names: https://svgwg.org/svg2-draft/eltindex.html, https://svgwg.org/svg2-draft/attindex.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from publication.core.formats.image_sizes import UnusableError, pixels

if TYPE_CHECKING:
    from collections.abc import Iterator

    Element = Any  # lxml ships no types

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
XML = "{http://www.w3.org/XML/1998/namespace}"
HOW = "1"
"""How drawings are made safe. Another one gives them other names."""
LONGEST = 5_000_000  # bytes; a drawing beyond that is a photograph in disguise


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ELEMENTS = _names(
    "a animate animateMotion animateTransform circle clipPath defs desc ellipse feBlend feColorMatrix "
    "feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight "
    "feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset "
    "fePointLight feSpecularLighting feSpotLight feTile feTurbulence filter g image line linearGradient marker mask "
    "mpath path pattern polygon polyline radialGradient rect set stop style svg switch symbol text textPath title "
    "tspan use view"
)
_SILENT = frozenset({"metadata", "font", "font-face"})
"""Elements that draw nothing: nobody needs to be told that they are gone."""
_IMAGE_DATA = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z")
_URL = re.compile(r"url\s*\(\s*['\"]?\s*(.?)", re.IGNORECASE | re.DOTALL)
_ACTIVE = re.compile(r"(?:java|vb)script\s*:|expression\s*\(|@import|-moz-binding|behavior\s*:|\\", re.IGNORECASE)
_SPACE = re.compile(r"[\s\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing that is safe: its bytes, its size in CSS pixels, and what was taken out, in words."""

    data: bytes
    width: int
    height: int
    removed: tuple[str, ...]


def cleaned(data: bytes) -> Drawing:
    """A safe drawing of an SVG file. Raises ``UnusableError`` when there is none in it."""
    if len(data) > LONGEST:
        raise UnusableError(f"an SVG of {len(data) // 1_000_000} MB")
    try:
        root = etree.fromstring(data, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnusableError("an SVG that is no well-formed XML") from error
    if root.tag != SVG + "svg":
        raise UnusableError("an XML file that is no SVG")
    removed: dict[str, None] = {}
    for element in list(root.iter()):
        removed.update(dict.fromkeys(_clean(element)))
    etree.strip_elements(root, _GONE, with_tail=False)
    etree.cleanup_namespaces(root)
    width, height = _size(root)
    return Drawing(etree.tostring(root, encoding="utf-8"), width, height, tuple(sorted(removed)))


_GONE = "gone"


@cache
def _parser() -> Any:
    # Entities declared in the file itself, which drawing programs use, are put in; libxml2 stops when they grow
    # out of proportion. Nothing outside the file is read.
    return etree.XMLParser(
        resolve_entities="internal",
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _clean(element: Element) -> Iterator[str]:
    """Take what is not safe out of an element, or mark all of it as gone; names what went and is worth telling."""
    if not isinstance(element.tag, str):  # an entity that was left in
        element.getparent().remove(element)
        return
    name = element.tag.removeprefix(SVG)
    if name not in _ELEMENTS:
        element.tag = _GONE
        if not name.startswith("{") and name not in _SILENT:  # other namespaces are notes of drawing programs
            yield f"<{name}>"
        return
    if name == "style" and not _is_harmless("".join(element.itertext())):
        element.tag = _GONE
        yield "a style that refers elsewhere"
        return
    if name in ("set", "animate") and not _is_harmless_change(element):
        element.tag = _GONE
        yield f"<{name}> of an address"
        return
    for key, value in element.attrib.items():
        if fault := _fault(name, key, value):
            del element.attrib[key]
            if fault != _UNTOLD:
                yield fault


_UNTOLD = "untold"


def _fault(element: str, key: str, value: str) -> str:
    """Why an attribute must go: what to tell, ``_UNTOLD``, or nothing when it may stay."""
    name = key.removeprefix(XLINK)
    if name == "href":
        inside = value.strip().startswith("#")
        data = element == "image" and _IMAGE_DATA.match(value.strip())
        return "" if inside or data else _UNTOLD if element == "a" else f"an address outside the file in <{element}>"
    if name.startswith("{"):
        return "" if key in (XML + "lang", XML + "space") else _UNTOLD
    if key.startswith(XLINK) or name in ("target", "ping", "download"):
        return _UNTOLD
    if name.lower().startswith("on"):
        return f"`{name}`"
    return "" if _is_harmless(value) else f"`{name}` that refers elsewhere"


def _is_harmless(text: str) -> bool:
    """Whether a style or a value refers to nothing but parts of the drawing."""
    if _ACTIVE.search(text) or _ACTIVE.search(_SPACE.sub("", text)):
        return False
    return all(first == "#" for first in _URL.findall(text))


def _is_harmless_change(element: Element) -> bool:
    """Whether an animation changes how something looks, and not what it refers to."""
    changed = (element.get("attributeName") or "").rpartition(":")[2].lower()
    return bool(changed) and changed != "href" and not changed.startswith("on")


def _size(root: Element) -> tuple[int, int]:
    """The size that a drawing says it has, else that of its ``viewBox``, else what CSS gives one without any."""
    box = [float(part) for part in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", root.get("viewBox") or "")]
    across, down = ((box[2], box[3]) if len(box) == len("xywh") else (0.0, 0.0))  # fmt: skip
    # A percentage is of whatever is around it, and no size.
    width, height = (
        0 if "%" in (root.get(side) or "") else pixels(root.get(side) or "") for side in ("width", "height")
    )
    if width and not height:
        height = width * down / across if across and down else width / 2
    elif height and not width:
        width = height * across / down if across and down else height * 2
    elif not width:
        width, height = (across, down) if across > 0 and down > 0 else (300, 150)
    return max(1, round(width)), max(1, round(height))
