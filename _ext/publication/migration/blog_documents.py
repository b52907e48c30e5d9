"""The documents of a checkout, each read once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from publication.core.posts.front_matter import FrontMatter, ListNode, Scalar, says_draft
from publication.core.posts.front_matter import read as read_front_matter
from publication.core.posts.post import parse

from .findings import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from publication.core.posts.front_matter import Node
    from publication.core.posts.front_matter_schema import Rules
    from publication.core.posts.post import Post
    from publication.core.problems import Problem

    from .blog_files import Source
    from .generators import Format


@dataclass(frozen=True, slots=True)
class Document:
    """A file of Markdown: its bytes, and its front matter or the problem that hides it."""

    source: Source
    data: bytes
    front_matter: FrontMatter | Problem

    @property
    def fields(self) -> dict[str, Node]:
        """Its fields by name; none when they cannot be read."""
        return self.front_matter.fields if isinstance(self.front_matter, FrontMatter) else {}

    @property
    def below_content(self) -> str:
        """Where it was below ``content``, by which the starter made addresses."""
        return self.source.place.removeprefix("content/")

    def text(self, name: str) -> str:
        """The single value of a field; empty when there is none."""
        node = self.fields.get(name)
        return node.text.strip() if isinstance(node, Scalar) and not node.is_null else ""

    def texts(self, name: str) -> list[str]:
        """The values of a field that holds one or a list."""
        node = self.fields.get(name)
        items = node.items if isinstance(node, ListNode) else (node,)
        found = (item.text for item in items if isinstance(item, Scalar) and not item.is_null)
        return [text for value in found if (text := " ".join(value.split()))]

    def line(self, name: str) -> int:
        """The line of a field, 1 when it is absent."""
        return self.front_matter.line(name) if isinstance(self.front_matter, FrontMatter) else 1

    def post(self, rules: Rules) -> tuple[Post | None, list[Problem]]:
        """The post that it is here, and its problems, as ``library.read_post`` finds them in a file."""
        if isinstance(self.front_matter, FrontMatter):
            return parse(self.front_matter, self.source.target, rules)
        is_draft = says_draft(self.data, rules.fields["draft"])
        return None, [self.front_matter.as_note() if is_draft else self.front_matter]


def read(sources: Iterable[Source], row: Format) -> tuple[dict[str, Document], dict[str, Finding]]:
    """The documents by target, and those that stay behind: unreadable, or held back by the old blog."""
    found: dict[str, Document] = {}
    behind: dict[str, Finding] = {}
    for source in sources:
        if not source.is_document:
            continue
        try:
            data = source.path.read_bytes()
        except OSError as error:
            message = f"must be readable, found “{(error.strerror or 'an error').lower()}”; check its permissions"
            behind[source.target] = Finding(Kind.UNREADABLE, message, source.place)
            continue
        document = Document(source, data, read_front_matter(data, source.target))
        if finding := _held_back(document, row):
            behind[source.target] = finding
        else:
            found[source.target] = document
    return found, behind


def _held_back(document: Document, row: Format) -> Finding | None:
    """A document must not be published here that its blog held back by a field that has no role here."""
    for name in document.fields:
        value = document.text(name)
        if value.casefold() in row.held_back.get(name.casefold(), ()):
            message = (
                f"must be published to be taken over, found `{name}: {value}`; "
                "to keep it as a draft, copy it yourself and write draft: true"
            )
            return Finding(Kind.UNPUBLISHED, message, document.source.place, document.line(name))
    return None
