"""Parses the dates that authors type in front matter."""

from __future__ import annotations

import datetime as dt
import re

# The year, month and day; then optionally a time, a fraction of a second (which is ignored) and a time zone.
_DATE = re.compile(
    r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})"
    r"(?:(?:[Tt]|[ \t]+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d*)?)?"
    r"[ \t]*(Z|z|[+-]\d{1,2}(?::?\d{2})?)?)?"
)


def parse_datetime(text: str, zone: dt.tzinfo) -> dt.datetime:
    """Parse a date from front matter as a datetime in the time zone ``zone``. A date without a time means midnight.

    The date can be ``2019-09-06`` or ``2019/9/6``. ``T09:30`` or `` 09:30:00`` may follow, then a fraction of a
    second, then ``Z``, ``+09:00``, ``+0900`` or `` -5``. A time without an offset is in ``zone``.

    Raises ``ValueError``, whose text completes the message "`date` is “2019-02-30”, …" and suggests a fix.
    """
    match = _DATE.fullmatch(text.strip())
    if match is None:
        raise ValueError("which is not in a known date format: write `YYYY-MM-DD`, or `YYYY-MM-DDTHH:MM` with a time")
    year, _, month, day, hour, minute, second, offset = match.groups()
    try:
        local = dt.datetime(  # noqa: DTZ001 -- the time zone is added below
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0)
        )
        if offset:
            return local.replace(tzinfo=_parse_offset(offset)).astimezone(zone)
        # When clocks go forward, an hour is skipped. This round trip moves a time in that hour to one that exists.
        return local.replace(tzinfo=zone).astimezone(dt.UTC).astimezone(zone)
    except (ValueError, OverflowError):
        raise ValueError("but that day or time does not exist: correct it") from None


def _parse_offset(text: str) -> dt.tzinfo:
    """Return the time zone for a UTC offset such as ``Z``, ``+9``, ``+0900`` or ``-05:00``."""
    if text in {"Z", "z"}:
        return dt.UTC
    digits = text[1:].replace(":", "")
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])  # noqa: PLR2004 -- as in +09
    offset = dt.timedelta(hours=int(hours), minutes=int(minutes))
    return dt.timezone(-offset if text[0] == "-" else offset)
