"""Tests that corrections appear as notices on the page, and affect every date of last change that is shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from support.posts import post

if TYPE_CHECKING:
    import pytest

    from support.site_builds import Build

CORRECTED = post("Text.\n\n```{correction} 2026-02-03\nThe year was *wrong*.\n```\n", slug="/posts/x")


def test_a_correction_is_shown_as_a_dated_notice(clean_build: Build) -> None:
    page = clean_build(files={"posts/x.md": CORRECTED}).page("/posts/x/")
    (notice,) = [box for box in page.iter() if "correction" in box.get("class", "").split()]
    assert " ".join("".join(notice.itertext()).split()) == "Correction, 3 February 2026 The year was wrong."


def test_the_date_of_a_correction_uses_the_configured_format(clean_build: Build) -> None:
    site = clean_build(files={"posts/x.md": CORRECTED}, publication_date_format="y/MM/dd")
    assert "Correction, 2026/02/03" in site.text("/posts/x/")


def test_page_metadata_sitemap_and_feed_agree_on_the_date_of_the_last_change(clean_build: Build) -> None:
    site = clean_build(files={"posts/x.md": CORRECTED})
    corrected = "2026-02-03T00:00:00+09:00"
    assert "Updated 3 February 2026" in site.text("/posts/x/")
    (data,) = [element.text for element in site.page("/posts/x/").iter("script") if "json" in element.get("type", "")]
    assert json.loads(data or "")["@graph"][0]["dateModified"] == corrected
    assert f"<lastmod>{corrected}</lastmod>" in site.html("/sitemap.xml")
    entry = json.loads(site.html("/feed.json"))["items"][0]
    assert entry["date_modified"] == corrected
    assert "Correction, 3 February 2026" in entry["content_html"]
    assert "The year was <em>wrong</em>." in entry["content_html"]


def test_a_correction_inside_a_quotation_is_reported(build: Build) -> None:
    site = build(files={"posts/x.md": post("> ```{correction} 2026-02-03\n> Text.\n> ```\n")})
    assert [line.partition(", so")[0] for line in site.messages()] == [
        "posts/x.md:7: WARNING: this correction is inside a list, a quotation or another file"
    ]
    assert "Correction, 3 February 2026 Text." in site.text("/posts/x/")


def test_a_correction_inside_raw_html_is_reported(build: Build) -> None:
    site = build(files={"posts/x.md": post("<div>\n```{correction} 2026-02-03\nText.\n```\n</div>\n")})
    assert [line.partition(", so")[0] for line in site.messages()] == [
        "posts/x.md:8: WARNING: this correction is inside HTML or code"
    ]


def test_a_correction_without_a_date_or_a_text_is_reported_and_kept(build: Build) -> None:
    body = "```{correction} soon\nIts text.\n```\n\n```{correction} 2026-02-03\n```\n\nThe end.\n"
    site = build(files={"posts/x.md": post(body)})
    assert [line.partition(", so")[0] for line in site.messages()] == [
        (
            "posts/x.md:7: WARNING: this correction is dated “soon”, which is not in a known date format: "
            "write `YYYY-MM-DD`, or `YYYY-MM-DDTHH:MM` with a time [publication.correction]"
        ),
        "posts/x.md:11: WARNING: this correction does not say what was corrected: write it below the date [publication.correction]",
    ]
    for words in ("Correction Its text.", "Correction, 3 February 2026", "The end."):
        assert words in site.text("/posts/x/")


def test_a_correction_counts_as_an_update_from_its_date_on(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"posts/x.md": post("```{correction} 2026-09-25\nText.\n```\n")}
    before = build(files=files)
    assert "which is in the future: correct the date" in before.warnings
    assert "Updated" not in before.text("/posts/x/")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    after = build()
    assert after.messages() == []
    assert "Updated 25 September 2026" in after.text("/posts/x/")
