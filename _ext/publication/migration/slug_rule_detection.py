"""Detects the rule by which the old blog derived URLs from slugs.

gatsby-starter-lumen changed the rule in December 2019. Before that, the URL was the slug as typed (``verbatim``).
Since then, the URL has consisted of the file's folder below ``content``, followed by the slug (``folder``). The two
rules differ only for slugs without a leading slash. This module looks at the blog's own code first, then at the links
in its posts, then at the starter's version, and finally at how most slugs are typed.

Source: ``gatsby/on-create-node.js`` of gatsby-starter-lumen 3.0.0 and 3.0.3, and
``internal/gatsby/on-create-node.ts`` of its TypeScript releases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import js_literals
from .js_literals import JsObject

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

VERBATIM, FOLDER = "verbatim", "folder"
SLUG_CODE_FILES = (
    "gatsby/on-create-node.js",
    "gatsby/on-create-node.ts",
    "internal/gatsby/on-create-node.ts",
    "internal/gatsby/on-create-node.js",
    "gatsby-node.js",
    "gatsby-node.ts",
)
"""The files in which the starter, or a fork of it, generates URLs."""
_MAX_CHARACTERS = 100_000  # the starter's file has 1,000


@dataclass(frozen=True, slots=True)
class DetectedSlugRule:
    """A slug rule, ``verbatim`` or ``folder``, and the evidence for it as text for the report."""

    rule: str
    reason: str


def detect_slug_rule(checkout: Path, slugs: Collection[tuple[str, str]], linked: Collection[str]) -> DetectedSlugRule:
    """Detect the slug rule of the blog in a checkout.

    ``slugs`` contains a (folder below ``content``, slug) pair for each document. ``linked`` contains the paths that
    the blog's posts and menu link to, without outer slashes.
    """
    relative_slugs = [(folder, slug) for folder, slug in slugs if not slug.startswith("/")]
    detections = (
        _rule_from_code(checkout),
        _rule_from_links(relative_slugs, linked),
        _rule_from_version(checkout),
        _rule_from_slugs(slugs, relative_slugs),
    )
    return next(detected for detected in detections if detected)


def _rule_from_code(checkout: Path) -> DetectedSlugRule | None:
    """The rule that the blog's code follows, if the names in the code reveal it.

    Code for ``folder`` contains ``relativeDirectory``, Gatsby's name for the folder of a file.
    """
    for path in SLUG_CODE_FILES:
        names = {token.text: token.line for token in reversed(js_literals.tokenize(_read_text(checkout, path)))}
        text = " ".join(names)
        if "relativeDirectory" in names and "slug" in text:
            line = names["relativeDirectory"]
            return DetectedSlugRule(FOLDER, f"{path}:{line} puts the folder before a slug (`relativeDirectory`)")
        if "frontmatter" in names and "slug" in names and not {"relativePath", "dirname"} & set(names):
            return DetectedSlugRule(VERBATIM, f"{path}:{names['slug']} uses a slug as it is typed")
    return None


def _rule_from_links(relative_slugs: Iterable[tuple[str, str]], linked: Collection[str]) -> DetectedSlugRule | None:
    """The rule that agrees with more of the blog's links, or None if both rules agree with equally many."""
    paths = set(linked)
    votes = {VERBATIM: 0, FOLDER: 0}
    for folder, slug in relative_slugs:
        votes[VERBATIM] += slug.strip("/") in paths
        votes[FOLDER] += f"{folder}/{slug}".strip("/") in paths
    if votes[VERBATIM] == votes[FOLDER]:
        return None
    rule = max(votes, key=lambda name: votes[name])
    where = "their folders" if rule == FOLDER else "the root of the site"
    return DetectedSlugRule(rule, f"links in the blog lead to {votes[rule]} of its slugs below {where}")


def _rule_from_version(checkout: Path) -> DetectedSlugRule | None:
    """The rule of the starter's version: 3.0.0 in 2019, 3.0.3 in 2020, and 1.x with TypeScript since 2022."""
    if (checkout / "content/config.json").is_file() or (checkout / "internal/gatsby").is_dir():
        return DetectedSlugRule(FOLDER, "it has the folders that the starter has used since 2022")
    package = js_literals.parse_exported_object(_read_text(checkout, "package.json"))
    version = package.values.get("version") if isinstance(package, JsObject) else None
    parts = re.match(r"(\d+)\.(\d+)\.(\d+)", version) if isinstance(version, str) else None
    if package is None or parts is None or package.values.get("name") != "gatsby-starter-lumen":
        return None
    number = tuple(int(part) for part in parts.groups())
    if number == (3, 0, 0):
        return DetectedSlugRule(VERBATIM, "package.json names version 3.0.0 of the starter, from 2019")
    if (3, 0, 3) <= number < (4, 0, 0):
        return DetectedSlugRule(FOLDER, f"package.json names version {version} of the starter, from 2020 or later")
    return None


def _rule_from_slugs(
    slugs: Collection[tuple[str, str]], relative_slugs: Collection[tuple[str, str]]
) -> DetectedSlugRule:
    """The rule that most slugs suggest.

    In the starter's sample posts, slugs had a leading slash only before the change.
    """
    if not relative_slugs:
        return DetectedSlugRule(VERBATIM, "every slug starts with a slash, so both rules lead to the same paths")
    typed = f"{len(relative_slugs)} of {len(slugs)} slugs have no leading slash, and there is no other evidence"
    return DetectedSlugRule(
        FOLDER if 2 * len(relative_slugs) > len(slugs) else VERBATIM, f"{typed}; check that this is right"
    )


def linked_paths(text: str) -> Iterator[str]:
    """Yield the site paths that a Markdown text links to, without outer slashes."""
    for found in re.finditer(
        r"\]\(<?(/[^)\s>#?]*)|\bhref=[\"'](/[^\"'#?]*)|^\[[^\]\n]+\]:\s*<?(/[^\s>#?]*)", text, re.MULTILINE
    ):
        yield (found[1] or found[2] or found[3]).strip("/")


def _read_text(checkout: Path, path: str) -> str:
    """The text of a file in the checkout; empty if the file is missing, unreadable or outside the checkout."""
    file = checkout / path
    try:
        if not file.is_file() or not file.resolve().is_relative_to(checkout.resolve()):
            return ""
        with file.open(encoding="utf-8", errors="replace") as opened:
            return opened.read(_MAX_CHARACTERS)
    except (OSError, RuntimeError):
        return ""
