"""Trains the model that says who speaks a quote: `python -m stream.training speakers`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from stream.analysis.quotes import read_quotes
from stream.analysis.speaker_choice import Scene, nobody_features, speaker_of
from stream.language.linear import LinearModel
from stream.language.speech import SpeechLexicon
from stream.training.annotated import occurrence, read_annotated, split
from stream.training.attribution import is_named, with_entities
from stream.training.choosing import Decision, decision, fit_choice
from stream.training.parsed import ParsedStory, parse
from stream.training.sources import record_source

HELD_OUT = 600
SOURCE = {
    "origin": "trained by stream.training.speakers on annotated wire stories",
    "licence": "LGPLLR",
    "date": "2026-11-24",
}
_NEAR = 2
"""Characters by which the start of a quote may differ from the annotated one."""


class Annotated(msgspec.Struct, frozen=True):
    """A quote that was found and is annotated."""

    scene: Scene
    number: int
    speaker: str


def train(shared: Path, out: Path) -> dict[str, float]:
    """Train `speakers.npz`; the score is the share of right speakers among held-out quotes found."""
    lexicon = SpeechLexicon.load(out.parent)
    training, held_out = split(read_annotated(shared), HELD_OUT)
    model = fit_choice([_decision(quote) for story in parse(training) for quote in annotated_quotes(story, lexicon)])
    scores = speaker_scores([quote for story in parse(held_out) for quote in annotated_quotes(story, lexicon)], model)
    file = out / "speakers.npz"
    model.save(file)
    record_source(file, listing=out / "SOURCES.toml", **SOURCE, trained_on=f"{len(training)} stories", scores=scores)
    return scores


def annotated_quotes(story: ParsedStory, lexicon: SpeechLexicon) -> Iterator[Annotated]:
    """The quotes of a story that are annotated with a speaker, among its annotated entities."""
    scene, _ = read_quotes(with_entities(story), lexicon)
    for quote in story.story.gold["quotes"]:
        number = _found(scene, story, quote)
        if quote["speaker"] and number is not None:
            yield Annotated(scene, number, quote["speaker"])


def _found(scene: Scene, story: ParsedStory, quote: dict[str, Any]) -> int | None:
    paragraph = story.analysis.paragraphs[quote["p"]]
    start = occurrence(paragraph.doc.text, quote["text"], quote.get("n") or 1)
    if start is None:
        return None
    near = (k for k, one in enumerate(scene.spoken) if abs(one.start - paragraph.start - start) <= _NEAR)
    return next(near, None)


def _decision(quote: Annotated) -> Decision:
    scene, number = quote.scene, quote.number
    candidates = [(is_named(entity.name, quote.speaker), tuple(scene.features(number, entity))) for entity in scene.candidates]
    return decision(tuple(nobody_features(scene, number)), candidates, True)


def speaker_scores(quotes: list[Annotated], model: LinearModel) -> dict[str, float]:
    """The share of right speakers, by the rules alone and by the model."""
    rules = [quote.scene.spoken[quote.number].speaker for quote in quotes]
    chosen = [speaker_of(quote.scene, quote.number, model) for quote in quotes]

    def share(speakers: list[Any]) -> float:
        right = (
            bool(one) and is_named(one.name or one.text or "", quote.speaker) for one, quote in zip(speakers, quotes, strict=True)
        )
        return sum(right) / len(quotes)

    return {"rules": share(rules), "model": share(chosen)}
