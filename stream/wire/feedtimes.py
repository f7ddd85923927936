"""Dates of feeds → ISO 8601: RFC 822, ISO, and what newspapers write in their own words.

Met in real feeds: `Tue, 14 May 2024 10:00:00 +0200`, `… EST`, `mar, 14 mag 2024 10:00`, `Ter, 14 Mai 2024`, `5/14/2024 4:05 PM`.
"""

import re
from datetime import date

from stream.wire.dateline import find_day
from stream.wire.lexicon import word_list
from stream.wire.times import iso_time

_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?(?:\.\d+)?\s*([AaPp]\.?[Mm]\b)?\s*([+-]\d{2}:?\d{2}|[A-Z]{1,4}\b)?"
)
_FIGURES = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_SHORT_YEAR = re.compile(r"(\d{1,2}[\s-][^\W\d_]{3,10}\.?[\s-])(\d{2})(?=\s|\Z)")
_LONGEST = 80


def feed_time(text: str | None) -> str | None:
    """ISO 8601 of a feed's date; None where it names no full day."""
    text = " ".join((text or "").split())
    if len(text) > _LONGEST:
        return None
    return iso_time(text) or iso_time(_in_words(text))


def _in_words(text: str) -> str | None:
    text = _SHORT_YEAR.sub(r"\g<1>20\2", text)
    clock = _CLOCK.search(text)
    rest = text[: clock.start()] + " " + text[clock.end() :] if clock else text
    day = _in_figures(rest, american=bool(clock and clock[4])) or _worded(rest)
    if day is None or clock is None:
        return day
    return f"{day}T{_hour(clock)}:{clock[2]}:{clock[3] or '00'}{_zone(clock[5])}"


def _hour(clock: re.Match[str]) -> str:
    hour = int(clock[1])
    if clock[4]:
        hour = hour % 12 + (12 if clock[4][0] in "Pp" else 0)
    return f"{hour:02d}"


def _in_figures(text: str, *, american: bool) -> str | None:
    """A day in figures: the month first where the clock has twelve hours, and wherever nothing else is a date."""
    found = _FIGURES.search(text)
    if not found:
        return None
    first, second, year = (int(part) for part in found.groups())
    orders = ((second, first), (first, second)) if american else ((first, second), (second, first))
    return next((iso for day, month in orders if (iso := _day(year, month, day))), None)


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _worded(text: str) -> str | None:
    found = find_day(text.replace("-", " ") if not re.search(r"\d{4}-\d", text) else text)
    return found.edtf if found and not found.edtf.startswith("XXXX") else None


def _zone(zone: str | None) -> str:
    if not zone or zone[0] in "+-":
        return zone or ""
    offset = word_list("datelines")["zones"].get(zone, "")
    return "Z" if offset == "+00:00" else offset
