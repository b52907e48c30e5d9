"""Draws preview cards: images that other sites show beside links to pages without a cover.

Pillow draws the cards with the publication's own fonts, which it reads as WOFF2. If no font has a glyph for a letter
in a title, the post gets the site's card, so that no card shows an empty box instead of a letter.
"""

from __future__ import annotations

import functools
import struct
import unicodedata
import zlib
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageColor, ImageDraw, ImageFont
from sphinx.util import logging

from publication.build import cache, problem_report, site, staging
from publication.core.formats.card_layout import CARD_SIZE, LINE_HEIGHT, TITLE_SIZES, CardText, fit_title, wrap_lines
from publication.core.problems import Problem, ProblemKind, quoted

from . import fonts, responsive_images

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from publication.core.posts.post import Post

logger = logging.getLogger(__name__)

_DRAWING_VERSION = "5"  # Change this when cards are drawn differently, so that their files get new names.
_PAPER, _RULE, _INK, _MUTED, _ACCENT = "#fbfaf7", "#e1dcd1", "#1d1b18", "#615b52", "#9a2a1e"  # tokens.css
_SHADES = 7
"""The number of shades between the background and each text colour, which antialiased text needs."""
_RULE_INDEX = 2 * _SHADES + 1
_FIRST_INDEX = {_INK: 1, _ACCENT: _SHADES + 1, _MUTED: _RULE_INDEX + 1}
"""The palette index of each colour's first shade. Index 0 is the background, followed by the shades of the ink
colour, the shades of the accent colour, and the rule. A post's card therefore needs only 16 indexes, or half a byte
per pixel. The shades of the muted colour come last, because only the site's card uses them."""
_MARGIN = 84  # pixels, like all lengths here
_TOP = 78
_FOOTER_TOP = CARD_SIZE[1] - 132
_FONT_NAMES = (
    "source-serif-4-latin-600-normal",
    "source-serif-4-latin-ext-600-normal",
    "noto-serif-kr-korean-700-normal",
    "noto-serif-kr-hanja-400-normal",
)
"""The fonts for cards, in order of preference. Each letter uses the first font that has a glyph for it."""
_OVERHANG = 12
"""How far, in pixels, a drawn glyph may extend beyond its left and right edges."""
_MISSING_CHARACTER = "\ufffe"  # a character for which no font has a glyph
_MEASURING_SIZE = TITLE_SIZES[0]  # Widths are measured at one font size, because loading each font size is slow.


@dataclass(frozen=True, slots=True)
class SiteCard:
    """A preview card: its site path, its alt text, and a function that draws it as a PNG file."""

    path: str
    alt: str
    draw: Callable[[], bytes]


_CARDS: site.PerBuild[dict[str, SiteCard]] = site.PerBuild(lambda _: {})
"""The cards in this build, by the post's path. The key of the site's own card is an empty string."""


def plan_cards(app: Sphinx, env: BuildEnvironment) -> None:
    """Handle ``env-updated``, after ``make_copies``: determine the text and the path of each card."""
    current = site.get_site(app)
    if app.builder.name != "dirhtml" or not app.config.html_baseurl or not current.settings.cards:
        return
    card_fonts = _CardFonts(Path(app.srcdir))
    try:
        card_fonts.load()
    except OSError:  # The fonts are missing, or this version of Pillow cannot read WOFF2.
        logger.info(
            "note: no preview cards are made; they need the fonts in _static/fonts and WOFF2 support in Pillow"
        )
        return
    cards = _CARDS.get(app)
    site_text = CardText(app.config.project, "", app.config.project, current.settings.tagline)
    cards[""] = _site_card(card_fonts, site_text)
    for post in current.library.posts:
        if responsive_images.cover_picture(app, post) is None:
            cards[post.path] = _post_card(app, env, card_fonts, post) or cards[""]


def _post_card(app: Sphinx, env: BuildEnvironment, card_fonts: _CardFonts, post: Post) -> SiteCard | None:
    """A post's card, or None if the fonts lack a letter in its title."""
    missing = card_fonts.missing_characters(post.title)
    if missing:
        is_lost = any(unicodedata.category(letter)[0] in "LN" for letter in missing)
        effect = "so this post gets the site's card" if is_lost else "so its card omits them"
        message = f"the preview card fonts do not contain {quoted(missing)} from the title, {effect}: "
        cover = site.get_site(app).settings.front_matter_options.fields["cover"]
        repair = f'add a cover with `{cover}: "…"`, or change the title'
        problem = Problem(ProblemKind.CARD_LETTERS, message + repair, post.file, post.line("title"))
        problem_report.record_problem(env, post.path, problem)
        if is_lost:
            return None
    category = post.categories[0] if post.categories else ""
    text = CardText(card_fonts.without_missing(post.title), card_fonts.without_missing(category), app.config.project)
    return _site_card(card_fonts, text) if text.title else None


def _site_card(card_fonts: _CardFonts, text: CardText) -> SiteCard:
    digest = cache.content_hash(
        _DRAWING_VERSION, *card_fonts.digests, text.title, text.category, text.tagline, text.publication
    )
    return SiteCard(f"_images/card-{digest[:12]}.png", text.alt, functools.partial(_draw, text, card_fonts))


def card_of_page(app: Sphinx, pagename: str) -> SiteCard | None:
    """A page's own card or, without one, the site's card. None if this build makes no cards."""
    cards = _CARDS.get(app)
    return cards.get(pagename) or cards.get("")


def fingerprint(app: Sphinx, pagename: str) -> str:
    """The reference to the card in a page's ``<head>``. If this reference changes, the page must be written again."""
    card = card_of_page(app, pagename)
    return f"{card.path} {card.alt}" if card else ""


def draw_cards(app: Sphinx, exception: Exception | None) -> None:
    """Handle ``build-finished``: draw the cards whose files do not exist yet.

    The file name contains a hash of everything that the card shows, so an existing file is always up to date.
    """
    if exception:
        return
    for card in _CARDS.get(app).values():
        if not staging.keep_file(app, card.path):
            target = Path(app.outdir, card.path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(card.draw())


# Drawing


@dataclass(frozen=True, slots=True)
class _TextStyle:
    """A text style: font size and line height in pixels, and the colour."""

    size: int
    color: str
    line_height: float = 0


class _CardFonts:
    """The fonts for cards. Each font is loaded when a letter first needs that font."""

    def __init__(self, root: Path) -> None:
        self._files = [file for name in _FONT_NAMES if (file := fonts.find_font(root, name))]
        self._loaded: dict[tuple[int, int], ImageFont.FreeTypeFont] = {}
        self._font_numbers: dict[str, int | None] = {}
        self._widths: dict[str, float] = {}
        # Drawn words are cached, because all cards show the publication's name, and categories and words recur.
        self._word = functools.lru_cache(maxsize=256)(self._draw_word)

    def load(self) -> None:
        """Load the first font. Raises ``OSError`` if the font is missing or cannot be read."""
        if not self._files:
            raise FileNotFoundError
        self._font(0, _MEASURING_SIZE)

    @functools.cached_property
    def digests(self) -> tuple[str, ...]:
        """The digests of the font files."""
        return tuple(cache.content_hash(file.read_bytes()) for file in self._files)

    def missing_characters(self, text: str) -> str:
        """The characters in a text for which no font has a glyph, without duplicates."""
        return "".join(char for char in dict.fromkeys(text) if not char.isspace() and self._font_number(char) is None)

    def without_missing(self, text: str) -> str:
        """Remove the characters for which no font has a glyph from a text."""
        missing = self.missing_characters(text)
        return " ".join("".join(char for char in text if char not in missing).split())

    def width(self, text: str) -> float:
        """The width of a word in pixels at a font size of one pixel."""
        if text not in self._widths:
            width = sum(font.getlength(run) for run, font in self._runs(text, _MEASURING_SIZE))
            self._widths[text] = width / _MEASURING_SIZE
        return self._widths[text]

    def _runs(self, text: str, size: int) -> Iterator[tuple[str, ImageFont.FreeTypeFont]]:
        """Divide a text into runs of letters that use the same font. Yields (run, font) pairs."""
        run, current = "", 0
        for char in text:
            number = self._font_number(char) or 0
            if number != current and run:
                yield run, self._font(current, size)
                run = ""
            run, current = run + char, number
        if run:
            yield run, self._font(current, size)

    def draw_lines(
        self, image: Image.Image, origin: tuple[int, int], lines: Sequence[str], style: _TextStyle
    ) -> None:
        """Draw lines of text over the existing image. ``origin`` is the start of the first baseline."""
        left, baseline = origin
        height = round(style.line_height * (len(lines) - 1) + style.size * 1.5)
        sheet = Image.new("L", (CARD_SIZE[0] - _MARGIN, height))
        for number, line in enumerate(lines):
            x = 0.0
            for word in line.split():
                # `card_layout` measures lines in the same way: as the sum of their words and spaces.
                sheet.paste(255, (round(x), round(style.line_height * number)), self._word(word, style.size))
                x += (self.width(word) + self.width(" ")) * style.size
        image.paste(sheet.point(_palette_indexes(style.color)), (left - _OVERHANG, baseline - style.size))

    def _draw_word(self, word: str, size: int) -> Image.Image:
        """Draw a word in white on black, with space around it for overhanging glyphs."""
        sheet = Image.new("L", (round(self.width(word) * size) + 2 * _OVERHANG, round(size * 1.5)))
        pen, x = ImageDraw.Draw(sheet), float(_OVERHANG)
        for run, font in self._runs(word, size):
            pen.text((x, size), run, fill=255, font=font, anchor="ls")
            x += font.getlength(run)
        return sheet

    def _font_number(self, char: str) -> int | None:
        """The index of the first font with a glyph for a character, or None."""
        if char not in self._font_numbers:
            numbers = range(len(self._files))
            self._font_numbers[char] = next((number for number in numbers if self._has_glyph(number, char)), None)
        return self._font_numbers[char]

    def _has_glyph(self, number: int, char: str) -> bool:
        font = self._font(number, _MEASURING_SIZE)
        return bytes(font.getmask(char)) != bytes(font.getmask(_MISSING_CHARACTER))

    def _font(self, number: int, size: int) -> ImageFont.FreeTypeFont:
        if (number, size) not in self._loaded:
            self._loaded[number, size] = ImageFont.truetype(self._files[number], size)
        return self._loaded[number, size]


def _draw(text: CardText, card_fonts: _CardFonts) -> bytes:
    """Draw a card as a PNG file, which has the same bytes in every build."""
    image = Image.new("L", CARD_SIZE)
    width = CARD_SIZE[0] - 2 * _MARGIN
    top = _TOP
    if text.category:
        line = _first_line(text.category, 34, width, card_fonts)
        card_fonts.draw_lines(image, (_MARGIN, top + 30), [line], _TextStyle(34, _ACCENT))
        top += 66
    size, lines = fit_title(text.title, width, card_fonts.width)
    title_style = _TextStyle(size, _INK, size * LINE_HEIGHT)
    card_fonts.draw_lines(image, (_MARGIN, round(top + size * 0.92)), lines, title_style)
    top += round(len(lines) * size * LINE_HEIGHT) + 24
    if text.tagline:
        tagline = wrap_lines(text.tagline, width / 40, card_fonts.width)[:3]
        card_fonts.draw_lines(image, (_MARGIN, top + 40), tagline, _TextStyle(40, _MUTED, 54))
    rule = [(_MARGIN, _FOOTER_TOP), (CARD_SIZE[0] - _MARGIN, _FOOTER_TOP)]
    ImageDraw.Draw(image).line(rule, fill=_RULE_INDEX, width=2)
    image.paste(_logo(56), (_MARGIN, _FOOTER_TOP + 36))
    if text.publication != text.title:
        name = _first_line(text.publication, 34, width - 76, card_fonts)
        card_fonts.draw_lines(image, (_MARGIN + 76, _FOOTER_TOP + 76), [name], _TextStyle(34, _INK))
    return _png(image, _palette() if text.tagline else _palette()[: _RULE_INDEX + 1])


def _png(image: Image.Image, palette: Sequence[tuple[int, ...]]) -> bytes:
    """Encode an image of palette indexes as a PNG file, in half the time that Pillow takes.

    Source: https://www.w3.org/TR/png-3/
    """
    bits, packing = (4, "P;4") if len(palette) <= 1 << 4 else (8, "P")
    image.putpalette(bytes(chain.from_iterable(palette)))
    # Each row of a PNG begins with a filter byte, where 0 means no filter. The crop adds pixels with index 0 on the
    # left, which become that byte.
    rows = image.crop((-(8 // bits), 0, *image.size)).tobytes("raw", packing)
    # Cards consist of runs of one colour. Z_RLE looks only for such runs, which is fast.
    compressor = zlib.compressobj(strategy=zlib.Z_RLE)
    chunks = {
        b"IHDR": struct.pack(">IIBBBBB", *image.size, bits, 3, 0, 0, 0),
        b"PLTE": bytes(chain.from_iterable(palette)),
        b"IDAT": compressor.compress(rows) + compressor.flush(),
        b"IEND": b"",
    }
    parts = [struct.pack(">I", len(data)) + name + data for name, data in chunks.items()]
    return b"\x89PNG\r\n\x1a\n" + b"".join(part + struct.pack(">I", zlib.crc32(part[4:])) for part in parts)


@functools.cache
def _palette_indexes(color: str) -> list[int]:
    """The palette index for each of the 256 antialiasing levels of a text colour."""
    shades = (round(level * _SHADES / 255) for level in range(256))
    return [_FIRST_INDEX[color] + shade - 1 if shade else 0 for shade in shades]


@functools.cache
def _palette() -> list[tuple[int, ...]]:
    """The colours in the palette, in index order, as (red, green, blue) tuples."""
    paper = ImageColor.getrgb(_PAPER)
    colors: dict[int, tuple[int, ...]] = {0: paper, _RULE_INDEX: ImageColor.getrgb(_RULE)}
    for name, first in _FIRST_INDEX.items():
        full = ImageColor.getrgb(name)
        for shade in range(1, _SHADES + 1):
            mixed = (round(low + (high - low) * shade / _SHADES) for low, high in zip(paper, full, strict=True))
            colors[first + shade - 1] = tuple(mixed)
    return [colors[index] for index in sorted(colors)]


def _first_line(text: str, size: int, width: int, card_fonts: _CardFonts) -> str:
    """The first line of a text, with an ellipsis if there are more lines."""
    lines = wrap_lines(text, width / size, card_fonts.width)
    return lines[0] if len(lines) == 1 else lines[0] + "…"


@functools.cache
def _logo(side: int) -> Image.Image:
    """Draw the publication's logo (see ``partials/logo.html``), ``side`` pixels wide and high.

    The logo is drawn at eight times its size and then scaled down, which smooths its edges.
    """
    scale = 8 * side / 56
    image = Image.new("L", (8 * side, 8 * side))
    pen = ImageDraw.Draw(image)
    pen.ellipse((0, 0, 8 * side - 1, 8 * side - 1), fill=255)
    for line in (((16, 19), (40, 19)), ((28, 19), (17, 40)), ((28, 19), (39, 40))):
        points = [(x * scale, y * scale) for x, y in line]
        pen.line(points, fill=0, width=round(4 * scale))
        for x, y in points:  # Draw round line caps.
            pen.ellipse((x - 2 * scale, y - 2 * scale, x + 2 * scale, y + 2 * scale), fill=0)
    return image.resize((side, side), Image.Resampling.BOX).point(_palette_indexes(_ACCENT))
