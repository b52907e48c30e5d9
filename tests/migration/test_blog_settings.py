"""The old blog's settings: read without being run, printed as lines that Python reads."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.build import settings as publication_settings
from publication.migration import blog_settings, js_literals
from publication.migration.js_literals import JsObject, UnevaluatedExpression
from support.strategies import names, texts

if TYPE_CHECKING:
    from pathlib import Path


def read(text: str) -> dict[str, Any]:
    table = js_literals.parse_exported_object(text)
    assert table is not None
    return table.values


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("'one'", "one"),
        ('"it\'s"', "it's"),
        (r"'it\'s'", "it's"),
        (r"'\u00e9 \x41 \u{1F389} \ud83c\udf89 \n'", "é A 🎉 🎉 \n"),
        ("`two\n lines`", "two\n lines"),
        ("`${base}/x`", "https://a.example/x"),
        ("'a' + \"b\" + `c`", "abc"),
        ("'https://x.example' // not a comment: //\n", "https://x.example"),
        ("4", 4),
        ("-1.5", -1.5),
        ("1_000", 1000),
        ("true", True),
        ("null", None),
        ("base", "https://a.example"),
        ("['a', 'b',]", ["a", "b"]),
        ("['a', 'b'] as const", ["a", "b"]),
        ("/* 'no' */ 'yes'", "yes"),
        ("'정전' /* , title: 'no' */", "정전"),
    ],
)
def test_a_value_is_read_as_javascript_means_it(written: str, value: object) -> None:
    text = f"'use strict';\nconst base = 'https://a.example'\nmodule.exports = {{ found: {written}, next: 1 }};\n"
    assert read(text) == {"found": value, "next": 1}


@pytest.mark.parametrize(
    "written",
    [
        "process.env.URL || 'x'",
        "`© ${new Date().getFullYear()}`",
        "new Date(2019, { a: '}' })",
        "require('./other')",
        "'a' + b",
        "flag ? 'a' : 'b'",
        "() => { return { next: 2 } }",
        "",
    ],
)
def test_what_would_have_to_be_run_is_unknown_and_its_neighbours_are_read(written: str) -> None:
    found = read(f"module.exports = {{ before: 1, found: {written}, next: {{ a: 'b' }} }}")
    assert isinstance(found.pop("found"), UnevaluatedExpression)
    assert found == {"before": 1, "next": JsObject({"a": "b"}, {"a": 1})}


@pytest.mark.parametrize(
    "text",
    [
        '{"title": "x"}',
        '\ufeff{"title": "x"}\n',
        "module.exports = {title: 'x'}",
        "const config = {\n title: 'x'\n}\nmodule.exports = config",
        "const config: Config<A> = { title: 'x' };\nexport default config;",
        "export default { title: 'x' } satisfies Config",
        "const title = 'x';\nmodule.exports = { ...base, title, read() { return {} }, [key]: 1 }",
        "import a from 'b';\nconst { c } = a;\nlet d\nexport default { 'title': 'x' }",
    ],
)
def test_the_object_is_found_however_it_is_exported(text: str) -> None:
    assert read(text)["title"] == "x"


def test_a_name_has_its_line() -> None:
    table = js_literals.parse_exported_object("module.exports = {\n  // a note\n  a: `1\n2`,\n  b: 3,\n}")
    assert table is not None
    assert table.lines == {"a": 3, "b": 5}


@pytest.mark.parametrize(
    "text", ["", "const a = 1", "module.exports = 3", "[1]", "exports.a = {}", "{" * 9000, "`" * 9001]
)
def test_a_file_without_such_an_object_has_none_and_no_depth_is_too_deep(text: str) -> None:
    assert js_literals.parse_exported_object(text) in (None, JsObject())


JAVASCRIPT = st.lists(
    st.sampled_from(
        [
            "module.exports",
            "=",
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            ",",
            ":",
            ";",
            "'",
            '"',
            "`",
            "${",
            "//",
            "/*",
            "*/",
            "\\",
            "\n",
            "const",
            "a",
            "title",
            "as",
            "+",
            ".",
            "||",
            "=>",
            "...",
            "'x'",
            "1",
            "-",
        ]
    )
    | texts(),
    max_size=40,
).map(" ".join)


@given(JAVASCRIPT)
def test_no_text_is_too_strange_to_be_read(text: str) -> None:
    js_literals.parse_exported_object(text)
    js_literals.parse_exported_object("module.exports = {" + text)


def site(tmp_path: Path, text: str, place: str = "config.js") -> blog_settings.BlogSettings:
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
    found = site(tmp_path, f"module.exports = {{ {written} }}")
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
def test_a_setting_of_another_kind_is_told_with_its_line(tmp_path: Path, written: str, message: str) -> None:
    found = site(tmp_path, f"module.exports = {{\n  {written}\n}}")
    assert [(finding.file, finding.line) for finding in found.findings] == [("config.js", 2)]
    assert found.findings[0].message.startswith(message)


def test_the_newest_place_of_the_settings_counts(tmp_path: Path) -> None:
    site(tmp_path, "module.exports = { title: 'old' }")
    assert site(tmp_path, '{"title": "new"}', "content/config.json").title == "new"


@pytest.mark.parametrize("text", ["// nothing", "module.exports = {" + " " * 100_001 + "}"])
def test_settings_that_cannot_be_read_are_told(tmp_path: Path, text: str) -> None:
    assert [finding.kind.label for finding in site(tmp_path, text).findings] == ["config"]


def executed(lines: list[str]) -> dict[str, Any]:
    return {
        node.targets[0].id: ast.literal_eval(node.value)  # type: ignore[attr-defined]  # assignments to names
        for node in ast.parse("\n".join(lines)).body
        if isinstance(node, ast.Assign)
    }


@given(texts(), texts(), names(), st.lists(st.tuples(texts(), texts())), st.sets(names().filter(str.strip)))
def test_the_lines_are_python_that_says_the_same(
    title: str, bio: str, author: str, pairs: list[tuple[str, str]], named: set[str]
) -> None:
    old = blog_settings.BlogSettings(title=title, subtitle=bio, author=author, bio=bio, menu=pairs, unmapped=pairs)
    given_ = {"publication_file_pattern": title, "publication_authors": blog_settings.author_settings(old, named)}
    values = executed(list(blog_settings.conf_lines(old, given_)))
    assert values.get("project", "") == title
    assert values.get("publication_menu", []) == pairs
    assert values.get("publication_file_pattern", "") == title
    assert {person["name"] for person in values.get("publication_authors", {}).values()} >= named
    publication_settings.from_values(
        {name: value for name, value in values.items() if name != "publication_file_pattern"}
    )


def test_the_lines_name_settings_that_exist(tmp_path: Path) -> None:
    author = "author: { name: 'A', bio: 'b', contacts: { x: 'https://a.example' } }"
    text = f"title: 't', url: 'https://x.example', subtitle: 's', copyright: 'c', menu: [{{label: 'l', path: '/p'}}], {author}"
    old = site(tmp_path, f"module.exports = {{ {text} }}")
    found = executed(
        list(blog_settings.conf_lines(old, {"publication_authors": blog_settings.author_settings(old, [])}))
    )
    sphinx = {"project", "author", "copyright", "html_baseurl"}
    assert set(found) == sphinx | {"publication_tagline", "publication_menu", "publication_authors"}
    assert set(found) - sphinx <= set(publication_settings.names())


def test_an_author_whom_posts_name_keeps_that_name_as_key() -> None:
    old = blog_settings.BlogSettings(author="Sora Han", bio="Writes.")
    assert blog_settings.author_settings(old, {"Sora Han", "Kim"}) == {
        "Kim": {"name": "Kim"},
        "Sora Han": {"name": "Sora Han", "bio": "Writes."},
    }
    assert list(blog_settings.author_settings(old, set())) == ["sora-han"]
