"""What the topic model reads in a story: its words' beginnings, weighted, and the means of its word vectors.

Words are cut to six letters, which joins the forms of a word without a lexicon: whole words, and pairs beside them, found
the root topics of 1,868 stories no better (F1 .797 to .800). Headline and first paragraph count again, since they say
what the story is about. The vectors are the language model's and know words that the training never saw.
"""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import chain, repeat
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from spacy.vocab import Vocab

Floats = NDArray[np.float32]

STEM_LETTERS = 6
PART_WEIGHTS = np.array([1.0, 0.5, 0.2], dtype=np.float32)
"""Of the whole text; of headline and first paragraph once more; of the headline once more."""

_MOST_KEPT = 500_000
"""Words whose rows are kept before they are looked up anew."""
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
    """Turns texts to features, given the stems of a vocabulary and how rare each is, and the word vectors of a language."""

    def __init__(self, stems: list[str], rarity: Floats) -> None:
        # A word of no known stem has row -1, the last: rarer than all others.
        self._rarity = np.append(rarity, np.max(rarity, initial=1.0)).astype(np.float32)
        self._index = {name: row for row, name in enumerate(stems)}
        self._rows: dict[str, tuple[int, int]] = {}
        self._lengths: Floats | None = None

    def read(self, text: TopicText, vocab: Vocab) -> StoryFeatures:
        """The features of a story, with the word vectors of `vocab`, which must be the same each time."""
        told = [Counter(words(part)) for part in text.parts]
        names = list(dict.fromkeys(chain.from_iterable(told)))
        headline, lead, rest = (np.array(list(map(part.get, names, repeat(0))), dtype=np.float32) for part in told)
        counts = np.stack([headline + lead + rest, headline + lead, headline], axis=1)
        rows = self._read_rows(names, vocab)
        return StoryFeatures(*self._weigh(rows[:, 0], counts), self._mean_vectors(rows, counts[:, :2], vocab))

    def _read_rows(self, names: list[str], vocab: Vocab) -> NDArray[np.intp]:
        """Of each word the row of its stem in the vocabulary and that of its vector, -1 where it has none; kept by word."""
        known = self._rows
        if len(known) > _MOST_KEPT:
            known.clear()
        for name in names:
            if name not in known:
                known[name] = (self._index.get(stem(name), -1), vocab.vectors.key2row.get(vocab.strings[name], -1))
        return np.array([known[name] for name in names], dtype=np.intp).reshape(-1, 2)

    def _weigh(self, rows: NDArray[np.intp], counts: Floats) -> tuple[NDArray[np.intp], Floats]:
        """Stems and their weights; `counts` has a column for the whole, the opening and the headline."""
        stems, place = np.unique(rows[rows >= 0], return_inverse=True)
        numbers = np.zeros((len(stems), counts.shape[1]), dtype=np.float32)
        np.add.at(numbers, place, counts[rows >= 0])
        weights = units(_damp(numbers) * self._rarity[stems, None], axis=0)
        return stems, units(weights @ PART_WEIGHTS, axis=0)

    def _mean_vectors(self, rows: NDArray[np.intp], counts: Floats, vocab: Vocab) -> Floats:
        """Mean vectors, each of length 1, rare words weighing more; `counts` has a column for the whole and the opening."""
        table = np.asarray(vocab.vectors.data, dtype=np.float32)
        if self._lengths is None:
            lengths = np.sqrt(np.einsum("ij,ij->i", table, table))
            self._lengths = np.where(lengths > 0, lengths, 1).astype(np.float32)
        known = rows[:, 1] >= 0
        stems, found = rows[known].T
        weights = _damp(counts[known]) * (self._rarity[stems] / self._lengths[found])[:, None]
        return units(np.asarray(weights.T @ table[found], dtype=np.float32), axis=1)


def _damp(counts: Floats) -> Floats:
    """What a word counts for that occurs so often: 0, 1, 1.7, 2.1 …"""
    return np.where(counts > 0, 1 + np.log(np.maximum(counts, 1)), 0).astype(np.float32)


def units(values: Floats, *, axis: int) -> Floats:
    """Vectors along an axis brought to length 1; those of length 0 stay."""
    lengths = np.sqrt((values * values).sum(axis=axis, keepdims=True))
    return np.asarray(values / np.where(lengths > 0, lengths, 1), dtype=np.float32)
