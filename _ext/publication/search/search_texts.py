"""Stores the text of each page, and builds the search index from these texts.

When a page is written, ``keep_text`` stores a plain HTML copy of its text. The copy omits anything that the page
adds, such as menus, buttons and footnote numbers, and contains extra index words for Korean (``korean_tokens``). A
build that writes only one page therefore still has the texts of all pages, and the index is rebuilt only when a text
has changed. At the end of the build, ``build_index`` passes the texts to Pagefind (``pagefind_index``), newest first,
and writes the index files that the site's scripts load.

A page loads no part of the index until its reader searches. It then loads the following (sizes are for 1,001 posts,
compressed with gzip):

- 106 kB before the first query: Pagefind's program 72 kB, its script 13 kB, the list of posts 9 kB, the filter values
  6 kB, the site's own scripts 6 kB;
- at most 50 kB per query, for the part of the index that contains the query's words;
- 2 kB per result.

The other files that Pagefind writes (200 kB) are not published. Indexing 1,001 posts in two languages takes 2.4 s of
CPU time.

All languages share one index, built for the site's main language, so an English reader can find a Korean post by a
Korean word. Results are filtered by section and year with ``pagefind/facts.json``, which we write ourselves because
the bytes of Pagefind's filters differ between runs.
Source: https://pagefind.app/docs/
"""

from __future__ import annotations

import json
from functools import lru_cache
from html import escape
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util import logging

from publication.build import incremental, site, staging
from publication.build.rendered_text_store import RenderedTextStore
from publication.core.addresses import permalinks

from . import korean_tokens
from .pagefind_index import IndexingError, run_pagefind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from publication.core.posts.post import Post


logger = logging.getLogger(__name__)

INDEX_FOLDER = "pagefind"
"""The site path of the search index folder."""

_MAX_HEADING_LEVEL = 6
# These nodes are not searched: footnote numbers, TeX formulas, and hidden or repeated content.
_SKIPPED_NODES = (
    nodes.footnote_reference,
    nodes.image,
    nodes.Invisible,
    nodes.label,
    nodes.math,
    nodes.math_block,
    nodes.system_message,
)
# Elements with these classes are not searched: lists of links, the byline, and pull quotes (which repeat the text).
_SKIPPED_CLASSES = {"contents", "post-byline", "pull-quote", "toctree-wrapper"}


def makes_index(app: Sphinx) -> bool:
    """Whether this build creates a search index."""
    return app.builder.name == "dirhtml" and bool(app.config.publication_search)


def keep_text(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Handle ``html-page-context``: store the text of a post or page for the index."""
    post = site.get_site(app).post(pagename)
    if post and doctree is not None and makes_index(app):
        html = "\n".join([*_metadata_html(app, post), *_body_html(doctree), ""])
        RenderedTextStore.add(_store_file(app), post.path, html)


def documents_without_text(app: Sphinx) -> list[str]:
    """Handle ``env-get-updated``: return the documents to write again because their text is not in the store."""
    if not makes_index(app):
        return []
    store = RenderedTextStore(_store_file(app))
    return [path for path in site.get_site(app).library.documents if not store.digest(path)]


def build_index(app: Sphinx, exception: Exception | None) -> None:
    """Handle ``build-finished``: build the index unless it is up to date. Warn if Pagefind is missing or fails."""
    if exception or app.builder.name != "dirhtml":
        return
    try:
        _build_index(app)
    except IndexingError as reason:
        logger.warning(
            "the search index cannot be made (%s), so the site has no search: run `pip install 'pagefind[bin]'`, "
            "or write `publication_search = False` in conf.py",
            reason,
            type="publication",
            subtype="search",
        )


def _build_index(app: Sphinx) -> None:
    output = Path(app.outdir, INDEX_FOLDER)
    store = RenderedTextStore(_store_file(app))
    posts = {"/" + permalinks.url_of_page(post.path): post for post in _indexed_posts(app, store)}
    facts = {url: _facts(app, post) for url, post in posts.items()}
    digests = {url: store.digest(post.path) for url, post in posts.items()}
    content = incremental.digest([incremental.code_digest(), app.config.language, digests, facts])
    if staging.is_unchanged(app, "search index", content) and staging.keep_folder(app, INDEX_FOLDER):
        return
    if not posts:
        return
    pages = ((url, store.text(post.path)) for url, post in posts.items())
    files, ids = run_pagefind(pages, (app.config.language or "en").partition("_")[0])
    facts_by_id = {ids[url]: facts[url] for url in sorted(ids)}
    files["facts.json"] = json.dumps(facts_by_id, ensure_ascii=False, separators=(",", ":")).encode()
    for name, data in files.items():
        file = output / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _indexed_posts(app: Sphinx, store: RenderedTextStore) -> list[Post]:
    """The documents to index: posts, newest first, then pages. Pagefind keeps this order among equal results.

    Also removes the texts of all other documents from the store.
    """
    if not makes_index(app):
        return []
    library = site.get_site(app).library
    posts = [*library.posts, *(post for post in library.documents.values() if not post.is_post)]
    store.keep_only([post.path for post in posts])
    return [post for post in posts if store.digest(post.path)]


def _facts(app: Sphinx, post: Post) -> dict[str, Any]:
    """The values by which results are filtered, and the status shown with a result. These values are not searched."""
    library = site.get_site(app).library
    reason = library.held_back.get(post.file)
    facts = {
        "category": [term.name for term in library.terms_of(post, "category")],
        "year": str(post.when.year) if post.is_post else "",
        "lang": post.lang,
        "status": reason.value if reason else "",
    }
    return {name: value for name, value in facts.items() if value}


def _store_file(app: Sphinx) -> Path:
    return Path(app.doctreedir) / "search-texts"


def _metadata_html(app: Sphinx, post: Post) -> Iterator[str]:
    """Yield the start of the HTML copy: the title, other values shown in results, and index words for the title."""
    current = site.get_site(app)
    library = current.library
    yield f'<!DOCTYPE html>\n<html lang="{escape(app.config.language or "en")}"><meta charset="utf-8">'
    yield "<body data-pagefind-body>"
    yield _metadata_element("title", post.title)
    title_endings = chain.from_iterable(map(korean_tokens.endings, korean_tokens.split_words(post.title)))
    yield _metadata_element("within", " ".join(title_endings))
    terms = [term.name for taxonomy in ("category", "tag", "author") for term in library.terms_of(post, taxonomy)]
    yield _metadata_element("terms", ", ".join(terms))
    if post.is_post:
        yield _metadata_element("date", current.format_date(post.when, app.config.language))


def _metadata_element(name: str, value: str) -> str:
    text = escape(korean_tokens.swap_hangul(value))
    return f'<i data-pagefind-meta="{name}[data-value]" data-value="{text}"></i>' if value else ""


def _body_html(document: nodes.document) -> Iterator[str]:
    """Yield a document's text without its title, one element per block. Headings get ids for links to sections."""
    for block in _text_blocks(document):
        section = block.parent
        if not (isinstance(block, nodes.title) and isinstance(section, nodes.section)):
            weight = ' data-pagefind-weight="2"' if "post-description" in block["classes"] else ""
            yield f"<p{weight}>{_add_endings(_block_text(block), lower_weight=True)}</p>"
        elif (level := _heading_level(section)) > 1:
            # The last id is derived from the heading's words. Any id before that one may be only a number.
            name, heading_id = f"h{min(level, _MAX_HEADING_LEVEL)}", escape(section["ids"][-1])
            yield f'<{name} id="{heading_id}">{_add_endings(_block_text(block), lower_weight=False)}</{name}>'


def _text_blocks(node: nodes.Element) -> Iterator[nodes.TextElement]:
    """Yield the outermost elements that contain text, such as paragraphs, headings, captions and code blocks."""
    for child in node.children:
        is_skipped = isinstance(child, (*_SKIPPED_NODES, nodes.raw))
        if not isinstance(child, nodes.Element) or is_skipped or _SKIPPED_CLASSES.intersection(child["classes"]):
            continue
        if isinstance(child, nodes.TextElement):
            yield child
        else:
            yield from _text_blocks(child)


def _heading_level(section: nodes.Node) -> int:
    level = 0
    ancestor: nodes.Node | None = section
    while isinstance(ancestor, nodes.section):
        level, ancestor = level + 1, ancestor.parent
    return level


def _block_text(node: nodes.Node) -> str:
    """The text in a block. Raw HTML in a block is usually a line break, so it is replaced by a space."""
    if isinstance(node, nodes.Text):
        return str(node)
    return "".join(
        " " if isinstance(child, nodes.raw) else _block_text(child)
        for child in node.children
        if not isinstance(child, _SKIPPED_NODES)
    )


def _add_endings(text: str, *, lower_weight: bool) -> str:
    """Convert a text to HTML in which each word is preceded by its endings (see ``korean_tokens``).

    Each ending is marked, so that ``search_matching.js`` can omit it from excerpts. With ``lower_weight``, an ending
    counts half, so that texts that contain the query as a separate word rank above texts with the query in a
    compound.
    """
    return " ".join(_word_with_endings(word, lower_weight) for word in korean_tokens.split_words(text))


@lru_cache(maxsize=1 << 15)
def _word_with_endings(word: str, lower_weight: bool) -> str:  # noqa: FBT001 -- called for each word of a site
    endings = " ".join(korean_tokens.ENDING_MARK + ending for ending in korean_tokens.endings(word))
    if endings and lower_weight:
        endings = f'<span data-pagefind-weight="0.5">{endings}</span>'
    return korean_tokens.swap_hangul(f"{endings} {escape(word, quote=False)}".lstrip())
