"""Tests the commands in .readthedocs.yaml by running them in a fresh clone the way Read the Docs does."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from support.site_builds import ROOT

if TYPE_CHECKING:
    from pathlib import Path

BASE_URL = "https://armistice.readthedocs.io/"
# The names of build steps and formats come from the Read the Docs source code, readthedocs/config/config.py.
STEPS = ("create_environment", "install")
FORMATS = ("html", "pdf", "epub")


@dataclass(frozen=True)
class Hosted:
    """The checkout after a Read the Docs build, and the output folder that Read the Docs publishes."""

    checkout: Path
    output: Path

    def pages(self) -> list[tuple[str, str]]:
        found = sorted((self.output / "html").rglob("*.html"))
        return [(page.relative_to(self.output / "html").as_posix(), page.read_text("utf-8")) for page in found]


@pytest.fixture(scope="module")
def settings() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / ".readthedocs.yaml").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def hosted(settings: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Hosted:
    checkout = tmp_path_factory.mktemp("rtd") / "checkout"
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", f"file://{ROOT}", str(checkout)], check=True)
    # The packages that the first step would install are already installed.
    (checkout / ".venv").symlink_to(ROOT / ".venv")
    for file in (checkout / "requirements").iterdir():
        os.utime(file, (0, 0))
    for group in ("created", "editions"):
        (ROOT / ".venv" / group).touch()
    output = checkout / "_readthedocs"
    variables = {"READTHEDOCS": "True", "READTHEDOCS_OUTPUT": str(output), "READTHEDOCS_CANONICAL_URL": BASE_URL}
    jobs = settings["build"]["jobs"]
    commands = [*(jobs[step] for step in STEPS), *(jobs["build"][name] for name in FORMATS)]
    for command in (line for lines in commands for line in lines):
        done = subprocess.run(
            command, shell=True, cwd=checkout, env=os.environ | variables, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return Hosted(checkout, output)


def test_every_format_with_a_build_command_is_requested(settings: dict[str, Any]) -> None:
    assert settings["version"] == 2
    assert set(settings["build"]["jobs"]["build"]) == {"html", *settings["formats"]}
    assert "commands" not in settings["build"]


@pytest.mark.parametrize("name", ["pdf", "epub"])
def test_an_edition_is_a_single_file_with_one_dot_in_its_name(hosted: Hosted, name: str) -> None:
    (file,) = (hosted.output / name).iterdir()
    assert file.name == f"armistice.{name}"
    assert file.stat().st_size > 10_000


def test_the_site_is_in_the_output_folder_only(hosted: Hosted) -> None:
    assert (hosted.output / "html/index.html").is_file()
    assert not (hosted.checkout / "_build/html").exists()
    assert {folder.name for folder in hosted.output.iterdir()} == set(FORMATS)


def test_canonical_urls_are_on_the_domain_of_the_host(hosted: Hosted) -> None:
    pages = hosted.pages()
    found = [link for _, text in pages for link in re.findall(r'<link rel="canonical" href="([^"]*)"', text)]
    assert len(found) > len(pages) / 2
    assert [link for link in found if not link.startswith(BASE_URL)] == []
    assert (
        f'<link rel="canonical" href="{BASE_URL}posts/what-the-armistice-says/"'
        in dict(pages)["posts/what-the-armistice-says/index.html"]
    )
    assert "armistice.example" not in (hosted.output / "html/sitemap.xml").read_text("utf-8")


def test_the_site_contains_the_pdf_of_each_post_and_the_search_index(hosted: Hosted) -> None:
    site = hosted.output / "html"
    assert (site / "editions/posts/what-the-armistice-says.pdf").read_bytes().startswith(b"%PDF")
    assert (
        "../../editions/posts/what-the-armistice-says.pdf"
        in dict(hosted.pages())["posts/what-the-armistice-says/index.html"]
    )
    assert (site / "pagefind/pagefind-entry.json").is_file()
    assert list((site / "pagefind/fragment").iterdir())
