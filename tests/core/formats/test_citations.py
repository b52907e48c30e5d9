"""Tests for citations in Chicago style, BibTeX and RIS: what each format escapes, omits and preserves."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.core.formats.citations import CitedWork, bibtex, chicago, ris

WORK = CitedWork(
    title="What the armistice says",
    publication="Armistice",
    date=dt.date(2026, 7, 27),
    authors=("Kim Min-ji", "박서연"),
    url="https://armistice.example/posts/x/",
    language="en",
)


def test_a_chicago_citation_has_all_its_parts() -> None:
    assert chicago(WORK) == (
        "Kim Min-ji and 박서연. “What the armistice says.” Armistice, July 27, 2026. https://armistice.example/posts/x/."
    )


def test_a_chicago_citation_without_author_and_url_starts_with_the_title_and_ends_with_the_date() -> None:
    assert chicago(replace(WORK, authors=(), url="")) == "“What the armistice says.” Armistice, July 27, 2026."


def test_a_title_ending_in_a_question_mark_has_no_full_stop_and_inner_quotation_marks_are_single() -> None:
    assert "“Why ‘peace’?” Armistice" in chicago(replace(WORK, title="Why “peace”?"))


def test_a_doi_replaces_the_url() -> None:
    assert chicago(replace(WORK, doi="10.1/x")).endswith(" https://doi.org/10.1/x.")


@pytest.mark.parametrize(
    ("count", "expected"), [(1, "A0."), (2, "A0 and A1."), (3, "A0, A1, and A2."), (11, "A0, A1, A2, A3, A4, A5, A6, et al.")]
)  # fmt: skip
def test_authors_are_joined_as_in_chicago_style(count: int, expected: str) -> None:
    assert chicago(replace(WORK, authors=tuple(f"A{n}" for n in range(count)))).startswith(expected + " “")


def test_bibtex_keeps_names_and_titles_unchanged() -> None:
    entry = bibtex(replace(WORK, doi="10.1/x_y"))
    assert entry.startswith("@misc{armistice-2026-what-the-armistice-says,\n")
    assert "  author       = {{Kim Min-ji} and {박서연}},\n" in entry
    assert "  title        = {{What the armistice says}},\n" in entry
    assert "  month        = jul,\n" in entry
    assert "  doi          = {10.1/x_y},\n" in entry
    assert "accessed" not in entry


def test_bibtex_escapes_latex_special_characters() -> None:
    entry = bibtex(replace(WORK, title=r"50% & {more} $x_1$ \cmd ~^#"))
    assert (
        r"{{50\% \& \{more\} \$x\_1\$ \textbackslash{}cmd \textasciitilde{}\textasciicircum{}\#}}" in entry
    )  # fmt: skip


def test_a_bibtex_key_is_ascii_even_for_a_korean_title() -> None:
    assert bibtex(replace(WORK, title="정전협정")).startswith("@misc{armistice-2026,\n")


def test_ris_has_one_tag_and_value_per_line() -> None:
    assert ris(replace(WORK, doi="10.1/x")).split("\r\n") == [
        "TY  - BLOG", "AU  - Kim Min-ji", "AU  - 박서연", "TI  - What the armistice says", "T2  - Armistice",
        "PY  - 2026", "DA  - 2026/07/27", "DO  - 10.1/x", "UR  - https://armistice.example/posts/x/", "LA  - en",
        "ER  - ", "",
    ]  # fmt: skip


@given(st.text(min_size=1))
def test_no_title_breaks_a_record(title: str) -> None:
    work = replace(WORK, title=title)
    lines = ris(work).split("\r\n")
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])
    assert len(lines) == len(ris(replace(WORK, title="x")).split("\r\n")) - (not " ".join(title.split()))
    plain = re.sub(r"\\[{}]", "", bibtex(work))
    assert plain.count("{") == plain.count("}")
