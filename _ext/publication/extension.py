"""Every part in its place: the one list of what is connected to what in Sphinx."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from .build import cache, incremental, report, settings, site, sphinx_speedups
from .editions import edition_downloads, latex_images
from .editions.epub import chapter_translator, epub_builder
from .editions.pdf import pdf_builder
from .editions.pdf.typst import typst_builder
from .pages import ablog_bridge, html_builder, listings, metatags, not_found, page_context
from .pages.translator import page_translator
from .pictures import responsive_images, social_cards
from .reading import (
    all_posts_directive,
    byline,
    correction_notices,
    footnotes,
    formula_check,
    images,
    links,
    outbound_links,
    parser,
    project,
    references,
)
from .search import pagefind_index, search_texts
from .site_files import (
    feed_text,
    feeds,
    host_files,
    offline,
    redirect_pages,
    scripts,
    sitemap,
    static_files,
    stylesheet,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


logger = logging.getLogger(__name__)

VERSION = "1"


def collect_listings(app: Sphinx) -> Iterator[listings.Page]:
    """``html-collect-pages``: the archives that ABlog generates, as our pages. The EPUB has none."""
    if app.builder.name != "dirhtml":
        return
    current = site.of(app)
    fresh, around = incremental.Written(app), edition_downloads.shown(app) + social_cards.fingerprint(app, "")
    for docname, context, template in listings.pages(app, ablog_bridge.archive_pages(app), _rows(app)):
        current.written.add(docname)
        if fresh.needs(docname, listings.shown(context) + around):
            yield docname, context, template
    for docname, context, template in chain(feeds.page(app), search_texts.page(app)):
        current.written.add(docname)
        if fresh.needs(docname, listings.shown(context) + around):
            yield docname, context, template
    fresh.save()
    for page in not_found.pages(app):
        current.written.add(page[0])
        yield page


def add_front_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """``html-page-context``: the latest posts, for the front page."""
    if pagename == app.config.root_doc and app.builder.name == "dirhtml":
        context.update(page_context.front_context(site.of(app).library, _rows(app)))


def describe(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """``html-page-context``: what the head of a page says of it."""
    if app.builder.name == "dirhtml":
        card = social_cards.of(app, pagename)
        drawn = (card.place, card.alt) if card else None
        context["head_tags"] = metatags.head(app, pagename, context, ablog_bridge.excerpt(app.env, pagename), drawn)


def write_for_machines(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``: the feeds, the sitemap and robots.txt."""
    if exception is None and app.builder.name == "dirhtml":
        feeds.write(app, lambda path: ablog_bridge.excerpt(app.env, path), feed_text.plain)
        sitemap.write(app)


def written_again(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """``env-get-updated``: pages that show something of another file that changed."""
    prints = {
        docname: incremental.fingerprint(
            env,
            docname,
            (
                links.fingerprint(env, docname),
                edition_downloads.shown(app, docname),
                responsive_images.fingerprint(app, docname),
                social_cards.fingerprint(app, docname),
            ),
        )
        for docname in env.found_docs
    }
    front = page_context.front_context(site.of(app).library, _rows(app))
    prints[app.config.root_doc] += listings.shown(front)
    return [*incremental.changed(env, prints), *feeds.unkept(app), *search_texts.unkept(app)]


def tell_problems(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``: every problem of the site, in order."""
    if exception is None:
        found = references.problems(app.env, ablog_bridge.references(app))
        report.tell(app, chain(report.recorded(app), links.problems(app.env), found))


def remove_stale(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``: no page of a post that is gone stays behind."""
    if exception is None and app.builder.name == "dirhtml":
        files = [place for _, place in (*static_files.served_files(app.srcdir), *responsive_images.files(app))]
        files += [*redirect_pages.names(app), *feeds.names(app), *sitemap.names(app), stylesheet.place(app)]
        files += [
            *scripts.names(app),
            *offline.names(app),
            *edition_downloads.names(app),
            *host_files.names(app),
            *social_cards.names(app),
        ]
        incremental.remove_stale(app, site.of(app).written, files)


def index_texts(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``: the index that readers search. A site without one is whole; it says that it has none."""
    try:
        search_texts.index(app, exception, pagefind_index.index)
    except pagefind_index.CannotIndexError as reason:
        logger.warning(
            "the search index must be made, found no way to (%s); repair: install the program with "
            "`pip install 'pagefind[bin]'`, or set publication_search = False",
            reason,
            type="publication",
            subtype="search",
        )


def _rows(app: Sphinx) -> listings.Rows:
    current = site.of(app)
    if current.rows is None:
        current.rows = listings.Rows(app, ablog_bridge.excerpt, responsive_images.lead)
    rows: listings.Rows = current.rows
    return rows


def _connect_reading(app: Sphinx) -> None:
    """What happens up to the doctrees. Where an event's order matters, the priority says so."""
    app.connect("config-inited", ablog_bridge.configure, priority=900)
    app.connect("config-inited", stylesheet.name)
    app.connect("config-inited", scripts.name)
    app.connect("builder-inited", project.install, priority=1)
    app.connect("builder-inited", page_translator.install, priority=900)
    app.connect("builder-inited", chapter_translator.install, priority=900)
    app.connect("builder-inited", sphinx_speedups.begin, priority=999)
    app.connect("builder-inited", sphinx_speedups.leave_theme, priority=999)
    app.connect("env-get-outdated", all_posts_directive.outdated)
    kept_by_parts = (
        ablog_bridge.KEPT,
        all_posts_directive.KEPT,
        links.KEPT,
        responsive_images.KEPT,
        references.KEPT,
        report.KEPT,
    )
    for kept in (*kept_by_parts, site.SOURCES):
        kept.connect(app)
    app.connect("doctree-read", images.find_images, priority=400)
    app.connect("doctree-read", byline.add, priority=450)
    app.connect("doctree-read", correction_notices.compare)
    app.connect("doctree-read", formula_check.check)
    app.connect("doctree-read", links.gather)
    app.connect("doctree-read", references.gather)
    app.connect("doctree-read", outbound_links.gather)
    app.connect("doctree-read", ablog_bridge.record)


def _connect_writing(app: Sphinx) -> None:
    """What happens from there to the end."""
    app.connect("env-updated", responsive_images.make)
    app.connect("env-updated", social_cards.make)
    app.connect("env-get-updated", written_again)
    app.connect("write-started", ablog_bridge.register)
    app.connect("doctree-resolved", page_context.leave_front_title)
    app.connect("doctree-resolved", page_context.mark_head)
    for add_context in (page_context.add_context, outbound_links.add_context, images.add_context):
        app.connect("html-page-context", add_context, priority=1)
    app.connect("html-page-context", not_found.root_links, priority=2)
    app.connect("html-page-context", feeds.keep, priority=2)
    app.connect("html-page-context", search_texts.keep, priority=2)
    app.connect("html-page-context", edition_downloads.add_context, priority=3)
    app.connect("html-page-context", add_front_page, priority=400)
    app.connect("html-page-context", describe, priority=450)
    app.connect("html-collect-pages", collect_listings)
    for write in (
        static_files.copy_served,
        responsive_images.copy,
        social_cards.write,
        stylesheet.write,
        scripts.write,
        offline.write,
        redirect_pages.write,
        host_files.write,
        write_for_machines,
    ):
        app.connect("build-finished", write)
    app.connect("build-finished", edition_downloads.copy)
    app.connect("build-finished", remove_stale)
    app.connect("build-finished", cache.clear)
    app.connect("build-finished", index_texts, priority=800)
    app.connect("build-finished", tell_problems, priority=900)
    app.connect("build-finished", sphinx_speedups.end, priority=999)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Put every part in its place."""
    app.setup_extension("myst_parser")
    app.setup_extension("ablog")
    settings.declare(app)
    for made in (
        html_builder.SiteBuilder,
        epub_builder.BookBuilder,
        typst_builder.TypstBuilder,
        pdf_builder.PdfBuilder,
    ):
        app.add_builder(made, override=True)
    app.add_source_parser(parser.PostParser, override=True)
    app.add_directive("all-posts", all_posts_directive.AllPosts)
    app.add_directive("correction", correction_notices.Correction)
    app.add_transform(footnotes.CheckNotes)
    app.add_post_transform(links.SiteLinks)
    app.add_post_transform(footnotes.PlaceNotes)
    images.add(app)
    app.add_post_transform(latex_images.PictureConverter)
    ablog_bridge.disconnect(app)
    sphinx_speedups.replace(app)
    _connect_reading(app)
    _connect_writing(app)
    return {"version": VERSION, "parallel_read_safe": True, "parallel_write_safe": True}
