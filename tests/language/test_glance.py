"""The first look at a word keeps what may tell of an event, and remembers its verdicts."""

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from stream.language.glance import Glance, word_vectors
from stream.language.linear import LinearModel
from stream.language.words import Words, words_of

VOCAB = spacy.blank("fr").vocab
VOCAB.set_vector("grève", np.array([1, 2], dtype=np.float32))  # type: ignore[arg-type]  # spaCy types arrays as thinc's


def _words(*forms: str) -> Words:
    return words_of(Doc(VOCAB, words=list(forms), lemmas=[form.lower() for form in forms], pos=["NOUN"] * len(forms)))


@pytest.fixture
def glance() -> Glance:
    """Keeps "grève" by its lemma and drops what it does not know."""
    weights = np.array([[0, 8]], dtype=np.float32)
    return Glance(LinearModel(["w=grève"], ["no", "yes"], weights, np.zeros((2, 2), np.float32), np.array([8, 0], np.float32)))


def test_worth_reading_keeps_words_that_may_tell_of_an_event(glance: Glance) -> None:
    assert glance.worth_reading([_words("Grève", "année", "grève")], [[0, 1, 2]], VOCAB) == [[0, 2]]


def test_worth_reading_looks_at_the_wanted_words_only(glance: Glance) -> None:
    assert glance.worth_reading([_words("Grève", "année", "grève")], [[1, 2]], VOCAB) == [[2]]


def test_worth_reading_answers_for_each_paragraph(glance: Glance) -> None:
    assert glance.worth_reading([_words("année"), _words("année", "grève"), _words()], [[0], [0, 1], []], VOCAB) == [[], [1], []]


def test_worth_reading_says_the_same_of_words_it_has_met(glance: Glance) -> None:
    first = glance.worth_reading([_words("grève", "année")], [[0, 1]], VOCAB)

    assert glance.worth_reading([_words("grève", "année")], [[0, 1]], VOCAB) == first == [[0]]


def test_word_vectors_are_those_of_the_vocabulary_and_0_for_words_without() -> None:
    assert word_vectors(VOCAB, _words("grève", "année").orths).tolist() == [[1, 2], [0, 0]]
