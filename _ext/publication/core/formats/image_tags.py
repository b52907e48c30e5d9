"""Finds and rewrites ``img`` elements in raw HTML. Comments, scripts and attributes are not searched."""

from __future__ import annotations

import html
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class ImageTag:
    """An ``img`` element: the start and end of its source text, its line (from 0), and its attributes."""

    start: int
    end: int
    line: int
    attributes: Mapping[str, str]


def find_image_tags(text: str) -> list[ImageTag]:
    """Find all ``img`` elements in a piece of HTML, in order."""
    if "<img" not in text.lower():
        return []
    parser = _ImageTagParser(text)
    parser.feed(text)
    parser.close()
    return parser.tags


def rewrite_image_tags(text: str, change: Callable[[Mapping[str, str]], Mapping[str, str]]) -> str:
    """Replace the attributes of each ``img`` element in a piece of HTML with what ``change`` returns for them."""
    for tag in reversed(find_image_tags(text)):
        attributes = change(tag.attributes)
        if attributes != tag.attributes:
            written = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items())
            text = f"{text[: tag.start]}<img{written}>{text[tag.end :]}"
    return text


class _ImageTagParser(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[ImageTag] = []
        self._line_starts = [0]
        for line in text.split("\n"):  # HTMLParser counts only this line ending
            self._line_starts.append(self._line_starts[-1] + len(line) + 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            line, column = self.getpos()
            start = self._line_starts[line - 1] + column
            attributes: dict[str, str] = {}
            for name, value in attrs:
                # Browsers use the first of two attributes with the same name.
                attributes.setdefault(name, value or "")
            self.tags.append(ImageTag(start, start + len(self.get_starttag_text() or ""), line - 1, attributes))
