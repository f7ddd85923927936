"""The grammar of French dates: RULES, from a pattern of word classes to the function that resolves what it matches.

A pattern is a regular expression whose letters are the class names of `times_words`; blanks only part them. The first rule
that matches at a token wins, so longer expressions stand before their parts.
"""

import re
from collections.abc import Callable

import msgspec

from stream.language.fr import times_values as values
from stream.language.fr.times_calendar import Now
from stream.language.fr.times_values import Found
from stream.language.fr.times_words import CLASSES, OTHER

Resolver = Callable[[Found, Now], str | None]


class Rule(msgspec.Struct, frozen=True):
    """One kind of expression."""

    pattern: str
    resolve: Resolver
    absolute: bool = False
    """Needs no publication date."""


_NUMBER = "(number|day|few) (hyphen? and? number|day)* of?"
_MONTH = "(the? months of)? month"
_QUANTITY = f"(approx of?)* {_NUMBER} (hours|days|weeks|months|years|decades)"

RULES: tuple[Rule, ...] = (
    Rule("within? the? night of weekday day? at weekday", values.weekdays_of),
    Rule("within? the? night of weekday? day month? year? at weekday? day month year?", values.night_of_date_of),
    Rule("within? the? night of day month year?", values.night_of_date_of),
    Rule("within? the? night of weekday", values.night_after_of),
    Rule("(within|of) (the|this) night", values.night_of),
    Rule("(of|the|between the)? weekday? day month? year? (and|hyphen|at) the? weekday? day month year?", values.days_of),
    Rule("the? weekday day month year?", values.day_month_of),
    Rule("the? day month (year|last|next)?", values.day_month_of),
    Rule("weekday day (?!month|clock)", values.weekday_day_of),
    Rule("of weekday part? at weekday part?", values.weekdays_of),
    Rule("weekday part? (and|hyphen) weekday part?", values.weekdays_of),
    Rule("weekday of feast", values.feast_of),
    Rule("(the|this)? weekday (last|next)? part?", values.weekday_of),
    Rule("between month year? and month year?", values.months_of),
    Rule("of month year? at month year?", values.months_of),
    Rule("in? month (hyphen|at|and) month year?", values.months_of),
    Rule(
        f"(in|the? mid hyphen|(in|at the)? (start|end))? {_MONTH} of? (year|last|next|(the|this) years (last|next)?)",
        values.month_of,
    ),
    Rule(f"(in|the? mid hyphen|start|end)? {_MONTH}", values.month_of),
    Rule("attack", values.attack_of, absolute=True),
    Rule("between year and year", values.years_of, absolute=True),
    Rule("of year at year", values.years_of, absolute=True),
    Rule("in? year hyphen (year|number|day)", values.years_of, absolute=True),
    Rule("in? year and year", values.years_of, absolute=True),
    Rule("years (year|number|day) (and (year|number))?", values.decade_of, absolute=True),
    Rule("roman century", values.century_of, absolute=True),
    Rule("(the|this|at|in|of the|within the) season (year|last|next)?", values.season_of),
    Rule("season (year|last|next)", values.season_of),
    Rule("(at the|from the|the) rentree (year|last|next)?", values.back_to_school_of),
    Rule("(at|weekend of|days of|the) the? feast year?", values.feast_of),
    Rule("(start|mid|end|mid hyphen) year", values.year_of, absolute=True),
    Rule("in year", values.year_of, absolute=True),
    Rule("year (?!number|years|days|months|weeks|hours)", values.year_of, absolute=True),
    Rule("(this|the|last|next)+ weekend (last|next)?", values.weekend_of),
    Rule("weekend (last|next)", values.weekend_of),
    Rule("(of|the|in|the end of) weekend", values.weekend_of),
    Rule("(this|the last|the next|(in|at the) (start|end) of) weeks (last|next)?", values.week_of),
    Rule("the weeks (last|next)", values.week_of),
    Rule("(this|the last|the next) months", values.this_month_of),
    Rule("(the|of) months (last|next)", values.this_month_of),
    Rule("(at the|the|of)? (start|end) of (the|this)? months", values.this_month_of),
    Rule("(at the|the|of|in)? (start|end) of (the|this)? years (last|next)? (?!year|number|day)", values.this_year_of),
    Rule("(this|the last|the next) years", values.this_year_of),
    Rule("(the|of|in)? years (last|next)", values.this_year_of),
    Rule(f"il y has {_QUANTITY} (and half)?", values.ago_of),
    Rule(f"since {_QUANTITY}", values.since_distance_of),
    Rule("since (the|this)? (number|day|few)? (last|next) (number|day)? (hours|days|weeks|months|years)", values.last_units_of),
    Rule(
        "(this|the|within the|of) (number|day|few)? (last|next) (number|day)? (hours|days|weeks|months|years)",
        values.last_units_of,
    ),
    Rule(f"within {_QUANTITY}", values.ahead_of),
    Rule(f"{_QUANTITY} (after|earlier)", values.ago_of),
    Rule("(at|the) same days", values.same_day_of),
    Rule("today part?", values.today_of),
    Rule("this part", values.today_of),
    Rule("within the part", values.today_of),
    Rule("in (start|mid|end) of part", values.today_of),
    Rule("at the eve (?=of)", values.day_after_of),
    Rule("the eve", values.day_before_of),
    Rule("(at|the) morrow", values.day_before_of),
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
