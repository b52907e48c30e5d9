"""Helpers that look up elements on a built page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from support.site_builds import Built


def text_of(element: Element) -> str:
    """Return the text of an element on one line."""
    return " ".join("".join(element.itertext()).split())


def body(site: Built, url_path: str = "/posts/x/") -> Element:
    """Return the element that contains a post's text."""
    (found,) = [box for box in site.page(url_path).iter("div") if box.get("class") == "text"]
    return found


def with_class(element: Element, name: str) -> list[Element]:
    """Return all elements with the given class, in document order."""
    return [found for found in element.iter() if name in found.get("class", "").split()]


def redirect_target(site: Built, url_path: str) -> str:
    """Return the URL that a redirect page leads to."""
    head = site.page(url_path).find("head")
    assert head is not None
    assert [m.get("content") for m in head.iter("meta") if m.get("name") == "robots"] == ["noindex"]
    content = next(m.get("content") or "" for m in head.iter("meta") if m.get("http-equiv") == "refresh")
    return content.removeprefix("0; url=")
