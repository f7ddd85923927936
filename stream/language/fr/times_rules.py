"""The grammar of French dates: RULES, from a pattern of word classes to the function that resolves what it matches.

A pattern is a regular expression whose letters are the class names of `times_words`; blanks only part them. The first rule
that matches at a token wins, so longer expressions stand before their parts.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

import msgspec

from stream.language.fr import times_calendar as calendar
from stream.language.fr.numbers import parse_number
from stream.language.fr.times_calendar import Now
from stream.language.fr.times_words import CLASSES, OTHER


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


Resolver = Callable[[Found, Now], str | None]


class Rule(msgspec.Struct, frozen=True):
    """One kind of expression."""

    pattern: str
    resolve: Resolver
    absolute: bool = False
    """Needs no publication date."""


def _shift(found: Found) -> int:
    """-1 for last, 1 for next, 0 for this."""
    return 1 if found.has("next") else -1 if found.has("last") else 0


def _weekday(found: Found, now: Now) -> str | None:
    index = found.all("weekday")[0]
    if not _shift(found):
        return calendar.weekday(now, index).isoformat()
    away = (now.day.weekday() - index) % 7 or 7 if found.has("last") else -((index - now.day.weekday()) % 7 or 7)
    return (now.day - timedelta(days=away)).isoformat()


def _weekdays(found: Found, now: Now) -> str | None:
    first, last = found.all("weekday")[:2]
    start = calendar.weekday(now, first)
    return calendar.span(start, start + timedelta(days=(last - first) % 7))


def _weekday_day(found: Found, now: Now) -> str | None:
    """ "lundi 24": the nearest such day of the month that is such a weekday; "lundi 24 personnes": Monday."""
    day, index = found.all("day")[0], found.all("weekday")[0]
    near = (now.day + timedelta(days=shift) for away in range(32) for shift in (-away, away))
    dated = next((at for at in near if at.day == day and at.weekday() == index), None)
    return (dated or calendar.weekday(now, index)).isoformat()


def _day_month(found: Found, now: Now) -> str | None:
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


def _days(found: Found, now: Now) -> str | None:
    """ "du 3 au 5 juin", "les 15 et 16 août", "du 28 mai au 3 juin 2020"."""
    (first, last), months = found.all("day")[:2], found.all("month")
    year = found.one("year") or calendar.year_of(now, months[0], first)
    start = calendar.exact(year, months[0], first)
    end = calendar.exact(year + (months[-1] < months[0]), months[-1], last)
    return calendar.span(start, end) if start and end and start <= end else end


def _month(found: Found, now: Now) -> str | None:
    month, year = found.all("month")[0], found.one("year")
    if year is None and found.has("years"):
        year = now.day.year + _shift(found)
    elif year is None and found.has("last"):
        year = calendar.last_year_of(now, month)
    elif year is None and found.has("next"):
        year = calendar.year_of(Now(now.day, forward=True), month)
    return f"{year or calendar.year_of(now, month):04d}-{month:02d}"


def _months(found: Found, now: Now) -> str | None:
    first, last = found.all("month")[:2]
    years = found.all("year")
    end_year = years[-1] if years else calendar.year_of(now, last)
    start_year = years[0] if len(years) > 1 else end_year - (first > last)
    return calendar.span(f"{start_year:04d}-{first:02d}", f"{end_year:04d}-{last:02d}")


def _year(found: Found, _: Now) -> str | None:
    return calendar.year(found.all("year")[0])


def _years(found: Found, _: Now) -> str | None:
    first, *rest = found.all("year")
    last = rest[0] if rest else first // 100 * 100 + (found.all("number") + found.all("day"))[0]
    return calendar.span(calendar.year(first), calendar.year(last)) if first < last else None


def _decade(found: Found, _: Now) -> str | None:
    """ "les années 1980", "les années 80", "les années 1980 et 1990"."""
    if not found.text.lower().startswith("années"):
        year = found.one("year")
        return calendar.year(year) if year else None
    years = [year if year >= 100 else 1900 + year for year in (*found.all("year"), *found.all("day"), *_figures(found))]
    return calendar.span(calendar.year(years[0]), calendar.year(years[-1] + 9)) if years else None


def _figures(found: Found) -> list[int]:
    return [value for value in found.all("number") if value % 10 == 0 and value < 100]


def _century(found: Found, _: Now) -> str | None:
    number = found.all("roman")[0]
    return calendar.span(calendar.year(number * 100 - 99), calendar.year(number * 100))


def _week(found: Found, now: Now) -> str | None:
    monday, sunday = calendar.week(now, _shift(found))
    if found.has("start") and not _shift(found):
        return calendar.span(monday, monday + timedelta(days=1))
    return calendar.span(monday, now.day if not _shift(found) and not now.forward else sunday)


def _weekend(found: Found, now: Now) -> str | None:
    """ "ce week-end" is the last one until Wednesday, then the coming one."""
    if found.has("last"):
        return calendar.weekend(now, -1)
    under_way = now.day.weekday() >= 3 or now.forward
    return calendar.weekend(now, 1 if found.has("next") and now.day.weekday() >= 5 else 0 if under_way or found.has("next") else -1)


def _this_month(found: Found, now: Now) -> str | None:
    return calendar.month(now.day, _shift(found))


def _this_year(found: Found, now: Now) -> str | None:
    year = calendar.year(now.day.year + _shift(found))
    if found.has("end"):
        return f"{year}-12"
    return f"{year}-01" if found.has("start") else year


def _night(_: Found, now: Now) -> str | None:
    return calendar.span(now.day - timedelta(days=1), now.day)


def _night_after(found: Found, now: Now) -> str | None:
    evening = calendar.weekday(now, found.all("weekday")[0])
    return calendar.span(evening, min(evening + timedelta(days=1), now.day) if evening < now.day else evening + timedelta(days=1))


def _night_of_date(found: Found, now: Now) -> str | None:
    return _days(found, now) if len(found.all("day")) > 1 else _day_month(found, now)


def _today(found: Found, now: Now) -> str | None:
    return (now.day + timedelta(days=found.one("today") or 0)).isoformat()


def _same_day(_: Found, now: Now) -> str | None:
    return now.day.isoformat()


def _day_before(_: Found, now: Now) -> str | None:
    return (now.day - timedelta(days=1)).isoformat()


def _day_after(_: Found, now: Now) -> str | None:
    return (now.day + timedelta(days=1)).isoformat()


def _distance(found: Found, now: Now, sign: int) -> str | None:
    """A time so many units from publication: days and weeks give a day, months a month, years a year."""
    number = found.count()
    if number is None:
        return calendar.month(now.day) if found.has("days") or found.has("weeks") else None
    if found.has("hours"):
        return (now.day + timedelta(hours=sign * number)).isoformat() if number >= 24 else now.day.isoformat()
    if found.has("days") or found.has("weeks"):
        days = 14 if number == 15 and found.has("days") else number * (7 if found.has("weeks") else 1)
        return (now.day + timedelta(days=sign * days)).isoformat()
    if found.has("months") or (number == 1 and not found.has("after")):
        months = number if found.has("months") else 18 if found.has("half") else 12
        return calendar.month(now.day, sign * months)
    if now.day.year + sign * number < 1:
        return None
    return calendar.year(now.day.year + sign * number * (10 if found.has("decades") else 1))


def _ago(found: Found, now: Now) -> str | None:
    return _distance(found, now, -1)


def _ahead(found: Found, now: Now) -> str | None:
    return _distance(found, now, 1)


def _since_distance(found: Found, now: Now) -> str | None:
    start = _distance(found, now, -1)
    return calendar.until(start, now) if start else None


def _last_units(found: Found, now: Now) -> str | None:
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


def _season(found: Found, now: Now) -> str | None:
    first, last = (int(month) for month in found.string("season").split("-"))
    year = found.one("year")
    if year is not None:
        return calendar.season(first, last, year)
    if found.has("last"):
        return calendar.season(first, last, calendar.last_year_of(now, last) - (last < first))
    return calendar.season(first, last, calendar.year_of(now, first))


def _back_to_school(found: Found, now: Now) -> str | None:
    month = found.all("rentree")[0]
    return f"{found.one('year') or calendar.year_of(Now(now.day, forward=not found.has('last')), month):04d}-{month:02d}"


def _feast(found: Found, now: Now) -> str | None:
    rule, year = found.string("feast"), found.one("year")
    if not rule.startswith("+"):
        month, day = (int(part) for part in rule.split("-"))
        return calendar.exact(year or calendar.year_of(now, month, day), month, day)
    easter = calendar.easter(year or now.day.year)
    return (easter + timedelta(days=int(rule))).isoformat()


def _attack(found: Found, _: Now) -> str | None:
    return found.string("attack")


_NUMBER = "(number|day|few) (hyphen? and? number|day)* of?"
_QUANTITY = f"(approx of?)* {_NUMBER} (hours|days|weeks|months|years|decades)"
_DATE = "(weekday? day|weekday) month"

RULES: tuple[Rule, ...] = (
    Rule("within? the? night of weekday day? at weekday", _weekdays),
    Rule("within? the? night of weekday? day month? year? at weekday? day month year?", _night_of_date),
    Rule("within? the? night of day month year?", _night_of_date),
    Rule("within? the? night of weekday", _night_after),
    Rule("(within|of) (the|this) night", _night),
    Rule("(of|the|between the)? weekday? day month? year? (and|hyphen|at) the? weekday? day month year?", _days),
    Rule("the? weekday day month year?", _day_month),
    Rule("the? day month (year|last|next)?", _day_month),
    Rule("weekday day (?!month|clock)", _weekday_day),
    Rule("of weekday part? at weekday part?", _weekdays),
    Rule("weekday part? (and|hyphen) weekday part?", _weekdays),
    Rule("weekday of feast", _feast),
    Rule("(the|this)? weekday (last|next)? part?", _weekday),
    Rule("between month year? and month year?", _months),
    Rule("of month year? at month year?", _months),
    Rule("in? month (hyphen|at|and) month year?", _months),
    Rule("(in|the? mid hyphen|(in|at the)? (start|end))? (the? months of)? month of? (year|last|next|(the|this) years (last|next)?)", _month),
    Rule("(in|the? mid hyphen|start|end)? (the? months of)? month", _month),
    Rule("attack", _attack, absolute=True),
    Rule("between year and year", _years, absolute=True),
    Rule("of year at year", _years, absolute=True),
    Rule("in? year hyphen (year|number|day)", _years, absolute=True),
    Rule("in? year and year", _years, absolute=True),
    Rule("years (year|number|day) (and (year|number))?", _decade, absolute=True),
    Rule("roman century", _century, absolute=True),
    Rule("(the|this|at|in|of the|within the) season (year|last|next)?", _season),
    Rule("season (year|last|next)", _season),
    Rule("(at the|from the|the) rentree (year|last|next)?", _back_to_school),
    Rule("(at|weekend of|days of|the) the? feast year?", _feast),
    Rule("(start|mid|end|mid hyphen) year", _year, absolute=True),
    Rule("in year", _year, absolute=True),
    Rule("year (?!number|years|days|months|weeks|hours)", _year, absolute=True),
    Rule("(this|the|last|next)+ weekend (last|next)?", _weekend),
    Rule("weekend (last|next)", _weekend),
    Rule("(of|the|in|the end of) weekend", _weekend),
    Rule("(this|the last|the next|(in|at the) (start|end) of) weeks (last|next)?", _week),
    Rule("the weeks (last|next)", _week),
    Rule("(this|the last|the next) months", _this_month),
    Rule("(the|of) months (last|next)", _this_month),
    Rule("(at the|the|of)? (start|end) of (the|this)? months", _this_month),
    Rule("(at the|the|of|in)? (start|end) of (the|this)? years (last|next)? (?!year|number|day)", _this_year),
    Rule("(this|the last|the next) years", _this_year),
    Rule("(the|of|in)? years (last|next)", _this_year),
    Rule(f"il y at {_QUANTITY} (and half)?", _ago),
    Rule(f"since {_QUANTITY}", _since_distance),
    Rule("since (the|this)? (number|day|few)? (last|next) (number|day)? (hours|days|weeks|months|years)", _last_units),
    Rule("(this|the|within the|of) (number|day|few)? (last|next) (number|day)? (hours|days|weeks|months|years)", _last_units),
    Rule(f"within {_QUANTITY}", _ahead),
    Rule(f"{_QUANTITY} (after|earlier)", _ago),
    Rule("(at|the) same days", _same_day),
    Rule("today part?", _today),
    Rule("this part", _today),
    Rule("within the part", _today),
    Rule("in (start|mid|end) of part", _today),
    Rule("at the eve of", _day_after),
    Rule("the eve", _day_before),
    Rule("(at|the) morrow", _day_before),
)
"""What the grammar knows, longer expressions before their parts."""


_CORE_CLASSES = (
    *("weekday", "month", "year", "night", "part", "hours", "days", "weeks", "months", "years", "decades", "century", "weekend"),
    *("season", "rentree", "today", "eve", "morrow", "feast", "attack"),
)
_CORE = f"[^{re.escape(OTHER)}]*?[{''.join(CLASSES[name] for name in _CORE_CLASSES)}]"
"""Every expression holds one of these: looked for first, since most runs of small words hold none."""


def compile_rules() -> re.Pattern[str]:
    """One expression over class letters; group `r12` is rule 12."""
    names = sorted(CLASSES, key=len, reverse=True)
    word = re.compile(r"\b(?:" + "|".join(names) + r")\b")

    def letters(pattern: str) -> str:
        return word.sub(lambda match: CLASSES[match.group()], pattern).replace(" ", "").replace("(", "(?:").replace("(?:?", "(?")

    body = "|".join(f"(?P<r{number}>{letters(rule.pattern)})" for number, rule in enumerate(RULES))
    return re.compile(f"(?={_CORE})(?:{body})")
