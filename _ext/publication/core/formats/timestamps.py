"""Formats timestamps for feeds and sitemaps."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime

_MINUTE = dt.timedelta(minutes=1)


def rfc3339(timestamp: dt.datetime) -> str:
    """Format an aware timestamp for Atom, JSON Feed and sitemaps: ``2026-01-02T09:30:00+09:00``.

    Source: RFC 3339, section 5.6.
    """
    return _with_whole_minute_offset(timestamp).isoformat(timespec="seconds")


def rfc822(timestamp: dt.datetime) -> str:
    """Format an aware timestamp for RSS: ``Fri, 02 Jan 2026 09:30:00 +0900``.

    Source: RFC 822, section 5, with a four-digit year, as RSS 2.0 prefers.
    """
    return format_datetime(_with_whole_minute_offset(timestamp))


def _with_whole_minute_offset(timestamp: dt.datetime) -> dt.datetime:
    # Local mean time, which Seoul used before 1908, has an offset with seconds, which neither format can express.
    # Such a timestamp is converted to UTC.
    offset = timestamp.utcoffset() or dt.timedelta()
    return timestamp.astimezone(dt.UTC) if offset % _MINUTE else timestamp
