"""Tests for reading dates and times in the formats that writers type."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from publication.core.posts.dates import parse_datetime
from support.parsed_posts import SEOUL, seoul_time
from support.strategies import times


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019-09-06", seoul_time(2019, 9, 6)),
        ("2016-09-01T23:46:37.121Z", seoul_time(2016, 9, 2, 8, 46, 37)),
        ("2020-03-13T09:30", seoul_time(2020, 3, 13, 9, 30)),
        ("2019-05-04T00:00:00+07:00", seoul_time(2019, 5, 4, 2)),
        ("2011-03-24 11:43:45+00:00", seoul_time(2011, 3, 24, 20, 43, 45)),
        ("2001-12-14t21:59:43.10-05:00", seoul_time(2001, 12, 15, 11, 59, 43)),
        ("2001-12-14 21:59:43.10 -5", seoul_time(2001, 12, 15, 11, 59, 43)),
        ("2019-09-06T09:30:00+0900", seoul_time(2019, 9, 6, 9, 30)),
        ("2019-09-06T09:30:00+09", seoul_time(2019, 9, 6, 9, 30)),
        ("2019-09-06T09:30:00+930", seoul_time(2019, 9, 6, 9)),
        ("2019/9/6", seoul_time(2019, 9, 6)),
        ("2019.09.06", seoul_time(2019, 9, 6)),
        ("  2019-09-06  ", seoul_time(2019, 9, 6)),
        ("2019-09-06 9:05", seoul_time(2019, 9, 6, 9, 5)),
        ("2020-02-29", seoul_time(2020, 2, 29)),
    ],
)
def test_every_date_format_found_in_real_blogs_is_read(text: str, expected: dt.datetime) -> None:
    found = parse_datetime(text, SEOUL)
    assert found == expected
    assert found.tzinfo is SEOUL


@pytest.mark.parametrize(
    "text",
    [
        *["2019-00-30T09:00:00.000Z", "2022-00-00T00:00:00.000Z", "2019-02-30", "2019-02-29", "2019-13-01"],
        *["2019-09-06T24:00", "2019-09-06T09:60", "2019-09-06T09:30:61", "2019-09-06T09:30+99:00"],
        *["0000-01-01", "0001-01-01T00:00+12:00", "9999-12-31T23:59-12:00"],
    ],
)
def test_an_impossible_day_or_time_is_rejected(text: str) -> None:
    with pytest.raises(ValueError, match="exist"):
        parse_datetime(text, SEOUL)


@pytest.mark.parametrize(
    "text",
    [
        *["", "yesterday", "September 6, 2019", "06.09.2019", "2019", "2019-09", "20190906", "2019-09/06"],
        *["2019-09-06T", "2019-09-06T09", "Fri, 06 Sep 2019 00:00:00 GMT", "2019-09-06 KST", "2019-09-06+09:00"],
    ],
)
def test_any_other_text_is_rejected(text: str) -> None:
    with pytest.raises(ValueError, match="not in a known date format"):
        parse_datetime(text, SEOUL)


@given(times())
def test_a_time_with_an_offset_is_converted_to_the_publications_time_zone(time: dt.datetime) -> None:
    assert parse_datetime(time.isoformat(), SEOUL) == time
    assert parse_datetime(time.isoformat(sep=" "), dt.UTC).tzinfo is dt.UTC


def test_a_time_skipped_by_daylight_saving_is_moved_to_a_time_that_exists() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert parse_datetime("2019-03-31T02:30", berlin) == dt.datetime(2019, 3, 31, 1, 30, tzinfo=dt.UTC)
    assert parse_datetime("2019-03-31T02:30", berlin).hour == 3
