"""Makes a build a transaction: it writes into a staging folder, which replaces the output if the build succeeds.

Anyone who reads the output folder sees the previous output until the new one is complete. A build that fails or is
killed leaves the output untouched. The new output contains only the files that the build wrote or kept.

A build takes these steps:

1. Lock the output folder, or the doctree folder if that is elsewhere.
2. Write new files into the staging folder, which is next to the output folder.
3. Keep unchanged files by linking them from the previous output (``keep_file``).
4. Swap the two folders.
5. Record the size and modification time of every output file.

Because of this record, the next build notices files that were damaged or deleted, and writes them again. If a build
is killed between steps 4 and 5, the next build rewrites every file that does not match the old record.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import build_lock, site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx.application import Sphinx

    Finisher = Callable[[Sphinx], None]

RECORD_FILE = "output.json"
"""The name of the record file in the doctree folder."""
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # Source: Linux, include/uapi/linux/fs.h


@dataclass(slots=True)
class Record:
    """A list of what the last completed build wrote to an output folder."""

    output: str = ""
    files: dict[str, list[int]] = field(default_factory=dict)
    """The size in bytes and modification time in nanoseconds of each file, by path below the output folder."""
    fingerprints: dict[str, str] = field(default_factory=dict)
    """The fingerprint of each part of the output, such as a page, by the name passed to ``is_unchanged``."""


@dataclass(slots=True)
class Staging:
    """The output folder of a build, and the staging folder that will replace it."""

    output: Path
    folder: Path
    record_file: Path
    record: Record
    fingerprints: dict[str, str] = field(default_factory=dict)
    """The fingerprints from this build. They are recorded once the build has succeeded."""


_STAGING: site.PerBuild[list[Staging]] = site.PerBuild(lambda _: [])


def begin(app: Sphinx) -> None:
    """Handle ``builder-inited``, after the site is set up: let the builder write into an empty staging folder."""
    if app.builder.name not in ("dirhtml", "epub", "pdf"):
        return
    output = Path(app.outdir)
    folder = output.with_name(f".{output.name}.staging")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    record_file = Path(app.doctreedir) / RECORD_FILE
    record = _read_record(record_file)
    # Two outputs can share a doctree folder. The record only describes the output that was built last.
    if record.output != str(output):
        record = Record()
    _STAGING.get(app).append(Staging(output, folder, record_file, record))
    _set_outdir(app, folder)


def staging_of(app: Sphinx) -> Staging | None:
    """The staging folder of a build, or None if the builder writes directly into its output folder."""
    stack = _STAGING.get(app)
    return stack[0] if stack else None


def _set_outdir(app: Sphinx, folder: Path) -> None:
    outdir = type(app.outdir)(folder)
    app.outdir = app.builder.outdir = outdir
    for attribute, name in (
        ("_static_dir", "_static"),
        ("_sources_dir", "_sources"),
        ("_downloads_dir", "_downloads"),
        ("_images_dir", "_images"),
    ):
        if hasattr(app.builder, attribute):
            setattr(app.builder, attribute, outdir / name)


def is_intact(app: Sphinx, path: str) -> bool:
    """Whether a file in the output folder is unchanged since the last completed build."""
    staging = staging_of(app)
    if staging is None:
        return Path(app.outdir, path).is_file()
    known = staging.record.files.get(path)
    return known is not None and known == _stat_of(staging.output / path)


def keep_file(app: Sphinx, path: str) -> bool:
    """Keep a file from the previous output. Returns False if it is missing or damaged and must be written again."""
    staging = staging_of(app)
    if staging is None:
        return Path(app.outdir, path).is_file()
    target = staging.folder / path
    if target.exists():
        return True
    if not is_intact(app, path):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    _link_or_copy(staging.output / path, target)
    return True


def keep_folder(app: Sphinx, path: str) -> bool:
    """Keep a folder from the previous output. Returns False if it is empty, or a file in it is missing or damaged."""
    staging = staging_of(app)
    if staging is None:
        return Path(app.outdir, path).is_dir()
    names = [name for name in staging.record.files if name.startswith(f"{path}/")]
    if not names or not all(is_intact(app, name) for name in names):
        return False
    return all(keep_file(app, name) for name in names)


def copy_file(app: Sphinx, source: Path, path: str) -> None:
    """Copy a file to the output, unless the previous output already contains the same copy. That copy is kept."""
    target = Path(app.outdir, path)
    staging = staging_of(app)
    if staging is not None:
        before = _stat_of(staging.output / path)
        if before is not None and before == _stat_of(source) and keep_file(app, path):
            return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)


def write_file(app: Sphinx, path: str, data: bytes) -> None:
    """Write an output file. If the previous output has the same bytes, keep that file and its modification time."""
    staging = staging_of(app)
    if staging is not None and is_intact(app, path) and (staging.output / path).read_bytes() == data:
        keep_file(app, path)
        return
    target = Path(app.outdir, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def is_unchanged(app: Sphinx, name: str, fingerprint: str) -> bool:
    """Whether a part of the output, such as a page, has the same fingerprint as in the last completed build.

    The fingerprint is recorded for the next build. No two parts of the output may have the same ``name``.
    """
    staging = staging_of(app)
    if staging is None:
        return False
    staging.fingerprints[name] = fingerprint
    return staging.record.fingerprints.get(name) == fingerprint


def forget(app: Sphinx, name: str) -> None:
    """Forget the fingerprint of a part of the output, so that the next build generates that part again."""
    staging = staging_of(app)
    if staging is not None:
        staging.fingerprints.pop(name, None)


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Handle ``build-finished``: swap the folders and record the output, or discard the staging folder on failure."""
    staging = staging_of(app)
    if staging is None:
        return
    if exception is None:
        files = {path: stat for path in _files_below(staging.folder) if (stat := _stat_of(staging.folder / path))}
        _swap(staging.folder, staging.output, _doctrees_within(app, staging.output))
        _write_record(staging.record_file, Record(str(staging.output), files, staging.fingerprints))
    shutil.rmtree(staging.folder, ignore_errors=True)
    _set_outdir(app, staging.output)
    _STAGING.get(app).clear()


def take_lock(app: Sphinx, config: Any) -> None:
    """Handle ``config-inited`` before all other handlers: wait until no other build uses the same folder."""
    build_lock.take(_locked_folder(app))


def release_lock(app: Sphinx, exception: Exception | None) -> None:
    """Handle ``build-finished`` after all other handlers: let the next waiting build start."""
    build_lock.release(_locked_folder(app))


def _locked_folder(app: Sphinx) -> Path:
    output = Path(app.outdir)
    return output if _doctrees_within(app, output) else Path(app.doctreedir)


def _doctrees_within(app: Sphinx, output: Path) -> str:
    """The doctree folder's path relative to the output folder, or an empty string if it is outside that folder."""
    doctrees = Path(app.doctreedir)
    return doctrees.relative_to(output).as_posix() if doctrees.is_relative_to(output) else ""


def _stat_of(file: Path) -> list[int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return [found.st_size, found.st_mtime_ns]


def _files_below(folder: Path) -> Iterable[str]:
    for root, _, names in os.walk(folder):
        relative = os.path.relpath(root, folder).replace(os.sep, "/")
        yield from (name if relative == "." else f"{relative}/{name}" for name in names)


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # the file system does not support hard links
        shutil.copy2(source, target)


def _swap(folder: Path, output: Path, doctrees: str) -> None:
    """Replace the output with the contents of ``folder``. The old output is then in ``folder``, or deleted.

    ``doctrees`` is the path of Sphinx's doctree folder below the output, which must stay there. The path is
    empty if the doctrees are elsewhere.
    """
    if not output.exists():
        output.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(output)
    elif not _exchange(folder, output):
        _replace_contents(folder, output, doctrees)
    elif doctrees:
        (folder / doctrees).rename(output / doctrees)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in a single step. Returns False if the system does not support that. Source: renameat2(2)."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


def _replace_contents(folder: Path, output: Path, doctrees: str) -> None:
    """Move all files from ``folder`` to the output one by one, then delete every other file in the output.

    This is needed on systems that cannot swap folders, and if the output folder is a mount point. Each file is
    replaced in a single step, so that no one ever reads an incomplete file.
    """
    new = set(_files_below(folder))
    for path in sorted(new):
        target = output / path
        target.parent.mkdir(parents=True, exist_ok=True)
        (folder / path).replace(target)
    for path in _files_below(output):
        if path not in new and not (doctrees and path.startswith(f"{doctrees}/")):
            (output / path).unlink()
    for root, _, _ in os.walk(output, topdown=False):
        if Path(root) != output and not any(Path(root).iterdir()):
            Path(root).rmdir()


def _read_record(file: Path) -> Record:
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
        return Record(values["output"], dict(values["files"]), dict(values["fingerprints"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Record()  # first build or damaged record: write everything


def _write_record(file: Path, record: Record) -> None:
    new = file.with_suffix(".new")
    values = {"output": record.output, "files": record.files, "fingerprints": record.fingerprints}
    new.write_text(json.dumps(values, ensure_ascii=False, sort_keys=True), encoding="utf-8", errors="surrogatepass")
    new.replace(file)
