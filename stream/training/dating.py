"""Trains the model that dates events: `python -m stream.training dating`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from stream.analysis.dating import date_of
from stream.analysis.dating_features import Situation, choices, date_features, undated_features
from stream.language.linear import LinearModel
from stream.training.annotated import read_annotated, split
from stream.training.choosing import Decision, decision, fit_choice
from stream.training.parsed import ParsedStory, parse
from stream.training.sources import record_source

HELD_OUT = 600
SOURCE = {
    "origin": "trained by stream.training.dating on annotated wire stories",
    "licence": "LGPLLR",
    "date": "2026-11-24",
}


class Dated(msgspec.Struct, frozen=True):
    """An annotated event, and its date (EDTF) or None."""

    situation: Situation
    value: str | None


def train(shared: Path, out: Path) -> dict[str, float]:
    """Train `dating.npz`; the score is the F1 of dates on held-out stories with their annotated events."""
    training, held_out = split(read_annotated(shared), HELD_OUT)
    model = fit_choice([_decision(event) for story in parse(training) for event in dated_events(story)])
    scores = date_scores([event for story in parse(held_out) for event in dated_events(story)], model)
    file = out / "dating.npz"
    model.save(file)
    record_source(file, listing=out / "SOURCES.toml", **SOURCE, trained_on=f"{len(training)} stories", scores=scores)
    return scores


def dated_events(story: ParsedStory) -> Iterator[Dated]:
    """The annotated events of a story."""
    found, sites = choices(story.analysis), story.triggers()
    for number, event in enumerate(story.story.gold["events"]):
        if not sites[number]:
            continue
        others = tuple(site for other, group in enumerate(sites) if other != number for site in group)
        situation = Situation(
            triggers=sites[number], others=others, type=event["type"], published=story.story.published, choices=found
        )
        yield Dated(situation, _value(event))


def _value(event: dict[str, Any]) -> str | None:
    value: str | None = (event.get("date") or {}).get("value")
    return value


def _decision(event: Dated) -> Decision:
    situation = event.situation
    candidates = [(choice.value, tuple(date_features(choice, situation))) for choice in situation.choices]
    return decision(tuple(undated_features(situation)), candidates, event.value)


def date_scores(events: list[Dated], model: LinearModel) -> dict[str, float]:
    """F1, precision and recall of dates."""
    told = [date_of(event.situation, model) for event in events]
    right = sum(date is not None and date.value == event.value for date, event in zip(told, events, strict=True))
    predicted, annotated = sum(date is not None for date in told), sum(event.value is not None for event in events)
    return {"f1": 2 * right / (predicted + annotated), "precision": right / predicted, "recall": right / annotated}
