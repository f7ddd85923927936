"""When an event happened: which of the story's time expressions dates it, and whether any does.

A linear model chooses among all expressions of the story, weekdays and days without a year in both readings, and none. It
replaces rules by clause and sentence: "a annoncé mardi" dates the announcement and often, not always, what is announced,
and half of the events of the annotated stories have no date though most stories tell several.
"""

from stream.analysis.annotations import EventDate
from stream.analysis.choosing import choose
from stream.analysis.dating_features import Choice, Situation, date_features, undated_features
from stream.analysis.ties import distance, nearest
from stream.language.linear import LinearModel

DATED_FLOOR = 0.35
"""Probability from which a date is told: best F1 on held-out annotated stories, flat from .30 to .40."""


def date_of(event: Situation, model: LinearModel) -> EventDate | None:
    """The date of an event, at the expression that tells it, or None.

    Args:
        event: its triggers, its type and the story's time expressions (`choices` of the story, made once for all events).
        model: LanguagePack.dating.
    """
    candidates = [(choice.value, date_features(choice, event)) for choice in event.choices]
    value = choose(model, undated_features(event), candidates, DATED_FLOOR)
    return None if value is None else _told(value, event)


def _told(value: str, event: Situation) -> EventDate:
    """The date at the nearest of the expressions that tell it."""

    def reach(choice: Choice) -> tuple[int, int]:
        return distance(choice.site, nearest(choice.site, event.triggers))

    time = min((choice for choice in event.choices if choice.value == value), key=reach).time
    return EventDate(start=time.start, end=time.end, text=time.text, value=value)
