"""Runs the Pagefind program on the site's texts, and returns the index that ``search_pagefind.js`` loads.

This module communicates with the program as Pagefind's own Python package does, with one request and one response per
page. Three of Pagefind's features are not used. The command line reads pages in file system order, so the index would
differ between machines. The Python package waits a tenth of a second for each response, which adds up to minutes for
a thousand posts. Pagefind's filters have different bytes in each run.
Source: https://pagefind.app/docs/py-api/, and ``pagefind.service`` in that package
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

_READ_BYTES = 1 << 20


class IndexingError(Exception):
    """Raised when Pagefind is not installed or fails. The message states the reason."""


def run_pagefind(pages: Iterable[tuple[str, str]], language: str) -> tuple[dict[str, bytes], dict[str, str]]:
    """Add pages, given as (URL, HTML) pairs, to a new search index.

    Returns the index files by name, and Pagefind's page ids by URL.
    """
    requests: list[dict[str, Any]] = [{"type": "NewIndex", "config": {"force_language": language}}]
    requests += [{"type": "AddFile", "index_id": 0, "url": url, "file_contents": html} for url, html in pages]
    # The program can write the files itself, but it may exit before it has written all of them.
    requests.append({"type": "GetFiles", "index_id": 0})
    *_, response = _exchange(requests)
    files = {file["path"]: base64.b64decode(file["content"]) for file in response["files"]}
    entry = json.loads(files["pagefind-entry.json"])
    needed = {name: data for name, data in sorted(files.items()) if _is_needed(name, entry)}
    fragments = [name for name in needed if name.startswith("fragment/")]
    return needed, {_fragment_url(needed[name]): PurePosixPath(name).stem for name in fragments}


def _program() -> str:
    try:
        from pagefind.service import get_executable  # noqa: PLC0415 -- a site without search needs no Pagefind
    except ImportError as error:
        raise IndexingError(str(error)) from error
    try:
        program = get_executable()
    except FileNotFoundError as error:
        raise IndexingError(str(error)) from error
    if program is None:
        raise IndexingError("the program `pagefind` is not installed")
    return str(program)


def _exchange(requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Send all requests to Pagefind, and return the responses.

    The program's input stays open until all responses have arrived, because at the end of its input the program stops
    and leaves requests unanswered.
    """
    messages = [{"message_id": number, "payload": payload} for number, payload in enumerate(requests, 1)]
    try:
        process = subprocess.Popen([_program(), "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 -- no shell, fixed arguments
    except OSError as error:
        raise IndexingError(str(error)) from error
    with process:
        stdin, stdout = cast("BufferedWriter", process.stdin), cast("BufferedReader", process.stdout)
        # A second thread writes while this one reads. Otherwise both sides could wait forever for the other to read.
        writer = Thread(target=_send, args=(stdin, messages))
        writer.start()
        parts: list[bytes] = []
        count = 0
        while count < len(messages) and (part := stdout.read1(_READ_BYTES)):
            parts.append(part)
            count += part.count(b",")
        writer.join()
        _close(stdin)
    responses = [json.loads(base64.b64decode(line))["payload"] for line in b"".join(parts).split(b",")[:-1]]
    for response in responses:
        if response["type"] == "Error":
            raise IndexingError(response["message"])
    if len(responses) < len(messages):
        raise IndexingError(f"`pagefind` stopped with exit status {process.returncode}")
    return responses


def _send(stdin: BufferedWriter, messages: list[dict[str, Any]]) -> None:
    with suppress(BrokenPipeError):  # the program has stopped: _exchange reports the missing responses
        stdin.writelines(base64.b64encode(json.dumps(message).encode()) + b"," for message in messages)
        stdin.flush()


def _close(stdin: BufferedWriter) -> None:
    with suppress(BrokenPipeError):
        stdin.close()


def _is_needed(name: str, entry: dict[str, Any]) -> bool:
    """Whether ``search_pagefind.js`` needs an index file.

    It does not need Pagefind's user interfaces, its worker, or the programs for languages other than the site's.
    """
    names = {"pagefind.js", "pagefind-entry.json"}
    for language in entry["languages"].values():
        names |= {f"pagefind.{language['hash']}.pf_meta", f"wasm.{language['wasm'] or 'unknown'}.pagefind"}
    return "/" in name or name in names


def _fragment_url(fragment: bytes) -> str:
    url: str = json.loads(gzip.decompress(fragment).removeprefix(b"pagefind_dcd"))["url"]
    return url
