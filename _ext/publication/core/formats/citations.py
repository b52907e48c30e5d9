"""How to cite a post: as a line of a bibliography, for BibTeX, and for programs that read RIS.

Names of authors are kept whole: which part of a Korean name is the family's cannot be told from the name.
Sources: The Chicago Manual of Style, 17th edition, 14.205 to 14.208; https://www.bibtex.org/Format/;
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
_MOST_NAMES = 10
"""Chicago names ten authors, and of more the first seven."""
_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {sign: f"\\{sign}" for sign in "#$%&_"}


@dataclass(frozen=True, slots=True)
class Work:
    """What a citation tells of a post. When it was read is left to the reader."""

    title: str
    publication: str
    date: dt.date
    authors: tuple[str, ...] = ()
    address: str = ""
    doi: str = ""
    language: str = ""


def chicago(work: Work) -> str:
    """A line of a bibliography. A title that ends in a mark of its own takes no full stop."""
    who = _named(work.authors)
    title = _line(work.title).translate({ord("“"): "‘", ord("”"): "’", ord('"'): "’"})
    stop = "" if title.endswith(("?", "!", ".", "…")) else "."
    day = f"{_MONTHS[work.date.month - 1]} {work.date.day}, {work.date.year}"
    parts = [f"{who.rstrip('.')}." if who else "", f"“{title}{stop}”", f"{_line(work.publication)}, {day}."]
    if where := f"https://doi.org/{work.doi}" if work.doi else work.address:
        parts.append(f"{where}.")
    return " ".join(part for part in parts if part)


def _named(authors: tuple[str, ...]) -> str:
    names = [_line(name) for name in authors]
    if len(names) > _MOST_NAMES:
        return ", ".join(names[:7]) + ", et al"
    if len(names) > 1:
        return ", ".join(names[:-1]) + ("," if len(names) > 2 else "") + f" and {names[-1]}"  # noqa: PLR2004 -- the serial comma
    return "".join(names)


def bibtex(work: Work) -> str:
    """An entry for BibTeX and biblatex. Braces keep a name whole and the capitals of a title."""
    values = {
        "author": " and ".join(f"{{{_latex(name)}}}" for name in work.authors),
        "title": f"{{{_latex(work.title)}}}",
        "howpublished": _latex(work.publication),
        "year": str(work.date.year),
        "month": _MONTHS[work.date.month - 1][:3].lower(),
        "day": str(work.date.day),
        "doi": _braced(work.doi),
        "url": _braced(work.address),
        "language": work.language,
    }
    # A month is a word that BibTeX knows, and stands without braces.
    lines = [
        f"  {name:<12} = {value if name == 'month' else f'{{{value}}}'}," for name, value in values.items() if value
    ]
    return "\n".join([f"@misc{{{_key(work)},", *lines, "}"]) + "\n"


def ris(work: Work) -> str:
    """A record of RIS: a tag and a value on each line, which ends as Windows has it."""
    lines = [("TY", "BLOG")]
    lines += [("AU", name) for name in work.authors]
    lines += [
        ("TI", work.title),
        ("T2", work.publication),
        ("PY", str(work.date.year)),
        ("DA", f"{work.date:%Y/%m/%d}"),
        ("DO", work.doi),
        ("UR", work.address),
        ("LA", work.language),
    ]
    return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def _line(text: str) -> str:
    return " ".join(text.split())


def _latex(text: str) -> str:
    return "".join(_LATEX.get(sign, sign) for sign in _line(text))


def _braced(address: str) -> str:
    """An address stands as it is, but for what would end the field."""
    return address.replace("{", "%7B").replace("}", "%7D")


def _key(work: Work) -> str:
    """A name for the entry that any BibTeX takes: publication, year and the first words of the title, in ASCII."""
    plain = unicodedata.normalize("NFKD", f"{work.publication} {work.date.year} {work.title}")
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    return "-".join(words[:6])
