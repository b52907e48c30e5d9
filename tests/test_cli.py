"""Tests for the ``python -m publication`` commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from publication import cli
from support.posts import post
from support.strategies import document

if TYPE_CHECKING:
    from pathlib import Path

    from support.site_builds import Build


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Create a publication with one valid post and one page."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    (tmp_path / "conf.py").write_text('project = "A"\n', encoding="utf-8")
    write(tmp_path, "posts/a.md", document())
    write(tmp_path, "pages/b/index.markdown", document(template="page"))
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def check(root: Path) -> int:
    return cli.main(["--root", str(root), "check"])


def test_check_prints_nothing_for_a_publication_without_problems(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(root) == 0
    assert capsys.readouterr() == ("", "")


def test_check_prints_a_problem_with_its_file_and_line_and_exits_with_an_error(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(root, "posts/2019/b.md", document(date="2019-02-30"))
    assert check(root) == 1
    line = "posts/2019/b.md:3: `date` is “2019-02-30”, but that day or time does not exist: correct it"
    assert capsys.readouterr().out == f"{line} [publication.date]\n"


def test_check_prints_a_note_without_failing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(root, "posts/b.md", document(catagory="Korea"))
    assert check(root) == 0
    assert capsys.readouterr().out.startswith("posts/b.md:5: note: `catagory` is not a known field; ")


def test_check_ignores_other_files_and_other_folders(root: Path) -> None:
    for name in ("posts/notes.txt", "posts/.md", "README.md", "drafts/c.md"):
        write(root, name, "not a post")
    assert check(root) == 0


def test_without_conf_py_the_error_message_says_where_to_run_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(tmp_path) == 2
    assert "run this command in the folder that contains conf.py" in capsys.readouterr().err


def test_invalid_settings_are_reported(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(root, "conf.py", "publication_page_size = -1\n")
    assert check(root) == 2
    assert (
        capsys.readouterr().err
        == "conf.py: `publication_page_size = -1` cannot be used: it must be a whole number, 0 or more\n"
    )


def test_new_creates_a_draft_that_builds_without_problems(build: Build, tmp_path: Path) -> None:
    site = build(files={"posts/a.md": post(slug="/a")})
    assert cli.main(["--root", str(site.root), "new", '정전 "협정" & more']) == 0
    assert cli.main(["--root", str(site.root), "new", '정전 "협정" & more']) == 1
    preview = build(publication_preview=True)
    assert preview.messages() == []
    assert '정전 "협정" & more' in preview.text("/posts/정전-협정-more/")
