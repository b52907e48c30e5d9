"""Tests for the parts of a page around the main text. Any part without content must be omitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.posts import post

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from support.site_builds import Build, Built

AUTHORS = {"kim": {"name": "Kim <i>", "bio": "Writes & reads.", "url": "https://k.example/"}, "lee": {"name": "Lee"}}


def parts(site: Built, url_path: str) -> list[str]:
    """Return the classes of the main parts of a page, in order."""
    main = site.page(url_path).find(".//main")
    assert main is not None
    known = {
        "kicker",
        "text",
        "boxes",
        "tags",
        "sources",
        "editions",
        "cite",
        "publication-details",
        "author-bios",
        "previous-next",
        "related",
    }
    found = [name for element in main.iter() for name in (element.get("class") or "").split() if name in known]
    return list(dict.fromkeys(found))


def test_a_minimal_post_has_only_the_parts_of_every_post(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post(slug="/a")}, publication_license="")
    assert parts(site, "/a/") == ["kicker", "text", "editions", "cite"]


def test_a_post_with_everything_has_all_parts_in_order(clean_build: Build) -> None:
    shared = {"tags": "[T]", "category": "K"}
    files = {
        "posts/a.md": post(
            "[x](https://x.example/)\n", slug="/a", author="kim", series="S", doi="10.1234/x", **shared
        ),
        "posts/b.md": post(slug="/b", date="2025-01-01", series="S", **shared),
        "posts/c.md": post(slug="/c", date="2024-01-01", **shared),
    }
    site = clean_build(files=files, publication_authors=AUTHORS)
    assert parts(site, "/a/") == [
        "kicker", "text", "boxes", "tags", "sources", "editions", "cite", "publication-details",
        "author-bios", "previous-next", "related",
    ]  # fmt: skip
    assert "Kim <i> Writes & reads." in site.text("/a/")
    assert "https://doi.org/10.1234/x" in site.links("/a/")


def test_the_series_box_lists_all_parts_oldest_first_and_marks_the_current_one(clean_build: Build) -> None:
    files = {f"posts/{n}.md": post(slug=f"/p{n}", title=f"P{n}", date=f"2026-01-0{n}", series="S") for n in (1, 2, 3)}
    site = clean_build(files=files)
    box = box_of(site, "/p2/", "series-box")
    assert [" ".join("".join(item.itertext()).split()) for item in box.iter("li")] == ["P1", "P2", "P3"]
    assert [mark.text for mark in box.iter() if mark.get("aria-current")] == ["P2"]
    assert "Part 2 of 3" in "".join(box.itertext())


def box_of(site: Built, url_path: str, name: str) -> Element:
    return next(element for element in site.page(url_path).iter("details") if name in (element.get("class") or ""))


def test_the_series_box_is_between_the_byline_and_the_text(clean_build: Build) -> None:
    fields = {"description": "Said.", "series": "S"}
    files = {
        "posts/a.md": post("First.\n", slug="/a", author="lee", **fields),
        "posts/b.md": post(slug="/b", series="S"),
    }
    text = clean_build(files=files, publication_authors=AUTHORS).text("/a/")
    assert text.index("Said.") < text.index("By Lee") < text.index("Part") < text.index("First.")


def test_a_page_is_rewritten_when_a_post_it_mentions_changes(build: Build) -> None:
    files: dict[str, str | bytes | None] = {
        f"posts/{n}.md": post(slug=f"/p{n}", title=f"P{n}", date=f"202{n}-01-01", tags="[T]", series="'S'")
        for n in range(5)
    }
    files["posts/z.md"] = post(slug="/z", title="Z", date="2030-01-01", expires="2031-01-01", tags="[T]")
    build(files=files)
    site = build(files={"posts/0.md": post(slug="/p0", title="Other", date="2020-01-01", tags="[T]", series="'S'")})
    # The series box mentions the changed post, although it is neither the previous nor the next post.
    assert "Other" in site.text("/p4/")
    site = build(files={"posts/new.md": post(slug="/new", title="New related", date="2010-01-01", tags="[T]")})
    assert "New related" in site.text("/p4/")


def test_the_front_page_starts_with_the_pinned_post_and_continues_with_the_newest(clean_build: Build) -> None:
    files = {f"posts/{n}.md": post(slug=f"/p{n}", date=f"2026-01-0{n}") for n in range(1, 6)}
    files["posts/2.md"] = post(slug="/p2", date="2026-01-02", pinned="true")
    site = clean_build(files=files, publication_page_size=2)
    assert site.rows("/") == ["p2/", "p5/", "p4/"]
    assert "posts/page/2/" in site.links("/")
    assert site.rows("/posts/page/2/") == ["../../../p3/", "../../../p2/"]


def test_a_publication_without_posts_has_a_front_page(clean_build: Build) -> None:
    assert clean_build(files={}).rows("/") == []


def test_the_feeds_page_lists_every_feed(clean_build: Build) -> None:
    files = {"posts/a.md": post(slug="/a", category="K", tags="[T]", author="lee", series="S")}
    links = clean_build(files=files, publication_authors=AUTHORS).links("/feeds/")
    assert links == [
        "../rss.xml", "../atom.xml", "../feed.json", "../category/k/atom.xml", "../series/s/atom.xml",
        "../author/lee/atom.xml", "../tag/t/atom.xml",
    ]  # fmt: skip


def test_an_authors_page_shows_the_biography(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post(slug="/a", author="kim")}, publication_authors=AUTHORS)
    assert "Kim <i> Writes & reads. k.example 1 post" in site.text("/author/kim/")


def test_topics_are_grouped_by_their_initials(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post(slug="/a", tags="[통일, Élan, Armistice]")})
    main = site.page("/tags/").find(".//main")
    assert main is not None
    assert [heading.text for heading in main.iter("h2")] == ["A", "E", "ㅌ"]


def test_the_fonts_above_the_fold_are_preloaded_before_the_style_sheet(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post(slug="/a")})
    links = [link for link in site.page("/a/").iter("link") if link.get("rel") in {"preload", "stylesheet"}]
    assert [link.get("rel") for link in links] == ["preload", "preload", "stylesheet"]
    assert [link.get("media") for link in links] == [None, None, None]
    assert [link for link in links if not (site.out / "a" / (link.get("href") or "")).resolve().is_file()] == []


def test_contents_with_seven_entries_count_as_long_and_deep_headings_are_omitted(clean_build: Build) -> None:
    six = "".join(f"## Of {number}\n\nText.\n\n" for number in range(5)) + "### Below\n\n#### Not shown\n\nText.\n\n"
    files = {"posts/a.md": post(six, slug="/a"), "posts/b.md": post(f"{six}### Seventh\n\nText.\n", slug="/b")}
    site = clean_build(files=files)
    classes = [[box.get("class") for box in site.page(page).iter("div")] for page in ("/a/", "/b/")]
    assert ["post long-toc" in names for names in classes] == [False, True]
