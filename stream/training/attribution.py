"""Trains the model that attributes events to sources: `python -m stream.training attribution`."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import msgspec

from stream.analysis.annotations import Analysis
from stream.analysis.attribution import Sources, source_name, told_features, untold_features
from stream.analysis.findings import Entity, Mention
from stream.analysis.quotes import find_quotes
from stream.analysis.ties import Site
from stream.language.linear import LinearModel
from stream.language.pack import LanguagePack
from stream.language.speech import SpeechLexicon
from stream.training.annotated import read_annotated, split
from stream.training.choosing import Decision, decision, fit_choice
from stream.training.parsed import ParsedStory, parse
from stream.training.sources import record_source

HELD_OUT = 600
SOURCE = {
    "origin": "trained by stream.training.attribution on annotated wire stories",
    "licence": "LGPLLR",
    "date": "2026-11-24",
}


class Speech(msgspec.Struct, frozen=True):
    """The part of a LanguagePack that finding quotes and sources needs."""

    speech: SpeechLexicon
    speakers: LinearModel
    attribution: LinearModel | None = None


class Attributed(msgspec.Struct, frozen=True):
    """An annotated event, the sources of its story, and who tells it or None."""

    sources: Sources
    triggers: tuple[Site, ...]
    type: str
    status: str
    source: str | None


def train(shared: Path, out: Path) -> dict[str, float]:
    """Train `attribution.npz`; the score is the F1 of sources on held-out stories with their annotated events."""
    speech = Speech(SpeechLexicon.load(out.parent), LinearModel.load(out / "speakers.npz"))
    training, held_out = split(read_annotated(shared), HELD_OUT)
    decisions = [_decision(event, speech.speech) for story in parse(training) for event in attributed_events(story, speech)]
    model = fit_choice(decisions)
    ready = Speech(speech.speech, speech.speakers, model)
    scores = source_scores([event for story in parse(held_out) for event in attributed_events(story, ready)])
    file = out / "attribution.npz"
    model.save(file)
    record_source(file, listing=out / "SOURCES.toml", **SOURCE, trained_on=f"{len(training)} stories", scores=scores)
    return scores


def attributed_events(story: ParsedStory, speech: Speech) -> Iterator[Attributed]:
    """The annotated events of a story, among the quotes that its annotated entities speak."""
    pack = cast(LanguagePack, speech)
    sources = Sources(find_quotes(with_entities(story), pack), pack)
    for triggers, event in zip(story.triggers(), story.story.gold["events"], strict=True):
        if triggers:
            yield Attributed(sources, triggers, event["type"], event["status"], _source(event))


def with_entities(story: ParsedStory) -> Analysis:
    """A story with its annotated entities in place of found ones."""
    paragraphs = story.analysis.paragraphs
    places = {(p, start, end) for p, start, end, _ in story.story.mentions()}
    entities = []
    for number, entity in enumerate(story.story.gold["entities"], 1):
        mentions = [_mention(paragraphs[m["p"]].doc.text, paragraphs[m["p"]].start, m, places) for m in entity["mentions"]]
        found = tuple(mention for mention in mentions if mention)
        entities.append(
            Entity(id=f"e{number}", type=entity["type"], name=entity["name"], country=entity.get("country"), mentions=found)
        )
    return msgspec.structs.replace(story.analysis, entities=tuple(entities))


def _mention(text: str, start: int, mention: dict[str, Any], places: set[tuple[int, int, int]]) -> Mention | None:
    words: str = mention["text"]
    found = [at.start() for at in re.finditer(re.escape(words), text)]
    number = (mention.get("n") or 1) - 1
    if number >= len(found) or (mention["p"], found[number], found[number] + len(words)) not in places:
        return None
    return Mention(start=start + found[number], end=start + found[number] + len(words), text=words)


def _source(event: dict[str, Any]) -> str | None:
    told = event.get("attribution")
    return f"{told['name'] or ''} {told['text'] or ''}" if told else None


def is_named(source: str, annotated: str | None) -> bool:
    """Whether the last word of a source is among those of the annotated one."""
    words = _folded(source).split()
    return bool(words) and annotated is not None and words[-1] in _folded(annotated).split()


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"\W+", " ", plain)


def _decision(event: Attributed, lexicon: SpeechLexicon) -> Decision:
    told = list(event.sources.told(event.triggers))
    count = len(event.triggers)
    candidates = [
        (is_named(source_name(one.quote), event.source), tuple(told_features(one, count, event.type, event.status, lexicon)))
        for one in told
    ]
    return decision(tuple(untold_features(event.type, event.status, count)), candidates, True)


def source_scores(events: list[Attributed]) -> dict[str, float]:
    """F1, precision and recall of sources."""
    told = [event.sources.of(event.triggers, event.type, event.status) for event in events]
    right = sum(one is not None and is_named(one.name or one.text, event.source) for one, event in zip(told, events, strict=True))
    predicted, annotated = sum(one is not None for one in told), sum(event.source is not None for event in events)
    return {"f1": 2 * right / (predicted + annotated), "precision": right / predicted, "recall": right / annotated}
