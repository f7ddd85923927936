"""The words French dates are made of, and a paragraph seen as a string of their classes, one letter a token.

The grammar (`times_rules`) is a set of regular expressions over these letters, so that a paragraph is scanned once,
whatever the number of word forms. Words and values come from `times.tsv`.
"""

import csv
import re
from functools import cache
from pathlib import Path

import msgspec

from stream.language.fr.numbers import number_words

OTHER = "."
"""The letter of every token that no date is made of."""

CLASSES = {
    name: chr(0x100 + at)
    for at, name in enumerate(
        (
            *("weekday", "month", "day", "year", "number", "few", "approx", "clock", "part", "night", "hours", "days", "weeks"),
            *("months", "years", "decades", "century", "roman", "weekend", "season", "rentree", "the", "this", "of", "at", "in"),
            *("within", "since", "from", "between", "and", "start", "mid", "end", "last", "next", "first", "today", "eve"),
            *("morrow", "il", "y", "has", "half", "same", "for", "later", "earlier", "after", "hyphen", "feast", "attack"),
        )
    )
}
"""Class → its letter; the classes of `times.tsv` and those that figures have."""

_TOKEN = re.compile(
    r"aujourd['’]hui|week-?ends?|après-(?:midi|demain)|avant-hier|mai 68\b|1[13]-(?:Septembre|Novembre)"
    r"|\d+(?:[.,]\d+)+|[^\W_]+['’]?|\S",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}h(?:\d\d)?")
_ROMAN = re.compile(r"([ivx]+)(?:e|ème|er)")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
_FIRST_YEAR, _LAST_YEAR = 1000, 2100


class Word(msgspec.Struct, frozen=True):
    """What a word form is to the grammar."""

    letter: str
    value: int | str | None = None


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph as the grammar reads it: token k spans `spans[k]`, has the letter `letters[k]` and the value `values[k]`."""

    letters: str
    spans: list[tuple[int, int]]
    values: list[int | str | None]


@cache
def lexicon() -> dict[str, Word]:
    """Word form in lower case → what it is."""
    path = Path(__file__).with_name("times.tsv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    numbers = {word: Word(CLASSES["number"]) for word in number_words()}
    return numbers | {row["word"]: Word(CLASSES[row["class"]], _value(row["value"])) for row in rows}


def _value(text: str) -> int | str | None:
    if not text:
        return None
    return int(text) if re.fullmatch(r"-?\d+", text) else text


def read(text: str) -> Reading:
    """Tokens of a paragraph with their classes."""
    words = lexicon()
    letters: list[str] = []
    spans: list[tuple[int, int]] = []
    values: list[int | str | None] = []
    for match in _TOKEN.finditer(text):
        form = match.group()
        # A capital that opens a sentence often goes without its accent: "A la veille".
        word = words.get("à" if form == "A" else form.lower().replace("’", "'"))
        if word is None:
            word = _figure(form) if form[0].isdigit() or form[0] in "IVX" else None
        elif not _spelt(word, form, letters):
            word = None
        letters.append(word.letter if word else OTHER)
        values.append(word.value if word else None)
        spans.append(match.span())
    return Reading(letters="".join(letters), spans=spans, values=values)


def _spelt(word: Word, token: str, before: list[str]) -> bool:
    """Whether the capital fits: "Mars" is the planet unless it opens the paragraph or follows a day, "l'ascension" no feast."""
    capital = token[0].isupper()
    if word.letter == CLASSES["feast"]:
        return capital
    return word.letter != CLASSES["month"] or not capital or not before or before[-1] == CLASSES["day"]


def _figure(token: str) -> Word | None:
    lower = token.lower()
    if lower.isdigit():
        value = int(lower)
        if len(lower) <= 2 and 1 <= value <= 31:
            return Word(CLASSES["day"], value)
        if len(lower) == 4 and _FIRST_YEAR <= value <= _LAST_YEAR:
            return Word(CLASSES["year"], value)
        return Word(CLASSES["number"], value)
    if _CLOCK.fullmatch(lower):
        return Word(CLASSES["clock"])
    roman = _ROMAN.fullmatch(lower)
    return Word(CLASSES["roman"], _from_roman(roman.group(1))) if roman else None


def _from_roman(figures: str) -> int:
    values = [_ROMAN_VALUES[figure] for figure in figures]
    return sum(-value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True))
