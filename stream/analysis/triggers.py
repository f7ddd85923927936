"""Which candidates are triggers: two models, the second sees the whole story.

The first scores each word by itself. The second weighs that score against the story's other words: an "attaque" in
a story whose headline tells of a cup final is no ASSAULT, and a faint trigger whose lemma is a clear one elsewhere
in the story is one after all.
"""

from collections import defaultdict

import msgspec
import numpy as np

from stream.analysis.candidates import Candidate, Floats, vectors
from stream.language.event_models import NONE, EventModels

TRIGGER_FLOOR = 0.25
"""Probability from which a word joins an event of its type that others establish."""


UNLIKELY = -9.2
"""Log odds of the lowest probability told apart from none, 1e-4."""


class Trigger(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate with the type it was given."""

    candidate: Candidate
    type: str
    probability: float


def find_triggers(candidates: list[Candidate], models: EventModels) -> list[Trigger]:
    """Triggers with their types, in text order."""
    if not candidates:
        return []
    words = models.words.probabilities([c.features for c in candidates], vectors(candidates))
    view = story_view(candidates, words)
    return triggers_from(candidates, models.story.probabilities([()] * len(view), view), models.story.classes)


def triggers_from(candidates: list[Candidate], probabilities: Floats, classes: list[str]) -> list[Trigger]:
    """Triggers from the probabilities (candidates × classes)."""
    told = probabilities.copy()
    told[:, classes.index(NONE)] = 0
    best, highest = told.argmax(axis=1), told.max(axis=1, initial=0)
    return [
        Trigger(candidate=candidates[row], type=classes[best[row]], probability=float(highest[row]))
        for row in np.flatnonzero(highest > TRIGGER_FLOOR).tolist()
    ]


def story_view(candidates: list[Candidate], words: Floats) -> Floats:
    """What the second model sees, rows × 5 × classes.

    Log odds of each class for the word itself, and the highest in the headline and lead, in the story, among the other
    words of its lemma, and in its sentence.
    """
    odds = np.log(np.clip(words, 1e-4, 1 - 1e-4) / np.clip(1 - words, 1e-4, 1))
    top = [row for row, c in enumerate(candidates) if c.place != "body"]
    lemmas: dict[object, list[int]] = defaultdict(list)
    sentences: dict[object, list[int]] = defaultdict(list)
    for row, c in enumerate(candidates):
        lemmas[c.lemma].append(row)
        sentences[c.sentence].append(row)
    size = words.shape[1]
    out = np.full((len(candidates), 5 * size), UNLIKELY, dtype=np.float32)
    out[:, :size] = odds
    if top:
        out[:, size : 2 * size] = odds[top].max(axis=0)
    out[:, 2 * size : 3 * size] = odds.max(axis=0)
    for first, groups in ((3 * size, lemmas), (4 * size, sentences)):
        for group in groups.values():
            if len(group) > 1:
                out[group, first : first + size] = _highest_of_others(odds[group])
    out *= np.float32(0.2)  # keeps the dense part on the scale of the sparse features
    return out


def _highest_of_others(odds: Floats) -> Floats:
    """For each row the highest value of each column among the other rows, of which there are some."""
    if len(odds) == 2:
        return odds[::-1]
    ordered = np.partition(odds, len(odds) - 2, axis=0)
    return np.asarray(np.where(odds == ordered[-1], ordered[-2], ordered[-1]), dtype=np.float32)
