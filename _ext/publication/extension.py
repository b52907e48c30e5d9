"""Connects the publication to Sphinx, in the order in which a build runs. Read this file first.

Each line names the function that does the work, and that function's docstring says what it does. Where the order of
an event's handlers matters, they have priorities (Sphinx's default is 500).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .build import cache, document_warnings, incremental, problem_report, settings, sphinx_speedups, staging
from .editions import latex_images
from .editions.epub import chapter_translator, epub_builder
from .editions.pdf import pdf_builder
from .editions.pdf.typst import typst_builder
from .pages import (
    ablog_bridge,
    edition_links,
    html_builder,
    listings,
    not_found,
    page_context,
    page_fingerprints,
    search_page,
)
from .pages.translator import page_translator
from .pictures import responsive_images, social_cards
from .reading import (
    all_posts_directive,
    byline,
    correction_notices,
    excerpts,
    footnotes,
    formula_check,
    images,
    links,
    outbound_links,
    parser,
    project,
    references,
)
from .search import search_texts
from .site_files import (
    feeds,
    headers_file,
    offline,
    redirect_pages,
    scripts,
    sitemap,
    static_files,
    stylesheet,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

VERSION = "1"

PER_DOCUMENT = (
    ablog_bridge.POST_LISTS,
    ablog_bridge.POST_RECORDS,
    all_posts_directive.LISTED_DOCUMENTS,
    excerpts.EXCERPTS,
    links.LINKS,
    outbound_links.SOURCES,
    references.REFERENCES,
    document_warnings.WARNINGS,
    problem_report.PROBLEMS,
    responsive_images.PICTURES_BY_DOCUMENT,
)
"""The data that Sphinx's environment keeps for each document."""

PAGE_FINGERPRINTS = (
    links.fingerprint,
    edition_links.fingerprint,
    responsive_images.fingerprint,
    social_cards.fingerprint,
    page_fingerprints.of_document,
    ablog_bridge.fingerprint,
    listings.front_page_fingerprint,
)
"""Functions that return what a document's page shows from other files. When that changes, the page is rewritten."""

PROBLEMS = (
    project.setting_notes,
    problem_report.recorded_problems,
    links.broken_links,
    ablog_bridge.reference_problems,
)
"""Functions that return problems. All problems are reported together when the build ends."""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect everything to Sphinx, phase by phase."""
    app.setup_extension("myst_parser")
    app.setup_extension("ablog")
    ablog_bridge.disconnect_ablog(app)
    sphinx_speedups.replace_slow_parts(app)
    _add_components(app)
    _connect_settings(app)
    _connect_reading(app)
    _connect_updating(app)
    _connect_pages(app)
    _connect_site_files(app)
    _connect_end(app)
    return {"version": VERSION, "parallel_read_safe": True, "parallel_write_safe": True}


def _add_components(app: Sphinx) -> None:
    """Add the settings, builders, parser, directives and transforms."""
    settings.declare_settings(app)
    app.add_builder(html_builder.SiteBuilder, override=True)
    app.add_builder(epub_builder.PublicationEpubBuilder, override=True)
    app.add_builder(typst_builder.TypstBuilder)
    app.add_builder(pdf_builder.PdfBuilder)
    app.add_source_parser(parser.PostParser, override=True)
    app.add_directive("all-posts", all_posts_directive.AllPostsDirective)
    app.add_directive("correction", correction_notices.CorrectionDirective)
    images.add_image_support(app)
    app.add_transform(footnotes.CheckFootnotes)
    app.add_post_transform(links.SiteLinks)
    app.add_post_transform(footnotes.PlaceFootnotes)
    app.add_post_transform(latex_images.LatexImageConverter)


def _connect_settings(app: Sphinx) -> None:
    """Connect the handlers that check the settings, build the library, and prepare staging folder and translators."""
    app.connect("config-inited", staging.take_lock, priority=1)
    app.connect("config-inited", ablog_bridge.configure_ablog, priority=900)
    app.connect("config-inited", stylesheet.add_stylesheet_to_context)
    app.connect("config-inited", scripts.add_scripts_to_context)
    app.connect("builder-inited", project.install_project, priority=1)
    app.connect("builder-inited", staging.begin, priority=2)
    app.connect("builder-inited", document_warnings.record_warnings, priority=3)
    app.connect("builder-inited", page_translator.install_translator, priority=900)
    app.connect("builder-inited", chapter_translator.set_chapter_translator, priority=900)
    app.connect("builder-inited", sphinx_speedups.begin_build, priority=999)
    app.connect("builder-inited", sphinx_speedups.skip_theme_work, priority=999)


def _connect_reading(app: Sphinx) -> None:
    """Connect the handlers that check and record each document that has been parsed."""
    app.connect("env-get-outdated", incremental.changed_documents)
    app.connect("env-get-outdated", all_posts_directive.outdated_documents)
    incremental.connect(app)
    for data in PER_DOCUMENT:
        data.connect(app)
    app.connect("doctree-read", images.find_images, priority=400)
    app.connect("doctree-read", byline.add_byline, priority=450)
    app.connect("doctree-read", correction_notices.check_correction_dates)
    app.connect("doctree-read", formula_check.check_formulas)
    app.connect("doctree-read", links.collect_links)
    app.connect("doctree-read", references.collect_references)
    app.connect("doctree-read", outbound_links.collect_sources)
    app.connect("doctree-read", excerpts.collect_excerpt)
    app.connect("doctree-read", ablog_bridge.record_post)


def _connect_updating(app: Sphinx) -> None:
    """Connect the handlers that, after reading, make pictures and cards and find the pages to rewrite."""
    app.connect("env-updated", incremental.record_contents)
    app.connect("env-updated", responsive_images.make_copies)
    app.connect("env-updated", social_cards.plan_cards)
    missing_texts = (feeds.posts_without_feed_text, search_texts.documents_without_text)
    app.connect("env-get-updated", incremental.outdated_pages(PAGE_FINGERPRINTS, missing_texts))


def _connect_pages(app: Sphinx) -> None:
    """Connect the handlers that turn doctrees into pages, and add pages without a source file."""
    app.connect("write-started", ablog_bridge.register_posts)
    app.connect("doctree-resolved", page_context.remove_front_page_title)
    app.connect("doctree-resolved", page_context.mark_title_block)
    app.connect("html-page-context", not_found.make_links_root_relative, priority=1)
    app.connect("html-page-context", feeds.store_feed_text, priority=2)
    app.connect("html-page-context", search_texts.keep_text, priority=2)
    app.connect("html-page-context", page_context.add_context, priority=3)
    app.connect("html-collect-pages", listings.collect_listings)
    app.connect("html-collect-pages", feeds.collect_feeds_page)
    app.connect("html-collect-pages", search_page.collect_search_page)
    app.connect("html-collect-pages", not_found.collect_not_found_pages)


def _connect_site_files(app: Sphinx) -> None:
    """Connect the handlers that write files other than pages."""
    app.connect("build-finished", static_files.copy_served_files)
    app.connect("build-finished", responsive_images.copy_pictures)
    app.connect("build-finished", social_cards.draw_cards)
    app.connect("build-finished", stylesheet.write_stylesheet)
    app.connect("build-finished", scripts.write_scripts)
    app.connect("build-finished", offline.write_offline_files)
    app.connect("build-finished", redirect_pages.write_redirects)
    app.connect("build-finished", headers_file.write_headers_file)
    app.connect("build-finished", feeds.write_feeds)
    app.connect("build-finished", sitemap.write_sitemap)
    app.connect("build-finished", edition_links.copy_editions)


def _connect_end(app: Sphinx) -> None:
    """Connect the handlers that keep unchanged pages, build the search index, swap the output and report problems."""
    app.connect("build-finished", incremental.keep_unchanged_pages)
    app.connect("build-finished", search_texts.build_index, priority=800)
    app.connect("build-finished", staging.finish, priority=850)
    app.connect("build-finished", cache.delete_unused_files, priority=860)
    app.connect("build-finished", problem_report.problem_reporter(*PROBLEMS), priority=900)
    app.connect("build-finished", sphinx_speedups.end_build, priority=998)
    app.connect("build-finished", staging.release_lock, priority=999)
