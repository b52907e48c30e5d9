"""Tests that extra index tokens make parts of Korean words searchable."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.search import korean_tokens


@pytest.mark.parametrize(
    ("word", "endings"),
    [
        ("정전협정은", ["전협정은", "협정은", "정은"]),
        ("북한", []),
        ("북한의", ["한의"]),
        ("강", []),
        ("DMZ는", []),
        ("제3차회담", ["차회담", "회담"]),
        ("「남북회담」은", ["북회담", "회담"]),
        ("6·25전쟁", ["전쟁"]),
        ("남북/북미", ["북미"]),
        ("停戰協定", ["戰協定", "協定"]),
        ("armistice", []),
        ("—", []),
    ],
)
def test_a_word_is_also_indexed_from_each_later_syllable(word: str, endings: list[str]) -> None:
    assert korean_tokens.endings(word) == endings


def test_the_tokens_of_a_very_long_word_are_shortened() -> None:
    assert max(map(len, korean_tokens.endings("가" * 500))) == 8


def test_decomposed_hangul_is_composed_first() -> None:
    assert korean_tokens.split_words(unicodedata.normalize("NFD", "정전협정 text")) == ["정전협정", "text"]


def test_every_syllable_has_a_stand_in_that_the_index_does_not_split() -> None:
    syllables = "".join(map(chr, range(0xAC00, 0xD7A4)))
    letters = korean_tokens.swap_hangul(syllables)
    assert len(set(letters)) == 11172
    assert unicodedata.normalize("NFD", letters) == letters
    assert all(letter.isalpha() for letter in letters)


@given(st.text())
def test_swapping_twice_restores_the_text(text: str) -> None:
    assert korean_tokens.swap_hangul(korean_tokens.swap_hangul(text)) == text
