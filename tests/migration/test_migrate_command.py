"""Tests for the ``migrate`` command and its Make target."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from publication import cli
from support.migrations import BLOGS
from support.site_builds import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def run_migrate(capsys: pytest.CaptureFixture[str], root: Path, *arguments: str) -> tuple[int, str]:
    (root / "conf.py").touch()
    status = cli.main(["--root", str(root), "migrate", *arguments])
    return status, capsys.readouterr().out


def test_the_command_reports_and_copies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = str(BLOGS / "folder-2020")
    status, message = run_migrate(capsys, tmp_path, old, "--dry")
    assert status == 0
    assert "12 would be copied" in message
    assert not (tmp_path / "posts").exists()
    assert run_migrate(capsys, tmp_path, old)[1].endswith("Old URLs that no longer work: none.\n")
    assert (tmp_path / "posts/first.md").is_file()
    assert (tmp_path / "conf.py").read_bytes() == b""
    assert "0 copied, 12 already there" in run_migrate(capsys, tmp_path, old)[1]
    (tmp_path / "posts/first.md").write_text("Edited.")
    assert run_migrate(capsys, tmp_path, old)[0] == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([""], "FROM= is empty: write the old blog's folder, as in `make migrate FROM=../old-blog`\n"),
        (["/nowhere/at/all"], "FROM=/nowhere/at/all is not a folder: write the path of the old blog's folder\n"),
        ([str(BLOGS), "--format", "hugo"], "has no content/ or static/, so it is not a Hugo blog"),
    ],
)
def test_a_folder_that_is_not_a_blog_causes_a_one_line_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    status, out = run_migrate(capsys, tmp_path, *arguments)
    assert status == 2
    assert message in out
    assert out.count("\n") == 1


def test_make_passes_folders_with_spaces() -> None:
    command = ["make", "-n", "migrate", "FROM=../old blog", "FORMAT=hugo", "DRY=1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert 'python -m publication migrate "../old blog" --format "hugo" --dry' in done.stdout
