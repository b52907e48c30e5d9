"""Every address of a gatsby-starter-lumen blog, by its era, and the page of ours that answers it.

The addresses are made from raw front matter by the starter's rules, not by ours: a post with an
impossible date had one, and a page for each name of a tag was made even where two shared an address.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from publication.core.addresses import permalinks
from publication.core.addresses.term_slugs import kebab_case, nfc
from publication.core.checks import MEDIA, ROOT_FILES
from publication.core.posts.front_matter import Scalar
from publication.core.posts.pagination import page_count

from .slug_rule_detection import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from publication.core.library import Library

    from .blog_documents import Document

STOCK_PAGE_SIZE = 4
"""Posts on a page of a listing, where the blog's settings do not say."""
_ALWAYS = ("/categories", "/tags", "/rss.xml", "/sitemap.xml", "/404/", "/404.html")
_OURS = {"rss.xml": "rss.xml", "sitemap.xml": "sitemap.xml", "404": "404/", "404.html": "404.html"}
"""Paths that the site writes without a page in the library, and their links."""


@dataclass(frozen=True, slots=True)
class OldDocument:
    """A post or page that the old blog published."""

    file: str
    """Where it is now, relative to the publication's root."""
    address: str
    is_post: bool
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Old:
    """An old address as it was written, and the file it came from: empty for a page made from many."""

    address: str
    file: str = ""


def document(source: Document, rule: str) -> OldDocument | None:
    """What the old blog made of a document; None where it made no page of it."""
    template, draft = source.text("template"), source.fields.get("draft")
    if template not in {"post", "page"} or (isinstance(draft, Scalar) and draft.as_bool):
        return None
    return OldDocument(
        file=source.source.target,
        address=address(source.text("slug"), source.below_content, rule),
        is_post=template == "post",
        categories=tuple(dict.fromkeys(source.texts("category"))),
        tags=tuple(dict.fromkeys(source.texts("tags"))),
    )


def address(slug: str, place: str, rule: str) -> str:
    """The old address of a document at a place below ``content``, with its slug as typed or an empty one."""
    below = PurePosixPath(place)
    folder = "" if str(below.parent) == "." else f"{below.parent}/"
    if not slug:
        return "/" + (folder if below.stem == "index" else f"{folder}{below.stem}/")
    if slug.startswith("/"):
        return slug
    return f"/{folder}{slug}" if rule == FOLDER else f"/{slug}"


def everything(documents: Sequence[OldDocument], page_size: int, targets: Iterable[str]) -> list[Old]:
    """Every old address once: documents, listings with their pages, what every blog has, static files."""
    posts = [each for each in documents if each.is_post]
    size = page_size or STOCK_PAGE_SIZE
    found = [Old(each.address, each.file) for each in documents]
    found += [Old(each) for each in ("/", *_numbered("", len(posts), size))]
    for kind, names in (
        ("category", [name for post in posts for name in post.categories]),
        ("tag", [name for post in posts for name in post.tags]),
    ):
        found += [Old(each) for each in _terms(kind, names, size)]
    found += [Old(each) for each in _ALWAYS]
    found += [Old(served, target) for target in targets if (served := served_at(target))]
    once: dict[str, Old] = {}
    for old in found:
        once.setdefault(_same(old.address), old)
    return list(once.values())


def _numbered(base: str, posts: int, size: int) -> Iterator[str]:
    """The further pages of a listing: the second one was number 1."""
    for number in range(1, page_count(posts, size)):
        yield f"{base}/page/{number}"


def _terms(kind: str, names: Iterable[str], size: int) -> Iterator[str]:
    """The listings of each name, which was a group of its own even where two names made one address.

    A name without a word had the address of no name: ``/tag/``. It is left out, as an empty name is.
    """
    for name, posts in sorted(Counter(names).items()):
        if key := kebab_case(name):
            yield f"/{kind}/{key}"
            yield from _numbered(f"/{kind}/{key}", posts, size)


def served_at(target: str) -> str:
    """The address of a static file by its place in the publication; empty for any other file."""
    if target.startswith(MEDIA + "/"):
        return "/media" + target.removeprefix(MEDIA)
    return target.removeprefix(ROOT_FILES) if target.startswith(ROOT_FILES + "/") else ""


def served(targets: Iterable[str]) -> dict[str, str]:
    """The path of each static file, NFC, to its path as it is."""
    places = (served_at(target).strip("/") for target in targets)
    return {_same(place): place for place in places if place}


def answer(old: Old, library: Library, files: Mapping[str, str]) -> str | None:
    """The link to the page or file that answers an old address, or None. ``files`` are those ``served``.

    A post is not answered by a page of the site that happens to stand at its address.
    """
    if file := files.get(_same(old.address)):
        return "/" + permalinks.url_of_file(file)
    try:
        path = permalinks.clean(old.address)
    except permalinks.Unusable:
        return None
    path = library.redirects.get(path, path)
    if path in library.documents or (path in library.generated and not old.file):
        return "/" + permalinks.url(path)
    return "/" + _OURS[path] if path in _OURS and not old.file else None


def _same(old: str) -> str:
    """An address without what makes no difference: slashes at its ends, doubled ones, decomposed letters."""
    return re.sub("/+", "/", nfc(old)).strip("/")
