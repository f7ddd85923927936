"""What French expressions of time are worth: one function a kind, from the words found to EDTF.

Each takes what a rule of `times_rules` matched and the publication day, and returns None where the calendar has no such
date. What a kind is worth follows the gold annotations: "fin mars" is the month, "la nuit de mardi à mercredi" an interval.
"""

from datetime import date, timedelta

import msgspec

from stream.language.fr import times_calendar as calendar
from stream.language.fr.numbers import parse_number
from stream.language.fr.times_calendar import Now
from stream.language.fr.times_words import CLASSES

FARTHEST = 10_000
"""Units that "il y a" and "dans" may count; more is no date that news tells."""
LAST_CENTURY = 30


class Found(msgspec.Struct, frozen=True):
    """A stretch of tokens that a rule matched."""

    letters: str
    values: list[int | str | None]
    text: str

    def all(self, name: str) -> list[int]:
        """The values of all words of a class, in order."""
        letter = CLASSES[name]
        return [value for at, value in zip(self.letters, self.values, strict=True) if at == letter and isinstance(value, int)]

    def one(self, name: str) -> int | None:
        """The value of the first word of a class."""
        return next(iter(self.all(name)), None)

    def has(self, name: str) -> bool:
        """Whether a word of a class is there."""
        return CLASSES[name] in self.letters

    def string(self, name: str) -> str:
        """The value of the first word of a class whose values are strings."""
        at = self.letters.index(CLASSES[name])
        return str(self.values[at])

    def count(self) -> int | None:
        """The number in words or figures."""
        return parse_number(self.text)


def _shift(found: Found) -> int:
    """-1 for last, 1 for next, 0 for this."""
    return 1 if found.has("next") else -1 if found.has("last") else 0


def weekday_of(found: Found, now: Now) -> str | None:
    index = found.all("weekday")[0]
    if not _shift(found):
        return calendar.weekday(now, index).isoformat()
    away = (now.day.weekday() - index) % 7 or 7 if found.has("last") else -((index - now.day.weekday()) % 7 or 7)
    return (now.day - timedelta(days=away)).isoformat()


def weekdays_of(found: Found, now: Now) -> str | None:
    first, last = found.all("weekday")[:2]
    start = calendar.weekday(now, first)
    return calendar.span(start, start + timedelta(days=(last - first) % 7))


def weekday_day_of(found: Found, now: Now) -> str | None:
    """ "lundi 24": the nearest such day of the month that is such a weekday; "lundi 24 personnes": Monday."""
    day, index = found.all("day")[0], found.all("weekday")[0]
    near = (now.day + timedelta(days=shift) for away in range(32) for shift in (-away, away))
    dated = next((at for at in near if at.day == day and at.weekday() == index), None)
    return (dated or calendar.weekday(now, index)).isoformat()


def day_month_of(found: Found, now: Now) -> str | None:
    day, month, year = found.all("day")[-1], found.all("month")[-1], found.one("year")
    if year is None and found.has("weekday"):
        year = _year_with_weekday(day, month, found.all("weekday")[-1], now)
    if year is None and found.has("last"):
        year = calendar.last_year_of(now, month, day)
    return calendar.exact(year or calendar.year_of(now, month, day), month, day)


def _year_with_weekday(day: int, month: int, weekday: int, now: Now) -> int | None:
    years = (calendar.year_of(now, month, day), now.day.year, now.day.year - 1, now.day.year + 1)
    for year in years:
        value = calendar.exact(year, month, day)
        if value and date.fromisoformat(value).weekday() == weekday:
            return year
    return None


def days_of(found: Found, now: Now) -> str | None:
    """ "du 3 au 5 juin", "les 15 et 16 août", "du 28 mai au 3 juin 2020"."""
    (first, last), months = found.all("day")[:2], found.all("month")
    year = found.one("year") or calendar.year_of(now, months[0], first)
    start = calendar.exact(year, months[0], first)
    end = calendar.exact(year + (months[-1] < months[0]), months[-1], last)
    return calendar.span(start, end) if start and end and start <= end else end


def month_of(found: Found, now: Now) -> str | None:
    month, year = found.all("month")[0], found.one("year")
    if year is None and found.has("years"):
        year = now.day.year + _shift(found)
    elif year is None and found.has("last"):
        year = calendar.last_year_of(now, month)
    elif year is None and found.has("next"):
        year = calendar.year_of(Now(now.day, forward=True), month)
    return f"{year or calendar.year_of(now, month):04d}-{month:02d}"


def months_of(found: Found, now: Now) -> str | None:
    first, last = found.all("month")[:2]
    years = found.all("year")
    end_year = years[-1] if years else calendar.year_of(now, last)
    start_year = years[0] if len(years) > 1 else end_year - (first > last)
    return calendar.span(f"{start_year:04d}-{first:02d}", f"{end_year:04d}-{last:02d}")


def year_of(found: Found, _: Now) -> str | None:
    return calendar.year(found.all("year")[0])


def years_of(found: Found, _: Now) -> str | None:
    first, *rest = found.all("year")
    figures = next(iter((*rest, *found.all("number"), *found.all("day"))), 0)
    last = figures if figures >= 100 else first // 100 * 100 + figures
    return calendar.span(calendar.year(first), calendar.year(last)) if first < last else None


def decade_of(found: Found, _: Now) -> str | None:
    """ "les années 1980", "les années 80", "les années 1980 et 1990"."""
    if not found.text.lower().startswith("années"):
        year = found.one("year")
        return calendar.year(year) if year else None
    years = [year if year >= 100 else 1900 + year for year in (*found.all("year"), *_figures(found))]
    return calendar.span(calendar.year(years[0]), calendar.year(years[-1] + 9)) if years else None


def _figures(found: Found) -> list[int]:
    return [value for value in (*found.all("number"), *found.all("day")) if value % 10 == 0 and value < 100]


def century_of(found: Found, _: Now) -> str | None:
    number = found.all("roman")[0]
    if number > LAST_CENTURY:
        return None
    return calendar.span(calendar.year(number * 100 - 99), calendar.year(number * 100))


def week_of(found: Found, now: Now) -> str | None:
    monday, sunday = calendar.week(now, _shift(found))
    if found.has("start") and not _shift(found):
        return calendar.span(monday, monday + timedelta(days=1))
    return calendar.span(monday, now.day if not _shift(found) and not now.forward else sunday)


def weekend_of(found: Found, now: Now) -> str | None:
    """ "ce week-end" is the last one until Wednesday, then the coming one."""
    if found.has("last"):
        return calendar.weekend(now, -1)
    under_way = now.day.weekday() >= 3 or now.forward
    return calendar.weekend(
        now, 1 if found.has("next") and now.day.weekday() >= 5 else 0 if under_way or found.has("next") else -1
    )


def this_month_of(found: Found, now: Now) -> str | None:
    return calendar.month(now.day, _shift(found))


def this_year_of(found: Found, now: Now) -> str | None:
    year = calendar.year(now.day.year + _shift(found))
    if found.has("end"):
        return f"{year}-12"
    return f"{year}-01" if found.has("start") else year


def night_of(_: Found, now: Now) -> str | None:
    return calendar.span(now.day - timedelta(days=1), now.day)


def night_after_of(found: Found, now: Now) -> str | None:
    evening = calendar.weekday(now, found.all("weekday")[0])
    return calendar.span(evening, min(evening + timedelta(days=1), now.day) if evening < now.day else evening + timedelta(days=1))


def night_of_date_of(found: Found, now: Now) -> str | None:
    return days_of(found, now) if len(found.all("day")) > 1 else day_month_of(found, now)


def today_of(found: Found, now: Now) -> str | None:
    return (now.day + timedelta(days=found.one("today") or 0)).isoformat()


def same_day_of(_: Found, now: Now) -> str | None:
    return now.day.isoformat()


def day_before_of(_: Found, now: Now) -> str | None:
    return (now.day - timedelta(days=1)).isoformat()


def day_after_of(_: Found, now: Now) -> str | None:
    return (now.day + timedelta(days=1)).isoformat()


def _distance(found: Found, now: Now, sign: int) -> str | None:
    """A time so many units from publication: days and weeks give a day, months a month, years a year."""
    number = found.count()
    if number is None:
        recent = (found.has("days") or found.has("weeks")) and not (found.has("after") or found.has("earlier"))
        return calendar.month(now.day) if recent else None
    if number > FARTHEST:
        return None
    if found.has("hours"):
        return (now.day + timedelta(days=sign * (number // 24))).isoformat()
    if found.has("days") or found.has("weeks"):
        days = 14 if number == 15 and found.has("days") else number * (7 if found.has("weeks") else 1)
        return (now.day + timedelta(days=sign * days)).isoformat()
    if found.has("months") or (number == 1 and not found.has("after")):
        months = number if found.has("months") else 18 if found.has("half") else 12
        return calendar.month(now.day, sign * months)
    year = now.day.year + sign * number * (10 if found.has("decades") else 1)
    return calendar.year(year) if 1 <= year <= 9999 else None


def ago_of(found: Found, now: Now) -> str | None:
    return _distance(found, now, -1)


def ahead_of(found: Found, now: Now) -> str | None:
    return _distance(found, now, 1)


def since_distance_of(found: Found, now: Now) -> str | None:
    start = _distance(found, now, -1)
    return calendar.until(start, now) if start else None


def last_units_of(found: Found, now: Now) -> str | None:
    """ "ces derniers jours" is the month of publication, "ces deux derniers mois" an interval."""
    sign = -1 if found.has("last") else 1
    number = found.count()
    if number is None and found.has("months"):
        return _interval(calendar.month(now.day, sign * 3), calendar.month(now.day), sign)
    if number is None:
        return calendar.month(now.day) if found.has("days") or found.has("weeks") else None
    there = _distance(found, now, sign)
    return _interval(there, now.day.isoformat()[: len(there)], sign) if there else None


def _interval(there: str, here: str, sign: int) -> str:
    return calendar.span(there, here) if sign < 0 else calendar.span(here, there)


def season_of(found: Found, now: Now) -> str | None:
    first, last = (int(month) for month in found.string("season").split("-"))
    year = found.one("year")
    if year is not None:
        return calendar.season(first, last, year)
    if found.has("last"):
        return calendar.season(first, last, calendar.last_year_of(now, last) - (last < first))
    return calendar.season(first, last, calendar.year_of(now, first))


def back_to_school_of(found: Found, now: Now) -> str | None:
    month = found.all("rentree")[0]
    return f"{found.one('year') or calendar.year_of(Now(now.day, forward=not found.has('last')), month):04d}-{month:02d}"


def feast_of(found: Found, now: Now) -> str | None:
    rule, year = found.string("feast"), found.one("year")
    if not rule.startswith("+"):
        month, day = (int(part) for part in rule.split("-"))
        return calendar.exact(year or calendar.year_of(now, month, day), month, day)
    easter = calendar.easter(year or now.day.year)
    return (easter + timedelta(days=int(rule))).isoformat()


def attack_of(found: Found, _: Now) -> str | None:
    return found.string("attack")
