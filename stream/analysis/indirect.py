"""Indirect speech: the clause that a report tells in the story's own words."""

from collections.abc import Sequence

from stream.analysis.annotations import Paragraph, Quote, Speaker
from stream.analysis.reports import Report

TELLS = frozenset({"que", "inf"})


def indirect_quotes(
    paragraph: Paragraph, reports: Sequence[Report], speakers: Sequence[Speaker | None], sentences: Sequence[tuple[int, int]]
) -> list[Quote]:
    """The indirect quotes of a paragraph."""
    return []
