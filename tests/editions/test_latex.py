"""Tests that Sphinx's LaTeX builder causes no warnings, and that XeLaTeX can typeset the output, including Korean."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from support.posts import PEOPLE, post
from support.site_builds import ROOT, prepare

if TYPE_CHECKING:
    from pathlib import Path

    from support.site_builds import Build

needs_tex = pytest.mark.skipif(
    not (shutil.which("xelatex") and shutil.which("latexmk")), reason="TeX is not installed"
)


def test_every_construct_is_converted_to_latex_without_a_warning(clean_build: Build) -> None:
    built = clean_build("everything", builder="latex", publication_authors=PEOPLE)
    text = (built.out / "armistice.tex").read_text(encoding="utf-8")
    shown = re.findall(r"sphinxincludegraphics(?:\[[^]]*\])?\{\{(.*?)\}(\.\w+)\}", text)
    assert {kind for _, kind in shown} == {".pdf", ".png"}
    assert all((built.out / f"{name}{kind}").is_file() for name, kind in shown)
    assert "\\usepackage{kotex}" in text


def test_this_repositorys_posts_are_converted_to_latex_without_a_warning(
    clean_build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4000000000")  # a time at which all posts are published
    prepare(tmp_path / "site", None)
    for folder in ("posts", "pages"):
        shutil.copytree(ROOT / folder, tmp_path / "site" / folder)
    built = clean_build(builder="latex")
    assert "정전" in (built.out / "armistice.tex").read_text(encoding="utf-8")


def test_without_tex_make_says_what_to_install(tmp_path: Path) -> None:
    for name in ("make", "sh"):
        (tmp_path / name).symlink_to(shutil.which(name) or name)
    done = subprocess.run(
        [tmp_path / "make", "-o", ".venv/editions", "latexpdf"],
        cwd=ROOT,
        env=os.environ | {"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "make latexpdf needs XeLaTeX with Korean" in done.stdout


@needs_tex
def test_xelatex_typesets_hangul_and_hanja(clean_build: Build) -> None:
    built = clean_build(
        files={"posts/a.md": post("The word 정전 is 停戰, Chosŏn.\n", title='"종전"')}, builder="latex"
    )
    command = ["latexmk", "-pdfxe", "-dvi-", "-ps-", "-quiet", "-interaction=nonstopmode", "armistice.tex"]
    subprocess.run(command, cwd=built.out, check=True, capture_output=True)
    assert "Missing character" not in (built.out / "armistice.log").read_text(encoding="utf-8", errors="replace")
    text = subprocess.run(["pdftotext", "armistice.pdf", "-"], cwd=built.out, check=True, capture_output=True).stdout
    assert "The word 정전 is 停戰, Chosŏn." in text.decode()
