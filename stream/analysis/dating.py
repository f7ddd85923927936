"""When an event happened: which of the story's time expressions dates it, and whether any does.

A linear model chooses among all expressions of the story, weekdays and days without a year in both readings, and none. It
replaces rules by clause and sentence: "a annoncé mardi" dates the announcement and often, not always, what is announced,
and half of the events of the annotated stories have no date though most stories tell several.

Each event is dated by itself: to know the annotated dates of a story's other events lowers the loss on held-out stories by
two parts in a hundred (.529 to .518) and raises F1 by half a point, and to know the predicted ones by nothing.
"""

from collections.abc import Sequence

from stream.analysis.annotations import Analysis
from stream.analysis.choosing import most_likely
from stream.analysis.dating_features import choice_features, link_features, pair_features, undated_features
from stream.analysis.dating_timeline import Datable, Timeline, timeline_of
from stream.analysis.findings import EventDate
from stream.language.linear import LinearModel

DATED_FLOOR = 0.3
"""Probability from which a date is told. F1 on held-out annotated stories is flat from .30 to .40; one annotator alone overlooks
dates (53 % of the training gold's events have one, 64 % of those that two annotators agreed on), so the lowest of these."""


def date_events(analysis: Analysis, events: Sequence[Datable], model: LinearModel) -> list[EventDate | None]:
    """The date of each event, at the expression that tells it, or None.

    Args:
        analysis: the story with its `times`.
        events: all events of the story.
        model: LanguagePack.dating.
    """
    timeline = timeline_of(analysis, events)
    if not timeline.choices:
        return [None] * len(events)
    alone = model.leanings(choice_features(*pair) for pair in zip(timeline.choices, timeline.rivals, strict=True))
    return [_date(timeline, number, alone, model) for number in range(len(events))]


def _date(timeline: Timeline, number: int, alone: Sequence[float], model: LinearModel) -> EventDate | None:
    none = model.leanings([undated_features(timeline, number)])[0]
    linked = model.leanings(link_features(expression, timeline, number) for expression in timeline.expressions)
    paired = model.leanings(pair_features(row, timeline, number) for row in range(len(alone)))
    scored = [
        (choice.value, own + linked[choice.number] + pair)
        for choice, own, pair in zip(timeline.choices, alone, paired, strict=True)
    ]
    value = most_likely(none, scored, DATED_FLOOR)
    return None if value is None else _told(value, timeline, number)


def _told(value: str, timeline: Timeline, number: int) -> EventDate:
    """The date at the nearest of the expressions that tell it."""
    links = timeline.links[number]
    choice = min(
        (choice for choice in timeline.choices if choice.value == value), key=lambda choice: links[choice.number].distance
    )
    time = choice.expression.time
    return EventDate(start=time.start, end=time.end, text=time.text, value=value)
