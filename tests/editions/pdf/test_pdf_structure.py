"""Tests for the PDFs' conformance to PDF/UA-1 and PDF/A-2a, as far as it can be checked without a validator.

Source: ISO 14289-1 (PDF/UA-1). The condition numbers are from the Matterhorn Protocol 1.1.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

from support.tagged_pdf import STANDARD, Tag, Tagged

if TYPE_CHECKING:
    from support.site_builds import Built

BOOK, POST, KOREAN, ARABIC = "armistice.pdf", "posts/everything.pdf", "posts/세-낱말.pdf", "posts/hudna.pdf"
CHUNKED_BOOK = "bound.pdf"
"""The file name of the book that is merged from chunks."""
BOOKS = [BOOK, CHUNKED_BOOK]
FILES = [*BOOKS, POST, "posts/neighbour.pdf", KOREAN, ARABIC]


def instructions(page: pikepdf.Page) -> list[Any]:
    found: list[Any] = pikepdf.parse_content_stream(page)
    return found


@pytest.fixture(scope="module")
def opened(everything: Built, everything_in_chunks: Built) -> dict[str, Tagged]:
    files = everything.files() | {CHUNKED_BOOK: everything_in_chunks.files()[BOOK]}
    return {name: Tagged(data) for name, data in files.items()}


def test_there_is_a_pdf_of_the_book_and_of_each_post(opened: dict[str, Tagged]) -> None:
    assert set(opened) == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_the_pdf_syntax_has_no_errors(opened: dict[str, Tagged], name: str) -> None:
    assert opened[name].pdf.check_pdf_syntax() == []


@pytest.mark.parametrize("name", FILES)
def test_the_metadata_declare_the_pdf_tagged_and_accessible(opened: dict[str, Tagged], name: str) -> None:
    pdf = opened[name].pdf
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert metadata["dc:title"]


def test_the_metadata_match_the_post(opened: dict[str, Tagged]) -> None:
    pdf = opened[POST].pdf
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        assert metadata["dc:title"] == "Everything a post can hold: <Chosŏn> & “조선”"
        assert "Han Ji-won" in metadata["dc:creator"][0]
        assert metadata["dc:description"].startswith("Every construct of Markdown")
        assert metadata["pdf:Keywords"] == "Test & trial, 정전협정"
    assert str(pdf.docinfo["/CreationDate"]).startswith("D:20260910")  # the date of the post's correction


@pytest.mark.parametrize(
    ("name", "language"), [(BOOK, "en"), (CHUNKED_BOOK, "en"), (POST, "en"), (KOREAN, "ko"), (ARABIC, "ar")]
)
def test_the_document_has_a_language(opened: dict[str, Tagged], name: str, language: str) -> None:
    assert str(opened[name].root.Lang) == language


def test_every_other_language_is_tagged(opened: dict[str, Tagged]) -> None:
    languages = {
        str(operands[1]["/Lang"])
        for page in opened[POST].pdf.pages
        for operands, operator in instructions(page)
        if str(operator) == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/Lang" in operands[1]
    }
    languages |= {str(tag.raw["/Lang"]) for tag in opened[POST].top.walk() if "/Lang" in tag.raw}
    assert {"ko", "ru", "ja", "zh", "ar"} <= {language.partition("-")[0] for language in languages}


@pytest.mark.parametrize("name", FILES)
def test_all_content_is_tagged_or_an_artifact(opened: dict[str, Tagged], name: str) -> None:
    assert opened[name].outside == 0


@pytest.mark.parametrize("name", FILES)
def test_every_tag_is_a_standard_structure_type(opened: dict[str, Tagged], name: str) -> None:
    assert {tag.role for tag in opened[name].top.walk()} - {""} <= STANDARD


@pytest.mark.parametrize("name", FILES)
def test_every_figure_and_formula_has_alt_text(opened: dict[str, Tagged], name: str) -> None:
    drawn = [*opened[name].all("Figure"), *opened[name].all("Formula")]
    assert all(str(tag.raw.get("/Alt", "")) for tag in drawn)


def test_figures_have_the_alt_text_from_the_post(opened: dict[str, Tagged]) -> None:
    words = {str(tag.raw.Alt) for tag in opened[POST].all("Figure")}
    assert words == {
        "A band of red across a grey field.",
        "A red band between two grey fields",
        "Two circles joined by a line",
        "a small mark",
    }


@pytest.mark.parametrize("name", FILES)
def test_headings_start_at_level_one_and_skip_no_level(opened: dict[str, Tagged], name: str) -> None:
    levels = [int(tag.role[1]) for tag in opened[name].top.walk() if re.fullmatch("H[1-6]", tag.role)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("name", FILES)
def test_the_bookmarks_match_the_headings(opened: dict[str, Tagged], name: str) -> None:
    with opened[name].pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles
    if name in BOOKS:
        assert titles[0] == "Contents"
        assert titles[1:] == [
            "الهدنة والسلام",
            "세 낱말: 정전, 종전, 평화",
            "A neighbour",
            "Everything a post can hold: <Chosŏn> & “조선”",
            "Colophon",
            "Topics",
            "This edition",
        ]


@pytest.mark.parametrize("name", FILES)
def test_every_footnote_has_a_unique_id(opened: dict[str, Tagged], name: str) -> None:
    notes = [str(tag.raw["/ID"]) for tag in opened[name].all("Note")]
    assert notes
    assert len(notes) == len(set(notes))


@pytest.mark.parametrize("name", FILES)
def test_every_link_has_a_description_and_a_tag(opened: dict[str, Tagged], name: str) -> None:
    tagged = opened[name]
    links = [link for page in tagged.pdf.pages for link in page.obj.get("/Annots", []) if link.Subtype == "/Link"]
    assert links
    assert all("/Contents" in link and "/StructParent" in link for link in links)
    assert sum(tag.links for tag in tagged.all("Link")) == len(links)


@pytest.mark.parametrize("name", FILES)
def test_the_tab_order_follows_the_document_structure(opened: dict[str, Tagged], name: str) -> None:
    assert all(page.obj.Tabs == "/S" and "/StructParents" in page.obj for page in opened[name].pdf.pages)


@pytest.mark.parametrize("name", FILES)
def test_every_font_is_embedded_and_maps_to_unicode(opened: dict[str, Tagged], name: str) -> None:
    fonts = opened[name].fonts()
    assert fonts
    for font in fonts.values():
        descriptor = (font.DescendantFonts[0] if "/DescendantFonts" in font else font).FontDescriptor
        assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        assert "/ToUnicode" in font


def test_table_headers_have_a_scope(opened: dict[str, Tagged]) -> None:
    heads = opened[POST].all("TH")
    assert len(heads) >= 15
    assert all("Scope" in repr(tag.raw.A) for tag in heads)


def test_lists_contain_only_list_items(opened: dict[str, Tagged]) -> None:
    for tag in opened[POST].all("L"):
        assert {part.role for part in tag.parts if isinstance(part, Tag)} <= {"LI", "L", "Caption"}


@pytest.mark.parametrize("name", [POST, KOREAN, *BOOKS])
def test_all_text_is_inside_a_block(opened: dict[str, Tagged], name: str) -> None:
    document = opened[name].top.parts[0]
    assert not isinstance(document, str)
    assert document.role == "Document"
    assert not [part for part in document.parts if isinstance(part, str) and part.strip()]
