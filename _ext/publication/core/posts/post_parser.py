"""Front matter to a ``Post``, or to the problems that prevent it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from publication.core.addresses import permalinks
from publication.core.addresses.term_slugs import nfc, term_slug
from publication.core.problems import Problem, ProblemKind, Severity, printable, quoted

from . import path_defaults
from .dates import parse_datetime
from .front_matter import FrontMatter, ListNode, MapNode, Node, Scalar
from .post import LANGUAGE_TAG, Post, Template

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from .front_matter_schema import FrontMatterOptions

_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
_SURELY_FITS = permalinks.MAX_PART_BYTES // 6  # characters of a name; one becomes at most six bytes of an address


def parse_post(source: FrontMatter, file: str, rules: FrontMatterOptions) -> tuple[Post | None, list[Problem]]:
    """A file's post and every problem of its fields; no post when one of them leaves it out.

    The problems of a draft are notes: work in progress fails nothing.
    """
    reader = _Reader(source, file, rules)
    post = reader.post()
    problems = [*source.problems, *reader.problems]
    if reader.is_draft:
        problems = [problem.as_note() for problem in problems]
    return post, problems


class _Reader:
    """Reads one file's fields by role and collects what is wrong with them."""

    def __init__(self, source: FrontMatter, file: str, rules: FrontMatterOptions) -> None:
        self.source, self.file, self.front_matter_options = source, file, rules
        self.given = path_defaults.default_fields(file, rules.file_pattern, rules.defaults)
        self.problems: list[Problem] = []
        self.is_draft = False

    def post(self) -> Post | None:
        # Every field is read before anything is decided, so that one run tells all problems.
        self.is_draft = self._draft()
        template = self._template()
        title = self._title()
        date = self._date(template)
        path = self._path()
        post = Post(
            file=self.file,
            path=path or "",
            template=template or Template.PAGE,
            title=title,
            legacy_guid=self._legacy_guid(),
            date=date if template is Template.POST else None,
            updated=self._updated(date),
            expires=self._moment("expires", ProblemKind.EXPIRES),
            draft=self.is_draft,
            categories=self._terms("category"),
            tags=self._terms("tags"),
            authors=self._authors(),
            series=self._text("series"),
            aliases=tuple(self._aliases()),
            lang=self._matching(
                "lang", LANGUAGE_TAG, ProblemKind.LANG, "a language code: write one such as `ko` or `en-GB`"
            ),
            description=self._text("description"),
            cover=self._text("cover"),
            cover_alt=self._text("cover_alt"),
            cover_credit=self._text("cover_credit"),
            canonical=self._canonical(),
            doi=self._doi(),
            license=self._text("license"),
            pinned=self._pinned(),
            end_line=self.source.end_line,
            lines={
                role: self._line(role) for role in self.front_matter_options.fields if self._node(role) is not None
            },
            unknown=self._unknown(),
        )
        left_out = any(problem.kind.severity is Severity.LEFT_OUT for problem in self.problems)
        return None if left_out or path is None else post

    # Access

    def _node(self, role: str) -> Node | None:
        return self.source.fields.get(self._name(role)) or self.given.get(role)

    def _name(self, role: str) -> str:
        return self.front_matter_options.fields.get(role, role)

    def _line(self, role: str) -> int:
        return self.source.line(self._name(role))

    def _problem(self, code: ProblemKind, role: str, message: str, line: int | None = None) -> None:
        self.problems.append(Problem(code, f"`{self._name(role)}` {message}", self.file, line or self._line(role)))

    def _scalar(self, role: str) -> Scalar | None:
        """The role's value; None when it is absent, null, or not a single value (a problem)."""
        node = self._node(role)
        if node is None or (isinstance(node, Scalar) and node.is_null):
            return None
        if isinstance(node, Scalar):
            return node
        repair = f'write one value in quotes, as in `{self._name(role)}: "…"`'
        self._problem(ProblemKind.FIELD_TYPE, role, f"contains {_kind(node)}, but takes a single value: {repair}")
        return None

    def _nothing(self, role: str) -> str:
        """What is wrong with a field that has no value, and the verb of the repair."""
        return "is missing: add" if self._node(role) is None else "is empty: write"

    def _text(self, role: str) -> str:
        """The role's value as one line of plain text."""
        scalar = self._scalar(role)
        return nfc(" ".join(scalar.text.split())) if scalar else ""

    # Fields

    def _draft(self) -> bool:
        node = self._node("draft")
        if node is None or (isinstance(node, Scalar) and node.is_null):
            return False
        value = node.as_bool if isinstance(node, Scalar) else None
        if value is None:
            found = quoted(node.text) if isinstance(node, Scalar) else _kind(node)
            name, is_text = self._name("draft"), isinstance(node, Scalar) and not node.plain
            self._problem(
                ProblemKind.DRAFT,
                "draft",
                f"is {'the text ' if is_text else ''}{found}, but can only be true or false, without quotes: "
                f"write `{name}: true` or `{name}: false`",
            )
        return bool(value)

    def _template(self) -> Template | None:
        failed, name = len(self.problems), self._name("template")
        value = self._text("template")
        for template in Template:
            if value == template.value:
                return template
        if len(self.problems) == failed:
            found = f"is {quoted(value)}, but can only be post or page: write" if value else self._nothing("template")
            repair = f'`{name}: "post"` for a dated post, or `{name}: "page"` for an undated page'
            self._problem(ProblemKind.TEMPLATE, "template", f"{found} {repair}")
        return None

    def _title(self) -> str:
        failed = len(self.problems)
        title = self._text("title")
        if not title and len(self.problems) == failed:
            self._problem(ProblemKind.TITLE, "title", f'{self._nothing("title")} `{self._name("title")}: "…"`')
        return title

    def _date(self, template: Template | None) -> dt.datetime | None:
        if template is Template.PAGE:
            return None
        node = self._node("date")
        if template is Template.POST and (node is None or (isinstance(node, Scalar) and node.is_null)):
            self._problem(ProblemKind.DATE, "date", f'{self._nothing("date")} `{self._name("date")}: "YYYY-MM-DD"`')
            return None
        return self._moment("date", ProblemKind.DATE)

    def _updated(self, date: dt.datetime | None) -> dt.datetime | None:
        updated = self._moment("updated", ProblemKind.UPDATED)
        if updated and date and updated.date() < date.date():
            self._problem(
                ProblemKind.UPDATED,
                "updated",
                f"is {updated:%Y-%m-%d}, which is before `{self._name('date')}` ({date:%Y-%m-%d}): "
                "correct one of the two",
            )
            return None
        # On the day itself a day without a time is its first minute, and so before the date's time.
        return max(updated, date) if updated and date else updated

    def _moment(self, role: str, code: ProblemKind) -> dt.datetime | None:
        scalar = self._scalar(role)
        if scalar is None or not scalar.text.strip():
            if scalar is not None:
                repair = "" if role == "date" else ", or delete the field"
                self._problem(code, role, f'is empty: write `{self._name(role)}: "YYYY-MM-DD"`{repair}')
            return None
        try:
            return parse_datetime(scalar.text, self.front_matter_options.zone)
        except ValueError as error:
            self._problem(code, role, f"is {quoted(scalar.text)}, {error}")
            return None

    def _path(self) -> str | None:
        scalar = self._scalar("slug")
        slug, ready = scalar.text.strip() if scalar else "", f'`{self._name("slug")}: "/posts/x"`'
        if isinstance(self._node("slug"), (ListNode, MapNode)):
            return None
        place = path_defaults.mapped_path(self.file, self.front_matter_options.path_map)
        try:
            return (
                permalinks.path_from_slug(slug, place, self.front_matter_options.slug_rule)
                if slug
                else permalinks.path_from_file(place)
            )
        except permalinks.UnusableSlugError as error:
            message = f"is {quoted(slug)}, which {error}: {error.repair}"
            if not slug:
                message = (
                    f"is missing, and the file name {quoted(self.file)} {error}: rename the file, or add {ready}"
                )
            self._problem(ProblemKind.SLUG, "slug", message)
        except permalinks.ReservedPathError as error:
            taken = f"{quoted('/' + error.path)}, a path that the site itself needs"
            message = f"is {taken}: write another, such as {ready}"
            if not slug:
                message = f"is missing, and the file name gives {taken}: add another, such as {ready}"
            self._problem(ProblemKind.RESERVED, "slug", message)
        return None

    def _legacy_guid(self) -> str:
        node = self._node("slug")
        slug = node.text.strip() if isinstance(node, Scalar) and not node.is_null else ""
        return permalinks.legacy_guid_path(slug, self.file, self.front_matter_options.slug_rule)

    def _items(self, role: str) -> Iterator[Scalar]:
        """The values of a list; a single value is a list of one, nothing is an empty list."""
        node = self._node(role)
        items = node.items if isinstance(node, ListNode) else (node,) if node else ()
        for item in items:
            if not isinstance(item, Scalar):
                self._problem(
                    ProblemKind.FIELD_TYPE,
                    role,
                    f"contains {_kind(item)}, but takes only text or a list of texts: put a value in quotes "
                    "if it contains `: ` or starts with `[` or `{`",
                    item.line if isinstance(node, ListNode) else None,
                )
            elif not item.is_null and item.text.strip():
                yield item

    def _terms(self, role: str) -> tuple[str, ...]:
        names: dict[str, None] = {}
        for item in self._items(role):
            name = nfc(" ".join(item.text.split()))
            if len(name) > _SURELY_FITS and len(term_slug(name).encode()) > permalinks.MAX_PART_BYTES:
                fault = f"contains {quoted(name)}, which is too long for a URL ({len(name)} characters)"
                repair = f'shorten it, or split it into several, as in `{self._name(role)}: ["One", "Two"]`'
                self._problem(ProblemKind.FIELD_TYPE, role, f"{fault}: {repair}", item.line)
            names[name] = None
        return tuple(names)

    def _authors(self) -> tuple[str, ...]:
        keys = self._terms("author")
        for key in keys:
            if key not in self.front_matter_options.authors:
                known = ", ".join(sorted(self.front_matter_options.authors)) or "none yet"
                self._problem(
                    ProblemKind.AUTHOR,
                    "author",
                    f"contains {quoted(key)}, who is not in publication_authors in conf.py (known: {known}): "
                    f'correct the name, or add `"{printable(key)}": {{"name": "…"}}` there',
                )
        return tuple(key for key in keys if key in self.front_matter_options.authors)

    def _aliases(self) -> Iterator[str]:
        for item in self._items("aliases"):
            try:
                yield permalinks.path_from_slug(item.text.strip(), self.file, "verbatim")
            except permalinks.UnusableSlugError as error:
                message = f"contains {quoted(item.text)}, which {error}: {error.repair}, or delete it"
                self._problem(ProblemKind.ALIAS, "aliases", message, item.line)
            except permalinks.ReservedPathError:
                message = f"contains {quoted(item.text)}, a path that the site itself needs: delete it"
                self._problem(ProblemKind.ALIAS, "aliases", message, item.line)

    def _matching(self, role: str, pattern: re.Pattern[str], code: ProblemKind, what: str) -> str:
        value = self._text(role)
        if value and not pattern.fullmatch(value):
            self._problem(code, role, f"is {quoted(value)}, which is not {what}, or delete the field")
            return ""
        return value

    def _canonical(self) -> str:
        return self._matching(
            "canonical",
            re.compile(r"https?://[^\s\"<>\\^`{|}]+"),
            ProblemKind.ADDRESS,
            "a full URL: write one such as `https://example.org/x`",
        )

    def _doi(self) -> str:
        what = "a DOI on its own: write only the part that begins with `10.`, such as `10.1000/xyz`"
        return self._matching("doi", _DOI, ProblemKind.DOI, what)

    def _pinned(self) -> bool:
        scalar = self._scalar("pinned")
        if scalar is None:
            return False
        if scalar.as_bool is None:
            self._problem(
                ProblemKind.FLAG,
                "pinned",
                f"is {quoted(scalar.text)}, but can only be true or false, without quotes: "
                f"write `{self._name('pinned')}: true`, or delete the field",
            )
        return bool(scalar.as_bool)

    def _unknown(self) -> dict[str, int]:
        known = set(self.front_matter_options.fields.values())
        return {name: node.line for name, node in self.source.fields.items() if name not in known}


def _kind(node: Node) -> str:
    """What a value is, in a writer's words."""
    if isinstance(node, MapNode):
        return f"`{printable(node.items[0][0].text)}: …`" if node.items else "`{}`"
    return "a list" if isinstance(node, ListNode) else "text"
