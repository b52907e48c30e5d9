"""Tests that a build is a transaction: the last good output is kept until the new output is complete."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from publication.build import build_lock, staging
from support.killed_builds import build_and_die, count_file_operations
from support.posts import post
from support.site_builds import CLOCK, Built, prepare, run
from support.source_modules import SOURCES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.site_builds import Build

OLD: dict[str, str | bytes] = {
    f"posts/{n}.md": post(
        f"[next](/p{(n + 1) % 3})\n", title=f"Old {n}", slug=f"/p{n}", date=f"2026-01-0{n + 1}", tags="[T]"
    )
    for n in range(3)
}
NEW: dict[str, str | bytes | None] = {
    "posts/0.md": post("Changed.\n", title="New 0", slug="/p0", date="2026-01-01", tags="[T]"),
    "posts/1.md": post(title="Old 1", slug="/p1", date="2026-01-02", draft="true"),
    "posts/2.md": None,
    "posts/3.md": post(title="New 3", slug="/p3", date="2026-01-04", tags="[U]"),
}


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", CLOCK)


def write(root: Path, files: dict[str, str | bytes | None] | dict[str, str | bytes]) -> None:
    for file, content in files.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            (root / file).unlink()
        else:
            (root / file).write_bytes(content.encode() if isinstance(content, str) else content)


@pytest.fixture
def site(tmp_path: Path) -> Built:
    """A site with three posts that has been built once."""
    prepare(tmp_path, None)
    write(tmp_path, OLD)
    return run(tmp_path)


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> int:
    """The number of file operations in a build that replaces the old posts with the new ones."""
    root = tmp_path_factory.mktemp("operations")
    prepare(root, None)
    write(root, OLD)
    run(root)
    write(root, NEW)
    return count_file_operations(root)


def clean(site: Built, name: str) -> Built:
    """Build the current files from scratch in another folder, and return the output."""
    return run(site.root, out=site.root / name, doctrees=site.root / f"{name}-doctrees", fresh=True)


def test_a_build_leaves_no_staging_folder_and_no_record_in_the_output(site: Built) -> None:
    assert [path.name for path in site.out.parent.iterdir() if "staging" in path.name] == []
    assert not [name for name in site.files() if name.startswith((".buildinfo", "_sources"))]


def test_a_failed_build_leaves_the_output_unchanged(site: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    before = site.files()
    write(site.root, NEW)

    def fail(*_: object) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("publication.site_files.sitemap.sitemap_xml", fail)
        with pytest.raises(Exception, match="No space left"):
            run(site.root)
    assert site.files() == before
    assert run(site.root).files() == clean(site, "clean").files()


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.7, 0.85, 0.95, 0.99])
def test_a_killed_build_leaves_a_complete_site_and_the_next_build_is_correct(
    site: Built, operations: int, share: float
) -> None:
    old = site.files()
    write(site.root, NEW)
    build_and_die(site.root, after=int(operations * share))
    new = clean(site, "clean").files()
    assert site.files() in (old, new)
    assert run(site.root).files() == new


@pytest.mark.parametrize(
    "damage",
    [
        lambda out: (out / "p0/index.html").write_bytes(b""),
        lambda out: (out / "p0/index.html").unlink(),
        lambda out: (out / "tag/t/index.html").write_text("<p>half a"),
        lambda out: (out / "rss.xml").write_text("<rss>"),
        lambda out: (out / "_static").rename(out / "_moved"),
        shutil.rmtree,
    ],
    ids=["empty page", "deleted page", "truncated listing", "truncated feed", "moved folder", "deleted output"],
)
def test_damaged_output_is_repaired(site: Built, damage: Callable[[Path], object]) -> None:
    before = site.files()
    damage(site.out)
    assert run(site.root).files() == before


@pytest.mark.parametrize("content", [None, b"", b"{", b'{"output": 5}', b"\xff"])
def test_a_lost_or_damaged_record_changes_nothing(site: Built, content: bytes | None) -> None:
    record = site.root / "_build/doctrees/dirhtml" / staging.RECORD_FILE
    if content is None:
        record.unlink()
    else:
        record.write_bytes(content)
    write(site.root, NEW)
    built = run(site.root)
    assert not built.has("/p1/")
    assert built.files() == clean(site, "clean").files()


def test_a_file_that_no_build_wrote_is_not_in_the_next_output(site: Built) -> None:
    (site.out / "left-over.html").write_text("x")
    assert "left-over.html" not in run(site.root).files()


def test_a_build_without_changes_keeps_the_same_page_files(site: Built) -> None:
    before = {path: path.stat().st_ino for path in site.out.rglob("p*/index.html")}
    run(site.root)
    assert {path: path.stat().st_ino for path in site.out.rglob("p*/index.html")} == before


def test_a_post_replaced_by_an_older_file_is_read_again(site: Built) -> None:
    write(site.root, {"posts/0.md": NEW["posts/0.md"]})
    os.utime(site.root / "posts/0.md", (1_000_000_000, 1_000_000_000))
    built = run(site.root)
    assert "New 0" in built.text("/p0/")
    assert built.files() == clean(site, "clean").files()


def test_doctrees_within_the_output_stay_there(site: Built) -> None:
    """By default, Sphinx puts the doctrees inside the output folder."""
    out = site.root / "out"
    first = run(site.root, out=out, doctrees=out / ".doctrees")
    doctree = out / ".doctrees/p0.doctree"
    before = doctree.stat().st_mtime_ns
    assert run(site.root, out=out, doctrees=out / ".doctrees").files().keys() == first.files().keys()
    assert doctree.stat().st_mtime_ns == before


def test_two_output_folders_that_share_doctrees_are_both_complete(site: Built) -> None:
    other = run(site.root, out=site.root / "other")
    assert other.files() == site.files()
    assert run(site.root).files() == other.files()


@pytest.mark.parametrize("exchange", [True, False])
def test_the_output_is_replaced_with_and_without_an_exchange_of_folders(
    site: Built, monkeypatch: pytest.MonkeyPatch, *, exchange: bool
) -> None:
    if not exchange:
        monkeypatch.setattr(staging, "_exchange", lambda *_: False)
    write(site.root, NEW)
    assert run(site.root).files() == clean(site, "clean").files()
    assert not (site.out / "p2").exists()


def test_the_record_names_every_file_of_the_output(site: Built) -> None:
    record = json.loads((site.root / "_build/doctrees/dirhtml" / staging.RECORD_FILE).read_text(encoding="utf-8"))
    assert set(record["files"]) == set(site.files())


def test_a_second_build_waits_for_the_first(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from publication.build import build_lock; folder = pathlib.Path(sys.argv[1]);"
        "build_lock.take(folder); print('has it', flush=True); build_lock.release(folder)"
    )
    folder = tmp_path / "doctrees"
    build_lock.take(folder)
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
    ) as second:
        assert second.stderr is not None
        assert second.stderr.readline() == f"Another build uses {folder}. Waiting until it ends …\n"
        time.sleep(0.1)
        assert second.poll() is None
        build_lock.release(folder)
        assert second.communicate(timeout=20)[0] == "has it\n"


def test_the_lock_is_released_when_its_process_is_killed(tmp_path: Path) -> None:
    code = (
        "import os, sys, pathlib; from publication.build import build_lock;"
        "build_lock.take(pathlib.Path(sys.argv[1])); os._exit(9)"
    )
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path / "doctrees")], check=False, env=environment)
    assert killed.returncode == 9
    build_lock.take(tmp_path / "doctrees")
    build_lock.release(tmp_path / "doctrees")


def test_a_page_with_a_list_of_posts_follows_the_posts(build: Build) -> None:
    """A page with ABlog's ``{postlist}`` shows post titles, so the page must be updated when the posts change."""
    files = {
        "posts/list.md": post("```{postlist}\n:tags: T\n```\n", slug="/list"),
        "posts/a.md": post(title="First title", slug="/a", tags="[T]"),
        "posts/b.md": post(title="Second", slug="/b", tags="[T]"),
    }
    assert "First title" in build(files=files).text("/list/")
    assert "Other title" in build(files={"posts/a.md": post(title="Other title", slug="/a", tags="[T]")}).text(
        "/list/"
    )
    site = build(files={"posts/b.md": post(title="Second", slug="/b", tags="[T]", draft="true")})
    assert "Second" not in site.text("/list/")
