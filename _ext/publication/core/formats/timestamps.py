"""Timestamps in the formats of feeds and sitemaps."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime

_MINUTE = dt.timedelta(minutes=1)


def rfc3339(timestamp: dt.datetime) -> str:
    """An aware timestamp as Atom, JSON Feed and sitemaps require it: ``2026-01-02T09:30:00+09:00``.

    Source: RFC 3339, section 5.6.
    """
    return _with_whole_minute_offset(timestamp).isoformat(timespec="seconds")


def rfc822(timestamp: dt.datetime) -> str:
    """An aware timestamp as RSS requires it: ``Fri, 02 Jan 2026 09:30:00 +0900``.

    Source: RFC 822, section 5, with the year in four digits as RSS 2.0 prefers it.
    """
    return format_datetime(_with_whole_minute_offset(timestamp))


def _with_whole_minute_offset(timestamp: dt.datetime) -> dt.datetime:
    # The offset of local mean time, as in Seoul before 1908, has seconds, which neither format can express. Such a
    # timestamp is given in UTC.
    offset = timestamp.utcoffset() or dt.timedelta()
    return timestamp.astimezone(dt.UTC) if offset % _MINUTE else timestamp
