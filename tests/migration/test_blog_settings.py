"""Tests that the old blog's settings are read without running its code, and printed as lines for conf.py."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.build import settings as publication_settings
from publication.migration import blog_settings
from support.strategies import names, texts

if TYPE_CHECKING:
    from pathlib import Path


def read_config(tmp_path: Path, text: str, place: str = "config.js") -> blog_settings.BlogSettings:
    file = tmp_path / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return blog_settings.read(tmp_path)


@pytest.mark.parametrize(
    ("written", "field", "value"),
    [
        ("title: 'A  \\n title'", "title", "A title"),
        ("url: 'https://a.example/'", "url", "https://a.example"),
        ("url: 'https://a.example', pathPrefix: '/blog/'", "url", "https://a.example/blog"),
        ("url: 'https://a.example', pathPrefix: '/'", "url", "https://a.example"),
        ("copyright: '© All rights reserved.'", "copyright", "All rights reserved."),
        ("copyright: `© ${new Date().getFullYear()} A`", "copyright", "%Y A"),
        ("copyright: '(C) 2019 A'", "copyright", "2019 A"),
        ("postsPerPage: 4", "page_size", 4),
        ("postsLimit: 6", "page_size", 6),
        ("postsPerPage: '8'", "page_size", 8),
        ("postsPerPage: 0", "page_size", 0),
        ("menu: [{label: 'A', path: '/'}, {label: 'B', path: 'https://b.example'}, {}, 3]", "menu", [("A", "/")]),
        (
            "author: {name: 'A', contacts: {github: 'a', site: 'https://a.example'}}",
            "author_url",
            "https://a.example",
        ),
        ("author: {name: 'A', photo: '/p.jpg'}, useKatex: false, x: ''", "unmapped", [("author.photo", "/p.jpg")]),
    ],
)
def test_each_setting_is_found(tmp_path: Path, written: str, field: str, value: object) -> None:
    found = read_config(tmp_path, f"module.exports = {{ {written} }}")
    assert getattr(found, field) == value
    assert found.findings == []


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("title: 4", "`title` is “4”, not text"),
        ("title: { en: 'A' }", "`title` is “{…}”, not text"),
        ("url: process.env.URL", "`url` is “process.env.URL”, not text"),
        ("postsPerPage: 'many'", "`postsPerPage` is “many”, not a whole number"),
        ("menu: 'none'", "`menu` is “none”, not a list"),
        ("author: 'A'", "`author` is “A”, not a group of settings"),
    ],
)
def test_a_setting_of_the_wrong_type_is_reported_with_its_line(tmp_path: Path, written: str, message: str) -> None:
    found = read_config(tmp_path, f"module.exports = {{\n  {written}\n}}")
    assert [(finding.file, finding.line) for finding in found.findings] == [("config.js", 2)]
    assert found.findings[0].message.startswith(message)


def test_the_newest_location_of_the_settings_file_takes_precedence(tmp_path: Path) -> None:
    read_config(tmp_path, "module.exports = { title: 'old' }")
    assert read_config(tmp_path, '{"title": "new"}', "content/config.json").title == "new"


@pytest.mark.parametrize("text", ["// nothing", "module.exports = {" + " " * 100_001 + "}"])
def test_unreadable_settings_are_reported(tmp_path: Path, text: str) -> None:
    assert [finding.kind.label for finding in read_config(tmp_path, text).findings] == ["config"]


def evaluated(lines: list[str]) -> dict[str, Any]:
    return {
        node.targets[0].id: ast.literal_eval(node.value)  # type: ignore[attr-defined]  # assignments to names
        for node in ast.parse("\n".join(lines)).body
        if isinstance(node, ast.Assign)
    }


@given(texts(), texts(), names(), st.lists(st.tuples(texts(), texts())), st.sets(names().filter(str.strip)))
def test_the_printed_lines_are_valid_python_with_the_same_values(
    title: str, bio: str, author: str, pairs: list[tuple[str, str]], named: set[str]
) -> None:
    old = blog_settings.BlogSettings(title=title, subtitle=bio, author=author, bio=bio, menu=pairs, unmapped=pairs)
    given_ = {"publication_file_pattern": title, "publication_authors": blog_settings.author_settings(old, named)}
    values = evaluated(list(blog_settings.conf_lines(old, given_)))
    assert values.get("project", "") == title
    assert values.get("publication_menu", []) == pairs
    assert values.get("publication_file_pattern", "") == title
    assert {person["name"] for person in values.get("publication_authors", {}).values()} >= named
    publication_settings.settings_from_values(
        {name: value for name, value in values.items() if name != "publication_file_pattern"}
    )


def test_the_printed_lines_use_only_existing_settings(tmp_path: Path) -> None:
    author = "author: { name: 'A', bio: 'b', contacts: { x: 'https://a.example' } }"
    text = f"title: 't', url: 'https://x.example', subtitle: 's', copyright: 'c', menu: [{{label: 'l', path: '/p'}}], {author}"
    old = read_config(tmp_path, f"module.exports = {{ {text} }}")
    found = evaluated(
        list(blog_settings.conf_lines(old, {"publication_authors": blog_settings.author_settings(old, [])}))
    )
    sphinx = {"project", "author", "copyright", "html_baseurl"}
    assert set(found) == sphinx | {"publication_tagline", "publication_menu", "publication_authors"}
    assert set(found) - sphinx <= set(publication_settings.setting_names())


def test_an_authors_name_in_posts_is_used_as_the_key() -> None:
    old = blog_settings.BlogSettings(author="Sora Han", bio="Writes.")
    assert blog_settings.author_settings(old, {"Sora Han", "Kim"}) == {
        "Kim": {"name": "Kim"},
        "Sora Han": {"name": "Sora Han", "bio": "Writes."},
    }
    assert list(blog_settings.author_settings(old, set())) == ["sora-han"]
