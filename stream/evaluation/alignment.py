"""Gold's words and a record's offsets on one scale: (paragraph of the gold story, start, end).

A record's paragraph is the gold's by equal text, since a parser may drop the headline or split differently.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from stream.evaluation.gold import GoldSpan, GoldStory, GoldTrigger
from stream.evaluation.predicted import Mention, Party, Record

_SPACE = re.compile(r"\s+")
_NO_WORD = re.compile(r"\W+")


class Located(NamedTuple):
    """Characters start to end (exclusive) of a paragraph of the gold story."""

    paragraph: int
    start: int
    end: int

    def overlaps(self, other: "Located") -> bool:
        """True if the two share a character."""
        return self.paragraph == other.paragraph and self.start < other.end and other.start < self.end


class Aligned:
    """A gold story and the record made from it."""

    def __init__(self, story: GoldStory, record: Record) -> None:
        self.texts = story.texts
        self.record = record
        known = {_one_space(text): index for index, text in reversed(list(enumerate(self.texts)))}
        self._paragraphs = [known.get(_one_space(record.text[start:end])) for start, end in record.paragraphs]

    @property
    def unknown_paragraphs(self) -> int:
        """Paragraphs of the record that the gold story has not."""
        return self._paragraphs.count(None) if self.record.text else 0

    def gold(self, spans: Iterable[GoldSpan | GoldTrigger]) -> list[Located]:
        """Where gold's words stand; a span without words or paragraph is left out."""
        out = []
        for span in spans:
            if span.p is not None and span.text is not None:
                start = _occurrence(self.texts[span.p], span.text, span.n or 1)
                out.append(Located(span.p, start, start + len(span.text)))
        return out

    def predicted(self, span: Mention | Party) -> Located | None:
        """Where a record's span stands; None without offsets, or in a paragraph the gold story has not."""
        if span.start is None or span.end is None:
            return None
        for (start, end), paragraph in zip(self.record.paragraphs, self._paragraphs, strict=True):
            if start <= span.start < end:
                return None if paragraph is None else Located(paragraph, span.start - start, span.end - start)
        return None

    def words(self, span: Located) -> str:
        """The words of a span."""
        return self.texts[span.paragraph][span.start : span.end]


def any_overlap(first: Iterable[Located], second: list[Located]) -> bool:
    """True if any span of the one overlaps any of the other."""
    return any(a.overlaps(b) for a in first for b in second)


def fold(text: str | None) -> str:
    """Lower case without accents and punctuation."""
    plain = unicodedata.normalize("NFKD", (text or "").lower()).encode("ascii", "ignore").decode()
    return _NO_WORD.sub(" ", plain).strip()


def last_word_in(text: str | None, names: str) -> bool:
    """True if the last word of `text` is among the words of `names`, folded."""
    words = fold(text).split()
    return bool(words) and words[-1] in fold(names).split()


def _one_space(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _occurrence(paragraph: str, words: str, n: int) -> int:
    start = -1
    for _ in range(n):
        start = paragraph.find(words, start + 1)
    return start
