"""What the topic model reads in a story: its words' beginnings, weighted, and the means of its word vectors.

Words are cut to six letters, which joins the forms of a word without a lexicon: whole words, and pairs beside them, found
the root topics of 1,868 stories no better (F1 .797 to .800). Headline and first paragraph count again, since they say
what the story is about. The vectors are the language model's and know words that the training never saw.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from spacy.vocab import Vocab

Floats = NDArray[np.float32]

STEM_LETTERS = 6
PART_WEIGHTS = np.array([1.0, 0.5, 0.2], dtype=np.float32)
"""Of the whole text; of headline and first paragraph once more; of the headline once more."""

_WORD = re.compile(r"\w\w+")


class TopicText(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a story that the model tells apart."""

    headline: str
    """Empty where the story has none."""
    lead: str
    """The first paragraph."""
    rest: str

    @classmethod
    def of(cls, paragraphs: Iterable[str], *, headline: bool) -> "TopicText":
        """The parts of a story given as paragraphs, of which the first may be the headline."""
        left = list(paragraphs)
        title = left.pop(0) if headline and left else ""
        return cls(headline=title, lead=left[0] if left else "", rest="\n".join(left[1:]))

    @property
    def parts(self) -> tuple[str, str, str]:
        """Headline, lead, rest."""
        return self.headline, self.lead, self.rest


class StoryFeatures(NamedTuple):
    """A story in numbers."""

    rows: NDArray[np.intp]
    """The stems that occur, as rows of the vocabulary."""
    weights: Floats
    """Their weights, of length 1 together."""
    means: Floats
    """2 × dimensions: mean word vectors of the whole and of its opening, of length 1, or 0 where no word has a vector."""


def words(text: str) -> list[str]:
    """The words of a text, as written."""
    return _WORD.findall(text)


def stem(word: str) -> str:
    """The beginning of a word that stands for it."""
    return word.lower()[:STEM_LETTERS]


class TopicFeatures:
    """Turns texts to features, given the stems of a vocabulary and how rare each is."""

    def __init__(self, stems: list[str], rarity: Floats) -> None:
        # A word of no known stem has row -1, the last: rarer than all others.
        self._rarity = np.append(rarity, np.max(rarity, initial=1.0)).astype(np.float32)
        self._index = {name: row for row, name in enumerate(stems)}

    def read(self, text: TopicText, vocab: Vocab) -> StoryFeatures:
        """The features of a story, with the word vectors of `vocab`."""
        names: dict[str, int] = {}
        places = [[names.setdefault(word, len(names)) for word in words(part)] for part in text.parts]
        headline, lead, rest = (np.bincount(np.array(place, dtype=np.intp), minlength=len(names)) for place in places)
        counts = np.stack([headline + lead + rest, headline + lead, headline], axis=1).astype(np.float32)
        rows = np.array([self._index.get(stem(word), -1) for word in names], dtype=np.intp)
        return StoryFeatures(*self._weigh(rows, counts), self._mean_vectors(list(names), rows, counts[:, :2], vocab))

    def _weigh(self, rows: NDArray[np.intp], counts: Floats) -> tuple[NDArray[np.intp], Floats]:
        """Stems and their weights; `counts` has a column for the whole, the opening and the headline."""
        stems, place = np.unique(rows[rows >= 0], return_inverse=True)
        numbers = np.zeros((len(stems), counts.shape[1]), dtype=np.float32)
        np.add.at(numbers, place, counts[rows >= 0])
        weights = units(_damp(numbers) * self._rarity[stems, None], axis=0)
        return stems, units(weights @ PART_WEIGHTS, axis=0)

    def _mean_vectors(self, names: list[str], rows: NDArray[np.intp], counts: Floats, vocab: Vocab) -> Floats:
        """Mean vectors, rare words weighing more; `counts` has a column for the whole and the opening."""
        rows_of, hash_of = vocab.vectors.key2row, vocab.strings.__getitem__
        found = np.array([rows_of.get(hash_of(name), -1) for name in names], dtype=np.intp)
        known = found >= 0
        vectors = units(np.asarray(vocab.vectors.data, dtype=np.float32)[found[known]], axis=1)
        weights = _damp(counts[known]) * self._rarity[rows[known], None]
        return units(np.asarray(weights.T @ vectors, dtype=np.float32), axis=1)


def _damp(counts: Floats) -> Floats:
    """What a word counts for that occurs so often: 0, 1, 1.7, 2.1 …"""
    return np.where(counts > 0, 1 + np.log(np.maximum(counts, 1)), 0).astype(np.float32)


def units(values: Floats, *, axis: int) -> Floats:
    """Vectors along an axis brought to length 1; those of length 0 stay."""
    lengths = np.sqrt((values * values).sum(axis=axis, keepdims=True))
    return np.asarray(values / np.where(lengths > 0, lengths, 1), dtype=np.float32)
