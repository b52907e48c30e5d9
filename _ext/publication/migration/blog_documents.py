"""Reads the Markdown documents in a checkout (the old blog's folder), reading each file only once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from publication.core.posts.front_matter import FrontMatter, ListNode, Scalar, declares_draft, read_front_matter
from publication.core.posts.post_parser import parse_post

from .findings import Finding, FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from publication.core.posts.front_matter import Node
    from publication.core.posts.front_matter_schema import FrontMatterOptions
    from publication.core.posts.post import Post
    from publication.core.problems import Problem

    from .blog_files import BlogFile
    from .generators import BlogGenerator


@dataclass(frozen=True, slots=True)
class BlogDocument:
    """A Markdown file in the checkout.

    ``front_matter`` is a ``Problem`` if the front matter could not be read.
    """

    blog_file: BlogFile
    data: bytes
    front_matter: FrontMatter | Problem

    @property
    def fields(self) -> dict[str, Node]:
        """The front-matter fields by name; empty if the front matter could not be read."""
        return self.front_matter.fields if isinstance(self.front_matter, FrontMatter) else {}

    @property
    def content_path(self) -> str:
        """The path below ``content``, from which gatsby-starter-lumen derives the URL."""
        return self.blog_file.source_path.removeprefix("content/")

    def field_text(self, name: str) -> str:
        """A field's single value; empty if the field is missing or does not contain a single value."""
        node = self.fields.get(name)
        return node.text.strip() if isinstance(node, Scalar) and not node.is_null else ""

    def field_texts(self, name: str) -> list[str]:
        """A field's values, whether the field contains a single value or a list."""
        node = self.fields.get(name)
        items = node.items if isinstance(node, ListNode) else (node,)
        values = (item.text for item in items if isinstance(item, Scalar) and not item.is_null)
        return [text for value in values if (text := " ".join(value.split()))]

    def field_line(self, name: str) -> int:
        """The line number of a field, or 1 if the field is missing."""
        return self.front_matter.line(name) if isinstance(self.front_matter, FrontMatter) else 1

    def to_post(self, options: FrontMatterOptions) -> tuple[Post | None, list[Problem]]:
        """Return the post that this document becomes here, and the problems in it.

        ``gather.read_post`` returns the same result for the copied file.
        """
        if isinstance(self.front_matter, FrontMatter):
            return parse_post(self.front_matter, self.blog_file.target_path, options)
        is_draft = declares_draft(self.data, options.fields["draft"])
        return None, [self.front_matter.as_note() if is_draft else self.front_matter]


def read(
    blog_files: Iterable[BlogFile], generator: BlogGenerator
) -> tuple[dict[str, BlogDocument], dict[str, Finding]]:
    """Read the documents among the files of a blog.

    Returns the documents to copy, and a finding for each document to omit, both by target path. A document is omitted
    if it is unreadable or if the old blog did not publish it.
    """
    documents: dict[str, BlogDocument] = {}
    skipped: dict[str, Finding] = {}
    for blog_file in blog_files:
        if not blog_file.is_document:
            continue
        try:
            data = blog_file.path.read_bytes()
        except OSError as error:
            message = f"this cannot be read ({(error.strerror or 'an error').lower()}): check its permissions"
            skipped[blog_file.target_path] = Finding(FindingKind.UNREADABLE, message, blog_file.source_path)
            continue
        document = BlogDocument(blog_file, data, read_front_matter(data, blog_file.target_path))
        if finding := _held_back_finding(document, generator):
            skipped[blog_file.target_path] = finding
        else:
            documents[blog_file.target_path] = document
    return documents, skipped


def _held_back_finding(document: BlogDocument, generator: BlogGenerator) -> Finding | None:
    """Return a finding if a field that has no meaning here kept the document unpublished on the old blog, else None.

    If such a document were copied, it would be published.
    """
    for name in document.fields:
        value = document.field_text(name)
        if value.casefold() in generator.held_back.get(name.casefold(), ()):
            message = (
                f"`{name}: {value}` kept this document off the old blog, so it is not copied: "
                "to have it as a draft, copy it yourself and add `draft: true`"
            )
            return Finding(
                FindingKind.UNPUBLISHED, message, document.blog_file.source_path, document.field_line(name)
            )
    return None
