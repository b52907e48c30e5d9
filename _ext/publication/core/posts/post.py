"""What a post is: raw front matter to a ``Post``, or to the problems that keep it from being one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from publication.core.addresses import permalinks
from publication.core.addresses.term_slugs import nfc, term_key
from publication.core.problems import ProblemKind, Severity, Problem, printable, quoted

from . import path_defaults
from .dates import moment
from .front_matter import FrontMatter, ListNode, MapNode, Node, Scalar

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from .corrections import Correction
    from .front_matter_schema import Rules


_LANG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
_SURELY_FITS = permalinks.MAX_PART // 6  # characters of a name; one becomes at most six bytes of an address


class Template(Enum):
    """The two kinds of document: dated and undated."""

    POST = "post"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Post:
    """A post or a page: all that its front matter says, checked and typed.

    Times are aware, in the publication's time zone. ``path`` is the permalink as ``permalinks``
    writes it; ``file`` is relative to the publication's root.
    """

    file: str
    path: str
    template: Template
    title: str
    slug_as_typed: str = ""
    """Its address on the old site, below that site's: what names it in the RSS feed."""
    date: dt.datetime | None = None
    updated: dt.datetime | None = None
    expires: dt.datetime | None = None
    draft: bool = False
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    series: str = ""
    aliases: tuple[str, ...] = ()
    lang: str = ""
    description: str = ""
    cover: str = ""
    cover_alt: str = ""
    cover_credit: str = ""
    canonical: str = ""
    doi: str = ""
    license: str = ""
    pinned: bool = False
    corrections: tuple[Correction, ...] = ()
    """The corrections in its text."""
    end_line: int = 0
    """The line that closes the front matter."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Role to the line of its field, for the roles that are present."""
    unknown: Mapping[str, int] = field(default_factory=dict)
    """The names of fields that fill no role, with their lines."""

    @property
    def is_post(self) -> bool:
        """Whether it is dated, and so stands in listings and feeds."""
        return self.template is Template.POST

    @property
    def when(self) -> dt.datetime:
        """The date of a post. Only a page has none, and a page is never asked."""
        if self.date is None:
            raise ValueError(f"{self.file} is a page and has no date")
        return self.date

    @property
    def changed(self) -> dt.datetime:
        """When it last changed: ``updated``, else its date."""
        return self.updated or self.when

    def line(self, role: str) -> int:
        """The line of a role's field, 1 when it is absent."""
        return self.lines.get(role, 1)


def is_language(tag: str) -> bool:
    """Whether a text has the form of a language tag, such as ``ko`` or ``en-GB``."""
    return _LANG.fullmatch(tag) is not None


def parse(source: FrontMatter, file: str, rules: Rules) -> tuple[Post | None, list[Problem]]:
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

    def __init__(self, source: FrontMatter, file: str, rules: Rules) -> None:
        self.source, self.file, self.rules = source, file, rules
        self.given = path_defaults.values(file, rules.file_pattern, rules.defaults)
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
            slug_as_typed=self._slug_as_typed(),
            date=date if template is Template.POST else None,
            updated=self._updated(date),
            expires=self._moment("expires", ProblemKind.EXPIRES),
            draft=self.is_draft,
            categories=self._terms("category"),
            tags=self._terms("tags"),
            authors=self._authors(),
            series=self._text("series"),
            aliases=tuple(self._aliases()),
            lang=self._matching("lang", _LANG, ProblemKind.LANG, "a language tag such as ko or en-GB"),
            description=self._text("description"),
            cover=self._text("cover"),
            cover_alt=self._text("cover_alt"),
            cover_credit=self._text("cover_credit"),
            canonical=self._canonical(),
            doi=self._matching("doi", _DOI, ProblemKind.DOI, "a DOI such as 10.1000/xyz, without https://doi.org/"),
            license=self._text("license"),
            pinned=self._pinned(),
            end_line=self.source.end_line,
            lines={role: self._line(role) for role in self.rules.fields if self._node(role) is not None},
            unknown=self._unknown(),
        )
        left_out = any(problem.code.effect is Severity.LEFT_OUT for problem in self.problems)
        return None if left_out or path is None else post

    # Access

    def _node(self, role: str) -> Node | None:
        return self.source.fields.get(self._name(role)) or self.given.get(role)

    def _name(self, role: str) -> str:
        return self.rules.fields.get(role, role)

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
        repair = "write one value, in quotes if it is text with a bracket or a colon"
        self._problem(ProblemKind.FIELD_TYPE, role, f"must be a single value, found {_kind(node)}; {repair}")
        return None

    def _nothing(self, role: str) -> str:
        """What is found where there is no value: no field, or one without a value."""
        return f"no `{self._name(role)}`" if self._node(role) is None else "nothing"

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
            found = quoted(node.text) if isinstance(node, Scalar) else "a list or mapping"
            is_text = isinstance(node, Scalar) and not node.plain
            self._problem(
                ProblemKind.DRAFT,
                "draft",
                f"must be true or false, found {'the text ' if is_text else ''}{found}; "
                "write true or false without quotes",
            )
        return bool(value)

    def _template(self) -> Template | None:
        failed, name = len(self.problems), self._name("template")
        value = self._text("template")
        for template in Template:
            if value == template.value:
                return template
        if len(self.problems) == failed:
            self._problem(
                ProblemKind.TEMPLATE,
                "template",
                f"must be post or page, found {quoted(value) if value else self._nothing('template')}; "
                f'write {name}: "post" for a dated post, {name}: "page" for an undated page',
            )
        return None

    def _title(self) -> str:
        failed = len(self.problems)
        title = self._text("title")
        if not title and len(self.problems) == failed:
            found = self._nothing("title")
            self._problem(ProblemKind.TITLE, "title", f'must be given, found {found}; write {self._name("title")}: "…"')
        return title

    def _date(self, template: Template | None) -> dt.datetime | None:
        if template is Template.PAGE:
            return None
        node = self._node("date")
        if template is Template.POST and (node is None or (isinstance(node, Scalar) and node.is_null)):
            found, name = self._nothing("date"), self._name("date")
            message = f'must be given for a post, found {found}; write {name}: "YYYY-MM-DD"'
            self._problem(ProblemKind.DATE, "date", message)
            return None
        return self._moment("date", ProblemKind.DATE)

    def _updated(self, date: dt.datetime | None) -> dt.datetime | None:
        updated = self._moment("updated", ProblemKind.UPDATED)
        if updated and date and updated.date() < date.date():
            self._problem(
                ProblemKind.UPDATED,
                "updated",
                f"must not be before the date, {date:%Y-%m-%d}, found {updated:%Y-%m-%d}; correct one of them",
            )
            return None
        # On the day itself a day without a time is its first minute, and so before the date's time.
        return max(updated, date) if updated and date else updated

    def _moment(self, role: str, code: ProblemKind) -> dt.datetime | None:
        scalar = self._scalar(role)
        if scalar is None or not scalar.text.strip():
            if scalar is not None:
                message = f'must be a date, found nothing; write {self._name(role)}: "YYYY-MM-DD"'
                self._problem(code, role, message)
            return None
        try:
            return moment(scalar.text, self.rules.zone)
        except ValueError as error:
            self._problem(code, role, f"{error}, found {quoted(scalar.text)}; correct it")
            return None

    def _path(self) -> str | None:
        scalar = self._scalar("slug")
        slug, name = scalar.text.strip() if scalar else "", self._name("slug")
        if isinstance(self._node("slug"), (ListNode, MapNode)):
            return None
        place = path_defaults.place(self.file, self.rules.folders)
        try:
            return permalinks.from_slug(slug, place, self.rules.slug_rule) if slug else permalinks.from_file(place)
        except permalinks.Unusable as error:
            where = quoted(slug) if slug else f"the file's name {quoted(self.file)}"
            repair = "write a path such as /posts/x" if slug else f"rename the file, or write {name}: /posts/x"
            self._problem(ProblemKind.SLUG, "slug", f"{error} in {where}; {repair}")
        except permalinks.Reserved as error:
            self._problem(
                ProblemKind.RESERVED,
                "slug",
                f"must not be an address that the site needs itself, found {quoted('/' + error.path)}"
                f"{'' if slug else ' from the file’s name'}; write another, for example {name}: /posts/x",
            )
        return None

    def _slug_as_typed(self) -> str:
        node = self._node("slug")
        slug = node.text.strip() if isinstance(node, Scalar) and not node.is_null else ""
        return permalinks.as_typed(slug, self.file, self.rules.slug_rule)

    def _items(self, role: str) -> Iterator[Scalar]:
        """The values of a list; a single value is a list of one, nothing is an empty list."""
        node = self._node(role)
        items = node.items if isinstance(node, ListNode) else (node,) if node else ()
        for item in items:
            if not isinstance(item, Scalar):
                self._problem(
                    ProblemKind.FIELD_TYPE,
                    role,
                    f"must be text or a list of texts, found {_kind(item)}; put a value that holds `: ` or "
                    "starts with `[` or `{` in quotes",
                    item.line if isinstance(node, ListNode) else None,
                )
            elif not item.is_null and item.text.strip():
                yield item

    def _terms(self, role: str) -> tuple[str, ...]:
        names: dict[str, None] = {}
        for item in self._items(role):
            name = nfc(" ".join(item.text.split()))
            if len(name) > _SURELY_FITS and len(term_key(name).encode()) > permalinks.MAX_PART:
                message = f"must be names that fit an address, found {quoted(name)} of {len(name)} characters"
                self._problem(ProblemKind.FIELD_TYPE, role, f"{message}; shorten it, or part it into a list", item.line)
            names[name] = None
        return tuple(names)

    def _authors(self) -> tuple[str, ...]:
        keys = self._terms("author")
        for key in keys:
            if key not in self.rules.authors:
                known = ", ".join(sorted(self.rules.authors)) or "none yet"
                self._problem(
                    ProblemKind.AUTHOR,
                    "author",
                    f"must be a key of publication_authors ({known}), found {quoted(key)}; "
                    "add the author to conf.py or correct the key",
                )
        return tuple(key for key in keys if key in self.rules.authors)

    def _aliases(self) -> Iterator[str]:
        for item in self._items("aliases"):
            try:
                yield permalinks.from_slug(item.text.strip(), self.file, "verbatim")
            except permalinks.Unusable as error:
                message = f"{error} in {quoted(item.text)}; write a path such as /posts/x, or delete it"
                self._problem(ProblemKind.ALIAS, "aliases", message, item.line)
            except permalinks.Reserved:
                message = f"must not be an address that the site needs itself, found {quoted(item.text)}; delete it"
                self._problem(ProblemKind.ALIAS, "aliases", message, item.line)

    def _matching(self, role: str, pattern: re.Pattern[str], code: ProblemKind, what: str) -> str:
        value = self._text(role)
        if value and not pattern.fullmatch(value):
            self._problem(code, role, f"must be {what}, found {quoted(value)}; correct or delete it")
            return ""
        return value

    def _canonical(self) -> str:
        return self._matching(
            "canonical",
            re.compile(r"https?://[^\s\"<>\\^`{|}]+"),
            ProblemKind.ADDRESS,
            "a full web address such as https://example.org/x",
        )

    def _pinned(self) -> bool:
        scalar = self._scalar("pinned")
        if scalar is None:
            return False
        if scalar.as_bool is None:
            self._problem(
                ProblemKind.FLAG,
                "pinned",
                f"must be true or false, found {quoted(scalar.text)}; write it without quotes, or delete it",
            )
        return bool(scalar.as_bool)

    def _unknown(self) -> dict[str, int]:
        known = set(self.rules.fields.values())
        return {name: node.line for name, node in self.source.fields.items() if name not in known}


def _kind(node: Node) -> str:
    """What a value is, in a writer's words."""
    if isinstance(node, MapNode):
        return f"`{printable(node.items[0][0].text)}: …`" if node.items else "`{}`"
    return "a list" if isinstance(node, ListNode) else "text"
