"""The theme's style is cut to what is used: nothing in use is lost, and nothing of our own is left over.

We ship none of the theme's sheets. So each class and element on our pages for which the theme has a rule must
have one in our sheet too, or stand below with the reason why it needs none; and each rule of our sheet must
fit something on a page of the showcase, in some state of it.
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
"""The sheets that a page of the theme loads, each upon the one before."""

PLAIN: dict[str, str] = {
    ".align-default": "stands where text stands",
    ".arabic": "what a numbered list is anyway",
    ".caption-text": "its caption is styled",
    ".container": "a box without a look",
    ".docutils": "on everything that docutils writes",
    ".literal": "code is styled as an element",
    ".n": "a name in code has the colour of code",
    ".o": "so has an operator",
    ".pre": "within code",
    ".reference": "a link is styled as an element",
    ".simple": "lists are set the same, short or long",
    ".tip": "a notice like every other",
}
"""What the theme styles on our pages and we leave as it is: a class with a dot, or an element, and the reason."""

ELSEWHERE: dict[str, tuple[str, ...]] = {
    "raw HTML, as old posts have it": (
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
    "only where a build tells of a problem": (".missing-image",),
    "code in languages that the showcase has not": (".highlight .ge", ".highlight :is(.gh, .gs, .gu)"),
    "formulas that the showcase has not": (
        'menclose[notation~="box"]',
        'menclose[notation~="updiagonalstrike"]',
        'mi[mathvariant^="bold"]',
        "span.math-box",
    ),
    "pictures of a given width": tuple(f".width-{width}" for width in range(5, 101, 5)),
    "emphasis in scripts that have no italics": (
        ":is(em, i, cite, dfn, .pull-quote, .epigraph):is(:lang(ar), :lang(fa), :lang(he), :lang(ja), :lang(ur), :lang(zh))",
    ),
    "a link in the text of index.md": (".front-text a",),
    "when the newest post is Korean": (".lead h2:lang(ko)",),
    "boxes of a post from right to left": (
        ":dir(rtl) > .box > summary .disclosure-label::before",
        ":dir(rtl) > .box[open] > summary .disclosure-label::before",
    ),
    "while a note or a wide thing stands where the contents would": (".toc.covered:not(:focus-within)",),
}
"""Selectors of ours for what no page of the showcase holds, by the reason."""
MORE = ("posts/ten-sanctions-resolutions/", "posts/made-1/")
"""Pages with what those of PAGES have not: a short list of contents, headings one upon the other."""

# Every selector of the sheet that fits nothing now. What the pointer, the keyboard and the drawing add is left out of it.
UNFIT = r"""
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
    """The classes, with a dot, and the elements that selectors name."""
    before = ""
    for node in nodes:
        if node.type == "ident" and before in {"", "."}:
            yield before + node.value
        if node.type == "function":
            yield from names(node.arguments)
        # What follows a dot is a class, a colon a state; an element stands at the start or behind a combinator.
        before = str(node.value) if node.type == "literal" and node.value in {".", ":"} else ""


def rules(content: list[Any]) -> Iterator[Any]:
    """Every rule with a selector, also within @media."""
    for rule in content:
        if rule.type == "qualified-rule":
            yield rule
        elif rule.type == "at-rule" and rule.content and rule.lower_at_keyword in {"media", "supports", "layer"}:
            yield from rules(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))


def styled(css: str) -> set[str]:
    """All classes and elements that a sheet has a rule for."""
    content = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return {name for rule in rules(content) for name in names(rule.prelude)}


def written(built: Built) -> set[str]:
    """All classes and elements in the main part of all pages."""
    found: set[str] = set()
    for name in built.files():
        main = built.page(name).find(".//main") if name.endswith(".html") else None
        for element in main.iter() if main is not None else ():
            if isinstance(element.tag, str):
                found.add(element.tag)
                found |= {f".{name}" for name in (element.get("class") or "").split()}
    return found


def tell(found: set[str]) -> str:
    return "\n".join(sorted(found))


def test_what_the_theme_styles_we_style_or_leave_plain_on_purpose(shown: Built) -> None:
    theirs = styled("".join(file.read_text(encoding="utf-8") for file in THEME))
    ours = styled("".join(file.read_text(encoding="utf-8") for file in shown.out.glob("_static/css/site-*.css")))
    lost = (written(shown) & theirs) - ours
    assert not lost - set(PLAIN), tell(lost - set(PLAIN))
    assert not set(PLAIN) - lost, f"no longer so: {tell(set(PLAIN) - lost)}"


@pytest.fixture(scope="module")
def unfit(browser: Any, site: str) -> set[str]:
    """The selectors of our sheet that fit nothing on any page, in any state."""
    context = browser.new_context(service_workers="block")
    page: Page = context.new_page()
    left: set[str] | None = None

    def look() -> None:
        nonlocal left
        everything, missed = page.evaluate(UNFIT)
        left = (set(everything) if left is None else left) & set(missed)

    for address in (*PAGES.values(), *MORE):
        page.goto(site + address)
        look()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for kind, open_it in STATES.values():
            page.goto(site + PAGES[kind])
            if open_it(page):
                look()
    context.close()
    return left or set()


def test_no_rule_of_ours_is_left_over(unfit: set[str]) -> None:
    meant = set(chain.from_iterable(ELSEWHERE.values()))
    assert not unfit - meant, tell(unfit - meant)
    assert not meant - unfit, f"in use, or gone: {tell(meant - unfit)}"
