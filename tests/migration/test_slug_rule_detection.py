"""Tests for the detection of the old blog's slug rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from publication.migration import slug_rule_detection
from support.migrations import BLOGS

if TYPE_CHECKING:
    from pathlib import Path

VERBATIM = "if (x) { createNodeField({ node, name: 'slug', value: node.frontmatter.slug }) } // relativeDirectory"
FOLDER = "const dirname = getNode(node.parent).relativeDirectory;\nconst v = `/${dirname}/${node.frontmatter.slug}`; f({slug: v})"
CONCAT = "const { slug } = frontmatter; const d = getNode(parent)?.relativeDirectory; concat('/', d, '/', slug)"
REQUIRES = "exports.onCreateNode = require('./gatsby/on-create-node');"


def checkout(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("files", "rule", "why"),
    [
        ({"gatsby/on-create-node.js": VERBATIM}, "verbatim", "gatsby/on-create-node.js:1"),
        ({"gatsby/on-create-node.js": FOLDER, "gatsby-node.js": REQUIRES}, "folder", "gatsby/on-create-node.js:1"),
        ({"internal/gatsby/on-create-node.ts": CONCAT}, "folder", "internal/gatsby/on-create-node.ts:1"),
        ({"gatsby-node.js": "\n\n" + VERBATIM}, "verbatim", "gatsby-node.js:3"),
        ({"gatsby-node.js": REQUIRES, "package.json": '{"name": "gatsby-starter-lumen", "version": "3.0.0"}'}, "verbatim", "2019"),
        ({"package.json": '{"name": "gatsby-starter-lumen", "version": "3.0.7"}'}, "folder", "3.0.7"),
        ({"content/config.json": "{}"}, "folder", "since 2022"),
        ({"gatsby-node.js": REQUIRES, "package.json": "not JSON"}, "folder", "1 of 1 slugs have no leading slash"),
        ({"package.json": '{"name": "my-blog", "version": "3.0.7"}'}, "folder", "1 of 1 slugs"),
        ({}, "folder", "1 of 1 slugs"),
    ],
)  # fmt: skip
def test_the_rule_is_detected_from_the_code_then_the_version_then_the_slugs(
    tmp_path: Path, files: dict[str, str], rule: str, why: str
) -> None:
    era = slug_rule_detection.detect_slug_rule(checkout(tmp_path, files), [("posts", "bare")], set())
    assert era.rule == rule
    assert why in era.reason


@pytest.mark.parametrize(
    ("linked", "rule"),
    [({"posts/bare"}, "folder"), ({"bare"}, "verbatim"), ({"bare", "posts/bare", "posts/2020/deep"}, "folder")],
)
def test_links_between_posts_count_more_than_the_version(tmp_path: Path, linked: set[str], rule: str) -> None:
    package = '{"name": "gatsby-starter-lumen", "version": "3.0.0"}'
    slugs = [("posts", "bare"), ("posts/2020", "deep/")]
    assert (
        slug_rule_detection.detect_slug_rule(checkout(tmp_path, {"package.json": package}), slugs, linked).rule
        == rule
    )


@pytest.mark.parametrize(
    ("slugs", "rule"),
    [
        ([("posts", "/posts/a"), ("posts", "/posts/b"), ("posts", "c")], "verbatim"),
        ([("posts", "a"), ("posts", "b"), ("posts", "/posts/c")], "folder"),
        ([("posts", "/posts/a")], "verbatim"),
        ([], "verbatim"),
    ],
)
def test_without_other_evidence_the_majority_of_slugs_decides(
    tmp_path: Path, slugs: list[tuple[str, str]], rule: str
) -> None:
    assert slug_rule_detection.detect_slug_rule(tmp_path, slugs, set()).rule == rule


def test_links_are_found_in_every_notation() -> None:
    text = '[a](/a/) [b](</b c>) [c][1] <a href="/d">d</a> [e](https://e.example) [f](f.md#x) ![g](/media/g.png)\n\n[1]: /h#i\n'
    assert list(slug_rule_detection.linked_paths(text)) == ["a", "b", "d", "media/g.png", "h"]


def test_code_outside_the_checkout_is_not_read(tmp_path: Path) -> None:
    outside = checkout(tmp_path / "outside", {"node.js": FOLDER})
    inside = checkout(tmp_path / "inside", {"content/a.md": ""})
    (inside / "gatsby-node.js").symlink_to(outside / "node.js")
    assert "gatsby-node.js" not in slug_rule_detection.detect_slug_rule(inside, [("posts", "a")], set()).reason


@pytest.mark.parametrize("blog", ["verbatim-2018", "folder-2020", "json-2022"])
def test_each_sample_blog_has_its_slug_rule(blog: str) -> None:
    era = slug_rule_detection.detect_slug_rule(BLOGS / blog, [], set())
    assert era.rule == ("verbatim" if blog == "verbatim-2018" else "folder")
