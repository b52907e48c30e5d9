"""Read the Docs: its commands, run as it runs them in a fresh clone, leave what it takes."""

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

ADDRESS = "https://armistice.readthedocs.io/"
# Read from its source, readthedocs/config/config.py: what each step may be, and the formats beside the site.
STEPS = ("create_environment", "install")
FORMATS = ("html", "pdf", "epub")


@dataclass(frozen=True)
class Hosted:
    """The checkout after a build, and what Read the Docs takes from it."""

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
    # What the first step installs is there already.
    (checkout / ".venv").symlink_to(ROOT / ".venv")
    for name in ("pyproject.toml", "constraints.txt"):
        os.utime(checkout / name, (0, 0))
    for group in ("pip", "editions"):
        (ROOT / ".venv" / group).touch()
    output = checkout / "_readthedocs"
    variables = {"READTHEDOCS": "True", "READTHEDOCS_OUTPUT": str(output), "READTHEDOCS_CANONICAL_URL": ADDRESS}
    jobs = settings["build"]["jobs"]
    commands = [*(jobs[step] for step in STEPS), *(jobs["build"][name] for name in FORMATS)]
    for command in (line for lines in commands for line in lines):
        done = subprocess.run(
            command, shell=True, cwd=checkout, env=os.environ | variables, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return Hosted(checkout, output)


def test_every_format_that_is_built_is_asked_for(settings: dict[str, Any]) -> None:
    assert settings["version"] == 2
    assert set(settings["build"]["jobs"]["build"]) == {"html", *settings["formats"]}
    assert "commands" not in settings["build"]


@pytest.mark.parametrize("name", ["pdf", "epub"])
def test_an_edition_is_one_file_with_one_dot_in_its_name(hosted: Hosted, name: str) -> None:
    (file,) = (hosted.output / name).iterdir()
    assert file.name == f"armistice.{name}"
    assert file.stat().st_size > 10_000


def test_the_site_is_where_it_is_taken_from_and_nowhere_else(hosted: Hosted) -> None:
    assert (hosted.output / "html/index.html").is_file()
    assert not (hosted.checkout / "_build/html").exists()
    assert {folder.name for folder in hosted.output.iterdir()} == set(FORMATS)


def test_canonical_addresses_are_those_of_the_host(hosted: Hosted) -> None:
    pages = hosted.pages()
    found = [link for _, text in pages for link in re.findall(r'<link rel="canonical" href="([^"]*)"', text)]
    assert len(found) > len(pages) / 2
    assert [link for link in found if not link.startswith(ADDRESS)] == []
    assert (
        f'<link rel="canonical" href="{ADDRESS}posts/what-the-armistice-says/"'
        in dict(pages)["posts/what-the-armistice-says/index.html"]
    )
    assert "armistice.example" not in (hosted.output / "html/sitemap.xml").read_text("utf-8")


def test_the_site_holds_the_pdf_of_each_post_and_its_search_index(hosted: Hosted) -> None:
    site = hosted.output / "html"
    assert (site / "editions/posts/what-the-armistice-says.pdf").read_bytes().startswith(b"%PDF")
    assert (
        "../../editions/posts/what-the-armistice-says.pdf"
        in dict(hosted.pages())["posts/what-the-armistice-says/index.html"]
    )
    assert (site / "pagefind/pagefind-entry.json").is_file()
    assert list((site / "pagefind/fragment").iterdir())
