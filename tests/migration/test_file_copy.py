"""Copying: byte for byte, never over another file, again and again, and from a checkout that means no good."""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from publication.core.posts.front_matter_schema import FrontMatterOptions
from publication.migration import blog_files, file_copy
from publication.migration.conf_generator import TargetPublication
from publication.migration.file_copy import CopyOutcome
from publication.migration.generators import GENERATORS
from publication.migration.migrate import migrate
from publication.migration.migration_report import report_lines
from support.strategies import document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from publication.migration.migrate import Migration

BLOGS = Path(__file__).parent / "blogs"
CLOCK = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
ERAS = ["verbatim-2018", "folder-2020", "json-2022"]


def take(checkout: Path, root: Path, name: str = "lumen", *, dry: bool = False) -> Migration:
    """Migrate, and make the report of it too, which must always work."""
    files = tuple(file.relative_to(root).as_posix() for file in root.glob("p*/**/*.m*"))
    done = migrate(
        checkout, TargetPublication(root, files, FrontMatterOptions(), CLOCK), GENERATORS[name], dry_run=dry
    )
    "\n".join(report_lines(done, str(checkout), dry_run=dry)).encode()
    return done


def blog(root: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def tree(root: Path) -> dict[str, bytes]:
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def kinds(done: Migration) -> list[tuple[str, str]]:
    return [(finding.kind.label, finding.file) for finding in done.findings]


@pytest.mark.parametrize("era", ERAS)
def test_every_file_is_copied_byte_for_byte(tmp_path: Path, era: str) -> None:
    done = take(BLOGS / era, tmp_path / "site")
    content = {f"content/{name}" for name in tree(BLOGS / era / "content") if name != "config.json"}
    wanted = content | {f"static/{name}" for name in tree(BLOGS / era / "static")}
    found, _ = blog_files.scan(BLOGS / era, GENERATORS["lumen"])
    assert {source.source_path for source in found} == wanted
    assert tree(tmp_path / "site") == {source.target_path: source.path.read_bytes() for source in found}
    assert set(done.copy_outcomes.values()) == {CopyOutcome.COPIED}
    assert done.is_complete


@pytest.mark.parametrize("era", ERAS)
def test_a_second_run_copies_nothing_and_tells_the_same(tmp_path: Path, era: str) -> None:
    first = take(BLOGS / era, tmp_path)
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")}
    second = take(BLOGS / era, tmp_path)
    assert set(second.copy_outcomes.values()) == {CopyOutcome.SAME}
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")} == before
    assert (first.conf_lines, first.old_urls, first.file_kinds) == (
        second.conf_lines,
        second.old_urls,
        second.file_kinds,
    )
    assert [str(problem) for problem in first.problems] == [str(problem) for problem in second.problems]


@pytest.mark.parametrize("era", ERAS)
def test_a_dry_run_writes_nothing_and_tells_what_a_real_one_does(tmp_path: Path, era: str) -> None:
    dry = take(BLOGS / era, tmp_path, dry=True)
    assert list(tmp_path.iterdir()) == []
    real = take(BLOGS / era, tmp_path)
    assert vars(dry) == vars(real)


@pytest.mark.parametrize(
    ("place", "target"),
    [
        ("content/posts/2019-01-05---정전 협정.md", "posts/2019-01-05---정전 협정.md"),
        ("content/posts/a/index.markdown", "posts/a/index.markdown"),
        ("content/posts/a/cover.png", "posts/a/cover.png"),
        ("content/pages/about.md", "pages/about.md"),
        ("content/notes/a.md", "posts/content/notes/a.md"),
        ("content/a.md", "posts/content/a.md"),
        ("static/media/a/b.png", "_static/media/a/b.png"),
        ("static/media.png", "_static/root/media.png"),
        ("static/readme.md", "_static/root/readme.md"),
    ],
)
def test_a_file_goes_where_its_address_stays(place: str, target: str) -> None:
    assert blog_files.target_path(place, GENERATORS["lumen"]) == target


@pytest.mark.parametrize("there", ["other text", "", "a folder", "a link", "a link to nothing"])
def test_a_different_file_is_never_overwritten(tmp_path: Path, there: str) -> None:
    root, target = tmp_path / "site", tmp_path / "site/posts/a.md"
    blog(root, {"keep": "kept"})
    target.parent.mkdir()
    if there == "a folder":
        target.mkdir()
    elif there.startswith("a link"):
        target.symlink_to(root / ("keep" if there == "a link" else "nothing"))
    else:
        target.write_text(there)
    done = take(blog(tmp_path / "old", {"content/posts/a.md": document(), "content/posts/b.md": document()}), root)
    assert kinds(done) == [("left-alone", "content/posts/a.md")]
    assert not done.is_complete
    assert done.copy_outcomes == {"posts/a.md": CopyOutcome.DIFFERENT, "posts/b.md": CopyOutcome.COPIED}
    assert (root / "keep").read_text() == "kept"
    assert not (root / "nothing").exists()
    assert target.is_dir() or target.is_symlink() or target.read_text() == there


def test_a_post_that_was_edited_since_stays_and_its_address_answers(tmp_path: Path) -> None:
    old = blog(tmp_path / "old", {"content/posts/a.md": document(slug="/a")})
    take(old, tmp_path / "site")
    edited = document("Edited.\n", slug="/a", title="Edited")
    (tmp_path / "site/posts/a.md").write_text(edited)
    done = take(old, tmp_path / "site")
    assert (tmp_path / "site/posts/a.md").read_text() == edited
    assert ("/a", "/a/") in [(address.url_path, link) for address, link in done.old_urls]


def test_a_file_that_appears_at_the_last_moment_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "source").write_text("ours")
    (tmp_path / "target").write_text("theirs")
    monkeypatch.setattr(os.path, "lexists", lambda _: False)
    assert file_copy.copy_new_file(tmp_path / "source", tmp_path / "target") is CopyOutcome.DIFFERENT
    assert (tmp_path / "target").read_text() == "theirs"


def test_a_copy_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", fail)
    done = take(blog(tmp_path / "old", {"content/posts/a.md": document()}), tmp_path / "site")
    assert kinds(done) == [("unreadable", "content/posts/a.md")]
    assert "no space left on device" in done.findings[0].message
    assert tree(tmp_path / "site") == {}


def test_a_file_where_a_folder_must_be_is_told(tmp_path: Path) -> None:
    blog(tmp_path / "site", {"posts": "a file"})
    done = take(blog(tmp_path / "old", {"content/posts/a.md": document()}), tmp_path / "site")
    assert kinds(done) == [("unreadable", "content/posts/a.md")]


# Checkouts that mean no good


def test_links_out_of_the_checkout_are_not_followed(tmp_path: Path) -> None:
    secret = blog(tmp_path / "secret", {"key.md": "secret", "folder/more.md": "secret"})
    old = blog(tmp_path / "old", {"content/posts/a.md": document(slug="/a")})
    (old / "content/posts/key.md").symlink_to(secret / "key.md")
    (old / "content/posts/folder").symlink_to(secret / "folder")
    (old / "content/posts/inside.md").symlink_to(old / "content/posts/a.md")
    (old / "static").symlink_to(secret)
    done = take(old, tmp_path / "site")
    assert kinds(done) == [
        ("leads-out", "content/posts/folder"),
        ("leads-out", "content/posts/key.md"),
        ("leads-out", "static"),
    ]
    assert set(tree(tmp_path / "site")) == {"posts/a.md", "posts/inside.md"}
    assert b"secret" not in b"".join(tree(tmp_path / "site").values())


def test_loops_dangling_links_and_pipes_are_told(tmp_path: Path) -> None:
    old = blog(tmp_path / "old", {"content/posts/a.md": document()})
    (old / "content/posts/loop.md").symlink_to(old / "content/posts/loop.md")
    (old / "content/posts/gone.md").symlink_to("nothing.md")
    (old / "content/posts/up").symlink_to(old / "content")
    os.mkfifo(old / "content/posts/pipe.md")
    done = take(old, tmp_path / "site")
    assert kinds(done) == [
        ("unreadable", "content/posts/gone.md"),
        ("unreadable", "content/posts/loop.md"),
        ("no-file", "content/posts/pipe.md"),
        ("no-file", "content/posts/up"),
    ]
    assert set(tree(tmp_path / "site")) == {"posts/a.md"}


def test_an_unreadable_file_and_folder_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = blog(tmp_path / "old", {"content/posts/a.md": document(), "content/posts/locked/b.md": document()})
    blog(old, {"static/c.png": b"c", "static/d.png": b"d"})
    real_open, real_scan = io.open, os.scandir

    def guard(place: Any, *args: Any, **options: Any) -> Any:
        if str(place).endswith(("old/content/posts/a.md", "old/static/c.png")):
            raise PermissionError(13, "Permission denied")
        return real_open(place, *args, **options)

    def scan(place: Any) -> Any:
        if str(place).endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return real_scan(place)

    # As root every file can be read, so the answer of the system is played.
    monkeypatch.setattr(io, "open", guard)
    monkeypatch.setattr(os, "scandir", scan)
    done = take(old, tmp_path / "site")
    monkeypatch.undo()
    assert sorted(kinds(done)) == [
        ("unreadable", "content/posts/a.md"),
        ("unreadable", "content/posts/locked"),
        ("unreadable", "static/c.png"),
    ]
    assert all("permission denied" in finding.message for finding in done.findings)
    assert set(tree(tmp_path / "site")) == {"_static/root/d.png"}


def test_a_document_of_no_human_size_stays_behind_and_a_large_file_does_not(tmp_path: Path) -> None:
    old = blog(tmp_path / "old", {"content/posts/huge.md": "---\n", "static/media/film.mp4": "film"})
    os.truncate(old / "content/posts/huge.md", 10**12)
    os.truncate(old / "static/media/film.mp4", 50_000_000)
    done = take(old, tmp_path / "site")
    assert kinds(done) == [("too-large", "content/posts/huge.md")]
    assert (tmp_path / "site/_static/media/film.mp4").stat().st_size == 50_000_000
    assert take(old, tmp_path / "site").copy_outcomes == {"_static/media/film.mp4": CopyOutcome.SAME}


def test_names_that_are_no_utf8_or_hold_strange_characters(tmp_path: Path) -> None:
    old = blog(
        tmp_path / "old", {"content/posts/a\nb\x1b[31m.md": document(title="x"), "content/posts/정전.md": document()}
    )
    (old / os.fsdecode(b"content/posts/\xff\xfe.md")).write_text(document())
    done = take(old, tmp_path / "site")
    assert kinds(done) == [("name", os.fsdecode(b"content/posts/\xff\xfe.md"))]
    told = list(report_lines(done, "old\x1b", dry_run=False))
    assert not any(character in line for line in told for character in "\x1b\n\udcff")


def test_hidden_files_stay_behind_and_litter_is_not_even_told(tmp_path: Path) -> None:
    files = {
        "static/.well-known/x": "x",
        "static/.DS_Store": "",
        "content/posts/.obsidian/a.md": "",
        "static/.nojekyll": "",
    }
    done = take(blog(tmp_path / "old", files), tmp_path / "site")
    assert kinds(done) == [("hidden", "content/posts/.obsidian"), ("hidden", "static/.well-known")]
    assert done.is_complete


@pytest.mark.parametrize("name", ["a.mdx", "a.MD", "a.Markdown"])
def test_a_document_of_another_ending_is_told(tmp_path: Path, name: str) -> None:
    done = take(blog(tmp_path / "old", {f"content/posts/{name}": document()}), tmp_path / "site")
    assert kinds(done) == [("not-markdown", f"content/posts/{name}")]
    assert tree(tmp_path / "site") == {}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff\xfe",
        b"---\n",
        b"---\nslug: [\n---\n",
        b"---\ntitle: x\ntemplate: post\nslug: ../../etc/passwd\ndate: 2019-01-01\n---\n",
        b"---\ntitle: x\ntemplate: post\nslug: {a: b}\ntags: {c: d}\ncategory: [[x]]\ndate: 2019-01-01\n---\n",
        b'---\ntitle: x\ntemplate: post\nslug: "a\\0b"\ndate: 2019-01-01\n---\n',
        b"---\ntitle: x\ntemplate: post\nslug: https://a.example/\ndate: 9999-99-99\n---\n",
        b"---\ntitle: &a [*a]\n---\n",
    ],
)
def test_no_content_of_a_post_ends_a_migration(tmp_path: Path, data: bytes) -> None:
    files: dict[str, str | bytes] = {
        "content/posts/a.md": data,
        "content/index.md": data,
        "content/posts/b.md": document(slug="/b"),
    }
    done = take(blog(tmp_path / "old", files), tmp_path / "site")
    assert ("/b", "/b/") in [(address.url_path, link) for address, link in done.old_urls]
    assert tree(tmp_path / "site")["posts/a.md"] == data


def test_folders_may_be_nested_deeply(tmp_path: Path) -> None:
    deep = "d/" * 300
    take(blog(tmp_path / "old", {f"content/posts/{deep}a.md": document(slug="/a")}), tmp_path / "site")
    assert list(tree(tmp_path / "site")) == [f"posts/{deep}a.md"]


def test_a_checkout_without_anything_is_said_to_be_none(tmp_path: Path) -> None:
    row = GENERATORS["lumen"]
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    assert "has no content/ or static/, so it is not a gatsby-starter-lumen blog" in blog_files.checkout_error(
        tmp_path / "empty", row
    )
    assert "is not a folder: " in blog_files.checkout_error(tmp_path / "file", row)
    assert "is not a folder: " in blog_files.checkout_error(tmp_path / "nothing", row)
    assert blog_files.checkout_error(BLOGS / "verbatim-2018", row) == ""
    assert "no _posts/" in blog_files.checkout_error(BLOGS / "verbatim-2018", GENERATORS["jekyll"])
