"""French numbers, in figures and in words: "deux cents", "une vingtaine", "3,5 millions", "1.200".

Agencies part thousands by a point, a space or a no-break space and decimals by a comma. "Au moins trois" is 3, "plus de
10.000" is 10,000: the number told. What tells no number ("des dizaines", "plusieurs") is None.
"""

import csv
import re
from functools import cache
from pathlib import Path

import msgspec


class NumberWord(msgspec.Struct, frozen=True):
    """What a word contributes to a number."""

    value: int
    role: str
    """`add` (deux, vingt), `scale` (cent, mille), `count` (vingtaine), `plural` (dizaines: a number only after one)."""


@cache
def number_words() -> dict[str, NumberWord]:
    """Word in lower case → what it contributes, from `numbers.tsv`."""
    with Path(__file__).with_name("numbers.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["word"]: NumberWord(int(row["value"]), row["role"]) for row in rows}


_TOKEN = re.compile(r"\d{1,3}(?:[.\s]\d{3})+(?!\d)|\d+(?:,\d+)?|quatre-vingts?|[^\W\d_]+")
_JOINTS = frozenset({"et", "de", "d"})
"""Words inside a number: "vingt et un", "une centaine de milliers"."""


def parse_number(text: str) -> int | None:
    """The first number in a phrase, or None where it tells none.

    Args:
        text: a number phrase, at most a few words; words before the number are passed over.
    """
    words = number_words()
    total, group, found = 0.0, 0.0, False
    for match in _TOKEN.finditer(text.lower()):
        token = match.group()
        word = words.get(token)
        if token[0].isdigit():
            if found:
                break
            group, found = _figures(token), True
        elif word is not None:
            if word.role == "plural" and not found:
                return None
            total, group = _added(total, group, word)
            found = True
        elif found and token not in _JOINTS:
            break
    return round(total + group) if found else None


def _figures(token: str) -> float:
    return float(re.sub(r"[.\s]", "", token).replace(",", "."))


def _added(total: float, group: float, word: NumberWord) -> tuple[float, float]:
    """Go on counting: thousands close a group ("deux mille"), hundreds multiply what stands before them ("deux cents")."""
    if word.role == "add":
        return total, group + word.value
    if word.value >= 1000:
        return total + (group or 1) * word.value, 0.0
    return total, (group or 1) * word.value
