"""Tests for the HTML generated for a post's text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from support.page_elements import body
from support.posts import PEOPLE, post

if TYPE_CHECKING:
    from support.site_builds import Build


# Task lists


def test_task_list_items_show_their_state_in_every_builder(clean_build: Build) -> None:
    files = {"posts/x.md": post("- [ ] open\n- [x] done\n- [link](https://a.kr)\n")}
    site = clean_build(files=files)
    boxes = list(body(site).iter("input"))
    assert [(box.get("type"), box.get("aria-label"), "disabled" in box.attrib) for box in boxes] == [
        ("checkbox", "Done", True)
    ] * 2
    assert ["checked" in box.attrib for box in boxes] == [False, True]
    assert "☐ open" in json.loads(site.html("/feed.json"))["items"][0]["content_html"]
    assert "☑ done" in clean_build(builder="text").out.joinpath("posts/x.txt").read_text(encoding="utf-8")


def test_a_post_with_every_construct_builds_without_a_warning(clean_build: Build) -> None:
    one = clean_build("everything", publication_authors=PEOPLE)
    assert len(body(one, "/posts/everything/").findall(".//section")) >= 15


# Raw HTML


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ('<p align="center">x</p>', '<p class="text-center">x</p>'),
        ("<p align=right>x</p>", '<p class="text-right">x</p>'),
        (
            '<h2 title="t" align="left">x</h2>',
            '<h2 class="text-left" title="t">x</h2>',
        ),
        ('<p class="a" align="center">x</p>', '<p class="text-center a">x</p>'),
        ('<p title="align=center">x</p>', '<p title="align=center">x</p>'),
        ("<p>align=center</p>", "<p>align=center</p>"),
    ],
)
def test_alignment_in_raw_html_becomes_a_class(clean_build: Build, typed: str, written: str) -> None:
    assert written in clean_build(files={"posts/x.md": post(typed + "\n")}).html("/posts/x/")


def test_the_title_is_the_heading_of_the_article_and_keeps_its_anchor(clean_build: Build) -> None:
    found = body(clean_build(files={"posts/x.md": post("[up](#a-title)\n\n## Below\n")}))
    heading = found.find("h1")
    assert heading is not None
    assert heading.get("id") == "a-title"
    assert [part.get("id") for part in found.iter("section")] == ["below"]
