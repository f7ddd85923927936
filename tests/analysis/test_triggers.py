"""The view of the story: for each word the best that other words say."""

import numpy as np
import pytest

from stream.analysis.triggers import UNLIKELY, story_view, triggers_from
from tests.analysis.parsed import analysis_of, candidate_at, paragraph_doc

ANALYSIS = analysis_of(
    paragraph_doc(("Grève", "grève", "NOUN", 0, "ROOT"), ("massive", "massif", "ADJ", 0, "amod")),
    paragraph_doc(("La", "le", "DET", 1, "det"), ("grève", "grève", "NOUN", 2, "nsubj"), ("dure", "durer", "VERB", 2, "ROOT")),
    headline=True,
)

CANDIDATES = [candidate_at(ANALYSIS, *place) for place in ((0, 0), (0, 1), (1, 1), (1, 2))]
WORDS = np.array([[0.2, 0.8], [0.9, 0.1], [0.4, 0.6], [0.95, 0.05]], dtype=np.float32)


def _odds(probability: float) -> float:
    return float(np.log(probability / (1 - probability)))


@pytest.mark.parametrize(
    ("row", "block", "expected"),
    [
        (0, 0, _odds(0.8)),
        (3, 1, _odds(0.8)),
        (3, 2, _odds(0.8)),
        (0, 3, _odds(0.6)),
        (2, 3, _odds(0.8)),
        (1, 3, UNLIKELY),
        (0, 4, _odds(0.1)),
        (3, 4, _odds(0.6)),
    ],
    ids=[
        "own",
        "headline",
        "story",
        "other of its lemma",
        "its lemma's best",
        "no other of its lemma",
        "sentence",
        "sentence, other",
    ],
)
def test_story_view_gives_the_best_of_each_circle(row: int, block: int, expected: float) -> None:
    view = story_view(CANDIDATES, WORDS) / 0.2

    assert view[row, 2 * block + 1] == pytest.approx(expected, abs=1e-4)


def test_triggers_from_takes_types_over_the_floor_in_text_order() -> None:
    triggers = triggers_from(CANDIDATES, WORDS, ["-", "PROTEST"])

    assert [(t.candidate.token.text, t.type, round(t.probability, 2)) for t in triggers] == [
        ("Grève", "PROTEST", 0.8),
        ("grève", "PROTEST", 0.6),
    ]
