"""Datelines: where and when a story was filed, and by which agency.

Agencies write `Paris, 21 jan 2019 (AFP) -`, `Strasbourg, 10 juil 2024 (AFP)`, `GROSSETO, Italy (AP) --`, `London (dpa) -`,
`WASHINGTON, Jan 30 (Reuters) -`, or only the day: `Jan 30 (Gracenote) -`, or put all
in parentheses: `(New York, NY - October 21)`. ANSA puts the mark first (`(ANSA) - ROMA, 3 LUG -`), Belga a day in figures
and `=` (`BRUXELLES 29/01 (BELGA) =`), Kyodo and TASS no parentheses (`SAITAMA, Japan, Dec. 9 Kyodo -`, `MOSCOW, July 3.
/TASS/.`). What stands before the mark is a dateline only when it is short, starts with a capital or digit, and the mark is
a known agency's or a dash follows a place or day.
"""

import re
from datetime import date
from functools import cache
from itertools import islice

import msgspec

from stream.story import Dateline, clean
from stream.wire.lexicon import word_list

_LONGEST_BARE_PLACE = 30  # characters of a place that no dash sets off from the text
_LONGEST = 110  # characters before the agency's mark; the longest real one, with two places and a day, has 61
_MARK = re.compile(r"\((?P<agency>[^()\n]{2,40})\)\s*(?P<dash>\.?\s*(?:-{1,2}|[–—−=_])|:)?\s*")
_MOST_MARKS = 3  # parentheses looked at: region, country, agency
_BEHIND_MARK = re.compile(r"(?P<head>[^\W\d_][^()\n]{2,70}?)\s+[-–—]\s+")
_PLACE_MARK = re.compile(r"(?P<head>[^\W\d_][^()\n–—]{1,60}?)\s+(?:-{1,2}|[–—_])\s+")
_BARE_MARK = re.compile(
    r"(?P<head>[^()\n]{3,80}?\d)[.,]?\s+(?P<agency>/?[A-Z][A-Za-z]{1,14}/?)\s*(?P<dash>\.?\s*(?:-{1,2}|[–—−])|\.)(?:\s+|\Z)"
)
_DASH_END = re.compile(r"[\s.]*(?:-{1,2}|[–—−=_])\s*\Z")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./](\d{4})(?!\d)")
_DAY_MONTH = re.compile(r"(?<![\d./])(\d{2})/(\d{2})(?![\d/])")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")


class Lead(msgspec.Struct, frozen=True):
    """A paragraph whose dateline was taken off."""

    dateline: Dateline
    agency: str | None
    rest: str


def split_dateline(paragraph: str) -> Lead | None:
    """Take the dateline off a story's first paragraph; None when it starts with none."""
    paragraph = clean(paragraph)
    for found in islice(_MARK.finditer(paragraph, 0, _LONGEST + 60), _MOST_MARKS):
        if lead := _lead(paragraph[: found.start()].rstrip(), found, paragraph[found.end() :]):
            return lead
    return _bare_dateline(paragraph)


def _lead(head: str, mark: re.Match[str], rest: str) -> Lead | None:
    """The dateline that ends in a mark in parentheses; None where that is none: a region, or an acronym in prose."""
    if not head and find_day(mark["agency"]):
        return Lead(parse_dateline(mark["agency"]), None, rest)
    known = known_agency(mark["agency"])
    if not head and known and (behind := _BEHIND_MARK.match(rest)) and find_day(behind["head"]):
        return Lead(parse_dateline(behind["head"]), known, rest[behind.end() :])
    closed = not rest or (rest[0].isupper() and len(head) <= _LONGEST_BARE_PLACE)
    if not _is_dateline(head, known=known is not None, dash=bool(mark["dash"]), closed=closed):
        return None
    return Lead(parse_dateline(f"{head} {mark[0]}"), known or clean(mark["agency"]), rest)


def split_place(paragraph: str, dateline: Dateline) -> str | None:
    """A paragraph without the place that stands before its dash, where the wire names that place elsewhere (CP's way).

    Args:
        dateline: from an element of its own.
    """
    place = (dateline.place or "").lower()
    found = _PLACE_MARK.match(paragraph)
    if not found or not place or not found["head"].lower().startswith((place, place.partition(",")[0])):
        return None
    return paragraph[found.end() :]


def _bare_dateline(paragraph: str) -> Lead | None:
    """A dateline whose agency stands without parentheses; it needs a day, since names stand before dashes in prose too."""
    found = _BARE_MARK.match(paragraph)
    agency = known_agency(found["agency"].strip("/")) if found else None
    if not found or not agency or not found["head"][0].isupper() or not find_day(found["head"]):
        return None
    return Lead(parse_dateline(found["head"]), agency, paragraph[found.end() :])


def _is_dateline(head: str, *, known: bool, dash: bool, closed: bool) -> bool:
    """Whether what stands before an agency's mark is a dateline.

    Args:
        closed: nothing follows the mark, or a sentence starts at once: `Berne (ats) Le Conseil fédéral`.
    """
    if len(head) > _LONGEST or not (dash or (known and closed)):
        return False
    if not head:
        return known
    if not (head[0].isupper() or head[0].isdigit()):
        return False
    if find_day(head) is not None:
        return True
    if ")" in head and not head.endswith(")"):
        return False
    # Without a day it is a place: every word of it a name (prepositions such as "en", "sur", "am" are short).
    words = re.findall(r"[^\s,./()-]+", head)
    return known and len(words) <= 7 and all(word[0].isupper() or len(word) <= 3 for word in words)


def parse_dateline(text: str) -> Dateline:
    """A dateline from its own element or line: place before the day or mark, day as EDTF."""
    text = _DASH_END.sub("", clean(text)[:200])
    head = clean(re.sub(r"\s*\([^()]*\)\s*\Z", "", text))
    day = find_day(head)
    place = head[: day.start] if day else head
    words = place.strip(" ,;-–—").split(" ")
    if words[-1].lower() in word_list("datelines")["words"]["weekdays"]:
        words.pop()
    return Dateline(text=text, place=" ".join(words).strip(" ,;-–—") or None, date=day.edtf if day else None)


def dateline_agency(text: str) -> str | None:
    """The known agency that a dateline's own element or line names in parentheses."""
    marks = re.findall(r"\(([^()]{2,40})\)", text[:200])
    return next((known for mark in marks if (known := known_agency(mark))), None)


class Day(msgspec.Struct, frozen=True):
    """A calendar day in a text: where it stands, and its EDTF (`XXXX-01-30` without a year)."""

    start: int
    end: int
    edtf: str


def find_day(text: str) -> Day | None:
    """The first day that names at least day and month."""
    if not any(map(str.isdigit, text)):
        return None
    for pattern, order in ((_ISO, (1, 2, 3)), (_NUMERIC, (3, 2, 1))):
        if found := pattern.search(text):
            year, month, day = (found[k] for k in order)
            return _day(found, year, int(month), int(day))
    lowered = text.lower()
    found = _worded().search(lowered if len(lowered) == len(text) else text)
    if not found:
        figures = _DAY_MONTH.search(text)
        return _day(figures, None, int(figures[2]), int(figures[1])) if figures else None
    month = _months()[(found["m1"] or found["m2"]).lower()]
    return _day(found, found["y1"] or found["y2"], month, int(found["d1"] or found["d2"]))


def _day(found: re.Match[str], year: str | None, month: int, day: int) -> Day | None:
    try:
        date(int(year or 2000), month, day)
    except ValueError:
        return None
    return Day(found.start(), found.end(), f"{year or 'XXXX'}-{month:02d}-{day:02d}")


@cache
def _months() -> dict[str, int]:
    return {name: int(number) for number, names in word_list("datelines")["months"].items() for name in names}


@cache
def _worded() -> re.Pattern[str]:
    """For text in lower case, as a hundred names without regard to case take three times as long."""
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    return re.compile(
        rf"\b(?:(?P<d1>\d{{1,2}})(?:er|\.|º)?\s+(?:de\s+)?(?P<m1>{names})\b\.?(?:\s+(?:de\s+)?(?P<y1>\d{{4}})\b)?"
        rf"|(?P<m2>{names})\b\.?\s+(?P<d2>\d{{1,2}})\b(?:st|nd|rd|th)?(?:,?\s+(?P<y2>\d{{4}})\b)?)"
    )


@cache
def _agencies() -> dict[str, str]:
    return {name.lower(): name for name in word_list("datelines")["words"]["agencies"]}


def known_agency(mark: str) -> str | None:
    """The agency of a mark such as `AFP` or `Reuters/AFP`, in its own spelling; None when it is no known one's."""
    names = [_agencies().get(clean(part).lower()) for part in mark.split("/")]
    return next((name for name in names if name), None)
