"""Moments as machines read them."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime

_MINUTE = dt.timedelta(minutes=1)


def rfc3339(moment: dt.datetime) -> str:
    """An aware moment as Atom, JSON Feed and sitemaps want it: ``2026-01-02T09:30:00+09:00``.

    Source: RFC 3339, section 5.6.
    """
    return _plain(moment).isoformat(timespec="seconds")


def rfc822(moment: dt.datetime) -> str:
    """An aware moment as RSS wants it: ``Fri, 02 Jan 2026 09:30:00 +0900``.

    Source: RFC 822, section 5, with the year in four digits as RSS 2.0 prefers it.
    """
    return format_datetime(_plain(moment))


def _plain(moment: dt.datetime) -> dt.datetime:
    # Local mean time, as before 1908 in Seoul, differs from UTC by seconds too; neither form can say that.
    offset = moment.utcoffset() or dt.timedelta()
    return moment.astimezone(dt.UTC) if offset % _MINUTE else moment
