"""Sentences parsed by hand with the French vocabulary, whose words know their lower case, and with morphology."""

from collections.abc import Mapping

import numpy as np
import spacy
from spacy.tokens import Doc

from stream.language.linear import LinearModel

VOCAB = spacy.blank("fr").vocab

Row = tuple[str, str, str, int, str, str]
"""Form, lemma, part of speech, index of the head, dependency, morphology."""


def sentence(*rows: Row) -> Doc:
    """A Doc of one sentence."""
    words, lemmas, pos, heads, deps, morphs = (list(column) for column in zip(*rows, strict=True))
    return Doc(VOCAB, words=words, lemmas=lemmas, pos=pos, heads=heads, deps=deps, morphs=morphs)


def model_of(weights: Mapping[str, float]) -> LinearModel:
    """A model of one output with these weights and no others."""
    values = np.array([[weight] for weight in weights.values()], dtype=np.float32)
    return LinearModel(list(weights), ["value"], values, np.zeros((0, 1), dtype=np.float32), np.zeros(1, dtype=np.float32))
