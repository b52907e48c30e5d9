"""Tests for the settings in conf.py, and for the time that a build uses as the current time."""

from __future__ import annotations

import dataclasses
import datetime as dt
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from publication.build.settings import (
    SettingError,
    Settings,
    build_clock,
    renamed_settings,
    setting_names,
    settings_from_values,
)
from publication.core.posts.front_matter_schema import ROLES
from support.posts import post
from support.site_builds import prepare

if TYPE_CHECKING:
    from pathlib import Path

    from support.site_builds import Build

SEOUL = ZoneInfo("Asia/Seoul")


def setting(name: str, value: Any) -> Any:
    return getattr(settings_from_values({f"publication_{name}": value}), name)


def test_without_settings_every_setting_has_its_default() -> None:
    assert settings_from_values({}) == Settings()


def test_every_default_is_a_valid_value() -> None:
    assert (
        settings_from_values(
            {name: getattr(Settings(), name.removeprefix("publication_")) for name in setting_names()}
        )
        == Settings()
    )


def test_settings_of_other_extensions_are_ignored() -> None:
    assert settings_from_values({"project": "Armistice", "html_theme": 5}) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fields", {"cover": "image"}),
        ("fields", {"title": "heading", "series": "title"}),
        ("timezone", "Europe/Berlin"),
        ("timezone", "UTC"),
        ("page_size", 0),
        ("page_size", 1),
        ("date_format", "y"),
        ("slug_rule", "folder"),
        ("tagline", ""),
        ("menu", []),
        ("menu", [("Posts", "/posts/"), ["About", "/pages/about/"]]),
        ("authors", {"kim": {"name": "Kim Minji", "url": "https://example.org/"}}),
        ("license", "CC BY 4.0"),
        ("preview", True),
    ],
)
def test_a_valid_value_is_used_unchanged(name: str, value: Any) -> None:
    assert setting(name, value) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fields", {"heading": "title"}),
        ("fields", {"title": ""}),
        ("fields", {"title": 5}),
        ("fields", {"title": "date"}),
        ("fields", ["title"]),
        ("timezone", "Asia/Nowhere"),
        ("timezone", "KST+9"),
        ("timezone", ""),
        ("timezone", "../Seoul"),
        ("timezone", 9),
        ("timezone", None),
        ("page_size", -1),
        ("page_size", "10"),
        ("page_size", 2.5),
        ("page_size", True),
        ("date_format", ""),
        ("slug_rule", "era"),
        ("tagline", None),
        ("menu", "Posts"),
        ("menu", [("Posts",)]),
        ("menu", [("Posts", 5)]),
        ("authors", {"kim": "Kim"}),
        ("authors", {"kim": {"bio": "…"}}),
        ("authors", ["kim"]),
        ("license", 4),
        ("preview", "yes"),
    ],
)
def test_an_invalid_value_is_reported_with_what_is_allowed(name: str, value: Any) -> None:
    with pytest.raises(SettingError, match=rf"^conf\.py: `publication_{name} = .*` cannot be used: it must "):
        setting(name, value)


def test_an_unknown_setting_is_reported_with_the_known_ones() -> None:
    with pytest.raises(
        SettingError, match=r"`publication_page_sise` is not a setting; did you mean `publication_page_size`\?"
    ):
        settings_from_values({"publication_page_sise": 5})


def test_all_errors_are_reported_together() -> None:
    with pytest.raises(
        SettingError, match=r"^conf\.py: `publication_page_size = .*\nconf\.py: `publication_license = 5` cannot"
    ):
        settings_from_values({"publication_page_size": -1, "publication_license": 5})


@pytest.mark.parametrize(("value", "preview"), [(True, True), (1, True), ("1", True), (False, False), ("0", False)])
def test_the_preview_can_be_switched_on_from_the_command_line(value: Any, preview: bool) -> None:  # noqa: FBT001 -- an expected value
    assert setting("preview", value) is preview


def test_the_front_matter_options_follow_the_settings() -> None:
    values = {"fields": {"cover": "image"}, "slug_rule": "folder", "authors": {"kim": {"name": "Kim Minji"}}}
    rules = settings_from_values(
        {f"publication_{name}": value for name, value in values.items()}
    ).front_matter_options
    assert rules.fields == ROLES | {"cover": "image"}
    assert (rules.slug_rule, rules.authors, rules.zone) == ("folder", {"kim": "Kim Minji"}, SEOUL)


def test_source_date_epoch_sets_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    assert build_clock(SEOUL) == dt.datetime(2026, 9, 21, 14, 13, 20, tzinfo=dt.UTC)
    assert build_clock(SEOUL).tzinfo is SEOUL


@pytest.mark.parametrize("epoch", [None, "", "soon", "-5", "１"])
def test_without_a_valid_source_date_epoch_the_clock_is_the_current_time(
    monkeypatch: pytest.MonkeyPatch, epoch: str | None
) -> None:
    if epoch is None:
        monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    else:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert abs(build_clock(SEOUL) - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


def test_every_setting_has_a_help_text() -> None:
    assert len(setting_names()) == len(set(setting_names()))
    assert all(item.metadata["help"] and item.metadata["must"] for item in dataclasses.fields(Settings))


def test_an_invalid_setting_stops_the_build_with_one_message(tmp_path: Path) -> None:
    root = tmp_path / "site"
    prepare(root, None)
    with (root / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write('publication_timezone = "Seoul"\n')
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "dirhtml", ".", "_build/html"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert (
        "`publication_timezone = 'Seoul'` cannot be used: it must be the name of a time zone such as Asia/Seoul"
        in done.stderr
    )
    assert "Traceback" not in done.stderr


def test_the_old_name_of_a_setting_still_works() -> None:
    assert settings_from_values({"publication_old_page_size": 6}).legacy_page_size == 6
    assert settings_from_values({"publication_folders": {"posts/a": "/"}}).path_map == {"posts/a": "/"}
    assert settings_from_values({"publication_editions": "_build"}).editions_dir == "_build"


def test_the_new_name_of_a_setting_wins_over_the_old_one() -> None:
    values = {"publication_legacy_page_size": 5, "publication_old_page_size": 6}
    assert (
        settings_from_values(values).legacy_page_size
        == settings_from_values(dict(reversed(values.items()))).legacy_page_size
        == 5
    )


def test_an_old_name_of_a_setting_is_noted_with_its_line_and_the_new_name() -> None:
    (note,) = renamed_settings("project = 'x'\n\npublication_old_page_size = 6\n")
    assert str(note) == (
        "conf.py:3: note: the setting `publication_old_page_size` has a new name: "
        "write `publication_legacy_page_size` [publication.renamed-setting]"
    )


def test_a_build_accepts_the_old_name_of_a_setting(build: Build) -> None:
    files = {f"posts/{number}.md": post(date=f"2026-01-0{number}") for number in range(1, 4)}
    site = build(files=files, publication_old_page_size=1)
    assert site.has("/page/1/")
    assert site.has("/page/2/")
