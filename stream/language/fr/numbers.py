"""French numbers, in figures and in words: "deux cents", "une vingtaine", "3,5 millions", "1.200".

Agencies part thousands by a point, a space or a no-break space and decimals by a comma. "Au moins trois" is 3, "plus de
10.000" is 10,000: the number told. What tells no number ("des dizaines", "plusieurs") is none.
"""

import csv
import re
from collections.abc import Iterator
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


_TOKEN = re.compile(r"\d{1,3}(?:[.\s]\d{3})+(?!\d)|\d+(?:,\d+)?|quatre-vingts?|demi-douzaine|[^\W\d_]+", re.IGNORECASE)
_GAP = re.compile(r"[\s\-’']*")
_JOINTS = frozenset({"et", "de", "d"})
"""Words inside a number: "vingt et un", "une centaine de milliers"."""


class _Number:
    """A number that is being read: thousands and above in `total`, the hundreds under way in `group`."""

    def __init__(self) -> None:
        self.total, self.group = 0.0, 0.0
        self.start, self.end = -1, -1
        self.figures = False

    @property
    def begun(self) -> bool:
        return self.start >= 0

    def takes(self, token: str, joint: str) -> bool:
        """Whether the next token goes on with this number, after `joint` ("" for none)."""
        word = number_words().get(token)
        if token[0].isdigit():
            return not self.begun
        if word is None or (word.role == "plural" and not self.begun):
            return False
        if not self.begun:
            return not joint
        if word.role == "add":
            return not self.figures and joint in ("", "et") and self._may_add(word.value, joint)
        return joint == "" or (joint in ("de", "d") and word.value >= 1000)

    def _may_add(self, value: int, joint: str) -> bool:
        units = self.group % 100
        if joint == "et":
            return units in range(20, 80, 10) and value in (1, 11)
        if units == 10:
            return value in (7, 8, 9)
        return (units == 0 and (self.group > 0 or self.total > 0)) or (units in range(20, 100, 10) and 0 < value < 20)

    def add(self, token: str, start: int, end: int) -> None:
        """Go on counting: thousands close a group ("deux mille"), hundreds multiply what stands before them."""
        if not self.begun:
            self.start = start
        self.end = end
        if token[0].isdigit():
            self.group, self.figures = float(re.sub(r"[.\s]", "", token).replace(",", ".")), True
            return
        word = number_words()[token]
        if word.role == "add":
            self.group += word.value
        elif word.value >= 1000:
            self.total, self.group = self.total + (self.group or 1) * word.value, 0.0
        else:
            self.group = (self.group or 1) * word.value

    def result(self) -> tuple[int, int, int]:
        return self.start, self.end, round(self.total + self.group)


def find_numbers(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, value) of each number in `text`, in order; offsets are code points, end exclusive."""
    number, joint, behind = _Number(), "", 0
    for match in _TOKEN.finditer(text):
        token = match.group().lower()
        apart = number.begun and not _GAP.fullmatch(text, behind, match.start())
        behind = match.end()
        if number.begun and not apart and not joint and token in _JOINTS:
            joint = token
            continue
        if apart or not number.takes(token, joint):
            if number.begun:
                yield number.result()
            number = _Number()
        if number.takes(token, "" if not number.begun else joint):
            number.add(token, match.start(), match.end())
        joint = ""
    if number.begun:
        yield number.result()


def parse_number(text: str) -> int | None:
    """The first number in a phrase, or None where it tells none."""
    return next((value for _, _, value in find_numbers(text)), None)
