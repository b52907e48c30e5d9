"""Defines the content rules, each with a stable name, and the ``Problem`` class, which reports a broken rule.

A problem's message says what is wrong, what was found and how to fix it. Text that the author should type is in
backticks. Values found in a file are in curly quotes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum


class Severity(Enum):
    """How a problem affects the document that it was found in."""

    LEFT_OUT = "left out"
    """The document is not published."""
    PUBLISHED = "published"
    """The document is published, but the check fails."""
    HELD_BACK = "held back"
    """The document appears in the preview only, and the check fails."""
    NOTE = "note"
    """Advice. It is reported, but the check does not fail."""


class ProblemKind(Enum):
    """A rule that content must follow. Each member has a code and a severity, and its docstring states the rule.

    The code is the rule's stable name. It appears at the end of every message, as in ``[publication.date]``.
    """

    def __init__(self, code: str, severity: Severity) -> None:
        self.code = code
        self.severity = severity

    ENCODING = ("encoding", Severity.LEFT_OUT)
    """Every file is saved as UTF-8."""
    UNREADABLE = ("unreadable", Severity.LEFT_OUT)
    """Every file can be read."""
    BYTE_ORDER_MARK = ("byte-order-mark", Severity.NOTE)
    """A file does not start with a byte order mark (BOM)."""
    FRONT_MATTER_MISSING = ("front-matter-missing", Severity.LEFT_OUT)
    """A file starts with front matter: its first line is ``---``."""
    FRONT_MATTER_OPEN = ("front-matter-open", Severity.LEFT_OUT)
    """A ``---`` line closes the front matter."""
    YAML = ("yaml", Severity.LEFT_OUT)
    """The front matter has the form ``field: value``, and its quotation marks and brackets are closed."""
    TAB = ("tab", Severity.LEFT_OUT)
    """The front matter is indented with spaces, not with tabs."""
    NOT_A_MAPPING = ("not-a-mapping", Severity.LEFT_OUT)
    """The front matter consists of fields of the form ``field: value``."""
    DUPLICATE_FIELD = ("duplicate-field", Severity.LEFT_OUT)
    """A field occurs only once in a file."""
    ANCHOR = ("anchor", Severity.LEFT_OUT)
    """A value that starts with ``&`` or ``*`` is in quotes."""
    YAML_TAG = ("yaml-tag", Severity.LEFT_OUT)
    """A value that starts with ``!`` is in quotes."""
    NESTING = ("nesting", Severity.LEFT_OUT)
    """Lists are nested at most eight levels deep."""
    CONTROL_CHARACTER = ("control-character", Severity.LEFT_OUT)
    """The front matter contains no invisible control characters."""
    FIELD_TYPE = ("field-type", Severity.LEFT_OUT)
    """A field contains the kind of value that it accepts: a single text, or a list of texts short enough for a
    URL."""
    TITLE = ("title", Severity.LEFT_OUT)
    """Every document has a title."""
    DATE = ("date", Severity.LEFT_OUT)
    """Every post has a valid date."""
    TEMPLATE = ("template", Severity.LEFT_OUT)
    """``template`` is ``post`` or ``page``."""
    DRAFT = ("draft", Severity.LEFT_OUT)
    """``draft`` is ``true`` or ``false``, without quotes."""
    POSSIBLE_DRAFT = ("possible-draft", Severity.HELD_BACK)
    """Only ``draft`` says that a document is a draft: no misspelt field, field of another tool or file name does."""
    SLUG = ("slug", Severity.LEFT_OUT)
    """``slug`` is a path on this site, such as ``/posts/x``."""
    RESERVED = ("reserved", Severity.LEFT_OUT)
    """``slug`` is not a path that the site itself uses, such as ``/search``."""
    PERMALINK_CLASH = ("permalink-clash", Severity.PUBLISHED)
    """Every document has a unique path. If several documents share a path, only the newest is published."""
    PERMALINK_CASE = ("permalink-case", Severity.PUBLISHED)
    """No two documents have paths that differ only in upper and lower case."""
    EXPIRES = ("expires", Severity.LEFT_OUT)
    """``expires`` is a valid date, so that a typing error cannot keep a post online."""
    UPDATED = ("updated", Severity.PUBLISHED)
    """``updated`` is a valid date and is not before ``date``."""
    AUTHOR = ("author", Severity.PUBLISHED)
    """Every author is listed in ``publication_authors`` in ``conf.py``."""
    LANG = ("lang", Severity.PUBLISHED)
    """``lang`` is a language code, such as ``ko`` or ``en-GB``."""
    FLAG = ("flag", Severity.PUBLISHED)
    """``pinned`` is ``true`` or ``false``, without quotes."""
    ADDRESS = ("address", Severity.PUBLISHED)
    """``canonical`` is a full URL, such as ``https://example.org/x``."""
    DOI = ("doi", Severity.PUBLISHED)
    """``doi`` is a DOI on its own, such as ``10.1000/xyz``, without ``https://doi.org/``."""
    ALIAS = ("alias", Severity.PUBLISHED)
    """An alias is a path on this site that the site itself does not use."""
    ALIAS_CLASH = ("alias-clash", Severity.PUBLISHED)
    """No alias is already the path or an alias of another document."""
    PERMALINK_LOST = ("permalink-lost", Severity.PUBLISHED)
    """Every path that was ever published still works."""
    LEDGER_LINE = ("ledger-line", Severity.PUBLISHED)
    """Every line in the permalink ledger has a valid form, and no path marked as ``gone`` is in use."""
    COVER_MISSING = ("cover-missing", Severity.PUBLISHED)
    """The file named in ``socialImage`` exists."""
    IMAGE_MISSING = ("image-missing", Severity.PUBLISHED)
    """Every image file used in the text exists."""
    IMAGE_BROKEN = ("image-broken", Severity.PUBLISHED)
    """Browsers can display every image and every cover."""
    IMAGE_ALT = ("image-alt", Severity.PUBLISHED)
    """Every image has alt text, or is marked as decorative."""
    COVER_ALT = ("cover-alt", Severity.NOTE)
    """Every cover has alt text, in ``socialImageAlt``."""
    IMAGE_UNSAFE = ("image-unsafe", Severity.NOTE)
    """An SVG contains only a drawing. Scripts and references to other files are removed."""
    IMAGE_SIZE = ("image-size", Severity.NOTE)
    """An image from another site has a width and a height, so that the text does not shift while the image loads."""
    CARD_LETTERS = ("card-letters", Severity.NOTE)
    """The preview card's fonts contain every character in the title."""
    LINK_MISSING = ("link-missing", Severity.PUBLISHED)
    """Every internal link leads to an existing page or file."""
    FRAGMENT_MISSING = ("fragment-missing", Severity.PUBLISHED)
    """Every link to a heading leads to an existing heading."""
    DIRECTIVE = ("directive", Severity.PUBLISHED)
    """A name in braces, such as ``{note}``, is the name of an existing block or role."""
    FOOTNOTE = ("note", Severity.PUBLISHED)
    """Every footnote is defined once and used in the text."""
    CORRECTION = ("correction", Severity.PUBLISHED)
    """Every correction says what was corrected, and its date is between the post's date and today."""
    EDITION_ELEMENT = ("edition-element", Severity.PUBLISHED)
    """The PDF supports every element in the text."""
    EDITION_CHARACTER = ("edition-character", Severity.PUBLISHED)
    """The PDF's fonts contain every character in the text."""
    EDITION_IMAGE = ("edition-image", Severity.PUBLISHED)
    """Every image can be shown in the PDF."""
    EDITION_FORMULA = ("edition-formula", Severity.PUBLISHED)
    """Every formula can be shown in the PDF."""
    EDITION_LEFT_OUT = ("edition-left-out", Severity.PUBLISHED)
    """Every document can be typeset for the PDF."""
    REFERENCE = ("reference", Severity.PUBLISHED)
    """``{ref}``, ``{numref}``, ``{eq}``, ``{doc}`` and ``{term}`` refer to something that exists."""
    FORMULA = ("formula", Severity.PUBLISHED)
    """Every formula can be typeset."""
    CODE_LANGUAGE = ("code-language", Severity.NOTE)
    """The language of a code block is known, so that the code can be highlighted."""
    TERM_CLASH = ("term-clash", Severity.NOTE)
    """Categories, tags, authors and series that share a page are spelled the same way."""
    RENAMED_SETTING = ("renamed-setting", Severity.NOTE)
    """Every setting in ``conf.py`` uses its current name."""
    UNKNOWN_FIELD = ("unknown-field", Severity.NOTE)
    """Every field has a known name."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A broken rule, and the file and line where it is broken.

    ``path`` is the file's path relative to the publication's root, with ``/``. ``line`` counts from 1.
    """

    kind: ProblemKind
    message: str
    path: str
    line: int = 1
    severity_override: Severity | None = None

    @property
    def severity(self) -> Severity:
        """The problem's severity: ``severity_override`` if it is set, otherwise the kind's severity."""
        return self.severity_override or self.kind.severity

    @property
    def fails(self) -> bool:
        """Whether ``check`` fails because of this problem."""
        return self.severity is not Severity.NOTE

    def as_note(self) -> Problem:
        """Return the same problem as a note, which does not fail the check. All problems in drafts are notes."""
        return replace(self, severity_override=Severity.NOTE)

    @property
    def sort_key(self) -> tuple[str, int, str, str]:
        """A key that sorts problems by file and line."""
        return (self.path, self.line, self.kind.code, self.message)

    def __str__(self) -> str:
        prefix = "" if self.fails else "note: "
        return f"{printable(self.path)}:{self.line}: {prefix}{self.message} [publication.{self.kind.code}]"


def quoted(value: str, limit: int = 60) -> str:
    """Quote a value found in a file, in curly quotes and on one line, shortened to at most ``limit`` characters."""
    text = printable(value[: limit + 1])
    return f"“{text if len(text) <= limit else text[: limit - 1] + '…'}”"


def printable(text: str) -> str:
    """Put a string on one line, with line breaks and other unprintable characters replaced by escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
