"""Lists every URL of a gatsby-starter-lumen blog, and finds the page or file on this site that replaces it.

The URLs are derived from the raw front matter by the starter's rules, not by this site's rules. For
example, the old blog published posts with an impossible date, and it generated a page for each spelling of a tag even
if two spellings had the same URL.

In this module, a URL is only the path, such as ``/posts/x``.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from publication.core.addresses import permalinks
from publication.core.addresses.media_files import MEDIA_FOLDER, ROOT_FILES_FOLDER
from publication.core.addresses.term_slugs import kebab_case, nfc
from publication.core.posts.front_matter import Scalar
from publication.core.posts.pagination import page_count

from .slug_rule_detection import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from publication.core.library import Library

    from .blog_documents import BlogDocument

DEFAULT_PAGE_SIZE = 4
"""The starter's number of posts on each listing page, used if the settings do not specify one."""
_FIXED_PATHS = ("/categories", "/tags", "/rss.xml", "/sitemap.xml", "/404/", "/404.html")
_SITE_FILE_LINKS = {"rss.xml": "rss.xml", "sitemap.xml": "sitemap.xml", "404": "404/", "404.html": "404.html"}
"""The paths of files that the build writes but the library does not list, mapped to the links to them."""


@dataclass(frozen=True, slots=True)
class OldDocument:
    """A post or page that the old blog published."""

    file: str
    """The path that the document is copied to, relative to the publication's root."""
    url_path: str
    is_post: bool
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OldUrl:
    """A URL of the old blog, exactly as written, and the file behind it. ``file`` is empty for a listing."""

    url_path: str
    file: str = ""


def old_document(document: BlogDocument, slug_rule: str) -> OldDocument | None:
    """Return the post or page that the old blog generated from a document, or None if it generated neither."""
    template, draft = document.field_text("template"), document.fields.get("draft")
    if template not in {"post", "page"} or (isinstance(draft, Scalar) and draft.as_bool):
        return None
    return OldDocument(
        file=document.blog_file.target_path,
        url_path=old_url_path(document.field_text("slug"), document.content_path, slug_rule),
        is_post=template == "post",
        categories=tuple(dict.fromkeys(document.field_texts("category"))),
        tags=tuple(dict.fromkeys(document.field_texts("tags"))),
    )


def old_url_path(slug: str, content_path: str, slug_rule: str) -> str:
    """Return a document's old URL.

    ``slug`` is as typed, or empty. ``content_path`` is the path of the file below ``content``.
    """
    below = PurePosixPath(content_path)
    folder = "" if str(below.parent) == "." else f"{below.parent}/"
    if not slug:
        return "/" + (folder if below.stem == "index" else f"{folder}{below.stem}/")
    if slug.startswith("/"):
        return slug
    return f"/{folder}{slug}" if slug_rule == FOLDER else f"/{slug}"


def all_old_urls(documents: Sequence[OldDocument], page_size: int, target_paths: Iterable[str]) -> list[OldUrl]:
    """Return the old URLs of documents, all listing pages, the starter's fixed pages and static files, each once.

    ``page_size`` is the number of posts on each listing page, or 0 if the settings do not specify one.
    ``target_paths`` are the paths that files are copied to.
    """
    posts = [document for document in documents if document.is_post]
    size = page_size or DEFAULT_PAGE_SIZE
    found = [OldUrl(document.url_path, document.file) for document in documents]
    found += [OldUrl(path) for path in ("/", *_numbered_pages("", len(posts), size))]
    for kind, names in (
        ("category", [name for post in posts for name in post.categories]),
        ("tag", [name for post in posts for name in post.tags]),
    ):
        found += [OldUrl(path) for path in _term_listings(kind, names, size)]
    found += [OldUrl(path) for path in _FIXED_PATHS]
    found += [OldUrl(served, target) for target in target_paths if (served := static_url_path(target))]
    unique: dict[str, OldUrl] = {}
    for old_url in found:
        unique.setdefault(_normalized(old_url.url_path), old_url)
    return list(unique.values())


def _numbered_pages(listing: str, post_count: int, page_size: int) -> Iterator[str]:
    """Yield the URLs of a listing's pages after the first. The starter numbered the second page 1."""
    for number in range(1, page_count(post_count, page_size)):
        yield f"{listing}/page/{number}"


def _term_listings(kind: str, names: Iterable[str], page_size: int) -> Iterator[str]:
    """Yield the URLs of the terms' listings.

    Each name was a separate term, even if two names had the same URL. Empty names, and names without letters or
    digits, had a URL such as ``/tag/`` and are omitted.
    """
    for name, post_count in sorted(Counter(names).items()):
        if key := kebab_case(name):
            yield f"/{kind}/{key}"
            yield from _numbered_pages(f"/{kind}/{key}", post_count, page_size)


def static_url_path(target_path: str) -> str:
    """A static file's URL, derived from its path in the publication; empty for any other file."""
    if target_path.startswith(MEDIA_FOLDER + "/"):
        return "/media" + target_path.removeprefix(MEDIA_FOLDER)
    return target_path.removeprefix(ROOT_FILES_FOLDER) if target_path.startswith(ROOT_FILES_FOLDER + "/") else ""


def static_site_paths(target_paths: Iterable[str]) -> dict[str, str]:
    """Each static file's site path, keyed by the same path in Unicode's composed form (NFC)."""
    paths = (static_url_path(target).strip("/") for target in target_paths)
    return {_normalized(path): path for path in paths if path}


def new_link(old_url: OldUrl, library: Library, static_files: Mapping[str, str]) -> str | None:
    """Return the link to the page or file that replaces an old URL, or None.

    ``static_files`` is the result of ``static_site_paths``. A generated page that happens to have the same path as an
    old post does not replace the post.
    """
    if file := static_files.get(_normalized(old_url.url_path)):
        return "/" + permalinks.url_of_file(file)
    try:
        path = permalinks.parse_path(old_url.url_path)
    except permalinks.UnusableSlugError:
        return None
    path = library.redirects.get(path, path)
    if path in library.documents or (path in library.generated and not old_url.file):
        return "/" + permalinks.url_of_page(path)
    return "/" + _SITE_FILE_LINKS[path] if path in _SITE_FILE_LINKS and not old_url.file else None


def _normalized(url_path: str) -> str:
    """Remove differences that hosts ignore from a path: outer slashes, double slashes and decomposed letters."""
    return re.sub("/+", "/", nfc(url_path)).strip("/")
