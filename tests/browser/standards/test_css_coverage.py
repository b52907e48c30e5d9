"""Tests that our style sheet styles everything that the theme's style sheets would style, and has no unused rules.

We ship none of the theme's style sheets. If the theme styles a class or element that occurs on our pages, our style
sheet must therefore have a rule for it, or ``LEFT_PLAIN`` must list it with the reason. Conversely, each rule in our
style sheet must match something on a showcase page, in at least one state of the page.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pydata_sphinx_theme
import pytest
import sphinx.themes
import sphinx_book_theme
import tinycss2

from support.browser.page_states import STATES
from support.browser.showcase import PAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from playwright.sync_api import Page

    from support.site_builds import Built

THEME = (
    *Path(sphinx.themes.__path__[0], "basic/static").glob("basic.css*"),
    *Path(pydata_sphinx_theme.__path__[0], "theme/pydata_sphinx_theme/static/styles").glob("pydata*.css"),
    *Path(sphinx_book_theme.__path__[0], "theme/sphinx_book_theme/static/styles").glob("*.css"),
)
"""The style sheets that a page loads if the theme is used as it comes, in order."""

LEFT_PLAIN: dict[str, str] = {
    ".align-default": "aligned like text",
    ".arabic": "the default of a numbered list",
    ".caption-text": "the caption around it is styled",
    ".container": "a container without a style",
    ".docutils": "on every element that docutils writes",
    ".literal": "code is styled as an element",
    ".n": "names in code have the colour of code",
    ".note": "an admonition like every other",
    ".o": "operators in code have the colour of code",
    ".pre": "inside code",
    ".reference": "a link is styled as an element",
    ".simple": "simple lists look like other lists",
    ".tip": "an admonition like every other",
}
"""Classes (with a dot) and elements that the theme styles but we deliberately leave plain, each with the reason."""

NOT_IN_SHOWCASE: dict[str, tuple[str, ...]] = {
    "raw HTML in old posts": (
        "address",
        "aside.sidebar",
        "aside.topic",
        "b",
        "canvas",
        "embed",
        "iframe",
        "object",
        "pre code",
        "samp",
        "textarea",
        "video",
        'input[type="submit"]',
        'input[type="text"]',
        ":is(.sidebar-title, .topic-title, .rubric)",
    ),
    "only in a preview": (".status", ".preview-badge"),
    "only where a build reports a problem": (".missing-image",),
    "code in languages that are not in the showcase": (".highlight .ge", ".highlight :is(.gh, .gs, .gu)"),
    "formulas that are not in the showcase": (
        'menclose[notation~="box"]',
        'menclose[notation~="updiagonalstrike"]',
        'mi[mathvariant^="bold"]',
        "span.math-box",
    ),
    "images with a given width": tuple(f".width-{width}" for width in range(5, 101, 5)),
    "emphasis in scripts without italics": (
        ":is(em, i, cite, dfn, .pull-quote, .epigraph):is(:lang(ar), :lang(fa), :lang(he), :lang(ja), :lang(ur), :lang(zh))",
    ),
    "a link in the text of index.md": (".front-text a",),
    "when the newest post is Korean": (".lead h2:lang(ko)",),
    "folded boxes in a right-to-left post": (
        ":dir(rtl) > .box > summary .disclosure-label::before",
        ":dir(rtl) > .box[open] > summary .disclosure-label::before",
    ),
    "while a footnote or a wide element covers the contents": (".toc.covered:not(:focus-within)",),
}
"""Selectors in our style sheet that match nothing in the showcase, grouped by reason."""
MORE_PAGES = ("posts/ten-sanctions-resolutions/", "posts/made-1/")
"""Pages with features that no page in ``PAGES`` has: a short table of contents, and consecutive headings."""

# Find the selectors that match nothing at present. Pseudo-elements and interaction pseudo-classes are ignored.
UNMATCHED = r"""
() => {
  const states = /:(hover|focus-visible|focus-within|focus|active|visited|checked|target|disabled|invalid|popover-open)\b/g;
  const drawn = /::[-\w]+(\([^)]*\))?/g;
  const split = (text) => {
    const parts = [];
    let depth = 0;
    let from = 0;
    [...text].forEach((letter, at) => {
      if (letter === "(" || letter === "[") depth += 1;
      if (letter === ")" || letter === "]") depth -= 1;
      if (letter === "," && !depth) parts.push(text.slice(from, at)), (from = at + 1);
    });
    return [...parts, text.slice(from)].map((part) => part.trim());
  };
  const fits = (selector) => {
    const still = selector.replace(/:(?:not|is)\((?::[\w-]+(?:, )?)+\)/g, "").replace(states, "").replace(drawn, "");
    const close = still.replace(/\s*([>+]|~(?!=))\s*/g, "$1");
    const bare = close.replace(/(^|[\s>+]|~(?!=))(?=$|[\s>+]|~(?!=))/g, "$1*");
    return document.querySelector(bare.trim() || "*") !== null;
  };
  const all = [];
  const walk = (rules) => {
    for (const rule of rules) {
      if (rule.selectorText) all.push(...split(rule.selectorText));
      if (rule.cssRules && !(rule instanceof CSSKeyframesRule)) walk(rule.cssRules);
    }
  };
  for (const sheet of document.styleSheets) walk(sheet.cssRules);
  return [[...new Set(all)], [...new Set(all.filter((selector) => !fits(selector)))]];
}
"""


def names(nodes: Iterable[Any]) -> Iterator[str]:
    """Return the element names and the classes, with their dots, that the selectors contain."""
    before = ""
    for node in nodes:
        if node.type == "ident" and before in {"", "."}:
            yield before + node.value
        if node.type == "function":
            yield from names(node.arguments)
        # A class follows a dot, and a pseudo-class a colon. An element name comes first or follows a combinator.
        before = str(node.value) if node.type == "literal" and node.value in {".", ":"} else ""


def rules(content: list[Any]) -> Iterator[Any]:
    """Yield every rule that has a selector, including rules inside ``@media``."""
    for rule in content:
        if rule.type == "qualified-rule":
            yield rule
        elif rule.type == "at-rule" and rule.content and rule.lower_at_keyword in {"media", "supports", "layer"}:
            yield from rules(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))


def styled(css: str) -> set[str]:
    """Return all classes and elements that a style sheet has rules for."""
    content = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return {name for rule in rules(content) for name in names(rule.prelude)}


def used(built: Built) -> set[str]:
    """Return all classes and elements that occur in the main parts of the pages."""
    found: set[str] = set()
    for name in built.files():
        main = built.page(name).find(".//main") if name.endswith(".html") else None
        for element in main.iter() if main is not None else ():
            if isinstance(element.tag, str):
                found.add(element.tag)
                found |= {f".{name}" for name in (element.get("class") or "").split()}
    return found


def lines(found: set[str]) -> str:
    return "\n".join(sorted(found))


def test_everything_the_theme_styles_is_styled_or_left_plain_on_purpose(showcase_site: Built) -> None:
    theirs = styled("".join(file.read_text(encoding="utf-8") for file in THEME))
    ours = styled(
        "".join(file.read_text(encoding="utf-8") for file in showcase_site.out.glob("_static/css/site-*.css"))
    )
    lost = (used(showcase_site) & theirs) - ours
    assert not lost - set(LEFT_PLAIN), lines(lost - set(LEFT_PLAIN))
    assert not set(LEFT_PLAIN) - lost, (
        f"no longer needed, because it is styled or gone: {lines(set(LEFT_PLAIN) - lost)}"
    )


@pytest.fixture(scope="module")
def unmatched(browser: Any, site: str) -> set[str]:
    """Return the selectors in our style sheet that match nothing on any page in any state."""
    context = browser.new_context(service_workers="block")
    page: Page = context.new_page()
    left: set[str] | None = None

    def check() -> None:
        nonlocal left
        everything, missed = page.evaluate(UNMATCHED)
        left = (set(everything) if left is None else left) & set(missed)

    for path in (*PAGES.values(), *MORE_PAGES):
        page.goto(site + path)
        check()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for kind, open_it in STATES.values():
            page.goto(site + PAGES[kind])
            if open_it(page):
                check()
    context.close()
    return left or set()


def test_every_css_rule_is_used(unmatched: set[str]) -> None:
    expected = set(chain.from_iterable(NOT_IN_SHOWCASE.values()))
    assert not unmatched - expected, lines(unmatched - expected)
    assert not expected - unmatched, f"no longer needed, because it is used or gone: {lines(expected - unmatched)}"
