"""Tests that every old URL and every word of a blog made with the Lumen starter survives the migration.

This module computes the expected URLs from the starter's rules, without the code under test. A post's URL is
its slug as typed, or otherwise comes from the file name. The second page of a listing has the number 1.
The expected names in kebab case come from a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from markdown_it import MarkdownIt

from publication import cli
from support.migrations import BLOGS
from support.site_builds import CLOCK, Built, prepare, run

if TYPE_CHECKING:
    from collections.abc import Iterator
ERAS = ["verbatim-2018", "folder-2020", "json-2022"]
PAGE_SIZES = {"verbatim-2018": 4, "folder-2020": 2, "json-2022": 3}
NOT_PUBLISHED = {"content/posts/wrong-date.md"}
"""Documents that the old blog published, but that must be fixed before they can be published again."""
LOST = {"/category/calendars"}
"""Listings that contained only the documents in ``NOT_PUBLISHED``."""
ON_EVERY_BLOG = ("/categories", "/tags")
GENERATED_FILES = ("/rss.xml", "/sitemap.xml", "/404/", "/404.html")
"""The feed, the sitemap and the 404 page."""
EXPECTED_CODES = {
    "verbatim-2018": {"date", "permalink-clash", "template"},
    "folder-2020": set(),
    "json-2022": set(),
}
KEBAB = {
    "Borders": "borders",
    "borders": "borders",
    "Language": "language",
    "Maps": "maps",
    "Calendars": "calendars",
    "C": "c",
    "C++": "c",
    "C#": "c",
    "JavaScript": "java-script",
    "Notes": "notes",
    "Essays": "essays",
    "북한 정책": "북한-정책",
    "Карты": "карты",
    "برمجة": "برمجة",
    "강": "강",
    "2022년 회고": "2022-년-회고",
    "여행": "여행",
    "메모": "메모",
}


@dataclass(frozen=True)
class Document:
    """A document in an old blog, parsed as simply as possible."""

    place: str
    fields: dict[str, Any]
    body: str

    @property
    def is_draft(self) -> bool:
        return str(self.fields.get("draft")) == "true"

    @property
    def is_shown(self) -> bool:
        return self.fields.get("template") in {"post", "page"} and not self.is_draft

    def names(self, field: str) -> list[str]:
        value = self.fields.get(field) or []
        names = value if isinstance(value, list) else [value]
        return [name for name in names if name not in {"", "null"}]

    def url_path(self, era: str) -> str:
        slug = self.fields.get("slug")
        path = PurePosixPath(self.place).relative_to("content")
        folder = "" if path.parent == PurePosixPath() else f"/{path.parent}"
        if not slug:
            return f"{folder}/" if path.stem == "index" else f"{folder}/{path.stem}/"
        if slug.startswith("/"):
            return str(slug)
        return f"/{slug}" if era == "verbatim-2018" else f"{folder}/{slug}"


def documents(era: str) -> Iterator[Document]:
    for file in sorted((BLOGS / era / "content").rglob("*.m*")):
        _, front_matter, body = re.split(
            r"^---[ \t]*$", file.read_text(encoding="utf-8"), maxsplit=2, flags=re.MULTILINE
        )
        fields = yaml.load(front_matter, yaml.BaseLoader)
        yield Document(file.relative_to(BLOGS / era).as_posix(), fields, body)


@pytest.fixture(scope="module", params=ERAS)
def era(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def migrated(era: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Migrate a blog, and return the new publication's folder and the report."""
    root = tmp_path_factory.mktemp(era) / "site"
    prepare(root, None)
    with pytest.MonkeyPatch.context() as patch:
        printed: list[str] = []
        patch.setattr(cli, "_print_lines", lambda *lines: printed.extend(map(str, lines)))
        patch.setenv("SOURCE_DATE_EPOCH", CLOCK)
        assert cli.main(["--root", str(root), "migrate", str(BLOGS / era)]) == 0
    return root, "\n".join(printed)


@pytest.fixture(scope="module")
def built(migrated: tuple[Path, str]) -> Built:
    """Build the migrated publication with the ``conf.py`` lines printed in the report."""
    root, report = migrated
    lines = report.partition("Lines for conf.py")[2].partition("\n\n")[2].partition("\n\nFiles: ")[0]
    with (root / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(f"\n{lines}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", CLOCK)
        patch.setenv("NO_COLOR", "1")
        return run(root)


def on_disk(site: Built, url_path: str) -> bool:
    """Return whether a static host would find a file for a URL path."""
    file = site.out / url_path.strip("/")
    return file.is_file() or (file / "index.html").is_file()


def test_every_old_post_and_page_exists(era: str, built: Built) -> None:
    shown = [each for each in documents(era) if each.is_shown]
    missing = {each.place for each in shown if not on_disk(built, each.url_path(era))}
    assert len(shown) > 4
    assert missing == {each.place for each in shown} & NOT_PUBLISHED


def test_no_drafts_are_in_the_output(era: str, built: Built) -> None:
    drafts = [each for each in documents(era) if each.is_draft]
    assert drafts
    assert not [each.place for each in drafts if on_disk(built, each.url_path(era))]
    assert not re.search(rb"quokka|hushhush", built.everything(), re.IGNORECASE)


def test_every_static_file_is_in_the_output_unchanged(era: str, built: Built) -> None:
    files = [file for file in (BLOGS / era / "static").rglob("*") if file.is_file()]
    assert files
    for file in files:
        assert (built.out / file.relative_to(BLOGS / era / "static")).read_bytes() == file.read_bytes()


def listings(era: str) -> Iterator[str]:
    """Return the URL paths of all listing pages in the starter, which creates a separate listing for each name."""
    posts = [each for each in documents(era) if each.is_shown and each.fields["template"] == "post"]
    groups: dict[tuple[str, str], int] = {("", ""): len(posts)}
    for post in posts:
        for kind, names in (("category", post.names("category")), ("tag", post.names("tags"))):
            for name in names:
                groups[kind, name] = groups.get((kind, name), 0) + 1
    for (kind, name), count in groups.items():
        base = f"/{kind}/{KEBAB[name]}" if kind else ""
        yield base or "/"
        yield from (f"{base}/page/{number}" for number in range(1, -(-count // PAGE_SIZES[era])))


def test_every_old_listing_page_exists(era: str, built: Built) -> None:
    wanted = {*listings(era), *ON_EVERY_BLOG, *GENERATED_FILES}
    assert {url_path for url_path in wanted if not on_disk(built, url_path)} == wanted & LOST


def test_the_report_lists_the_same_urls(era: str, migrated: tuple[Path, str]) -> None:
    _, report = migrated
    block = report.partition("Old URLs: ")[2].partition("\n\nOld URLs that no longer work: ")
    answered = {line.strip().partition(" -> ")[0].rstrip("/") for line in block[0].splitlines()[1:]}
    lost = {line.strip().partition(", ")[0].rstrip("/") for line in block[2].splitlines()[1:]}
    shown = [each for each in documents(era) if each.is_shown]
    unpublished = {each.url_path(era) for each in shown if each.place in NOT_PUBLISHED}
    static = BLOGS / era / "static"
    files = {f"/{file.relative_to(static)}" for file in static.rglob("*") if file.is_file()}
    wanted = {each.url_path(era) for each in shown} | {*listings(era)} | files | {*ON_EVERY_BLOG, *GENERATED_FILES}
    assert answered | lost == {url_path.rstrip("/") for url_path in wanted}
    assert lost == {url_path.rstrip("/") for url_path in unpublished | (wanted & LOST)}


def test_the_build_reports_only_the_known_problems_in_the_posts(era: str, built: Built) -> None:
    codes = {line.rpartition("[publication.")[2].rstrip("]") for line in built.messages()}
    assert codes == EXPECTED_CODES[era]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def written(body: str) -> list[str]:
    """Return the words of a Markdown text in order, without URLs, HTML tags, scripts and language names."""
    found: list[str] = []
    for token in MarkdownIt("commonmark").enable(["strikethrough", "table"]).parse(body):
        for part in token.children or [token]:
            if part.type in {"html_block", "html_inline"}:
                text = re.sub(r"<(script|style).*?</\1>", " ", part.content, flags=re.DOTALL | re.IGNORECASE)
                # An unknown HTML tag is kept as text.
                found += words(re.sub(r"</?(?!routes\b)[a-zA-Z][^>]*>", " ", text))
            elif part.type in {"text", "code_inline", "fence", "code_block"}:
                found += words(re.sub(r"^\[[x ]\]", "", part.content))
    return found


def test_every_word_of_every_document_is_on_its_page_in_order(era: str, built: Built) -> None:
    shown = [each for each in documents(era) if each.is_shown and each.place not in NOT_PUBLISHED]
    for each in shown:
        if each.place == "content/posts/twin-old.md":
            continue  # a newer post with the same slug has taken over the URL
        main = built.page(each.url_path(era)).find(".//main")
        assert main is not None
        page = iter(words(" ".join(main.itertext())))  # an HTML tag separates words, as in the source
        source = written(each.body)
        assert source, each.place
        assert [word for word in source if word not in page] == [], each.place


def test_images_beside_posts_are_on_their_pages(era: str, built: Built) -> None:
    for each in documents(era):
        pictures = re.findall(r"!\[[^\]]*\]", each.body)
        if each.is_shown and pictures:
            images = [image.get("src") for image in built.page(each.url_path(era)).iterfind(".//main//img")]
            assert len(images) >= len(pictures), each.place
