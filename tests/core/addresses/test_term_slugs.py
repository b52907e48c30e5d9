"""Tests for term slugs: they use the same kebab case as lodash, the library that the old site used."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given

from publication.core.addresses.term_slugs import kebab_case, nfc, term_slug
from support.strategies import names, texts

PAIRS = json.loads(Path(__file__).with_name("kebab-case.json").read_text(encoding="utf-8"))


def test_kebab_case_agrees_with_lodash() -> None:
    assert {name: kebab_case(name) for name in PAIRS} == PAIRS


@given(names().map(nfc))
def test_kebab_case_leaves_its_own_result_unchanged(name: str) -> None:
    assert kebab_case(kebab_case(name)) == kebab_case(name)


@given(texts().map(nfc))
def test_kebab_case_returns_a_single_normalised_path_segment(name: str) -> None:
    key = kebab_case(name)
    assert unicodedata.is_normalized("NFC", key)
    assert not set(key) & set("/\\.%?# \t\n")


@given(names().map(nfc))
def test_a_decomposed_name_has_the_same_slug(name: str) -> None:
    assert term_slug(nfc(unicodedata.normalize("NFD", name))) == term_slug(name)


@pytest.mark.parametrize(("name", "key"), [("C++", "c"), ("²", "u00b2"), ("+", "u002b"), ("?!", "u003f-u0021")])
def test_a_name_without_letters_or_digits_uses_its_code_points(name: str, key: str) -> None:
    assert term_slug(name) == key


@given(texts().filter(bool))
def test_every_name_has_a_slug(name: str) -> None:
    assert term_slug(name)
