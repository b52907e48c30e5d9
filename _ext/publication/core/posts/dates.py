"""Dates as writers type them, to times."""

from __future__ import annotations

import datetime as dt
import re

# Year, month, day; then optionally a time, a fraction that is dropped, and a zone.
_DATE = re.compile(
    r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})"
    r"(?:(?:[Tt]|[ \t]+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d*)?)?"
    r"[ \t]*(Z|z|[+-]\d{1,2}(?::?\d{2})?)?)?"
)


def parse_datetime(text: str, zone: dt.tzinfo) -> dt.datetime:
    """The time that a date in front matter means, in ``zone``; a date alone is its first minute there.

    Forms: ``2019-09-06``, ``2019/9/6``, with ``T09:30``, `` 09:30:00``, a fraction of a second, and
    ``Z``, ``+09:00``, ``+0900`` or `` -5``. Without a zone a time is local to ``zone``.
    Raises ``ValueError``; its text continues the sentence "`date` is “2019-02-30”, …" and ends with the repair.
    """
    found = _DATE.fullmatch(text.strip())
    if found is None:
        raise ValueError("which is not in a known date format: write `YYYY-MM-DD`, or `YYYY-MM-DDTHH:MM` with a time")
    year, _, month, day, hour, minute, second, offset = found.groups()
    try:
        local = dt.datetime(  # noqa: DTZ001 -- its zone follows
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0)
        )
        if offset:
            return local.replace(tzinfo=_offset(offset)).astimezone(zone)
        # The round trip moves a time that a change of clocks skipped to one that exists.
        return local.replace(tzinfo=zone).astimezone(dt.UTC).astimezone(zone)
    except (ValueError, OverflowError):
        raise ValueError("but that day or time does not exist: correct it") from None


def _offset(text: str) -> dt.tzinfo:
    if text in {"Z", "z"}:
        return dt.UTC
    digits = text[1:].replace(":", "")
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])  # noqa: PLR2004 -- +9, +09, +0900
    shift = dt.timedelta(hours=int(hours), minutes=int(minutes))
    return dt.timezone(-shift if text[0] == "-" else shift)
