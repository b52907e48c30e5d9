"""The PDF: the book and a file for each post."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf

from posts import post

if TYPE_CHECKING:
    from conftest import Build

TWO = {
    "posts/one.md": post("Words of one.\n", title="One", slug="/posts/one"),
    "posts/two.md": post("Words of two, see [one](/posts/one).\n", title="Two", slug="/posts/two"),
}


def test_the_book_and_each_post_is_a_sound_pdf(clean_build: Build) -> None:
    built = clean_build(files=TWO, builder="pdf")
    assert set(built.files()) == {"armistice.pdf", "posts/one.pdf", "posts/two.pdf"}
    for data in built.files().values():
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert pdf.check_pdf_syntax() == []
