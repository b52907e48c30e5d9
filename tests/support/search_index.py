"""Reads the search index of a built site for tests."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

from publication.search.korean_tokens import ENDING_MARK, swap_hangul

if TYPE_CHECKING:
    from pathlib import Path

    from support.site_builds import Built


SEARCHED: dict[str, Any] = {"publication_search": True}
"""The build options that create a search index."""
KOREAN = "정전협정은 1953년에 서명되었다[^1]. 한 *번*의 *회담*이 아니었다.\n\n[^1]: 판문점에서.\n\n## 군사분계선\n\n선을 긋다.\n"


def fragment(file: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(gzip.decompress(file.read_bytes()).removeprefix(b"pagefind_dcd"))
    return data


def fragments(site: Built) -> dict[str, Any]:
    """Return each post's index entry, keyed by the post's URL."""
    found = map(fragment, (site.out / "pagefind" / "fragment").iterdir())
    return {entry["url"]: entry for entry in found}


def text(known: dict[str, Any]) -> str:
    """Return an index entry's text in ordinary Hangul, without the extra tokens."""
    return " ".join(word for word in swap_hangul(known["content"]).split() if not word.startswith(ENDING_MARK))


def facts(site: Built) -> dict[str, Any]:
    """Return each post's filter values, keyed by the post's URL."""
    known = json.loads((site.out / "pagefind" / "facts.json").read_text(encoding="utf-8"))
    files = {file.stem: file for file in (site.out / "pagefind" / "fragment").iterdir()}
    assert known.keys() == files.keys()
    return {fragment(files[name])["url"]: value for name, value in known.items()}


def index_files(site: Built) -> dict[str, bytes]:
    return {name: data for name, data in site.files().items() if name.startswith("pagefind/")}
