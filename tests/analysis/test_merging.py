"""Triggers that the pairs model takes for one event end in one group, the others in groups of their own."""

import numpy as np
import pytest

from stream.analysis.annotations import Analysis
from stream.analysis.merging import SentenceFacts, merge, pair_features, sentence_facts, views
from stream.analysis.triggers import Trigger
from stream.language.linear import LinearModel
from tests.analysis.parsed import analysis_of, entity_in, paragraph_doc, trigger_at

DOCS = [
    paragraph_doc(("Attaque", "attaque", "NOUN", 0, "ROOT"), ("à", "à", "ADP", 2, "case"), ("Nice", "Nice", "PROPN", 0, "nmod")),
    paragraph_doc(("L'", "le", "DET", 1, "det"), ("attaque", "attaque", "NOUN", 1, "ROOT")),
    paragraph_doc(("Une", "un", "DET", 1, "det"), ("fusillade", "fusillade", "NOUN", 1, "ROOT")),
]
ANALYSIS = analysis_of(*DOCS, headline=True)


def _trigger(paragraph: int, at: int, type_: str = "ASSAULT") -> Trigger:
    return trigger_at(ANALYSIS, paragraph, at, type_)


@pytest.fixture
def same_lemma() -> LinearModel:
    """A pairs model that merges triggers of one lemma."""
    weights = np.array([[-5, 5], [5, -5]], dtype=np.float32)
    return LinearModel(
        ["lemma=True", "lemma=False"], ["other", "same"], weights, np.zeros((0, 2), np.float32), np.zeros(2, np.float32)
    )


def _words(groups: list[list[Trigger]]) -> list[list[str]]:
    return [[trigger.candidate.token.text for trigger in group] for group in groups]


def test_merge_joins_what_the_model_takes_for_one_event(same_lemma: LinearModel) -> None:
    groups = merge([_trigger(0, 0), _trigger(1, 1), _trigger(2, 1)], {}, same_lemma)

    assert _words(groups) == [["Attaque", "attaque"], ["fusillade"]]


def test_merge_never_joins_two_types(same_lemma: LinearModel) -> None:
    groups = merge([_trigger(0, 0, "ASSAULT"), _trigger(1, 1, "SPORT")], {}, same_lemma)

    assert _words(groups) == [["Attaque"], ["attaque"]]


def test_merge_of_nothing_is_nothing(same_lemma: LinearModel) -> None:
    assert merge([], {}, same_lemma) == []


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (SentenceFacts(places=frozenset({"e1"})), "places=shared"),
        (SentenceFacts(places=frozenset({"e2"})), "places=apart"),
        (SentenceFacts(), "places=none"),
    ],
)
def test_pair_features_compare_the_places_of_the_sentences(later: SentenceFacts, expected: str) -> None:
    facts = {(0, 0): SentenceFacts(places=frozenset({"e1"})), (1, 0): later}

    assert expected in pair_features(*views([_trigger(0, 0), _trigger(1, 1)], facts))


def test_sentence_facts_hold_the_places_and_people_of_each_sentence() -> None:
    place = entity_in(ANALYSIS.story.text, "Nice", "LOC")
    analysis: Analysis = analysis_of(*DOCS, entities=(place,), headline=True)

    assert sentence_facts(analysis) == {(0, 0): SentenceFacts(places=frozenset({"e1"}))}
