"""The showcase, a publication with every type of page: our posts, the ``everything`` sample site, generated posts."""

from __future__ import annotations

import runpy
import shutil
from typing import TYPE_CHECKING, Any

from support.posts import post
from support.site_builds import ROOT, Built, prepare, run

if TYPE_CHECKING:
    from pathlib import Path

CLOCK = "1798761600"  # 1 January 2027, later than the newest post in this repository

PAGES = {
    "front": "",
    "post": "posts/everything/",
    "bare": "posts/nothing/",
    "korean": "posts/세-낱말/",
    "arabic": "posts/hudna/",
    "page": "pages/about/",
    "posts": "posts/",
    "paging": "posts/page/2/",
    "category": "category/documents/",
    "tag": "tag/armistice/",
    "author": "author/han/",
    "series": "series/trials/",
    "archive": "archive/",
    "year": "archive/2025/",
    "topics": "tags/",
    "sections": "categories/",
    "feeds": "feeds/",
    "search": "search/",
    "404": "404/",
}
"""Every type of page, with an example's path relative to the front page."""

SETTINGS: dict[str, Any] = {
    "publication_page_size": 6,
    "publication_search": True,
    "publication_authors": {
        **runpy.run_path(str(ROOT / "conf.py"))["publication_authors"],
        "han": {"name": "Han Ji-won", "bio": "Reads treaties for their verbs.", "url": "https://han.example/"},
        "seo": {"name": "Seo Yun-ho"},
    },
}


_HEADINGS = """
## A heading

### Upon another

#### And a third

##### And a fourth

Text.
"""


def files() -> dict[str, str | bytes]:
    """Return the generated posts as a mapping from path to content."""
    generated: dict[str, str | bytes] = {
        "posts/nothing.md": post("One line.\n", title="Nothing", date="2019-05-05", slug='"/posts/nothing"'),
    }
    for number in range(1, 13):
        generated[f"posts/made-{number}.md"] = post(
            f"The text of post {number}, about [`armistice`](https://example.org/).\n{_HEADINGS}",
            title=f"Post {number} of a dozen",
            date=f"{2014 + number}-0{1 + number % 9}-11",
            slug=f'"/posts/made-{number}"',
            category=["Documents", "Dates", "Places", "Language"][number % 4],
            tags=f"[Armistice, Topic {number}]",
            author=["han", "seo"][number % 2],
            **({"series": "Trials"} if number > 9 else {}),
        )
    return generated


def write(root: Path) -> None:
    """Write the publication's files to a folder."""
    prepare(root, "everything")
    for folder in ("posts", "pages"):
        shutil.copytree(ROOT / folder, root / folder, dirs_exist_ok=True)
    for name, content in files().items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)


def build(root: Path) -> Built:
    """Build the publication with the settings for publishing. ``SOURCE_DATE_EPOCH`` should be set to ``CLOCK``."""
    write(root)
    return run(root, **SETTINGS)
