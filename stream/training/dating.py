"""Trains the model that dates events: `python -m stream.training dating`.

It reads an event's status, which at run time is a prediction: so it learns from the statuses that models give to stories
they were not trained on (three folds), not from the annotated ones.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from stream.analysis.dating import date_events
from stream.analysis.dating_features import choice_features, link_features, pair_features, undated_features
from stream.analysis.dating_timeline import Datable, Timeline, timeline_of
from stream.analysis.event_view import status_features
from stream.analysis.merging import sentence_facts
from stream.analysis.ties import Site
from stream.analysis.times import paragraph_times
from stream.language.fr.nlp import load_nlp
from stream.language.fr.times import parse_times
from stream.language.linear import LinearModel
from stream.language.triggers import TriggerLexicon
from stream.training.annotated import read_annotated, split
from stream.training.choosing import Decision, decision, fit_choice
from stream.training.event_rows import Example, examples
from stream.training.events import FOLDS, fit_status
from stream.training.sources import record_source

HELD_OUT = 600
L2 = 9.0
"""F1 on held-out stories is .730 at 9 and .729 at 12."""
MIN_COUNT = 3
SOURCE = {
    "origin": "trained by stream.training.dating on annotated wire stories",
    "licence": "LGPLLR",
    "date": "2026-11-24",
}


class Dated(msgspec.Struct, frozen=True, kw_only=True):
    """An annotated story whose events are to be dated, with the date (EDTF) of each or None."""

    example: Example
    events: list[Datable]
    dates: list[str | None]


def train(shared: Path, out: Path) -> dict[str, float]:
    """Train `dating.npz` on all stories; the score is the F1 of dates on stories held out from a model fitted to the rest."""
    lexicon = TriggerLexicon.load(out.parent)
    stories = dated_stories(list(examples(read_annotated(shared), load_nlp(), lexicon, parse_times)))
    _, chosen = split([story.example.story for story in stories], HELD_OUT)
    apart = {story.id for story in chosen}
    held_out = [story for story in stories if story.example.story.id in apart]
    scores = date_scores(held_out, fit_dating([story for story in stories if story.example.story.id not in apart]))
    file = out / "dating.npz"
    fit_dating(stories).save(file)
    trained_on = f"{len(stories)} stories; scored on {len(held_out)} of them by a model fitted to the others"
    record_source(file, listing=out / "SOURCES.toml", **SOURCE, trained_on=trained_on, scores=scores)
    return scores


def dated_stories(learn: Sequence[Example]) -> list[Dated]:
    """The stories with their annotated events, as the event models would hand them over."""
    found: dict[str, Dated] = {}
    for fold in range(FOLDS):
        model = fit_status(example for number, example in enumerate(learn) if number % FOLDS != fold)
        found.update((example.story.id, _dated(example, model)) for example in learn[fold::FOLDS])
    return [found[example.story.id] for example in learn]


def _dated(example: Example, status: LinearModel) -> Dated:
    facts, published = sentence_facts(example.analysis), example.story.published
    groups = list(example.groups())
    rows = [status_features(group, facts, published) for _, group in groups]
    statuses = [status.classes[column] for column in status.scores(rows).argmax(axis=1)] if rows else []
    events = [
        Datable(triggers=[Site(t.candidate.paragraph, t.candidate.token) for t in group], type=event["type"], status=told)
        for (event, group), told in zip(groups, statuses, strict=True)
    ]
    times = [time for paragraph in example.analysis.paragraphs for time in paragraph_times(paragraph, parse_times, published)]
    analysis = msgspec.structs.replace(example.analysis, times=tuple(times))
    dates = [(event.get("date") or {}).get("value") for event, _ in groups]
    return Dated(example=msgspec.structs.replace(example, analysis=analysis), events=events, dates=dates)


def fit_dating(stories: Sequence[Dated]) -> LinearModel:
    """Event and candidate → how likely the candidate is the event's date."""
    return fit_choice([one for story in stories for one in _decisions(story)], l2=L2, min_count=MIN_COUNT)


def _decisions(story: Dated) -> list[Decision]:
    timeline = timeline_of(story.example.analysis, story.events)
    alone = [list(choice_features(*pair)) for pair in zip(timeline.choices, timeline.rivals, strict=True)]
    return [
        decision(tuple(undated_features(timeline, number)), list(_candidates(timeline, number, alone)), date)
        for number, date in enumerate(story.dates)
    ]


def _candidates(timeline: Timeline, number: int, alone: list[list[str]]) -> Iterator[tuple[str, list[str]]]:
    for row, choice in enumerate(timeline.choices):
        linked = link_features(choice.expression, timeline, number)
        yield choice.value, [*alone[row], *linked, *pair_features(row, timeline, number)]


def date_scores(stories: Sequence[Dated], model: LinearModel) -> dict[str, float]:
    """F1, precision and recall of dates."""
    told = [date for story in stories for date in date_events(story.example.analysis, story.events, model)]
    values = [value for story in stories for value in story.dates]
    right = sum(date is not None and date.value == value for date, value in zip(told, values, strict=True))
    predicted, annotated = sum(date is not None for date in told), sum(value is not None for value in values)
    return {"f1": 2 * right / (predicted + annotated), "precision": right / predicted, "recall": right / annotated}
