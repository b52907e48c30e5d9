"""Tests for the file names and descriptions of editions."""

from __future__ import annotations

import pytest

from publication.core.addresses.permalinks import is_reserved
from publication.core.formats.edition_files import Edition, book_file, format_size, post_pdf_file


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("posts/x", "posts/x.pdf"),
        ("posts/2019/정전협정", "posts/2019/정전협정.pdf"),
        ("posts/old.html", "posts/old.html.pdf"),
        ("hello", "other/hello.pdf"),
        ("armistice", "other/armistice.pdf"),
        ("essays/posts/x", "other/essays/posts/x.pdf"),
    ],
)
def test_a_documents_pdf_is_named_after_its_path(path: str, name: str) -> None:
    assert post_pdf_file(path) == name


@pytest.mark.parametrize(
    ("project", "name"), [("Armistice", "armistice.epub"), ("A. B: 정전", "a-b-정전.epub"), ("…", "u2026.epub")]
)
def test_the_books_file_name_has_only_one_dot(project: str, name: str) -> None:
    assert book_file(project, "epub") == name


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (64_400, "64 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (1_249_000, "1.2 MB"),
        (9_949_000, "9.9 MB"),
        (9_960_000, "10 MB"),
        (123_400_000, "123 MB"),
        (2_500_000_000, "2.5 GB"),
        (1_234_000_000_000, "1234 GB"),
    ],
)
def test_a_file_size_is_human_readable(size: int, words: str) -> None:
    assert format_size(size) == words


@pytest.mark.parametrize(("pages", "facts"), [(0, "64 kB"), (1, "1 p., 64 kB"), (8, "8 pp., 64 kB")])
def test_an_edition_is_described_by_its_page_count_and_file_size(pages: int, facts: str) -> None:
    assert Edition("PDF", "editions/x.pdf", 64_000, pages).length_and_size == facts


def test_the_editions_folder_is_reserved() -> None:
    assert is_reserved("editions/posts/x.pdf")
