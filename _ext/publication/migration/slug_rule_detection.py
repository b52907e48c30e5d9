"""Which slug rule the old blog had, and how that is known.

The starter changed it in December 2019. Before, a slug stood as it was typed: ``verbatim``. Since,
the folder below ``content`` comes before a slug: ``folder``. The blog's own code tells; without it
the links of its posts do, then the version of the starter, then the way slugs are typed. Only slugs
without a leading slash are at stake.

Source: ``gatsby/on-create-node.js`` of gatsby-starter-lumen 3.0.0 and 3.0.3, and
``internal/gatsby/on-create-node.ts`` of its TypeScript releases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import js_literals
from .js_literals import Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

VERBATIM, FOLDER = "verbatim", "folder"
CODE = (
    "gatsby/on-create-node.js",
    "gatsby/on-create-node.ts",
    "internal/gatsby/on-create-node.ts",
    "internal/gatsby/on-create-node.js",
    "gatsby-node.js",
    "gatsby-node.ts",
)
"""Where the starter makes addresses, or may in a fork."""
_LARGEST = 100_000  # characters; the starter's file has 1,000


@dataclass(frozen=True, slots=True)
class Era:
    """A slug rule, and the sentence that says how it is known."""

    rule: str
    why: str


def find(checkout: Path, slugs: Collection[tuple[str, str]], linked: Collection[str]) -> Era:
    """The slug rule of a checkout.

    ``slugs`` are those of its documents, each with its folder below ``content``; ``linked`` are the
    paths that its posts and its menu link to, without slashes at their ends.
    """
    bare = [(folder, slug) for folder, slug in slugs if not slug.startswith("/")]
    clues = (_by_code(checkout), _by_links(bare, linked), _by_version(checkout), _by_shape(slugs, bare))
    return next(era for era in clues if era)


def _by_code(checkout: Path) -> Era | None:
    """Gatsby calls the folder of a file ``relativeDirectory``; code that makes slugs without it has no folder."""
    for place in CODE:
        names = {token.text: token.line for token in reversed(js_literals.tokens(_text(checkout, place)))}
        text = " ".join(names)
        if "relativeDirectory" in names and "slug" in text:
            line = names["relativeDirectory"]
            return Era(FOLDER, f"{place}:{line} puts the folder before a slug (`relativeDirectory`)")
        if "frontmatter" in names and "slug" in names and not {"relativePath", "dirname"} & set(names):
            return Era(VERBATIM, f"{place}:{names['slug']} takes a slug as it is typed")
    return None


def _by_links(bare: Iterable[tuple[str, str]], linked: Collection[str]) -> Era | None:
    """Links within the blog lead to where its posts stood."""
    paths = set(linked)
    votes = {VERBATIM: 0, FOLDER: 0}
    for folder, slug in bare:
        votes[VERBATIM] += slug.strip("/") in paths
        votes[FOLDER] += f"{folder}/{slug}".strip("/") in paths
    if votes[VERBATIM] == votes[FOLDER]:
        return None
    rule = max(votes, key=lambda name: votes[name])
    where = "below its folder" if rule == FOLDER else "at the root"
    return Era(rule, f"the blog's own links lead to {votes[rule]} of its slugs {where}")


def _by_version(checkout: Path) -> Era | None:
    """The starter's own version: 3.0.0 in 2019, 3.0.3 in 2020, and 1.x with TypeScript since 2022."""
    if (checkout / "content/config.json").is_file() or (checkout / "internal/gatsby").is_dir():
        return Era(FOLDER, "the checkout is laid out as the starter is since 2022")
    package = js_literals.read(_text(checkout, "package.json"))
    version = package.values.get("version") if isinstance(package, Table) else None
    parts = re.match(r"(\d+)\.(\d+)\.(\d+)", version) if isinstance(version, str) else None
    if package is None or parts is None or package.values.get("name") != "gatsby-starter-lumen":
        return None
    number = tuple(int(part) for part in parts.groups())
    if number == (3, 0, 0):
        return Era(VERBATIM, "package.json names the starter's version 3.0.0, of 2019")
    if (3, 0, 3) <= number < (4, 0, 0):
        return Era(FOLDER, f"package.json names the starter's version {version}, of 2020 or later")
    return None


def _by_shape(slugs: Collection[tuple[str, str]], bare: Collection[tuple[str, str]]) -> Era:
    """The starter's own posts had slugs with a leading slash before the change, and bare ones since."""
    if not bare:
        return Era(VERBATIM, "no slug lacks its leading slash, so both rules say the same")
    typed = f"{len(bare)} of {len(slugs)} slugs lack a leading slash, and nothing else tells"
    return Era(FOLDER if 2 * len(bare) > len(slugs) else VERBATIM, f"{typed}; see that it is right")


def links(text: str) -> Iterator[str]:
    """The site paths that a Markdown text links to, without slashes at their ends."""
    for found in re.finditer(
        r"\]\(<?(/[^)\s>#?]*)|\bhref=[\"'](/[^\"'#?]*)|^\[[^\]\n]+\]:\s*<?(/[^\s>#?]*)", text, re.MULTILINE
    ):
        yield (found[1] or found[2] or found[3]).strip("/")


def _text(checkout: Path, place: str) -> str:
    """The text of a file of the checkout; nothing when there is none that can be read."""
    file = checkout / place
    try:
        if not file.is_file() or not file.resolve().is_relative_to(checkout.resolve()):
            return ""
        with file.open(encoding="utf-8", errors="replace") as opened:
            return opened.read(_LARGEST)
    except (OSError, RuntimeError):
        return ""
