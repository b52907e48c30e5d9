"""Pagefind's program: given the pages of a site in their order, it makes the index that search_pagefind.js loads.

It is driven as Pagefind's own Python package drives it, a request and an answer a page. The command line would
read the pages in the order of the file system, and the index would not be the same everywhere; the package waits a
tenth of a second for each answer, which is minutes for a thousand posts. Pagefind's filters are left unused, since
their bytes differ from run to run.
Source: https://pagefind.app/docs/py-api/, and ``pagefind.service`` of that package
"""

from __future__ import annotations

import base64
import gzip
import json
import subprocess
from contextlib import suppress
from pathlib import PurePosixPath
from threading import Thread
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterable
    from io import BufferedReader, BufferedWriter

_AT_ONCE = 1 << 20
"""Bytes that are read at once."""


class IndexingError(Exception):
    """The program is not there, or failed; the message says why."""


def run_pagefind(pages: Iterable[tuple[str, str]], language: str) -> tuple[dict[str, bytes], dict[str, str]]:
    """Make the index of pages, each an address and HTML: its files by name, and the id of each address in it."""
    requests: list[dict[str, Any]] = [{"type": "NewIndex", "config": {"force_language": language}}]
    requests += [{"type": "AddFile", "index_id": 0, "url": url, "file_contents": html} for url, html in pages]
    # The program also writes files itself, but may end before it has written them all.
    requests.append({"type": "GetFiles", "index_id": 0})
    *_, answer = _ask(requests)
    files = {file["path"]: base64.b64decode(file["content"]) for file in answer["files"]}
    entry = json.loads(files["pagefind-entry.json"])
    used = {name: data for name, data in sorted(files.items()) if _is_used(name, entry)}
    fragments = [name for name in used if name.startswith("fragment/")]
    return used, {_address(used[name]): PurePosixPath(name).stem for name in fragments}


def _program() -> str:
    try:
        from pagefind.service import get_executable  # noqa: PLC0415 -- a site without a search needs none
    except ImportError as reason:
        raise IndexingError(str(reason)) from reason
    try:
        found = get_executable()
    except FileNotFoundError as reason:
        raise IndexingError(str(reason)) from reason
    if found is None:
        raise IndexingError("the program `pagefind` is not installed")
    return str(found)


def _ask(requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Send all requests, and wait for as many answers: at the end of its input the program leaves the rest undone."""
    messages = [{"message_id": number, "payload": payload} for number, payload in enumerate(requests, 1)]
    try:
        process = subprocess.Popen([_program(), "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 -- no shell, our own words
    except OSError as reason:
        raise IndexingError(str(reason)) from reason
    with process:
        stdin, stdout = cast("BufferedWriter", process.stdin), cast("BufferedReader", process.stdout)
        # Beside the reading of answers: with both pipes full, each side would wait for the other.
        writer = Thread(target=_send, args=(stdin, messages))
        writer.start()
        parts: list[bytes] = []
        count = 0
        while count < len(messages) and (part := stdout.read1(_AT_ONCE)):
            parts.append(part)
            count += part.count(b",")
        writer.join()
        _close(stdin)
    answers = [json.loads(base64.b64decode(answer))["payload"] for answer in b"".join(parts).split(b",")[:-1]]
    for answer in answers:
        if answer["type"] == "Error":
            raise IndexingError(answer["message"])
    if len(answers) < len(messages):
        raise IndexingError(f"`pagefind` stopped with exit status {process.returncode}")
    return answers


def _send(stdin: BufferedWriter, messages: list[dict[str, Any]]) -> None:
    with suppress(BrokenPipeError):  # it ended: there will be too few answers
        stdin.writelines(base64.b64encode(json.dumps(message).encode()) + b"," for message in messages)
        stdin.flush()


def _close(stdin: BufferedWriter) -> None:
    with suppress(BrokenPipeError):
        stdin.close()


def _is_used(name: str, entry: dict[str, Any]) -> bool:
    """Whether search_pagefind.js loads a file: not Pagefind's own interfaces, its worker, and what reads other languages."""
    names = {"pagefind.js", "pagefind-entry.json"}
    for language in entry["languages"].values():
        names |= {f"pagefind.{language['hash']}.pf_meta", f"wasm.{language['wasm'] or 'unknown'}.pagefind"}
    return "/" in name or name in names


def _address(fragment: bytes) -> str:
    address: str = json.loads(gzip.decompress(fragment).removeprefix(b"pagefind_dcd"))["url"]
    return address
