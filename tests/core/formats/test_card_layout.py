"""Tests for the line breaks in the titles of preview cards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.core.formats.card_layout import (
    LINE_HEIGHT,
    MAX_TITLE_HEIGHT,
    TITLE_SIZES,
    CardText,
    balance_lines,
    fit_title,
    wrap_lines,
)

WORDS = st.lists(st.text("abc한글", min_size=1, max_size=30), min_size=1, max_size=40).map(" ".join)


def width(text: str) -> float:
    return len(text) / 2


@given(WORDS, st.integers(2, 40))
def test_no_line_is_too_wide_and_no_character_is_lost(text: str, room: int) -> None:
    for lines in (wrap_lines(text, room, width), balance_lines(text, room, width)):
        assert all(width(line) <= room for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(WORDS, st.integers(2, 40))
def test_balancing_does_not_add_lines(text: str, room: int) -> None:
    assert len(balance_lines(text, room, width)) == len(wrap_lines(text, room, width))


def test_balanced_lines_are_as_equal_as_possible() -> None:
    assert wrap_lines("one two three four", 7, width) == ["one two three", "four"]
    assert balance_lines("one two three four", 7, width) == ["one two", "three four"]


@given(WORDS)
def test_a_title_always_fits(text: str) -> None:
    size, lines = fit_title(text, 1000, width)
    assert size in TITLE_SIZES
    assert lines
    assert len(lines) * size * LINE_HEIGHT <= MAX_TITLE_HEIGHT
    assert all(width(line) * size <= 1000 for line in lines)
    assert lines[-1].endswith("…") or "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(("title", "size"), [("Short", 84), ("word " * 25, 54), ("word " * 300, 46)])
def test_a_longer_title_is_set_in_smaller_type(title: str, size: int) -> None:
    assert fit_title(title.strip(), 1000, width)[0] == size


@pytest.mark.parametrize(
    ("card", "alt"),
    [
        (CardText("A title.", "Korea", "Armistice"), "A title. Korea. Armistice"),
        (CardText("A title", "", "Armistice"), "A title. Armistice"),
        (CardText("Armistice", "", "Armistice", "Korea and diplomacy."), "Armistice. Korea and diplomacy"),
    ],
)
def test_the_alt_text_of_a_card_repeats_its_text(card: CardText, alt: str) -> None:
    assert card.alt == alt
