"""Tests that JavaScript literals are read without running the file."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.migration import js_literals
from publication.migration.js_literals import JsObject, UnevaluatedExpression
from support.strategies import texts


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
def test_a_javascript_literal_is_read_with_its_value(written: str, value: object) -> None:
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
def test_an_expression_is_unknown_and_the_values_around_it_are_read(written: str) -> None:
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
def test_the_exported_object_is_found_in_every_notation(text: str) -> None:
    assert read(text)["title"] == "x"


def test_each_key_has_its_line_number() -> None:
    table = js_literals.parse_exported_object("module.exports = {\n  // a note\n  a: `1\n2`,\n  b: 3,\n}")
    assert table is not None
    assert table.lines == {"a": 3, "b": 5}


@pytest.mark.parametrize(
    "text", ["", "const a = 1", "module.exports = 3", "[1]", "exports.a = {}", "{" * 9000, "`" * 9001]
)
def test_nothing_is_read_from_a_file_without_an_exported_object_at_any_nesting_depth(text: str) -> None:
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
def test_no_text_raises_an_exception(text: str) -> None:
    js_literals.parse_exported_object(text)
    js_literals.parse_exported_object("module.exports = {" + text)
