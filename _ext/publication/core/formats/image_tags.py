"""Images in raw HTML, as a browser finds them: none within comments, scripts or attributes."""

from __future__ import annotations

import html
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class ImageTag:
    """An ``img`` element: where its text stands, and its attributes. ``line`` counts from 0."""

    start: int
    end: int
    line: int
    attributes: Mapping[str, str]


def found(text: str) -> list[ImageTag]:
    """All images in a piece of HTML, in their order."""
    if "<img" not in text.lower():
        return []
    finder = _Finder(text)
    finder.feed(text)
    finder.close()
    return finder.tags


def rewritten(text: str, change: Callable[[Mapping[str, str]], Mapping[str, str]]) -> str:
    """The same HTML with the attributes of each image as ``change`` gives them."""
    for tag in reversed(found(text)):
        attributes = change(tag.attributes)
        if attributes != tag.attributes:
            written = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items())
            text = f"{text[: tag.start]}<img{written}>{text[tag.end :]}"
    return text


class _Finder(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[ImageTag] = []
        self._lines = [0]
        for line in text.split("\n"):  # the only end of a line that the parser counts
            self._lines.append(self._lines[-1] + len(line) + 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            line, column = self.getpos()
            start = self._lines[line - 1] + column
            attributes: dict[str, str] = {}
            for name, value in attrs:
                attributes.setdefault(name, value or "")  # of two the first one counts
            self.tags.append(ImageTag(start, start + len(self.get_starttag_text() or ""), line - 1, attributes))
