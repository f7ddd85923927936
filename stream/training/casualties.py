"""Trains the model that counts victims: `python -m stream.training casualties`."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from stream.analysis.casualties import TYPES, casualties_of
from stream.analysis.casualty_features import KINDS, Toll, count_features, find_counts, uncounted_features
from stream.language.fr.numbers import find_numbers
from stream.language.linear import LinearModel
from stream.language.losses import Loss, read_losses
from stream.training.annotated import read_annotated, split
from stream.training.choosing import Decision, decision, fit_choice
from stream.training.parsed import ParsedStory, parse
from stream.training.sources import record_source

HELD_OUT = 600
SOURCE = {
    "origin": "trained by stream.training.casualties on annotated wire stories",
    "licence": "LGPLLR",
    "date": "2026-11-24",
}


class Counted(msgspec.Struct, frozen=True):
    """An annotated event, and the numbers annotated with it."""

    toll: Toll
    numbers: dict[str, int]


def train(shared: Path, out: Path) -> dict[str, float]:
    """Train `casualties.npz`; the score is the F1 of casualties on held-out stories with their annotated events."""
    losses = read_losses(out.parent)
    training, held_out = split(read_annotated(shared), HELD_OUT)
    model = fit_choice([one for story in parse(training) for event in counted_events(story, losses) for one in _decisions(event)])
    scores = casualty_scores([event for story in parse(held_out) for event in counted_events(story, losses)], model)
    file = out / "casualties.npz"
    model.save(file)
    record_source(file, listing=out / "SOURCES.toml", **SOURCE, trained_on=f"{len(training)} stories", scores=scores)
    return scores


def counted_events(story: ParsedStory, losses: dict[str, Loss]) -> Iterator[Counted]:
    """The annotated events of a story that may have victims."""
    counts, sites = find_counts(story.analysis.paragraphs, losses, find_numbers), story.triggers()
    for number, event in enumerate(story.story.gold["events"]):
        if sites[number]:
            others = tuple(site for other, group in enumerate(sites) if other != number for site in group)
            numbers = {
                kind: value for kind, value in (event.get("casualties") or {}).items() if kind in KINDS and value is not None
            }
            yield Counted(Toll(triggers=sites[number], others=others, type=event["type"], counts=counts), numbers)


def _decisions(event: Counted) -> Iterator[Decision]:
    if event.toll.type in TYPES:
        for kind in KINDS:
            candidates = [(c.value, tuple(count_features(c, event.toll))) for c in event.toll.counts if c.kind == kind]
            if candidates:
                yield decision(tuple(uncounted_features(event.toll, kind)), candidates, event.numbers.get(kind))


def casualty_scores(events: list[Counted], model: LinearModel) -> dict[str, float]:
    """F1, precision and recall: an event is right when every number annotated with it is."""
    told = [casualties_of(event.toll, model) for event in events]
    right = sum(
        bool(event.numbers) and casualties is not None and all(getattr(casualties, k) == v for k, v in event.numbers.items())
        for event, casualties in zip(events, told, strict=True)
    )
    predicted, annotated = sum(casualties is not None for casualties in told), sum(bool(event.numbers) for event in events)
    return {"f1": 2 * right / (predicted + annotated), "precision": right / predicted, "recall": right / annotated}
