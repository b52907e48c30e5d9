"""Tests that the byline names a post's authors on the post's page, and nowhere else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from support.page_elements import body, text_of, with_class
from support.posts import PEOPLE, post

if TYPE_CHECKING:
    from support.site_builds import Build


def test_the_byline_is_between_the_description_and_the_cover(clean_build: Build) -> None:
    fields = {"author": "[han, seo]", "description": "A sentence.", "socialImage": "./c.svg", "socialImageAlt": "C"}
    files = {"posts/x.md": post(**fields), "posts/c.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"}
    site = clean_build(files=files, publication_authors=PEOPLE)
    section = body(site)
    names = [child.get("class", child.tag).split()[0] for child in section]
    assert names == ["h1", "post-description", "post-byline", "post-cover", "p"]
    (line,) = with_class(section, "post-byline")
    assert text_of(line) == "By Han Ji-won and Seo <서> & Min"
    assert [(link.get("href"), link.get("rel")) for link in line.iter("a")] == [
        ("../../author/han/", "author"),
        ("../../author/seo/", "author"),
    ]


def test_the_byline_is_not_part_of_excerpts_feeds_or_the_reading_time(clean_build: Build) -> None:
    site = clean_build(files={"posts/x.md": post("The text.", author="han")}, publication_authors=PEOPLE)
    entry = json.loads(site.html("/feed.json"))["items"][0]
    assert entry["summary"] == "The text."
    assert "Han" not in entry["content_html"]
    assert site.env.metadata["posts/x"]["wordcount"]["words"] == 2


def test_a_post_without_authors_has_no_byline(clean_build: Build) -> None:
    assert with_class(body(clean_build(files={"posts/x.md": post()})), "post-byline") == []
