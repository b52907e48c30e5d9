"""The old blog's settings, and what they are as lines for ``conf.py``.

Until 2021 they stood in ``config.js``, since 2022 in ``content/config.json``. The lines are valid
Python, of settings that Sphinx or the publication has; what has no place there is a comment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from publication.core.addresses.term_slugs import kebab_case, nfc
from publication.core.problems import quoted

from . import js_literals
from .findings import Finding, Kind
from .js_literals import Table, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from .js_literals import Value

PLACES = ("content/config.json", "config.js", "config.ts", "config.json")
"""Where the starter kept its settings, the newest place first."""
_LARGEST = 100_000  # characters; the starter's own file has 1,100
_USED = frozenset({"url", "pathPrefix", "title", "subtitle", "copyright", "menu", "author"})
_PAGE_SIZES = ("postsPerPage", "postsLimit")
_NOTHING = frozenset({"", "#", "False"})  # the starter's placeholders, and what is switched off
_THIS_YEAR = re.compile(r"\$\{\s*new Date\(\)\.getFullYear\(\)\s*\}")
_KINDS = {str: "text", int: "a whole number", list: "a list", Table: "an object"}


@dataclass
class OldSite:
    """What the old blog's settings say; empty where they say nothing."""

    place: str = ""
    """The file that they are in, relative to the checkout."""
    url: str = ""
    title: str = ""
    subtitle: str = ""
    copyright: str = ""
    page_size: int = 0
    menu: list[tuple[str, str]] = field(default_factory=list)
    author: str = ""
    bio: str = ""
    home: str = ""
    """The author's own address on the web."""
    rest: list[tuple[str, str]] = field(default_factory=list)
    """What no setting takes: its name and its value."""
    findings: list[Finding] = field(default_factory=list)


def read(checkout: Path) -> OldSite:
    """The settings in a checkout; a file that cannot be used is a finding, and the rest is read all the same."""
    for place in PLACES:
        file = checkout / place
        if not file.is_file() or not file.resolve().is_relative_to(checkout.resolve()):
            continue
        try:
            with file.open(encoding="utf-8", errors="replace") as opened:
                text = opened.read(_LARGEST + 1)
        except OSError as error:
            message = f"must be readable, found “{(error.strerror or 'an error').lower()}”; check its permissions"
            return OldSite(place, findings=[Finding(Kind.UNREADABLE, message, place)])
        table = js_literals.read(text) if len(text) <= _LARGEST else None
        if table is None:
            message = (
                "must be an object of settings, found none that can be read; write the lines of conf.py yourself"
            )
            return OldSite(place, findings=[Finding(Kind.CONFIG, message, place)])
        return _Reader(table, place).site()
    return OldSite()


class _Reader:
    """Reads one table of settings and collects what is no plain value."""

    def __init__(self, table: Table, place: str) -> None:
        self._table = table
        self._site = OldSite(place)

    def site(self) -> OldSite:
        site, table = self._site, self._table
        prefix = self._text(table, "pathPrefix").strip("/")
        site.url = "/".join(part for part in (self._text(table, "url").rstrip("/"), prefix) if part)
        site.title, site.subtitle = self._text(table, "title"), self._text(table, "subtitle")
        site.copyright = self._copyright()
        site.page_size = self._page_size()
        site.menu = list(self._menu())
        author = self._value(table, "author", Table)
        if isinstance(author, Table):
            self._author(author)
        for name, value in table.values.items():
            if name not in _USED | set(_PAGE_SIZES):
                self._keep(name, value)
        return site

    def _value(self, table: Table, name: str, kind: type) -> Value:
        """A value of a kind; None when it is absent, null, or of another kind (a finding)."""
        value = table.values.get(name)
        if value is None or (isinstance(value, kind) and not isinstance(value, bool)):
            return value
        found = value.text if isinstance(value, Unknown) else "an object" if isinstance(value, Table) else str(value)
        message = f"`{name}` must be {_KINDS[kind]}, found {quoted(found)}; write its line of conf.py yourself"
        self._site.findings.append(Finding(Kind.CONFIG, message, self._site.place, table.lines[name]))
        return None

    def _text(self, table: Table, name: str) -> str:
        value = self._value(table, name, str)
        return nfc(" ".join(value.split())) if isinstance(value, str) else ""

    def _copyright(self) -> str:
        """The line of copyright without its sign, which stands in the page already."""
        value = self._table.values.get("copyright")
        if isinstance(value, Unknown) and value.text.startswith("`"):
            text = _THIS_YEAR.sub("%Y", value.text.strip("`"))  # Sphinx's word for the year of the build
            if "${" not in text:
                self._table.values["copyright"] = text
        return re.sub(r"^(?:©|\(c\)|copyright)\s*", "", self._text(self._table, "copyright"), flags=re.IGNORECASE)

    def _page_size(self) -> int:
        for name in _PAGE_SIZES:
            value = self._table.values.get(name)
            if isinstance(value, str) and value.isdecimal():
                value = int(value[:4])
            elif value is not None:
                value = self._value(self._table, name, int)
            if isinstance(value, int) and value > 0:
                return value
        return 0

    def _menu(self) -> Iterator[tuple[str, str]]:
        entries = self._value(self._table, "menu", list)
        for entry in entries if isinstance(entries, list) else ():
            if not isinstance(entry, Table):
                continue
            label, path = self._text(entry, "label"), self._text(entry, "path")
            if not label or not path:
                continue
            if path.startswith("/") and not path.startswith("//"):
                yield label, path
            else:
                self._site.rest.append(("menu", f"{label}: {path}"))  # the menu here leads to pages of the site

    def _author(self, author: Table) -> None:
        site = self._site
        site.author, site.bio = self._text(author, "name"), self._text(author, "bio")
        contacts = author.values.get("contacts")
        if isinstance(contacts, Table):
            addresses = (value for value in contacts.values.values() if isinstance(value, str))
            site.home = next((value for value in addresses if re.match(r"https?://\S+$", value)), "")
        for name, value in author.values.items():
            if name not in {"name", "bio"}:
                self._keep(f"author.{name}", value)

    def _keep(self, name: str, value: Value) -> None:
        """Note what no setting takes, part by part."""
        if isinstance(value, Table):
            for part, inner in value.values.items():
                self._keep(f"{name}.{part}", inner)
        elif isinstance(value, list):
            for inner in value:
                self._keep(name, inner)
        else:
            text = value.text if isinstance(value, Unknown) else "" if value is None else str(value)
            if text not in _NOTHING | {self._site.home}:
                self._site.rest.append((name, text))


def lines(site: OldSite, publication: Mapping[str, object]) -> Iterator[str]:
    """The lines for ``conf.py``: the old settings, and those that the publication needs, by name."""
    values: dict[str, object] = {
        "project": site.title,
        "author": site.author,
        "copyright": site.copyright,
        "html_baseurl": f"{site.url}/" if site.url else "",
        "publication_tagline": site.subtitle,
        "publication_menu": site.menu,
    }
    for name, value in (values | dict(publication)).items():
        if value:
            yield from _assignment(name, value)
    if site.rest:
        yield "# Found as well; no setting here takes it:"
        yield from (f"#   {_literal(name)[1:-1]}: {_literal(text)}" for name, text in site.rest)


def people(site: OldSite, named: Iterable[str]) -> dict[str, dict[str, str]]:
    """The authors for ``publication_authors``: those named in posts, and the blog's own."""
    found = {name: {"name": name} for name in sorted(named)}
    if site.author:
        details = {"name": site.author, "bio": site.bio, "url": site.home}
        key = site.author if site.author in found else kebab_case(site.author) or "author"
        found[key] = {part: text for part, text in details.items() if text}
    return found


def _assignment(name: str, value: object) -> Iterator[str]:
    """A setting as lines: a list or mapping has a line for each of its entries."""
    if isinstance(value, dict):
        entries = [f"    {_literal(key)}: {_literal(entry)}," for key, entry in value.items()]
        yield from (f"{name} = {{", *entries, "}")
    elif isinstance(value, list):
        yield from (f"{name} = [", *(f"    {_literal(entry)}," for entry in value), "]")
    else:
        yield f"{name} = {_literal(value)}"


def _literal(value: object) -> str:
    """A value as Python writes it, in the quotation marks that this repository's style asks for."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_literal(key)}: {_literal(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, tuple):
        return "(" + ", ".join(_literal(entry) for entry in value) + ")"
    if isinstance(value, str) and "\\" in value and value.isprintable() and not re.search(r'"|\\$', value):
        return f'r"{value}"'
    written = repr(value)
    return f'"{written[1:-1]}"' if written.startswith("'") and '"' not in written else written
