"""Turns the front matter of a file into a ``Post``, and reports every field with an invalid value."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from publication.core.addresses import permalinks
from publication.core.addresses.term_slugs import nfc, term_slug
from publication.core.problems import Problem, ProblemKind, Severity, printable, quoted

from . import path_defaults
from .dates import parse_datetime
from .draft_signals import draft_signals, start_of_publication
from .front_matter import FrontMatter, ListNode, MapNode, Node, Scalar
from .post import LANGUAGE_TAG, Post, Template

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from .front_matter_schema import FrontMatterOptions

_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
# The slug of a name up to this length always fits into a path, because a character becomes at most six bytes.
_ALWAYS_SHORT_ENOUGH = permalinks.MAX_PART_BYTES // 6


def parse_post(source: FrontMatter, file: str, options: FrontMatterOptions) -> tuple[Post | None, list[Problem]]:
    """Return the post or page in ``file``, and every problem with its fields.

    The post is None if any problem has the severity ``LEFT_OUT``. Problems in a draft are notes, so that unfinished
    work does not fail the check. A document that only seems to be a draft is held back and reported.
    """
    parser = _PostParser(source, file, options)
    post = parser.parse()
    problems = [*source.problems, *parser.problems]
    signals = list(draft_signals(file, source.fields, options))
    if parser.is_draft or signals:
        problems = [problem.as_note() for problem in problems]
    if parser.is_draft:
        return post, problems
    problems += [Problem(ProblemKind.POSSIBLE_DRAFT, signal.message, file, signal.line) for signal in signals]
    return replace(post, draft=bool(signals)) if post else None, problems


class _PostParser:
    """Reads one file's fields by role, and collects problems with their values."""

    def __init__(self, source: FrontMatter, file: str, options: FrontMatterOptions) -> None:
        self.source, self.file, self.options = source, file, options
        self.defaults = path_defaults.default_fields(file, options.file_pattern, options.defaults)
        self.problems: list[Problem] = []
        self.is_draft = False

    def parse(self) -> Post | None:
        # Every field is read, even after a severe problem, so that one run reports all problems.
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
            expires=self._datetime("expires", ProblemKind.EXPIRES),
            draft=self.is_draft,
            start=start_of_publication(self.source.fields, self.options),
            categories=self._term_names("category"),
            tags=self._term_names("tags"),
            authors=self._authors(),
            series=self._text("series"),
            aliases=tuple(self._aliases()),
            lang=self._matching_text(
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
            lines={role: self._line(role) for role in self.options.fields if self._node(role) is not None},
            unknown_fields=self._unknown_fields(),
        )
        left_out = any(problem.kind.severity is Severity.LEFT_OUT for problem in self.problems)
        return None if left_out or path is None else post

    # Access to fields, and helpers that several fields share

    def _node(self, role: str) -> Node | None:
        return self.source.fields.get(self._field_name(role)) or self.defaults.get(role)

    def _field_name(self, role: str) -> str:
        return self.options.fields.get(role, role)

    def _line(self, role: str) -> int:
        return self.source.line(self._field_name(role))

    def _problem(self, kind: ProblemKind, role: str, message: str, line: int | None = None) -> None:
        """Report a problem with a field. ``message`` completes a sentence that begins with the field's name."""
        self.problems.append(
            Problem(kind, f"`{self._field_name(role)}` {message}", self.file, line or self._line(role))
        )

    def _scalar(self, role: str) -> Scalar | None:
        """Return a field's value, or None if it is missing or empty.

        A list or map is reported and also yields None.
        """
        node = self._node(role)
        if node is None or (isinstance(node, Scalar) and node.is_null):
            return None
        if isinstance(node, Scalar):
            return node
        repair = f'write one value in quotes, as in `{self._field_name(role)}: "…"`'
        self._problem(
            ProblemKind.FIELD_TYPE,
            role,
            f"contains {_describe_value(node)}, but accepts only a single value: {repair}",
        )
        return None

    def _missing_or_empty(self, role: str) -> str:
        """The beginning of a message about a field without a value, up to the verb of the suggested fix."""
        return "is missing: add" if self._node(role) is None else "is empty: write"

    def _text(self, role: str) -> str:
        """Return a field's value as one line of text, or an empty string if the field has no value."""
        scalar = self._scalar(role)
        return nfc(" ".join(scalar.text.split())) if scalar else ""

    # Single fields

    def _draft(self) -> bool:
        node = self._node("draft")
        if node is None or (isinstance(node, Scalar) and node.is_null):
            return False
        value = node.as_bool if isinstance(node, Scalar) else None
        if value is None:
            found = quoted(node.text) if isinstance(node, Scalar) else _describe_value(node)
            name, is_text = self._field_name("draft"), isinstance(node, Scalar) and not node.plain
            self._problem(
                ProblemKind.DRAFT,
                "draft",
                f"is {'the text ' if is_text else ''}{found}, but can only be true or false, without quotes: "
                f"write `{name}: true` or `{name}: false`",
            )
        return bool(value)

    def _template(self) -> Template | None:
        problems_before, name = len(self.problems), self._field_name("template")
        value = self._text("template")
        for template in Template:
            if value == template.value:
                return template
        if len(self.problems) == problems_before:
            wrong = f"is {quoted(value)}, but can only be post or page: write"
            if not value:
                wrong = self._missing_or_empty("template")
            repair = f'`{name}: "post"` for a dated post, or `{name}: "page"` for an undated page'
            self._problem(ProblemKind.TEMPLATE, "template", f"{wrong} {repair}")
        return None

    def _title(self) -> str:
        problems_before = len(self.problems)
        title = self._text("title")
        if not title and len(self.problems) == problems_before:
            repair = f'`{self._field_name("title")}: "…"`'
            self._problem(ProblemKind.TITLE, "title", f"{self._missing_or_empty('title')} {repair}")
        return title

    def _date(self, template: Template | None) -> dt.datetime | None:
        if template is Template.PAGE:
            return None
        node = self._node("date")
        if template is Template.POST and (node is None or (isinstance(node, Scalar) and node.is_null)):
            repair = f'`{self._field_name("date")}: "YYYY-MM-DD"`'
            self._problem(ProblemKind.DATE, "date", f"{self._missing_or_empty('date')} {repair}")
            return None
        return self._datetime("date", ProblemKind.DATE)

    def _updated(self, date: dt.datetime | None) -> dt.datetime | None:
        updated = self._datetime("updated", ProblemKind.UPDATED)
        if updated and date and updated.date() < date.date():
            self._problem(
                ProblemKind.UPDATED,
                "updated",
                f"is {updated:%Y-%m-%d}, which is before `{self._field_name('date')}` ({date:%Y-%m-%d}): "
                "correct one of the two",
            )
            return None
        # An update without a time counts as midnight, which can be earlier than the post's own time on the same day.
        return max(updated, date) if updated and date else updated

    def _datetime(self, role: str, kind: ProblemKind) -> dt.datetime | None:
        """Return a field's value as a datetime, or None.

        A value that is not a date is reported as a problem of ``kind``.
        """
        scalar = self._scalar(role)
        if scalar is None or not scalar.text.strip():
            if scalar is not None:
                repair = "" if role == "date" else ", or delete the field"
                self._problem(kind, role, f'is empty: write `{self._field_name(role)}: "YYYY-MM-DD"`{repair}')
            return None
        try:
            return parse_datetime(scalar.text, self.options.zone)
        except ValueError as error:
            self._problem(kind, role, f"is {quoted(scalar.text)}, {error}")
            return None

    def _path(self) -> str | None:
        scalar = self._scalar("slug")
        slug = scalar.text.strip() if scalar else ""
        example = f'`{self._field_name("slug")}: "/posts/x"`'
        if isinstance(self._node("slug"), (ListNode, MapNode)):
            return None
        file = path_defaults.mapped_path(self.file, self.options.path_map)
        try:
            return (
                permalinks.path_from_slug(slug, file, self.options.slug_rule)
                if slug
                else permalinks.path_from_file(file)
            )
        except permalinks.UnusableSlugError as error:
            message = f"is {quoted(slug)}, which {error}: {error.repair}"
            if not slug:
                found = f"the file name {quoted(self.file)} {error}"
                message = f"is missing, and {found}: rename the file, or add {example}"
            self._problem(ProblemKind.SLUG, "slug", message)
        except permalinks.ReservedPathError as error:
            reserved = f"{quoted('/' + error.path)}, a path that the site itself uses"
            message = f"is {reserved}: choose another, such as {example}"
            if not slug:
                message = f"is missing, and the file name results in {reserved}: add another, such as {example}"
            self._problem(ProblemKind.RESERVED, "slug", message)
        return None

    def _legacy_guid(self) -> str:
        node = self._node("slug")
        slug = node.text.strip() if isinstance(node, Scalar) and not node.is_null else ""
        return permalinks.legacy_guid_path(slug, self.file, self.options.slug_rule)

    def _items(self, role: str) -> Iterator[Scalar]:
        """Yield the values of a field that can contain a list. A single value counts as a list with one item."""
        node = self._node(role)
        items = node.items if isinstance(node, ListNode) else (node,) if node else ()
        for item in items:
            if not isinstance(item, Scalar):
                self._problem(
                    ProblemKind.FIELD_TYPE,
                    role,
                    f"contains {_describe_value(item)}, but accepts only text or a list of texts: "
                    "put a value in quotes if it contains `: ` or starts with `[` or `{`",
                    item.line if isinstance(node, ListNode) else None,
                )
            elif not item.is_null and item.text.strip():
                yield item

    def _term_names(self, role: str) -> tuple[str, ...]:
        """Return the term names in a field, without duplicates."""
        names: dict[str, None] = {}  # a dictionary removes duplicates and keeps the order
        for item in self._items(role):
            name = nfc(" ".join(item.text.split()))
            if len(name) > _ALWAYS_SHORT_ENOUGH and len(term_slug(name).encode()) > permalinks.MAX_PART_BYTES:
                wrong = f"contains {quoted(name)}, which is too long for a URL ({len(name)} characters)"
                repair = f'shorten it, or split it into several, as in `{self._field_name(role)}: ["One", "Two"]`'
                self._problem(ProblemKind.FIELD_TYPE, role, f"{wrong}: {repair}", item.line)
            names[name] = None
        return tuple(names)

    def _authors(self) -> tuple[str, ...]:
        keys = self._term_names("author")
        for key in keys:
            if key not in self.options.authors:
                known = ", ".join(sorted(self.options.authors)) or "none yet"
                self._problem(
                    ProblemKind.AUTHOR,
                    "author",
                    f"contains {quoted(key)}, who is not in publication_authors in conf.py (known: {known}): "
                    f'correct the name, or add `"{printable(key)}": {{"name": "…"}}` there',
                )
        return tuple(key for key in keys if key in self.options.authors)

    def _aliases(self) -> Iterator[str]:
        for item in self._items("aliases"):
            try:
                yield permalinks.path_from_slug(item.text.strip(), self.file, "verbatim")
            except permalinks.UnusableSlugError as error:
                message = f"contains {quoted(item.text)}, which {error}: {error.repair}, or delete it"
                self._problem(ProblemKind.ALIAS, "aliases", message, item.line)
            except permalinks.ReservedPathError:
                message = f"contains {quoted(item.text)}, a path that the site itself uses: delete it"
                self._problem(ProblemKind.ALIAS, "aliases", message, item.line)

    def _matching_text(self, role: str, pattern: re.Pattern[str], kind: ProblemKind, form: str) -> str:
        """Return a field's text. Text that does not match ``pattern`` is reported and replaced by an empty string.

        ``form`` completes the message: it describes the expected form and how to fix the field.
        """
        value = self._text(role)
        if value and not pattern.fullmatch(value):
            self._problem(kind, role, f"is {quoted(value)}, which is not {form}, or delete the field")
            return ""
        return value

    def _canonical(self) -> str:
        return self._matching_text(
            "canonical",
            re.compile(r"https?://[^\s\"<>\\^`{|}]+"),
            ProblemKind.ADDRESS,
            "a full URL: write one such as `https://example.org/x`",
        )

    def _doi(self) -> str:
        form = "a DOI on its own: write only the part that begins with `10.`, such as `10.1000/xyz`"
        return self._matching_text("doi", _DOI, ProblemKind.DOI, form)

    def _pinned(self) -> bool:
        scalar = self._scalar("pinned")
        if scalar is None:
            return False
        if scalar.as_bool is None:
            self._problem(
                ProblemKind.FLAG,
                "pinned",
                f"is {quoted(scalar.text)}, but can only be true or false, without quotes: "
                f"write `{self._field_name('pinned')}: true`, or delete the field",
            )
        return bool(scalar.as_bool)

    def _unknown_fields(self) -> dict[str, int]:
        known_names = set(self.options.fields.values())
        return {name: node.line for name, node in self.source.fields.items() if name not in known_names}


def _describe_value(node: Node) -> str:
    """Describe a value in an author's words, for a message: a list, text, or the first name in a map."""
    if isinstance(node, MapNode):
        return f"`{printable(node.items[0][0].text)}: …`" if node.items else "`{}`"
    return "a list" if isinstance(node, ListNode) else "text"
