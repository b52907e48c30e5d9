"""The rules of content that can be broken, by stable name, and how a broken one is told.

A message says what must hold, what was found and how to repair it, in that order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum


class Severity(Enum):
    """What a problem does to the document that it was found in."""

    LEFT_OUT = "left out"
    """The document is not published."""
    PUBLISHED = "published"
    """The document is published, the check fails."""
    NOTE = "note"
    """Advice: it is told, and nothing fails."""


class ProblemKind(Enum):
    """The stable name of a rule; it ends every message, as ``[publication.<name>]``."""

    def __init__(self, label: str, effect: Severity) -> None:
        self.label = label
        self.effect = effect

    ENCODING = ("encoding", Severity.LEFT_OUT)
    """A file is UTF-8."""
    UNREADABLE = ("unreadable", Severity.LEFT_OUT)
    """A file can be read."""
    BYTE_ORDER_MARK = ("byte-order-mark", Severity.NOTE)
    """A file starts without a byte order mark."""
    FRONT_MATTER_MISSING = ("front-matter-missing", Severity.LEFT_OUT)
    """The first line is ``---``."""
    FRONT_MATTER_OPEN = ("front-matter-open", Severity.LEFT_OUT)
    """The front matter is closed by a line ``---``."""
    YAML = ("yaml", Severity.LEFT_OUT)
    """The front matter is YAML."""
    TAB = ("tab", Severity.LEFT_OUT)
    """YAML is indented by spaces."""
    NOT_A_MAPPING = ("not-a-mapping", Severity.LEFT_OUT)
    """The front matter is a list of ``field: value``."""
    DUPLICATE_FIELD = ("duplicate-field", Severity.LEFT_OUT)
    """A field stands once."""
    ANCHOR = ("anchor", Severity.LEFT_OUT)
    """Values are written out, not repeated by YAML's ``&`` and ``*``."""
    YAML_TAG = ("yaml-tag", Severity.LEFT_OUT)
    """Values carry no YAML type such as ``!!python``."""
    NESTING = ("nesting", Severity.LEFT_OUT)
    """Values are nested at most a few levels deep."""
    CONTROL_CHARACTER = ("control-character", Severity.LEFT_OUT)
    """Values hold text, no control characters."""
    FIELD_TYPE = ("field-type", Severity.LEFT_OUT)
    """A field holds the kind of value it is for."""
    TITLE = ("title", Severity.LEFT_OUT)
    """A document has a title."""
    DATE = ("date", Severity.LEFT_OUT)
    """A post has a date that exists."""
    TEMPLATE = ("template", Severity.LEFT_OUT)
    """``template`` is ``post`` or ``page``."""
    DRAFT = ("draft", Severity.LEFT_OUT)
    """``draft`` is true or false."""
    SLUG = ("slug", Severity.LEFT_OUT)
    """A slug is a path that can be served."""
    RESERVED = ("reserved", Severity.LEFT_OUT)
    """A permalink is none that the site itself needs."""
    PERMALINK_CLASH = ("permalink-clash", Severity.PUBLISHED)
    """Every document has a permalink of its own."""
    PERMALINK_CASE = ("permalink-case", Severity.PUBLISHED)
    """Permalinks differ by more than upper and lower case."""
    EXPIRES = ("expires", Severity.LEFT_OUT)
    """``expires`` is a date that exists: a post never stays because of a typing error."""
    UPDATED = ("updated", Severity.PUBLISHED)
    """``updated`` is a date, not before ``date``."""
    AUTHOR = ("author", Severity.PUBLISHED)
    """An author is one of ``publication_authors``."""
    LANG = ("lang", Severity.PUBLISHED)
    """``lang`` is a language tag such as ``ko``."""
    FLAG = ("flag", Severity.PUBLISHED)
    """``pinned`` is true or false."""
    ADDRESS = ("address", Severity.PUBLISHED)
    """``canonical`` is a full web address."""
    DOI = ("doi", Severity.PUBLISHED)
    """``doi`` is a DOI, without the address of a resolver."""
    ALIAS = ("alias", Severity.PUBLISHED)
    """An alias is a path that can be served."""
    ALIAS_CLASH = ("alias-clash", Severity.PUBLISHED)
    """An alias is an address that nothing else has."""
    PERMALINK_LOST = ("permalink-lost", Severity.PUBLISHED)
    """An address that was published still answers."""
    LEDGER_LINE = ("ledger-line", Severity.PUBLISHED)
    """A line of the permalink ledger is an address, and true."""
    COVER_MISSING = ("cover-missing", Severity.PUBLISHED)
    """The file that ``socialImage`` names exists."""
    IMAGE_MISSING = ("image-missing", Severity.PUBLISHED)
    """The file that an image in the text names exists."""
    IMAGE_BROKEN = ("image-broken", Severity.PUBLISHED)
    """The file of an image, or of a cover, is a picture that browsers show."""
    IMAGE_ALT = ("image-alt", Severity.PUBLISHED)
    """An image says in words what it shows, or is marked as decorative."""
    COVER_ALT = ("cover-alt", Severity.NOTE)
    """A cover says in words what it shows."""
    IMAGE_UNSAFE = ("image-unsafe", Severity.NOTE)
    """An SVG draws, and does nothing else: what acts or refers elsewhere is taken out."""
    IMAGE_SIZE = ("image-size", Severity.NOTE)
    """An image from elsewhere on the web has a width and a height, so that the text keeps its place."""
    CARD_LETTERS = ("card-letters", Severity.NOTE)
    """The letters of a title are in the fonts that its preview picture is written with."""
    LINK_MISSING = ("link-missing", Severity.PUBLISHED)
    """A link within the site leads somewhere."""
    FRAGMENT_MISSING = ("fragment-missing", Severity.PUBLISHED)
    """A link to a heading leads to a heading."""
    DIRECTIVE = ("directive", Severity.PUBLISHED)
    """What stands in braces before a block or a text, as MyST has it, exists."""
    NOTE = ("note", Severity.PUBLISHED)
    """A note is defined once, and called."""
    CORRECTION = ("correction", Severity.PUBLISHED)
    """A correction says what was corrected, and when: from the day of the post on, not in the future."""
    EDITION_ELEMENT = ("edition-element", Severity.PUBLISHED)
    """What a document is made of is known to the PDF."""
    EDITION_CHARACTER = ("edition-character", Severity.PUBLISHED)
    """A character is in one of the fonts of the PDF."""
    EDITION_IMAGE = ("edition-image", Severity.PUBLISHED)
    """A picture can be read by the PDF."""
    EDITION_FORMULA = ("edition-formula", Severity.PUBLISHED)
    """A formula can be drawn for the PDF."""
    EDITION_LEFT_OUT = ("edition-left-out", Severity.PUBLISHED)
    """A post can be set as a PDF."""
    REFERENCE = ("reference", Severity.PUBLISHED)
    """What ``{ref}`` and its like name exists."""
    FORMULA = ("formula", Severity.PUBLISHED)
    """A formula is in LaTeX that can be set."""
    CODE_LANGUAGE = ("code-language", Severity.NOTE)
    """The language of a code block is known, so that it can be coloured."""
    TERM_CLASH = ("term-clash", Severity.NOTE)
    """Names that share an address are spelled the same."""
    UNKNOWN_FIELD = ("unknown-field", Severity.NOTE)
    """A field is one that the publication knows."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule broken at a place.

    ``path`` is relative to the publication's root, with ``/``; ``line`` counts from 1.
    """

    code: ProblemKind
    message: str
    path: str
    line: int = 1
    effect: Severity | None = None

    @property
    def severity(self) -> Severity:
        """What it does: the code's effect unless this problem says otherwise."""
        return self.effect or self.code.effect

    @property
    def fails(self) -> bool:
        """Whether ``check`` fails because of it."""
        return self.severity is not Severity.NOTE

    def as_note(self) -> Problem:
        """The same problem as mere advice, as in a draft."""
        return replace(self, effect=Severity.NOTE)

    @property
    def where(self) -> tuple[str, int, str, str]:
        """A key that sorts problems by place."""
        return (self.path, self.line, self.code.label, self.message)

    def __str__(self) -> str:
        kind = "note: " if not self.fails else ""
        return f"{printable(self.path)}:{self.line}: {kind}{self.message} [publication.{self.code.label}]"


def quoted(value: str, limit: int = 60) -> str:
    """A found value as it may stand in a message: quoted, on one line, cut when long."""
    text = printable(value[: limit + 1])
    return f"“{text if len(text) <= limit else text[: limit - 1] + '…'}”"


def printable(text: str) -> str:
    """Text on one line: what cannot be seen, or not be printed, is written as its code."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
