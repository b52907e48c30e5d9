"""Cards: the preview picture of a page without a cover, in the look of the site.

Pillow draws them with the publication's own fonts, whose WOFF2 it reads. A title with letters that no font has gets
the card of the site: no box is shown.
"""

from __future__ import annotations

import struct
import unicodedata
import zlib
from dataclasses import dataclass
from functools import cache as once
from functools import cached_property, lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageColor, ImageDraw, ImageFont
from sphinx.util import logging

from publication.build import cache, report, site
from publication.core.formats.card_layout import LEADING, SIZE, TITLE_SIZES, Card, broken, fitted
from publication.core.problems import ProblemKind, Problem, quoted

from . import fonts, responsive_images

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from publication.core.posts.post import Post

logger = logging.getLogger(__name__)

_HOW = "5"  # another one when cards are drawn differently
_PAPER, _RULE, _INK, _MUTED, _ACCENT = "#fbfaf7", "#e1dcd1", "#1d1b18", "#615b52", "#9a2a1e"  # tokens.css
_STEPS = 7
"""The shades from paper to a colour, which the edges of letters need."""
_RULE_NUMBER = 2 * _STEPS + 1
_FIRST = {_INK: 1, _ACCENT: _STEPS + 1, _MUTED: _RULE_NUMBER + 1}
"""A card has a number for each pixel: paper is 0, then come the shades of ink and accent, and the rule: sixteen
numbers, half a byte each. Those of the muted colour follow, for the card of the site."""
_EDGE = 84
_TOP = 78
_FOOT = SIZE[1] - 132
_FACES = (
    "source-serif-4-latin-600-normal",
    "source-serif-4-latin-ext-600-normal",
    "noto-serif-kr-korean-700-normal",
    "noto-serif-kr-hanja-400-normal",
)
"""The fonts of cards: the first one that has a letter is taken."""
_BEARING = 12
"""Pixels that a letter may reach to the left and right of its place."""
_NOTHING = "\ufffe"  # a character that no font has
_MEASURE = TITLE_SIZES[0]  # the size of type that widths are taken in: reading a font for another takes time


@dataclass(frozen=True, slots=True)
class Placed:
    """A card on the site: its place below the root, what it says, and what draws it."""

    place: str
    alt: str
    draw: Callable[[], bytes]


def make(app: Sphinx, env: BuildEnvironment) -> None:
    """``env-updated``, after the pictures: find what the card of each post says, and where it stands."""
    current = site.of(app)
    if app.builder.name != "dirhtml" or not app.config.html_baseurl or not current.settings.cards:
        return
    faces = _Faces(Path(app.srcdir))
    try:
        faces.load()
    except OSError:  # not there, or this Pillow reads no WOFF2
        logger.info("note: cards need the fonts of _static/fonts and a Pillow that reads WOFF2; none are made")
        return
    whole = Card(app.config.project, "", app.config.project, current.settings.tagline)
    current.cards[""] = _placed(faces, whole)
    for post in current.library.posts:
        if responsive_images.of_cover(app, post) is None:
            current.cards[post.path] = _of_post(app, env, faces, post) or current.cards[""]


def _of_post(app: Sphinx, env: BuildEnvironment, faces: _Faces, post: Post) -> Placed | None:
    """The card of a post; none when its title cannot be written."""
    missing = faces.missing(post.title)
    if missing:
        message = f"a title should have letters that cards can show, found {quoted(missing)} without a font; "
        is_lost = any(unicodedata.category(letter)[0] in "LN" for letter in missing)
        repair = "its preview is that of the site" if is_lost else "they are left out of its preview"
        problem = Problem(ProblemKind.CARD_LETTERS, message + repair, post.file, post.line("title"))
        report.record(env, post.path, problem)
        if is_lost:
            return None
    above = post.categories[0] if post.categories else ""
    card = Card(faces.writable(post.title), faces.writable(above), app.config.project)
    return _placed(faces, card) if card.title else None


def _placed(faces: _Faces, card: Card) -> Placed:
    digest = cache.digest(_HOW, *faces.digests, card.title, card.above, card.below, card.publication)
    return Placed(f"_images/card-{digest[:12]}.png", card.alt, partial(_drawn, card, faces))


def of(app: Sphinx, pagename: str) -> Placed | None:
    """The card of a page: that of a post, else that of the site; none where cards are not made."""
    cards = site.of(app).cards
    found: Placed | None = cards.get(pagename) or cards.get("")
    return found


def fingerprint(app: Sphinx, pagename: str) -> str:
    """What the head of a page says of its card: it must be written again when this changes."""
    found = of(app, pagename)
    return f"{found.place} {found.alt}" if found else ""


def names(app: Sphinx) -> list[str]:
    """The places of all cards, below the site's root."""
    return [card.place for card in site.of(app).cards.values()]


def write(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``: draw the cards that are not in their places yet. Their names say all that they show."""
    if exception:
        return
    for card in site.of(app).cards.values():
        target = Path(app.outdir, card.place)
        if not target.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            new = target.with_suffix(".new")  # a build that is broken off leaves no half of a card
            new.write_bytes(card.draw())
            new.replace(target)


# Drawing


@dataclass(frozen=True, slots=True)
class _Type:
    """How lines are written: the size of type in pixels, its colour, and how far their baselines are apart."""

    size: int
    colour: str
    leading: float = 0


class _Faces:
    """The fonts of cards, each read when a letter needs it."""

    def __init__(self, root: Path) -> None:
        self._files = [file for name in _FACES if (file := fonts.find(root, name))]
        self._sized: dict[tuple[int, int], ImageFont.FreeTypeFont] = {}
        self._of: dict[str, int | None] = {}
        self._widths: dict[str, float] = {}
        # The name below is that of all cards, the section above that of many, and titles share words.
        self._word = lru_cache(maxsize=256)(self._written)

    def load(self) -> None:
        """Read the first font. Raises ``OSError`` when there is none, or it cannot be read."""
        if not self._files:
            raise FileNotFoundError
        self._face(0, _MEASURE)

    @cached_property
    def digests(self) -> tuple[str, ...]:
        """What tells these fonts from others."""
        return tuple(cache.digest(file.read_bytes()) for file in self._files)

    def missing(self, text: str) -> str:
        """The characters of a text that no font has, each once."""
        return "".join(char for char in dict.fromkeys(text) if not char.isspace() and self._number(char) is None)

    def writable(self, text: str) -> str:
        """The text without them."""
        missing = self.missing(text)
        return " ".join("".join(char for char in text if char not in missing).split())

    def width(self, text: str) -> float:
        """The width of a word in type of one pixel."""
        if text not in self._widths:
            self._widths[text] = sum(face.getlength(run) for run, face in self.runs(text, _MEASURE)) / _MEASURE
        return self._widths[text]

    def runs(self, text: str, size: int) -> Iterator[tuple[str, ImageFont.FreeTypeFont]]:
        """A text in pieces, each with the font that has its letters."""
        run, current = "", 0
        for char in text:
            number = self._number(char) or 0
            if number != current and run:
                yield run, self._face(current, size)
                run = ""
            run, current = run + char, number
        if run:
            yield run, self._face(current, size)

    def write(self, image: Image.Image, place: tuple[int, int], lines: Sequence[str], how: _Type) -> None:
        """Write lines of type; ``place`` is where the first one's baseline begins, and nothing else stands there."""
        left, first = place
        sheet = Image.new("L", (SIZE[0] - _EDGE, round(how.leading * (len(lines) - 1) + how.size * 1.5)))
        for number, line in enumerate(lines):
            across = 0.0
            for word in line.split():
                # As `core.cards` measures: the width of a line is that of its words and spaces.
                sheet.paste(255, (round(across), round(how.leading * number)), self._word(word, how.size))
                across += (self.width(word) + self.width(" ")) * how.size
        image.paste(sheet.point(_shades(how.colour)), (left - _BEARING, first - how.size))

    def _written(self, word: str, size: int) -> Image.Image:
        """A word on a sheet of its own, white on black."""
        sheet = Image.new("L", (round(self.width(word) * size) + 2 * _BEARING, round(size * 1.5)))
        pen, across = ImageDraw.Draw(sheet), float(_BEARING)
        for run, face in self.runs(word, size):
            pen.text((across, size), run, fill=255, font=face, anchor="ls")
            across += face.getlength(run)
        return sheet

    def _number(self, char: str) -> int | None:
        if char not in self._of:
            numbers = range(len(self._files))
            self._of[char] = next((number for number in numbers if self._has(number, char)), None)
        return self._of[char]

    def _has(self, number: int, char: str) -> bool:
        face = self._face(number, _MEASURE)
        return bytes(face.getmask(char)) != bytes(face.getmask(_NOTHING))

    def _face(self, number: int, size: int) -> ImageFont.FreeTypeFont:
        if (number, size) not in self._sized:
            self._sized[number, size] = ImageFont.truetype(self._files[number], size)
        return self._sized[number, size]


def _drawn(card: Card, faces: _Faces) -> bytes:
    """A card as PNG, the same bytes each time."""
    image = Image.new("L", SIZE)
    room = SIZE[0] - 2 * _EDGE
    top = _TOP
    if card.above:
        faces.write(image, (_EDGE, top + 30), [_cut(card.above, 34, room, faces)], _Type(34, _ACCENT))
        top += 66
    size, lines = fitted(card.title, room, faces.width)
    faces.write(image, (_EDGE, round(top + size * 0.92)), lines, _Type(size, _INK, size * LEADING))
    top += round(len(lines) * size * LEADING) + 24
    if card.below:
        said = broken(card.below, room / 40, faces.width)[:3]
        faces.write(image, (_EDGE, top + 40), said, _Type(40, _MUTED, 54))
    ImageDraw.Draw(image).line([(_EDGE, _FOOT), (SIZE[0] - _EDGE, _FOOT)], fill=_RULE_NUMBER, width=2)
    image.paste(_sign(56), (_EDGE, _FOOT + 36))
    if card.publication != card.title:
        name = _cut(card.publication, 34, room - 76, faces)
        faces.write(image, (_EDGE + 76, _FOOT + 76), [name], _Type(34, _INK))
    return _png(image, _palette() if card.below else _palette()[: _RULE_NUMBER + 1])


def _png(image: Image.Image, colours: Sequence[tuple[int, ...]]) -> bytes:
    """An image of numbers, and their colours, as PNG: in half the time that Pillow takes.

    Source: https://www.w3.org/TR/png-3/
    """
    bits, packed = (4, "P;4") if len(colours) <= 1 << 4 else (8, "P")
    image.putpalette(bytes(chain.from_iterable(colours)))
    # A row of PNG begins with a byte that is 0 when it stands there as it is: as many pixels of paper.
    rows = image.crop((-(8 // bits), 0, *image.size)).tobytes("raw", packed)
    # Cards are runs of one colour: this looks for nothing else.
    shrink = zlib.compressobj(strategy=zlib.Z_RLE)
    parts = {
        b"IHDR": struct.pack(">IIBBBBB", *image.size, bits, 3, 0, 0, 0),
        b"PLTE": bytes(chain.from_iterable(colours)),
        b"IDAT": shrink.compress(rows) + shrink.flush(),
        b"IEND": b"",
    }
    made = [struct.pack(">I", len(data)) + name + data for name, data in parts.items()]
    return b"\x89PNG\r\n\x1a\n" + b"".join(part + struct.pack(">I", zlib.crc32(part[4:])) for part in made)


@once
def _shades(colour: str) -> list[int]:
    """The number of the pixel for each of the 256 shades of a colour that a letter's edge may have."""
    steps = (round(shade * _STEPS / 255) for shade in range(256))
    return [_FIRST[colour] + step - 1 if step else 0 for step in steps]


@once
def _palette() -> list[tuple[int, ...]]:
    """The colour of each number, as red, green and blue."""
    paper = ImageColor.getrgb(_PAPER)
    found: dict[int, tuple[int, ...]] = {0: paper, _RULE_NUMBER: ImageColor.getrgb(_RULE)}
    for name, first in _FIRST.items():
        full = ImageColor.getrgb(name)
        for step in range(1, _STEPS + 1):
            mixed = (round(low + (high - low) * step / _STEPS) for low, high in zip(paper, full, strict=True))
            found[first + step - 1] = tuple(mixed)
    return [found[number] for number in sorted(found)]


def _cut(text: str, size: int, width: int, faces: _Faces) -> str:
    """A text on one line."""
    lines = broken(text, width / size, faces.width)
    return lines[0] if len(lines) == 1 else lines[0] + "…"


@once
def _sign(side: int) -> Image.Image:
    """The mark of the publication, as in ``partials/logo.html``; drawn large and made smaller, which smooths it."""
    scale = 8 * side / 56
    image = Image.new("L", (8 * side, 8 * side))
    pen = ImageDraw.Draw(image)
    pen.ellipse((0, 0, 8 * side - 1, 8 * side - 1), fill=255)
    for line in (((16, 19), (40, 19)), ((28, 19), (17, 40)), ((28, 19), (39, 40))):
        points = [(across * scale, down * scale) for across, down in line]
        pen.line(points, fill=0, width=round(4 * scale))
        for across, down in points:  # round ends
            pen.ellipse((across - 2 * scale, down - 2 * scale, across + 2 * scale, down + 2 * scale), fill=0)
    return image.resize((side, side), Image.Resampling.BOX).point(_shades(_ACCENT))
