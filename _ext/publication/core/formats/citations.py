"""Generates citations for a post: a bibliography entry in Chicago style, and BibTeX and RIS records.

Authors' names are not split into given and family names, because the order of the parts cannot be determined from a
Korean name alone. Sources: The Chicago Manual of Style, 17th edition, 14.205 to 14.208;
https://www.bibtex.org/Format/;
https://web.archive.org/web/20120526103719/http://refman.com/support/risformat_intro.asp.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_MAX_NAMES = 10
"""Chicago style lists up to ten authors. If a work has more than ten authors, only the first seven are listed."""
_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {character: f"\\{character}" for character in "#$%&_"}
"""The escape sequences for characters that have a special meaning in LaTeX."""


@dataclass(frozen=True, slots=True)
class CitedWork:
    """The details of a post that a citation contains. Readers add the date of access themselves.

    ``url`` is a full URL and ``language`` is a language tag. ``url``, ``doi`` and ``language`` may be empty.
    """

    title: str
    publication: str
    date: dt.date
    authors: tuple[str, ...] = ()
    url: str = ""
    doi: str = ""
    language: str = ""


def chicago(work: CitedWork) -> str:
    """Return a bibliography entry in Chicago style.

    A title that ends in punctuation is not followed by a full stop.
    """
    authors = _author_list(work.authors)
    title = _one_line(work.title).translate({ord("“"): "‘", ord("”"): "’", ord('"'): "’"})
    stop = "" if title.endswith(("?", "!", ".", "…")) else "."
    day = f"{_MONTHS[work.date.month - 1]} {work.date.day}, {work.date.year}"
    publication = _one_line(work.publication)
    parts = [f"{authors.rstrip('.')}." if authors else "", f"“{title}{stop}”", f"{publication}, {day}."]
    if url := f"https://doi.org/{work.doi}" if work.doi else work.url:
        parts.append(f"{url}.")
    return " ".join(part for part in parts if part)


def _author_list(authors: tuple[str, ...]) -> str:
    names = [_one_line(name) for name in authors]
    if len(names) > _MAX_NAMES:
        return ", ".join(names[:7]) + ", et al"
    if len(names) > 1:
        return ", ".join(names[:-1]) + ("," if len(names) > 2 else "") + f" and {names[-1]}"  # noqa: PLR2004 -- the serial comma
    return "".join(names)


def bibtex(work: CitedWork) -> str:
    """Return a BibTeX entry, which also works with biblatex.

    Braces around a name keep BibTeX from splitting it; braces around a title keep its capitals.
    """
    values = {
        "author": " and ".join(f"{{{_latex(name)}}}" for name in work.authors),
        "title": f"{{{_latex(work.title)}}}",
        "howpublished": _latex(work.publication),
        "year": str(work.date.year),
        "month": _MONTHS[work.date.month - 1][:3].lower(),
        "day": str(work.date.day),
        "doi": _encode_braces(work.doi),
        "url": _encode_braces(work.url),
        "language": work.language,
    }
    # The month is one of BibTeX's own macros, which must not be in braces.
    lines = [
        f"  {name:<12} = {value if name == 'month' else f'{{{value}}}'}," for name, value in values.items() if value
    ]
    return "\n".join([f"@misc{{{_entry_key(work)},", *lines, "}"]) + "\n"


def ris(work: CitedWork) -> str:
    """Return a RIS record: one tag and value per line, with the Windows line endings that the format requires."""
    fields = [("TY", "BLOG")]
    fields += [("AU", name) for name in work.authors]
    fields += [
        ("TI", work.title),
        ("T2", work.publication),
        ("PY", str(work.date.year)),
        ("DA", f"{work.date:%Y/%m/%d}"),
        ("DO", work.doi),
        ("UR", work.url),
        ("LA", work.language),
    ]
    return "".join(f"{tag}  - {_one_line(value)}\r\n" for tag, value in fields if value) + "ER  - \r\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _latex(text: str) -> str:
    return "".join(_LATEX.get(character, character) for character in _one_line(text))


def _encode_braces(url: str) -> str:
    """Percent-encode the braces in a URL, because a brace would end the BibTeX field."""
    return url.replace("{", "%7B").replace("}", "%7D")


def _entry_key(work: CitedWork) -> str:
    """Make the ASCII key for a BibTeX entry from the publication, the year and the title's first words."""
    plain = unicodedata.normalize("NFKD", f"{work.publication} {work.date.year} {work.title}")
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    return "-".join(words[:6])
