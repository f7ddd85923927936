"""The figures of a set of records against gold: entities, events, quotes."""

from collections.abc import Iterable
from typing import Any

import msgspec

from stream.evaluation import entities, events, quotes
from stream.evaluation.alignment import Aligned
from stream.evaluation.figures import Counts, Figure, Prf
from stream.evaluation.gold import Gold, GoldStory, typed
from stream.evaluation.predicted import Record


class Scores(msgspec.Struct, frozen=True, kw_only=True):
    """All figures but those on topics."""

    stories: int
    missing: int
    """Gold stories without a record."""
    paragraphs_unknown: int
    """Paragraphs of records that the gold story has not: what is found there is lost."""
    figures: dict[str, Figure]
    types: dict[str, tuple[Prf, int]]
    """Event type → figures, number of gold events."""
    misses: tuple[str, ...]
    """A line for each answer missed or wrong: story id, kind, words."""


class _Tally:
    """Counts over the stories scored so far."""

    def __init__(self) -> None:
        self.entities, self.events, self.quotes = Counts(), Counts(), Counts()
        self.clusters: list[tuple[float, float, int]] = []
        self.unknown_paragraphs = 0
        self.misses: list[str] = []

    def add(self, gold: Gold, aligned: Aligned) -> None:
        """Score one story."""
        self.unknown_paragraphs += aligned.unknown_paragraphs
        entity_match = entities.EntityMatch(gold, aligned)
        event_match = events.EventMatch(gold, aligned)
        quote_match = quotes.QuoteMatch(gold, aligned)
        self.entities.update(entities.count(entity_match))
        self.clusters.append(entities.cluster_sums(entity_match))
        self.events.update(events.count(event_match, aligned))
        self.quotes.update(quotes.count(quote_match))
        lines = entities.misses(entity_match, aligned) + events.misses(event_match, aligned) + quotes.misses(quote_match)
        self.misses += [f"{gold.id} {line}" for line in lines]


def score(gold: Iterable[dict[str, Any]], stories: Iterable[dict[str, Any]], records: Iterable[dict[str, Any]]) -> Scores:
    """Score enriched records against annotations.

    Args:
        gold: annotations, one object a story.
        stories: the texts annotated, at least those of `gold`.
        records: enriched records; a gold story without one counts as answered with nothing.
    """
    annotated = {story.id: story for story in typed(gold, Gold)}
    texts = {story.id: story for story in typed(stories, GoldStory)}
    found = {record.story_id: record for record in typed(records, Record)}
    tally = _Tally()
    for story_id, annotation in annotated.items():
        tally.add(annotation, Aligned(texts[story_id], found.get(story_id) or Record(story_id=story_id)))
    return Scores(
        stories=len(annotated),
        missing=sum(story_id not in found for story_id in annotated),
        paragraphs_unknown=tally.unknown_paragraphs,
        figures=entities.figures(tally.entities, tally.clusters) | events.figures(tally.events) | quotes.figures(tally.quotes),
        types=events.by_type(tally.events),
        misses=tuple(tally.misses),
    )
