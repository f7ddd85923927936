"""Figures on quotations.

quotes      direct ones of four words or more: same paragraph, and starts within two characters
speaker     of the quotes found whose gold speaker is named: the share with the last word of that name
"""

from stream.evaluation.alignment import Aligned, Located, last_word_in
from stream.evaluation.figures import Counts, Figure, prf, rate
from stream.evaluation.gold import Gold, GoldQuote
from stream.evaluation.predicted import Quote

MIN_WORDS = 4
START_TOLERANCE = 2
"""Characters: a mark and a space more or less."""


class QuoteMatch:
    """The direct quotes of gold and record, and which of them are the same."""

    def __init__(self, gold: Gold, aligned: Aligned) -> None:
        self.gold: list[tuple[GoldQuote, Located]] = [(quote, span) for quote in gold.quotes for span in aligned.gold([quote])]
        placed = ((quote, aligned.predicted(quote)) for quote in aligned.record.quotes if not quote.indirect)
        self.predicted: list[tuple[Quote, Located]] = [
            (quote, span) for quote, span in placed if span and _words(quote, aligned) >= MIN_WORDS
        ]
        self.pairs = self._pairs()
        """Indices of predicted and gold quote of each match."""

    def _pairs(self) -> list[tuple[int, int]]:
        taken: dict[int, int] = {}
        for x, (_, span) in enumerate(self.predicted):
            for y, (_, other) in enumerate(self.gold):
                near = span.paragraph == other.paragraph and abs(span.start - other.start) <= START_TOLERANCE
                if near and y not in taken:
                    taken[y] = x
                    break
        return [(x, y) for y, x in taken.items()]


def _words(quote: Quote, aligned: Aligned) -> int:
    return len(aligned.record.text[quote.start : quote.end].split())


def count(match: QuoteMatch) -> Counts:
    """Count what the figures divide."""
    named = [(match.predicted[x][0], match.gold[y][0].speaker) for x, y in match.pairs if match.gold[y][0].speaker]
    speakers = [(quote.speaker, speaker) for quote, speaker in named]
    right = sum(said is not None and last_word_in(said.name or said.text, meant or "") for said, meant in speakers)
    return Counts(
        gold=len(match.gold), predicted=len(match.predicted), found=len(match.pairs), speakers=len(named), speakers_right=right
    )


def figures(counts: Counts) -> dict[str, Figure]:
    """The figures from the counts of all stories."""
    return {
        "quotes": prf(counts["found"], counts["predicted"], counts["gold"]),
        "speaker": rate(counts["speakers_right"], counts["speakers"]),
    }


def misses(match: QuoteMatch) -> list[str]:
    """A line for each quote missed."""
    found = {y for _, y in match.pairs}
    return [f"quote missed p{span.paragraph} {quote.text!r}" for y, (quote, span) in enumerate(match.gold) if y not in found]
