"""Reads the old blog's settings, and converts them to lines for ``conf.py``.

gatsby-starter-lumen kept its settings in ``config.js`` until 2021, and has kept them in ``content/config.json`` since
2022. The lines for ``conf.py`` are valid Python, and set options of Sphinx or the publication. Old settings without a
counterpart are listed in a comment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from publication.core.addresses.term_slugs import kebab_case, nfc
from publication.core.problems import quoted

from . import js_literals
from .findings import Finding, FindingKind
from .js_literals import JsObject, UnevaluatedExpression

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from .js_literals import JsValue

SETTINGS_FILES = ("content/config.json", "config.js", "config.ts", "config.json")
"""The files in which releases of the starter kept their settings, the newest release first."""
_MAX_CHARACTERS = 100_000  # the starter's own file has 1,100
_MAPPED_SETTINGS = frozenset({"url", "pathPrefix", "title", "subtitle", "copyright", "menu", "author"})
_PAGE_SIZES = ("postsPerPage", "postsLimit")
_PLACEHOLDERS = frozenset({"", "#", "False"})  # values that say nothing: the starter's placeholders, disabled options
_THIS_YEAR = re.compile(r"\$\{\s*new Date\(\)\.getFullYear\(\)\s*\}")
_TYPE_NAMES = {str: "text", int: "a whole number", list: "a list", JsObject: "a group of settings"}


@dataclass
class BlogSettings:
    """The old blog's settings. A setting that the blog does not have is empty.

    ``page_size`` is the number of posts on each listing page. ``menu`` contains (label, path) pairs.
    """

    file: str = ""
    """The file that contains the settings, relative to the checkout."""
    url: str = ""
    title: str = ""
    subtitle: str = ""
    copyright: str = ""
    page_size: int = 0
    menu: list[tuple[str, str]] = field(default_factory=list)
    author: str = ""
    bio: str = ""
    author_url: str = ""
    """The author's own website."""
    unmapped: list[tuple[str, str]] = field(default_factory=list)
    """Settings without a counterpart here, as (name, value) pairs."""
    findings: list[Finding] = field(default_factory=list)


def read(checkout: Path) -> BlogSettings:
    """Read the settings in a checkout. A file or value that cannot be used becomes a finding."""
    for name in SETTINGS_FILES:
        file = checkout / name
        if not file.is_file() or not file.resolve().is_relative_to(checkout.resolve()):
            continue
        try:
            with file.open(encoding="utf-8", errors="replace") as opened:
                text = opened.read(_MAX_CHARACTERS + 1)
        except OSError as error:
            message = f"this cannot be read ({(error.strerror or 'an error').lower()}): check its permissions"
            return BlogSettings(name, findings=[Finding(FindingKind.UNREADABLE, message, name)])
        js_object = js_literals.parse_exported_object(text) if len(text) <= _MAX_CHARACTERS else None
        if js_object is None:
            message = "no settings can be read from this file: write the lines of conf.py yourself"
            return BlogSettings(name, findings=[Finding(FindingKind.CONFIG, message, name)])
        return _SettingsReader(js_object, name).read()
    return BlogSettings()


class _SettingsReader:
    """Converts the object in a settings file to ``BlogSettings``, and reports values of the wrong type."""

    def __init__(self, js_object: JsObject, file: str) -> None:
        self._js_object = js_object
        self._settings = BlogSettings(file)

    def read(self) -> BlogSettings:
        settings, js_object = self._settings, self._js_object
        prefix = self._text(js_object, "pathPrefix").strip("/")
        settings.url = "/".join(part for part in (self._text(js_object, "url").rstrip("/"), prefix) if part)
        settings.title, settings.subtitle = self._text(js_object, "title"), self._text(js_object, "subtitle")
        settings.copyright = self._copyright()
        settings.page_size = self._page_size()
        settings.menu = list(self._menu())
        author = self._value(js_object, "author", JsObject)
        if isinstance(author, JsObject):
            self._read_author(author)
        for name, value in js_object.values.items():
            if name not in _MAPPED_SETTINGS | set(_PAGE_SIZES):
                self._record_unmapped(name, value)
        return settings

    def _value(self, js_object: JsObject, name: str, kind: type) -> JsValue:
        """Return a setting's value if it is of type ``kind``, else None.

        A value of another type becomes a finding.
        """
        value = js_object.values.get(name)
        if value is None or (isinstance(value, kind) and not isinstance(value, bool)):
            return value
        if isinstance(value, UnevaluatedExpression):
            found = value.text
        else:
            found = "{…}" if isinstance(value, JsObject) else str(value)
        message = f"`{name}` is {quoted(found)}, not {_TYPE_NAMES[kind]}: write its line of conf.py yourself"
        line = js_object.lines[name]
        self._settings.findings.append(Finding(FindingKind.CONFIG, message, self._settings.file, line))
        return None

    def _text(self, js_object: JsObject, name: str) -> str:
        value = self._value(js_object, name, str)
        return nfc(" ".join(value.split())) if isinstance(value, str) else ""

    def _copyright(self) -> str:
        """The copyright notice without the ``©`` sign, which the page template adds."""
        value = self._js_object.values.get("copyright")
        if isinstance(value, UnevaluatedExpression) and value.text.startswith("`"):
            text = _THIS_YEAR.sub("%Y", value.text.strip("`"))  # Sphinx replaces %Y by the year of the build
            if "${" not in text:
                self._js_object.values["copyright"] = text
        return re.sub(r"^(?:©|\(c\)|copyright)\s*", "", self._text(self._js_object, "copyright"), flags=re.IGNORECASE)

    def _page_size(self) -> int:
        for name in _PAGE_SIZES:
            value = self._js_object.values.get(name)
            if isinstance(value, str) and value.isdecimal():
                value = int(value[:4])
            elif value is not None:
                value = self._value(self._js_object, name, int)
            if isinstance(value, int) and value > 0:
                return value
        return 0

    def _menu(self) -> Iterator[tuple[str, str]]:
        entries = self._value(self._js_object, "menu", list)
        for entry in entries if isinstance(entries, list) else ():
            if not isinstance(entry, JsObject):
                continue
            label, path = self._text(entry, "label"), self._text(entry, "path")
            if not label or not path:
                continue
            if path.startswith("/") and not path.startswith("//"):
                yield label, path
            else:
                # The menu of this publication links only to pages of the site.
                self._settings.unmapped.append(("menu", f"{label}: {path}"))

    def _read_author(self, author: JsObject) -> None:
        settings = self._settings
        settings.author, settings.bio = self._text(author, "name"), self._text(author, "bio")
        contacts = author.values.get("contacts")
        if isinstance(contacts, JsObject):
            texts = (value for value in contacts.values.values() if isinstance(value, str))
            settings.author_url = next((text for text in texts if re.match(r"https?://\S+$", text)), "")
        for name, value in author.values.items():
            if name not in {"name", "bio"}:
                self._record_unmapped(f"author.{name}", value)

    def _record_unmapped(self, name: str, value: JsValue) -> None:
        """Record a setting without a counterpart here. Each value in an object or list is recorded separately."""
        if isinstance(value, JsObject):
            for part, inner in value.values.items():
                self._record_unmapped(f"{name}.{part}", inner)
        elif isinstance(value, list):
            for inner in value:
                self._record_unmapped(name, inner)
        else:
            text = value.text if isinstance(value, UnevaluatedExpression) else "" if value is None else str(value)
            if text not in _PLACEHOLDERS | {self._settings.author_url}:
                self._settings.unmapped.append((name, text))


def conf_lines(settings: BlogSettings, proposed: Mapping[str, object]) -> Iterator[str]:
    """Yield the lines for ``conf.py``.

    They assign the old blog's settings, and the settings ``proposed`` for this publication (values by name).
    """
    values: dict[str, object] = {
        "project": settings.title,
        "author": settings.author,
        "copyright": settings.copyright,
        "html_baseurl": f"{settings.url}/" if settings.url else "",
        "publication_tagline": settings.subtitle,
        "publication_menu": settings.menu,
    }
    for name, value in (values | dict(proposed)).items():
        if value:
            yield from _assignment_lines(name, value)
    if settings.unmapped:
        yield "# Also found, but there is no setting for it here:"
        yield from (f"#   {_python_literal(name)[1:-1]}: {_python_literal(text)}" for name, text in settings.unmapped)


def author_settings(settings: BlogSettings, post_authors: Iterable[str]) -> dict[str, dict[str, str]]:
    """The value of ``publication_authors``: the authors named in posts, and the blog's author."""
    authors = {name: {"name": name} for name in sorted(post_authors)}
    if settings.author:
        details = {"name": settings.author, "bio": settings.bio, "url": settings.author_url}
        key = settings.author if settings.author in authors else kebab_case(settings.author) or "author"
        authors[key] = {part: text for part, text in details.items() if text}
    return authors


def _assignment_lines(name: str, value: object) -> Iterator[str]:
    """Yield the lines that assign a setting. A list or dictionary has one line for each entry."""
    if isinstance(value, dict):
        entries = [f"    {_python_literal(key)}: {_python_literal(entry)}," for key, entry in value.items()]
        yield from (f"{name} = {{", *entries, "}")
    elif isinstance(value, list):
        yield from (f"{name} = [", *(f"    {_python_literal(entry)}," for entry in value), "]")
    else:
        yield f"{name} = {_python_literal(value)}"


def _python_literal(value: object) -> str:
    """Format a value as a Python literal, with double quotes as in the rest of this repository."""
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{_python_literal(key)}: {_python_literal(entry)}" for key, entry in value.items()) + "}"
        )
    if isinstance(value, tuple):
        return "(" + ", ".join(_python_literal(entry) for entry in value) + ")"
    if isinstance(value, str) and "\\" in value and value.isprintable() and not re.search(r'"|\\$', value):
        return f'r"{value}"'
    written = repr(value)
    return f'"{written[1:-1]}"' if written.startswith("'") and '"' not in written else written
