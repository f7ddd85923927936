"""Expressions of time in French news, found and resolved to EDTF.

The grammar (`times_rules`) is written for how agencies tell dates ("mardi soir", "dans la nuit de samedi à dimanche", "le 3
juin", "fin mars", "il y a deux ans") and follows the gold annotations in what each is worth. Not dates: times of day alone
("à 17H00"), ages, planets. Relative dates count from the story's publication in its own calendar, never from the clock.
"""

from datetime import date

from stream.language.fr import times_calendar as calendar
from stream.language.fr.times_calendar import Now
from stream.language.fr.times_rules import RULES, Found, compile_rules
from stream.language.fr.times_words import CLASSES, Reading, read

_GRAMMAR = compile_rules()
_UNDATED = Now(date(1, 1, 1))
_ARTICLES = (CLASSES["the"], CLASSES["of"])


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
    found = []
    for match in _GRAMMAR.finditer(reading.letters):
        first, last = match.span()
        rule = RULES[int((match.lastgroup or "r0")[1:])]
        start, end = reading.spans[first][0], reading.spans[last - 1][1]
        if now is None and not rule.absolute:
            found.append((start, end, None))
            continue
        value = rule.resolve(Found(match.group(), reading.values[first:last], text[start:end]), now or _UNDATED)
        if value and now and _since(reading, first):
            value = calendar.until(value, now)
        if value:
            found.append((start, end, value))
    return found


def _now(published: str | None, *, forward: bool) -> Now | None:
    try:
        return Now(date.fromisoformat((published or "")[:10]), forward)
    except ValueError:
        return None


def _since(reading: Reading, first: int) -> bool:
    """Whether "depuis" (and an article at most) stands before token `first`."""
    before = reading.letters[:first].rstrip("".join(_ARTICLES))
    return before.endswith(CLASSES["since"])
