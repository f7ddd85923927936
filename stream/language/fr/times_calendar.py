"""Calendar arithmetic for the grammar of French dates: from a publication day to EDTF values.

Conventions follow the gold annotations: "la semaine dernière" is Monday to Sunday, "il y a deux mois" a month,
"il y a deux ans" a year, a part of a month ("fin mars") the month.
"""

from calendar import monthrange
from datetime import date, timedelta

import msgspec

AHEAD_DAYS = 100
"""A day or month without its year is the coming one up to here, else the last one: in the gold, dates up to three months
ahead are planned ones (151 of 162), those farther ahead mostly lie a year back (29 of 48)."""

SINCE_DAYS = 60
"""How far back "depuis" still tells a span up to now; beyond it the start alone is the date."""


class Now(msgspec.Struct, frozen=True):
    """Where relative dates count from."""

    day: date
    """Publication, in the story's own calendar."""
    forward: bool = False
    """Read what can point both ways as pointing ahead ("se réunira lundi")."""


def weekday(now: Now, index: int) -> date:
    """The last such day not after publication, or (forward) the first not before it; publication's own weekday is that day."""
    back = (now.day.weekday() - index) % 7
    return now.day - timedelta(days=back) if not now.forward or not back else now.day + timedelta(days=7 - back)


def year_of(now: Now, month: int, day: int | None = None) -> int:
    """The year of a day (or, without `day`, a month) told without one."""
    years = (now.day.year - 1, now.day.year, now.day.year + 1)
    ahead = {year: (_clamped(year, month, day or 1) - now.day).days for year in years}
    if now.forward:
        under_way = 0 if day else 31
        return next(year for year in years if ahead[year] >= -under_way)
    return max(year for year in years if ahead[year] <= AHEAD_DAYS)


def last_year_of(now: Now, month: int, day: int | None = None) -> int:
    """The year of the last such day or month before publication ("mai dernier")."""
    value = (month, day) if day else (month,)
    return now.day.year - (value >= (now.day.month, now.day.day)[: len(value)])


def _clamped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def exact(year: int, month: int, day: int) -> str | None:
    """A day, or None where the calendar has none such."""
    return date(year, month, day).isoformat() if day <= monthrange(year, month)[1] else None


def month(day: date, shift: int = 0) -> str:
    """The month `shift` months after that of `day`."""
    total = day.year * 12 + day.month - 1 + shift
    return f"{total // 12:04d}-{total % 12 + 1:02d}"


def year(number: int) -> str:
    """A year in four figures."""
    return f"{number:04d}"


def span(start: date | str, end: date | str) -> str:
    """An interval; one value where both ends are equal."""
    first, last = (value if isinstance(value, str) else value.isoformat() for value in (start, end))
    return first if first == last else f"{first}/{last}"


def until(start: str, now: Now) -> str:
    """From `start` to publication, as precise as the start; a start over SINCE_DAYS back stands alone."""
    first = start.partition("/")[0]
    here = now.day.isoformat()[: len(first)]
    if len(first) == len("YYYY") or first > here:
        return start
    began = date.fromisoformat(first if len(first) == len("YYYY-MM-DD") else f"{first}-01")
    return span(first, here) if (now.day - began).days <= SINCE_DAYS else first


def week(now: Now, shift: int) -> tuple[date, date]:
    """Monday and Sunday of the week `shift` weeks after publication's."""
    monday = now.day - timedelta(days=now.day.weekday()) + timedelta(weeks=shift)
    return monday, monday + timedelta(days=6)


def weekend(now: Now, shift: int) -> str:
    """Saturday and Sunday of the week `shift` weeks after publication's."""
    _, sunday = week(now, shift)
    return span(sunday - timedelta(days=1), sunday)


def season(first: int, last: int, of_year: int) -> str:
    """Months `first` to `last`, the last one in the next year where it comes before the first."""
    return f"{of_year:04d}-{first:02d}/{of_year + (last < first):04d}-{last:02d}"


def easter(of_year: int) -> date:
    """Easter Sunday (Gregorian; the anonymous algorithm of 1876)."""
    a, (b, c) = of_year % 19, divmod(of_year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday_shift = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday_shift) // 451
    total = h + weekday_shift - 7 * m + 114
    return date(of_year, total // 31, total % 31 + 1)
