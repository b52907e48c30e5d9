"""Fixtures for the edition tests. They share a cache of unpacked fonts, because unpacking the fonts takes a second."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from publication.editions.pdf import book_chunks
from support.posts import PEOPLE
from support.site_builds import Build, Built, prepare, run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def pdf(build: Build, cache: str) -> Build:
    """Build the PDFs of a publication."""

    def make(*args: Any, **options: Any) -> Built:
        return build(*args, **{"builder": "pdf", "publication_cache": cache} | options)

    return make


def build_everything(root: Path, cache: str) -> Built:
    """Build the PDFs of the sample site ``everything``, whose main post contains every construct."""
    prepare(root, "everything")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1790000000")
        patch.setenv("NO_COLOR", "1")
        built = run(root, "pdf", publication_cache=cache, publication_authors=PEOPLE)
    assert built.messages() == []
    return built


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory, cache: str) -> Built:
    """The PDFs of the sample site ``everything``, with the book typeset as one document."""
    return build_everything(tmp_path_factory.mktemp("everything") / "site", cache)


@pytest.fixture(scope="session")
def everything_in_chunks(tmp_path_factory: pytest.TempPathFactory, cache: str) -> Built:
    """The PDFs of the sample site ``everything``, with the book merged from chunks of two documents."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(book_chunks, "CHUNK_SIZE", 2)
        return build_everything(tmp_path_factory.mktemp("bound") / "site", cache)
