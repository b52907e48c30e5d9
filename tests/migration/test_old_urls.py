"""Tests that each of a blog's old URLs leads to the right page after the migration."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from publication.core.posts.front_matter_schema import FrontMatterOptions
from publication.migration import old_urls
from publication.migration.conf_generator import TargetPublication
from publication.migration.generators import GENERATORS
from publication.migration.migrate import migrate
from publication.migration.migration_report import report_lines
from support.migrations import BLOGS
from support.strategies import document

if TYPE_CHECKING:
    from pathlib import Path

    from publication.migration.migrate import Migration
CLOCK = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
ON_EVERY_BLOG = ["/categories", "/tags", "/rss.xml", "/sitemap.xml", "/404/", "/404.html"]


@pytest.mark.parametrize(
    ("slug", "place", "rule", "url_path"),
    [
        ("/posts/x", "posts/a.md", "verbatim", "/posts/x"),
        ("/posts/x/", "posts/a.md", "folder", "/posts/x/"),
        ("x", "posts/a.md", "verbatim", "/x"),
        ("x", "posts/2020/a.md", "folder", "/posts/2020/x"),
        ("x", "a.md", "folder", "/x"),
        ("/old/x.html", "posts/a.md", "folder", "/old/x.html"),
        ("", "posts/A.b.md", "folder", "/posts/A.b/"),
        ("", "posts/정전 협정.markdown", "verbatim", "/posts/정전 협정/"),
        ("", "posts/a/index.md", "verbatim", "/posts/a/"),
        ("", "a.md", "folder", "/a/"),
        ("", "index.md", "verbatim", "/"),
    ],
)
def test_an_old_url_follows_the_slug_rule(slug: str, place: str, rule: str, url_path: str) -> None:
    assert old_urls.old_url_path(slug, place, rule) == url_path


def old(*posts: old_urls.OldDocument, size: int = 2, targets: tuple[str, ...] = ()) -> list[str]:
    return [each.url_path for each in old_urls.all_old_urls(posts, size, targets)]


def a_post(url_path: str, *tags: str, category: str = "") -> old_urls.OldDocument:
    return old_urls.OldDocument("posts/a.md", url_path, True, (category,) if category else (), tags)


def test_the_second_page_of_an_old_listing_has_the_number_one() -> None:
    posts = [a_post(f"/{n}", "JavaScript", category="Korea") for n in range(5)]
    assert old(*posts) == [
        *("/0", "/1", "/2", "/3", "/4", "/", "/page/1", "/page/2"),
        *("/category/korea", "/category/korea/page/1", "/category/korea/page/2"),
        *("/tag/java-script", "/tag/java-script/page/1", "/tag/java-script/page/2"),
        *ON_EVERY_BLOG,
    ]


def test_names_with_the_same_slug_had_separate_pages() -> None:
    posts = [a_post("/0", "C"), a_post("/1", "C", "C++"), a_post("/2", "C++"), a_post("/3", "C")]
    assert [url_path for url_path in old(*posts) if url_path.startswith("/tag/")] == ["/tag/c", "/tag/c/page/1"]


def test_pages_were_not_in_listings_and_names_without_letters_had_no_listing() -> None:
    page = old_urls.OldDocument("pages/a.md", "/pages/a/", False, ("Korea",), ("X",))
    assert old(page, a_post("/1", "²")) == ["/pages/a/", "/1", "/", *ON_EVERY_BLOG]


def test_static_files_are_at_the_root_and_each_url_is_listed_once() -> None:
    targets = ("_static/media/a b.png", "_static/root/photo.jpg", "posts/a/cover.png")
    assert old(a_post("/x"), a_post("/x/"), targets=targets) == [
        "/x",
        "/",
        *ON_EVERY_BLOG,
        "/media/a b.png",
        "/photo.jpg",
    ]


def migrate_files(
    tmp_path: Path, files: dict[str, str], *, dry: bool = True, rules: FrontMatterOptions | None = None
) -> Migration:
    for name, text in files.items():
        (tmp_path / "old" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "old" / name).write_text(text, encoding="utf-8")
    place = TargetPublication(tmp_path / "site", (), rules or FrontMatterOptions(), CLOCK)
    return migrate(tmp_path / "old", place, GENERATORS["lumen"], dry_run=dry)


def lost(done: Migration) -> list[str]:
    report = list(report_lines(done, "old", dry_run=True))
    start = next(number for number, line in enumerate(report) if line.startswith("Old URLs that no longer work"))
    return [line.strip() for line in report[start + 1 :]]


@pytest.mark.parametrize(
    ("blog", "expected"),
    [
        ("folder-2020", []),
        ("json-2022", []),
        (
            "verbatim-2018",
            [
                "/posts/wrong-date, until posts/wrong-date.md:3 is repaired (date)",
                "/category/calendars, because fewer posts are published than before",
            ],
        ),
    ],
)
def test_no_url_is_lost_except_for_posts_that_cannot_be_published(
    tmp_path: Path, blog: str, expected: list[str]
) -> None:
    done = migrate(
        BLOGS / blog, TargetPublication(tmp_path, (), FrontMatterOptions(), CLOCK), GENERATORS["lumen"], dry_run=True
    )
    assert [line for line in lost(done) if not line.startswith("/tags")] == expected


def test_a_lost_url_is_reported_with_the_reason(tmp_path: Path) -> None:
    files = {
        "content/posts/a.md": document(slug="/a", date="2030-01-01"),
        "content/posts/b.md": document(slug="/search"),
        "content/posts/c.md": document(slug="/c", title=None),
        "content/posts/d.md": document(slug="/d", draft="true"),
        "content/posts/e.md": document(slug="/e", template="other"),
    }
    assert lost(migrate_files(tmp_path, files)) == [
        "/a, because posts/a.md is scheduled",
        "/search, until posts/b.md:5 is repaired (reserved)",
        "/c, until posts/c.md:1 is repaired (title)",
    ]


def test_drafts_and_their_tags_have_no_old_urls(tmp_path: Path) -> None:
    done = migrate_files(tmp_path, {"content/posts/a.md": document(slug="/secret", draft="true", tags="[Hush]")})
    assert not [each for each, _ in done.old_urls if "secret" in each.url_path or "hush" in each.url_path]


def test_a_setting_preserves_the_urls_of_other_folders(tmp_path: Path) -> None:
    files = {
        "content/notes/a.md": document(),
        "content/notes/b.md": document(slug="b"),
        "content/c.md": document(),
        "content/d.md": document(slug="d"),
        "content/posts/e.md": document(slug="e"),
    }
    files["gatsby-node.js"] = "const folder = node.relativeDirectory; const { slug } = node.frontmatter"
    done = migrate_files(tmp_path, files)
    assert done.needs_conf_changes
    assert 'publication_slug_rule = "folder"' in done.conf_lines
    assert done.conf_lines[done.conf_lines.index("publication_path_map = {") + 1] == '    "posts/content": "/",'
    links = {each.file: link for each, link in done.old_urls if each.file}
    assert links == {
        "posts/content/c.md": "/c/",
        "posts/content/d.md": "/d/",
        "posts/content/notes/a.md": "/notes/a/",
        "posts/content/notes/b.md": "/notes/b/",
        "posts/e.md": "/posts/e/",
    }


def test_the_report_says_if_conf_py_already_has_all_settings(tmp_path: Path) -> None:
    files = {"content/notes/a.md": document(), "config.js": "module.exports = { postsPerPage: 10 }"}
    assert migrate_files(tmp_path, files).needs_conf_changes
    place = TargetPublication(
        tmp_path / "site", (), FrontMatterOptions(path_map={"posts/content": "/"}), CLOCK, 10, 10
    )
    assert not migrate(tmp_path / "old", place, GENERATORS["lumen"], dry_run=True).needs_conf_changes


def test_an_absolute_slug_under_the_folder_rule_is_reported_with_the_alias_to_add(tmp_path: Path) -> None:
    files = {"content/posts/a.md": document(slug="/x"), "content/config.json": "{}"}
    (finding,) = migrate_files(tmp_path, files | {"content/posts/b.md": document(slug="y")}).findings
    assert (finding.file, finding.line) == ("content/posts/a.md", 5)
    assert finding.message.endswith('add `aliases: ["/posts/x"]`')


def test_a_dry_run_finds_the_covers_that_would_be_copied(tmp_path: Path) -> None:
    files = {
        "content/posts/a/index.md": document(slug="/a", socialImage="./a.png"),
        "content/posts/a/a.png": "png",
        "content/posts/b.md": document(slug="/b", socialImage="/media/b.png"),
        "content/posts/c.md": document(slug="/c", socialImage="/media/none.png"),
        "static/media/b.png": "png",
    }
    for dry in (True, False):
        problems = migrate_files(tmp_path, files, dry=dry).problems
        assert [(problem.path, problem.kind.code) for problem in problems if problem.fails] == [
            ("posts/c.md", "cover-missing")
        ]


def test_a_permalink_that_already_exists_is_reported(tmp_path: Path) -> None:
    (tmp_path / "site/posts").mkdir(parents=True)
    (tmp_path / "site/posts/ours.md").write_text(document(slug="/x", date="2010-01-01"))
    (tmp_path / "old/content").mkdir(parents=True)
    (tmp_path / "old/content/theirs.md").write_text(document(slug="/x"))
    place = TargetPublication(tmp_path / "site", ("posts/ours.md",), FrontMatterOptions(), CLOCK)
    done = migrate(tmp_path / "old", place, GENERATORS["lumen"], dry_run=True)
    assert [problem.kind.code for problem in done.problems] == ["permalink-clash"]


def test_authors_named_in_posts_are_added_to_the_settings(tmp_path: Path) -> None:
    files = {
        "content/posts/a.md": document(slug="/a", author="Kim"),
        "content/posts/b.md": document(slug="/b", author="[Lee, 박]"),
        "config.js": "module.exports = { author: { name: 'Kim', bio: 'Writes.' } }",
    }
    done = migrate_files(tmp_path, files)
    assert done.problems == []
    start = done.conf_lines.index("publication_authors = {")
    assert done.conf_lines[start + 1 : start + 4] == [
        '    "Kim": {"name": "Kim", "bio": "Writes."},',
        '    "Lee": {"name": "Lee"},',
        '    "박": {"name": "박"},',
    ]
    known = migrate_files(
        tmp_path, {}, rules=FrontMatterOptions(authors={"Kim": "Kim Sora", "Lee": "Lee", "박": "박"})
    )
    assert "publication_authors = {" not in known.conf_lines
