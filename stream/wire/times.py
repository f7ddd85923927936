"""Dates and times as wires write them → ISO 8601.

Met in real files: `20210516T080625Z`, `20170102T222800+0000`, `2019-10-02T16:21:30`, `2016-04-13 04:52:21+00:00`,
`2022-07-11 18:33`, `2017-01-30T18:54:14.000Z`, and templates that nobody filled in. A time without a zone keeps none.
"""

import re
from datetime import date, datetime

_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})\Z", re.ASCII)
_TIME = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})[T ]+(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|z|[+-]\d{2}:?(?:\d{2})?)?\Z", re.ASCII
)
LATEST_ZONE = "-12:00"
"""Where a local time comes last on Earth: an embargo without a zone is read there, so that nothing goes out early."""


def iso_time(text: str | None) -> str | None:
    """ISO 8601 extended form of a wire's date or time, with `Z` and offsets as written; None when it is neither."""
    text = (text or "").strip()
    if found := _DAY.match(text):
        return _valid_day(*found.groups())
    found = _TIME.match(text)
    return _valid_time(found) if found else None


def _valid_day(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _valid_time(found: re.Match[str]) -> str | None:
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    micros = (fraction or "").rstrip("0")[:6]
    clock = f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}" + (f".{micros}" if micros else "")
    offset = _offset(zone)
    try:
        datetime.fromisoformat(clock if not micros else clock.partition(".")[0])
        if offset and offset != "Z":
            datetime.fromisoformat("2000-01-01T00:00:00" + offset)
    except ValueError:
        return None
    return clock + offset


def _offset(zone: str | None) -> str:
    if not zone:
        return ""
    if zone in "Zz":
        return "Z"
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{zone[0]}{digits[:2]}:{digits[2:]}"


def has_zone(time: str) -> bool:
    """Whether an ISO time names its zone; a bare day needs none."""
    return "T" not in time or time.endswith("Z") or time[-6] in "+-"


def comes_after(time: str, other: str) -> bool:
    """Whether an ISO time is later than another; on one calendar where either names no zone."""
    first, second = datetime.fromisoformat(time), datetime.fromisoformat(other)
    if first.tzinfo is None or second.tzinfo is None:
        first, second = first.replace(tzinfo=None), second.replace(tzinfo=None)
    return first > second


def latest_reading(time: str) -> str:
    """The latest instant that an embargo may mean: a bare day ends, and a local time comes, in the last zone of all."""
    if "T" not in time:
        return f"{time}T23:59:59{LATEST_ZONE}"
    return time if has_zone(time) else time + LATEST_ZONE
