"""Expressions of time in French news, found and resolved to EDTF.

The grammar (`times_rules`) is written for how agencies tell dates ("mardi soir", "dans la nuit de samedi à dimanche", "le 3
juin", "fin mars", "il y a deux ans") and follows the gold annotations in what each is worth. Not dates: times of day alone
("à 17H00"), ages, planets. Relative dates count from the story's publication in its own calendar, never from the clock.
"""

import re
from datetime import date

from stream.language.fr import times_calendar as calendar
from stream.language.fr.times_calendar import Now
from stream.language.fr.times_rules import RULES, Rule, compile_rules
from stream.language.fr.times_values import Found
from stream.language.fr.times_words import CLASSES, Reading, read

_GRAMMAR = compile_rules()
_SOME_DAY = Now(date(2000, 7, 1))
"""Stands in for an unknown publication where only the year hangs on it: a leap year, and every month of it resolves."""
_ARTICLES = CLASSES["the"] + CLASSES["of"]
_YEARS = range(1900, 2100)
"""Of publication; others are a wire's filler ("0001-01-01")."""


def parse_times(text: str, published: str | None, *, forward: bool = False) -> list[tuple[int, int, str | None]]:
    """Find and resolve the expressions of time in one paragraph.

    Args:
        text: the paragraph.
        published: ISO 8601, of which the calendar day counts; None, or a date without a day, leaves relative dates unresolved.
        forward: read what can point both ways ("lundi", "le 1er septembre") as pointing ahead.

    Returns:
        (start, end, EDTF or None) of each expression, in order; offsets are code points, end exclusive.
    """
    reading = read(text)
    now = _now(published, forward=forward)
    times: list[tuple[int, int, str | None]] = []
    for match in _GRAMMAR.finditer(reading.letters):
        first, last = match.span()
        start, end = reading.spans[first][0], reading.spans[last - 1][1]
        rule = RULES[int((match.lastgroup or "r0")[1:])]
        found = Found(match.group(), reading.values[first:last], text[start:end])
        value = _undated(rule, found) if now is None else rule.resolve(found, now)
        if value and now and _since(reading, first):
            value = calendar.until(value, now)
        if value or now is None:
            times.append((start, end, value))
    return times


def _now(published: str | None, *, forward: bool) -> Now | None:
    try:
        day = date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
    return Now(day, forward) if day.year in _YEARS else None


def _undated(rule: Rule, found: Found) -> str | None:
    """What an expression is worth in a story without a publication date."""
    if rule.absolute or found.has("year"):
        return rule.resolve(found, _SOME_DAY)
    if found.has("month") and not any(map(found.has, ("last", "next", "years"))):
        return re.sub(r"\d{4}(?=-)", "XXXX", rule.resolve(found, _SOME_DAY) or "") or None
    return None


def _since(reading: Reading, first: int) -> bool:
    """Whether "depuis" (and articles at most) stands before token `first`."""
    return reading.letters[:first].rstrip(_ARTICLES).endswith(CLASSES["since"])
