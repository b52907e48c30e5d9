"""Search: Pagefind's index of the posts and pages, and the page that searches.

What is indexed is a plain copy of each text, kept when its page is written: a page also has menus, buttons and
numbers of notes, and the copy has what finds a Korean word within a compound (``core.compounds``). So a build that
writes one page has the texts of all, and the index is made anew only when one of them changed.

Nothing of it is loaded before a reader searches. One index serves all languages: it is made for the
site's main language, so that an English reader finds a Korean post by a Korean word.
Source: https://pagefind.app/docs/
"""

from __future__ import annotations

import hashlib
import json
import shutil
from functools import lru_cache
from html import escape
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util import logging

from publication.build import site
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
"""Where the index stands, below the site's root."""

_DEEPEST = 6
# What is no text of a post: numbers of notes, formulas in TeX, what stands twice, lists of links.
_LEFT_OUT = (
    nodes.footnote_reference,
    nodes.image,
    nodes.Invisible,
    nodes.label,
    nodes.math,
    nodes.math_block,
    nodes.system_message,
)
_LEFT_OUT_CLASSES = {"contents", "post-byline", "pull-quote", "toctree-wrapper"}


def makes_index(app: Sphinx) -> bool:
    """Whether this build makes an index."""
    return app.builder.name == "dirhtml" and bool(app.config.publication_search)


def keep_text(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """``html-page-context``: keep the text of a post or page for the index."""
    post = site.get_site(app).post(pagename)
    if post and doctree is not None and makes_index(app):
        RenderedTextStore.add(_texts_file(app), post.path, "\n".join([*_about(app, post), *_text(doctree), ""]))


def documents_without_text(app: Sphinx) -> list[str]:
    """``env-get-updated``: the documents whose page must be written again, since their text is not kept."""
    if not makes_index(app):
        return []
    texts = RenderedTextStore(_texts_file(app))
    return [path for path in site.get_site(app).library.documents if not texts.digest(path)]


def build_index(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``: index the texts, unless the index holds them already. Reports why it cannot."""
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
    output, record = Path(app.outdir, INDEX_FOLDER), Path(app.doctreedir) / "search.txt"
    texts = RenderedTextStore(_texts_file(app))
    kept = {"/" + permalinks.url(post.path): post for post in _kept(app, texts)}
    facts = {address: _facts(app, post) for address, post in kept.items()}
    # With the folder, since one set of doctrees may serve two outputs.
    digests = {address: texts.digest(post.path) for address, post in kept.items()}
    shown = [app.config.language, str(app.outdir), digests, facts]
    stamp = hashlib.sha256(repr(shown).encode()).hexdigest()
    if output.is_dir() and record.is_file() and record.read_text(encoding="utf-8") == stamp:
        return
    # An old index would find posts that are gone; without one, search_ui.js says so.
    shutil.rmtree(output, ignore_errors=True)
    record.unlink(missing_ok=True)
    if not kept:
        return
    pages = ((address, texts.text(post.path)) for address, post in kept.items())
    files, ids = run_pagefind(pages, (app.config.language or "en").partition("_")[0])
    known = {ids[address]: facts[address] for address in sorted(ids)}
    files["facts.json"] = json.dumps(known, ensure_ascii=False, separators=(",", ":")).encode()
    for name, data in files.items():
        file = output / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    record.write_text(stamp, encoding="utf-8")


def _kept(app: Sphinx, texts: RenderedTextStore) -> list[Post]:
    """The documents whose texts are kept, the newest post first, as equal results stand; others are dropped."""
    if not makes_index(app):
        return []
    library = site.get_site(app).library
    posts = [*library.posts, *(post for post in library.documents.values() if not post.is_post)]
    texts.keep_only([post.path for post in posts])
    return [post for post in posts if texts.digest(post.path)]


def _facts(app: Sphinx, post: Post) -> dict[str, Any]:
    """What results are filtered by and marked with, which is no text to be found."""
    library = site.get_site(app).library
    reason = library.held_back.get(post.file)
    facts = {
        "category": [term.name for term in library.terms_of(post, "category")],
        "year": str(post.when.year) if post.is_post else "",
        "lang": post.lang,
        "status": reason.value if reason else "",
    }
    return {name: value for name, value in facts.items() if value}


def _texts_file(app: Sphinx) -> Path:
    return Path(app.doctreedir) / "search-texts"


# The copy: a page of HTML with nothing but text


def _about(app: Sphinx, post: Post) -> Iterator[str]:
    """What a result shows beside the text, and what else finds the post."""
    current = site.get_site(app)
    library = current.library
    yield f'<!DOCTYPE html>\n<html lang="{escape(app.config.language or "en")}"><meta charset="utf-8">'
    yield "<body data-pagefind-body>"
    yield _said("title", post.title)
    within = chain.from_iterable(map(korean_tokens.endings, korean_tokens.split_words(post.title)))
    yield _said("within", " ".join(within))
    terms = [term.name for taxonomy in ("category", "tag", "author") for term in library.terms_of(post, taxonomy)]
    yield _said("terms", ", ".join(terms))
    if post.is_post:
        yield _said("date", current.format_date(post.when, app.config.language))


def _said(name: str, value: str) -> str:
    shown = escape(korean_tokens.swap_hangul(value))
    return f'<i data-pagefind-meta="{name}[data-value]" data-value="{shown}"></i>' if value else ""


def _text(document: nodes.document) -> Iterator[str]:
    """The text of a document, a block at a time; headings have what links lead to. ``_about`` tells the title."""
    for block in _blocks(document):
        section = block.parent
        if not (isinstance(block, nodes.title) and isinstance(section, nodes.section)):
            weight = ' data-pagefind-weight="2"' if "post-description" in block["classes"] else ""
            yield f"<p{weight}>{_with_endings(_inline(block), weigh=True)}</p>"
        elif (level := _level(section)) > 1:
            # The last id is made of the heading's words; one before it may be a number.
            name = f"h{min(level, _DEEPEST)}"
            yield f'<{name} id="{escape(section["ids"][-1])}">{_with_endings(_inline(block), weigh=False)}</{name}>'


def _blocks(node: nodes.Element) -> Iterator[nodes.TextElement]:
    """The outermost elements that hold text: paragraphs, headings, terms, captions, blocks of code …."""
    for child in node.children:
        left_out = isinstance(child, (*_LEFT_OUT, nodes.raw))
        if not isinstance(child, nodes.Element) or left_out or _LEFT_OUT_CLASSES.intersection(child["classes"]):
            continue
        if isinstance(child, nodes.TextElement):
            yield child
        else:
            yield from _blocks(child)


def _level(section: nodes.Node) -> int:
    level = 0
    at: nodes.Node | None = section
    while isinstance(at, nodes.section):
        level, at = level + 1, at.parent
    return level


def _inline(node: nodes.Node) -> str:
    """The text of a block. Raw HTML within it is a line break or the like, which parts words."""
    if isinstance(node, nodes.Text):
        return str(node)
    return "".join(
        " " if isinstance(child, nodes.raw) else _inline(child)
        for child in node.children
        if not isinstance(child, _LEFT_OUT)
    )


def _with_endings(text: str, *, weigh: bool) -> str:
    """A text whose words have their endings before them, each after a joiner, so that search_matching.js tells them apart.

    In running text they count half: a word that is the query comes before one that has it within.
    """
    return " ".join(_with_its_endings(word, weigh) for word in korean_tokens.split_words(text))


@lru_cache(maxsize=1 << 15)
def _with_its_endings(word: str, weigh: bool) -> str:  # noqa: FBT001 -- it is asked for each word of a site
    marked = " ".join(korean_tokens.ENDING_MARK + ending for ending in korean_tokens.endings(word))
    if marked and weigh:
        marked = f'<span data-pagefind-weight="0.5">{marked}</span>'
    return korean_tokens.swap_hangul(f"{marked} {escape(word, quote=False)}".lstrip())
