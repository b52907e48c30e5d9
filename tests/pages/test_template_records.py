"""Tests that templates use only names that Sphinx or the template's context record provides."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import jinja2
import jinja2.meta
import pytest

from publication.pages import template_records as records

TEMPLATES = Path(__file__).parents[2] / "_templates"
SPHINX = {
    "body",
    "copyright",
    "favicon_url",
    "language",
    "metatags",
    "pagename",
    "pageurl",
    "pathto",
    "project",
    "root_doc",
    "title",
    "toc",
}
"""Names that Sphinx passes to every template. Source: https://www.sphinx-doc.org/en/master/development/html_themes/templating.html"""
SITE_FILES = {"stylesheet", "scripts", "color_mode", "icon"}
"""Names that ``site_files`` adds to ``html_context``, so that ``conf.py`` need not."""
RECORDS: dict[str, tuple[type, ...]] = {
    "page.html": (records.PostContext, records.FrontPageContext),
    "listing.html": (records.ListingContext,),
    "archive.html": (records.ArchiveContext,),
    "terms.html": (records.TermsContext,),
    "feeds.html": (records.FeedsContext,),
    "search.html": (records.TitleContext,),
    "404.html": (records.TitleContext,),
}
LAYOUT = {"post", "status", "listing", "heading", "feed"}
"""Names that ``layout.html`` uses if the page's context record contains them."""
PASSED = {"image", "row", "oldest_first"}
"""Names that one template sets for another, or that only some pages define."""


def names_used(template: str, seen: set[str]) -> set[str]:
    """Return the context variables that a template uses, directly or in templates that it includes or extends."""
    if template in seen:
        return set()
    seen.add(template)
    tree = jinja2.Environment(autoescape=True).parse((TEMPLATES / template).read_text(encoding="utf-8"))
    names = set(jinja2.meta.find_undeclared_variables(tree))
    for other in jinja2.meta.find_referenced_templates(tree):
        assert other is not None, f"{template} includes a template whose name is not written out"
        names |= names_used(other, seen)
    return names


def names_of(record: type) -> set[str]:
    return {item.name for item in fields(record)}


@pytest.mark.parametrize("template", RECORDS)
def test_a_template_uses_only_names_that_its_records_or_sphinx_provide(template: str) -> None:
    provided = SPHINX | SITE_FILES | LAYOUT | PASSED | names_of(records.Frame)
    provided |= set().union(*(names_of(record) for record in RECORDS[template]))
    assert names_used(template, set()) - provided == set()


def test_every_name_of_a_record_is_used_by_its_template() -> None:
    unused = {
        (record.__name__, name)
        for template, kinds in RECORDS.items()
        for record in kinds
        for name in names_of(record) - names_used(template, set())
    }
    assert unused == set()


def test_every_page_template_has_a_record() -> None:
    assert {file.name for file in TEMPLATES.glob("*.html")} == {*RECORDS, "layout.html"}
