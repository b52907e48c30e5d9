"""Tests that front matter is read without interpreting its values, and that each error is reported with its line and a fix."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from publication.core.posts import front_matter
from publication.core.posts.front_matter import (
    FrontMatter,
    ListNode,
    MapNode,
    Node,
    Scalar,
    declares_draft,
    read_front_matter,
)
from publication.core.posts.front_matter_schema import FrontMatterOptions
from publication.core.posts.post_parser import parse_post
from publication.core.problems import Problem, ProblemKind
from support.strategies import quoted, texts, yaml_texts


def fields(block: str) -> dict[str, Node]:
    source = read_front_matter(f"---\n{block}\n---\n".encode(), "a.md")
    assert isinstance(source, FrontMatter), source
    return source.fields


def problem(data: str | bytes) -> Problem:
    found = read_front_matter(data if isinstance(data, bytes) else data.encode(), "a.md")
    assert isinstance(found, Problem), found
    return found


@pytest.mark.parametrize("text", ["No", "2019-09-06", "2019-02-30", "0x1F", "1_000", "true", "12:30:00", "1e3", "~x"])
def test_a_value_is_kept_as_the_text_that_was_typed(text: str) -> None:
    assert fields(f"title: {text}") == {"title": Scalar(text, plain=True, line=2)}


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_an_empty_value_and_null_are_null(text: str) -> None:
    node = fields(f"title: {text}")["title"]
    assert isinstance(node, Scalar)
    assert node.is_null


@pytest.mark.parametrize("text", ['""', '"null"', "'~'", "none", "nil"])
def test_quoted_text_is_never_null(text: str) -> None:
    node = fields(f"title: {text}")["title"]
    assert isinstance(node, Scalar)
    assert not node.is_null


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False)]
    + [(text, None) for text in ('"true"', "yes", "on", "1", "tRUE", "")],
)
def test_only_unquoted_true_and_false_are_booleans(text: str, value: bool | None) -> None:  # noqa: FBT001 -- an expected value
    node = fields(f"draft: {text}")["draft"]
    assert isinstance(node, Scalar)
    assert node.as_bool is value


@given(texts())
def test_quoted_text_is_read_unchanged(text: str) -> None:
    assert fields(f"title: {quoted(text)}") == {"title": Scalar(text, plain=False, line=2)}


@pytest.mark.parametrize("block", ["tags:\n- a\n- b", "tags:\n  - a\n  - b", "tags: [a, b]", "tags: ['a',\n  b]"])
def test_every_yaml_notation_for_lists_is_read(block: str) -> None:
    tags = fields(block)["tags"]
    assert isinstance(tags, ListNode)
    assert [item.text for item in tags.items if isinstance(item, Scalar)] == ["a", "b"]


def test_each_field_and_list_item_has_its_line_number() -> None:
    tags = fields("title: x\ntags:\n  - a\n  - b\nname:\n  of: y")["tags"]
    assert isinstance(tags, ListNode)
    assert (tags.line, [item.line for item in tags.items]) == (3, [4, 5])


def test_a_mapping_keeps_its_keys() -> None:
    node = fields("author: {name: Kim}")["author"]
    assert isinstance(node, MapNode)
    assert [(key.text, value) for key, value in node.items] == [("name", Scalar("Kim", plain=True, line=2))]


def test_folded_text_is_read() -> None:
    node = fields("description: >\n  one\n  two\ntitle: x")["description"]
    assert node == Scalar("one two\n", plain=False, line=2)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_ending_counts_as_one_line(end: str) -> None:
    source = read_front_matter(end.join(["---", "title: x", "slug: y", "---", "Text."]).encode(), "a.md")
    assert isinstance(source, FrontMatter)
    assert (source.line("slug"), source.end_line) == (3, 4)


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\x85"])
def test_unicode_line_separators_are_read_as_spaces(odd: str) -> None:
    found = fields(f"title: one{odd}two\nslug: x")
    assert (found["title"], found["slug"].line) == (Scalar("one two", plain=True, line=2), 3)


@pytest.mark.parametrize("text", ["---\n---", "---\n---\n", "---\n\n---\n", "---\n# only a comment\n---\n"])
def test_front_matter_may_be_empty(text: str) -> None:
    source = read_front_matter(text.encode(), "a.md")
    assert isinstance(source, FrontMatter)
    assert source.fields == {}


@pytest.mark.parametrize("fence", ["---", "--- ", "---\t"])
def test_the_fences_of_front_matter_may_have_trailing_spaces(fence: str) -> None:
    source = read_front_matter(f"{fence}\ntitle: x\n{fence}\nText.".encode(), "a.md")
    assert isinstance(source, FrontMatter)
    assert source.end_line == 3


def test_a_horizontal_rule_in_the_text_is_not_front_matter() -> None:
    source = read_front_matter(b"---\ntitle: x\n---\n\nText.\n\n---\n\nMore: of [it\n", "a.md")
    assert isinstance(source, FrontMatter)
    assert (list(source.fields), source.end_line) == (["title"], 3)


def test_a_byte_order_mark_is_accepted_with_a_note() -> None:
    source = read_front_matter("\ufeff---\ntitle: x\n---\n".encode(), "a.md")
    assert isinstance(source, FrontMatter)
    assert [(found.kind, found.fails) for found in source.problems] == [(ProblemKind.BYTE_ORDER_MARK, False)]


@pytest.mark.parametrize(
    ("data", "line", "found"),
    [
        ("---\ntitle: x\n".encode("utf-16"), 1, "UTF-16"),
        (b"---\ntitle: caf\xe9\n---\n", 2, "0xE9 after “title: caf”"),
        (b"---\r\ntitle: x\r\n---\r\nA caf\xe9", 4, "0xE9 after “A caf”"),
        (b"---\rtitle: x\r---\rA caf\xe9", 4, "0xE9 after “A caf”"),
        (b"\xff", 1, "0xFF after “”"),
    ],
)
def test_a_file_that_is_not_utf_8_is_reported_with_the_position(data: bytes, line: int, found: str) -> None:
    fault = problem(data)
    assert (fault.kind, fault.line) == (ProblemKind.ENCODING, line)
    assert found in fault.message


@pytest.mark.parametrize(
    ("block", "line", "repair"),
    [
        ("title: one: two", 2, 'write `title: "one: two"`'),
        ("a: 1\ntitle: one: two", 3, 'write `title: "one: two"`'),
        ("tags:\n  - one: two: three", 3, 'write `- one: "two: three"`'),
        ('title: say: "no"', 2, "write `title: 'say: \"no\"'`"),
        ("title: " + "x" * 99 + ": y", 2, "put the value in quotes"),
        ('title: "one\ndate: "2019"', 2, 'add `"` at the end of the value'),
        ("title: 'one\ndate: '2019'", 2, "add `'` at the end of the value"),
        ('title: "one\ndate: 2019', 2, 'add `"` at the end of the value'),
        ('tags:\n- "one\n- "two"', 3, 'add `"` at the end of the value'),
        ('title: "one" two', 2, "write `title: '\"one\" two'`"),
        ("title: 'it's'", 2, 'write `title: "it\'s"`'),
        ("title: 'it's \"so\"'", 2, "write `title: 'it''s \"so\"'`"),
        (r'title: "\d"', 2, r"write `title: '\d'`"),
        (r'title: "\x4"', 2, r"write `title: '\x4'`"),
        (r'title: "\"\d\""', 2, r"write `\\` instead of `\`, or use single quotes"),
        ("tags: [one, two\ndate: x", 2, "add `]` at the end of the list"),
        ("tags: [one,\n  two\ntitle: x", 2, "add `]` at the end of the list"),
        ("tags: {one: two\ndate: x", 2, "add `}` at the end of the list"),
        ("tags: [", 2, "add `]` at the end of the list"),
        ('tags: ["one" "two"]', 2, "a comma between two"),
        ("title: [one] two", 2, 'write `title: "[one] two"`'),
        ("title: {one} two", 2, 'write `title: "{one} two"`'),
        ("tags: - one", 2, "write each `- ` on a separate line below the field"),
        ("title: x\n- one", 3, "on the line above the list"),
        ("title: x\n  date: y", 3, "delete the spaces before it"),
        ('title: "x"\n  date: "y"', 3, "delete the spaces before it"),
        ("title: [x]\n  tags: [y]", 3, "delete the spaces before it"),
        ("  title: x\ndate: y", 2, "delete the spaces before it"),
        ("a:\n  b: 1\n c: 2", 4, "delete the spaces before it"),
        ("title: x\ndate 2019\nslug: y", 3, "add the missing colon, or a `---` line above it"),
        ("date 2019\nslug: y", 2, "add the missing colon, or a `---` line above it"),
        ("title: x\ndate:2019\nslug: y", 3, "write `date: 2019`"),
        ("title:x\nslug: y", 2, "write `title: x`"),
        ("title: @one", 2, 'write `title: "@one"`'),
        ("title: `one`", 2, 'write `title: "`one`"`'),
        ("title: %one", 2, 'write `title: "%one"`'),
        ("title: * one", 2, 'write `title: "* one"`'),
        ("title: >one", 2, 'write `title: ">one"`'),
        ("title: x\n...\nslug: y", 3, "delete this line"),
    ],
)
@pytest.mark.parametrize("loader", [front_matter._LOADER, yaml.SafeLoader], ids=["c", "python"])
def test_a_yaml_error_is_reported_with_its_first_line_and_a_fix(
    block: str, line: int, repair: str, loader: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front_matter, "_LOADER", loader)
    fault = problem(f"---\n{block}\n---\n")
    assert (fault.kind, fault.line) == (ProblemKind.YAML, line)
    assert fault.message.endswith(repair) or f"{repair}, " in fault.message or f"{repair} if" in fault.message


@pytest.mark.parametrize(
    ("block", "line", "code"),
    [
        ("\ttitle: x", 2, ProblemKind.TAB),
        ("tags:\n\t- x", 3, ProblemKind.TAB),
        ("- title: x", 2, ProblemKind.NOT_A_MAPPING),
        ("words", 2, ProblemKind.NOT_A_MAPPING),
        ("title: x\n[a]: b", 3, ProblemKind.NOT_A_MAPPING),
        ("title: x\ntitle: y", 3, ProblemKind.DUPLICATE_FIELD),
        ("a: {b: 1, b: 2}", 2, ProblemKind.DUPLICATE_FIELD),
        ("title: &a x", 2, ProblemKind.ANCHOR),
        ("title: x\nslug: *a", 3, ProblemKind.ANCHOR),
        ("<<: *a", 2, ProblemKind.ANCHOR),
        ("title: !!python/object:os.system x", 2, ProblemKind.YAML_TAG),
        ("title: !!int 5", 2, ProblemKind.YAML_TAG),
        ("tags: !!set {a}", 2, ProblemKind.YAML_TAG),
        ("tags: " + "[" * 9 + "]" * 9, 2, ProblemKind.NESTING),
        ("title: x\nslug: a\x07", 3, ProblemKind.CONTROL_CHARACTER),
        ("# 정전\x07\ntitle: x", 2, ProblemKind.CONTROL_CHARACTER),
        ("title: x\x9b", 2, ProblemKind.CONTROL_CHARACTER),
        (r'title: "\0"', 2, ProblemKind.CONTROL_CHARACTER),
        (r'title: "\e"', 2, ProblemKind.CONTROL_CHARACTER),
        ("title: x\n--- y", 3, ProblemKind.YAML),
    ],
)
def test_every_error_has_its_kind_and_line(block: str, line: int, code: ProblemKind) -> None:
    fault = problem(f"---\n{block}\n---\n")
    assert (fault.kind, fault.line) == (code, line), fault


@pytest.mark.parametrize("text", ["!!str x", "! x"])
def test_an_explicit_string_tag_is_accepted(text: str) -> None:
    assert fields(f"title: {text}") == {"title": Scalar("x", plain=False, line=2)}


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ("", ProblemKind.FRONT_MATTER_MISSING, "this file is empty"),
        (
            "\n---\ntitle: x\n---\n",
            ProblemKind.FRONT_MATTER_MISSING,
            "starts with an empty line instead of front matter",
        ),
        ("# Title\n", ProblemKind.FRONT_MATTER_MISSING, "starts with “# Title” instead of front matter"),
        ("----\ntitle: x\n----\n", ProblemKind.FRONT_MATTER_MISSING, "starts with “----” instead of front matter"),
        ("---\ntitle: x\n", ProblemKind.FRONT_MATTER_OPEN, "is never closed"),
        ("---", ProblemKind.FRONT_MATTER_OPEN, "is never closed"),
    ],
)
def test_front_matter_must_open_and_close(text: str, code: ProblemKind, found: str) -> None:
    fault = problem(text)
    assert (fault.kind, fault.line) == (code, 1)
    assert f"{found}: " in fault.message


def test_a_duplicate_field_name_is_quoted_on_one_line() -> None:
    assert "`a\\nb` is already on line 2" in problem('---\n"a\\nb": 1\n"a\\nb": 2\n---\n').message


@pytest.mark.parametrize(
    ("head", "is_draft"),
    [
        ("draft: true", True),
        ("draft: True", True),
        ("draft:   true  # not yet", True),
        ("draft: true\r", True),
        ("draft: false", False),
        ('draft: "true"', False),
        ("draft: truely", False),
        ("xdraft: true", False),
        ("title: x\n---\ndraft: true", False),
    ],
)
def test_an_unreadable_file_can_still_be_identified_as_a_draft(head: str, is_draft: bool) -> None:  # noqa: FBT001 -- an expected value
    assert declares_draft(f"---\ntitle: 'x\n{head}\n---\n".encode()) is is_draft


def test_a_draft_is_identified_by_the_configured_field_name() -> None:
    assert declares_draft(b"---\nhidden: true\n---\n", "hidden")
    assert not declares_draft(b"---\ndraft: true\n---\n", "hidden")


def assert_reported_cleanly(data: bytes) -> None:
    """Check that ``data`` is read without an exception, and that each problem has a valid line and a one-line message."""
    source = read_front_matter(data, "a.md")
    found = [source] if isinstance(source, Problem) else parse_post(source, "posts/a.md", FrontMatterOptions())[1]
    lines = front_matter.normalize_newlines(data.decode("utf-8", "replace")).count("\n") + 1
    for fault in found:
        assert 1 <= fault.line <= lines
        assert str(fault).isprintable()


@given(st.binary(max_size=60))
def test_no_bytes_raise_an_exception(data: bytes) -> None:
    assert_reported_cleanly(data)
    assert_reported_cleanly(b"---\n" + data + b"\n---\n")


@given(yaml_texts())
def test_no_yaml_raises_an_exception(block: str) -> None:
    assert_reported_cleanly(f"---\n{block}\n---\n".encode())


@pytest.mark.parametrize("value", ["&a [*a, *a]", "[" * 5000, "{a: " * 5000, "- " * 5000, "a: " * 5000, "? " * 5000])
def test_hostile_yaml_is_rejected_quickly(value: str) -> None:
    begun = time.process_time()
    assert problem(f"---\nx: {value}\n---\n").line == 2
    assert time.process_time() - begun < 0.5
