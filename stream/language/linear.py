"""Linear models over sparse string features and a dense vector: what the trained steps decide with.

Weights are trained by `stream.training` and shipped as `.npz` without pickles; here they are only applied. A model is
`features` (their names, sorted, as one UTF-8 blob joined by NULs, since a lemma may be a newline), `classes`, `weights`
(features × classes, float16), `dense` (dimensions × classes) and `bias` (classes).
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate, chain
from math import exp
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_LOWEST = 700.0
"""Log odds below which a probability is 0 to a float."""


class LinearModel:
    """Multinomial (softmax) or independent (sigmoid) logistic regression."""

    def __init__(self, features: list[str], classes: list[str], weights: Floats, dense: Floats, bias: Floats) -> None:
        self.classes = classes
        self._index = {name: row for row, name in enumerate(features)}
        self._weights = weights.astype(np.float32)
        self._dense = dense.astype(np.float32)
        self._bias = bias.astype(np.float32)
        few = len(classes) <= 2
        self._lean = dict(zip(features, _last(self._weights).tolist(), strict=True)) if few else {}
        self._lean_bias = float(_last(self._bias[None])[0]) if few else 0.0

    @classmethod
    def load(cls, path: Path) -> "LinearModel":
        """Read a model file written by `save`."""
        with np.load(path, allow_pickle=False) as file:
            features = bytes(file["features"]).decode().split("\0")
            classes = bytes(file["classes"]).decode().split("\0")
            return cls(features, classes, file["weights"], file["dense"], file["bias"])

    def save(self, path: Path) -> None:
        """Write the model; the same model gives the same bytes."""
        np.savez(
            path,
            features=np.frombuffer("\0".join(self._index).encode(), dtype=np.uint8),
            classes=np.frombuffer("\0".join(self.classes).encode(), dtype=np.uint8),
            weights=self._weights.astype(np.float16),
            dense=self._dense.astype(np.float16),
            bias=self._bias,
        )

    def scores(self, rows: Sequence[Iterable[str]], vectors: Floats | None = None) -> Floats:
        """Raw scores, rows × classes. `vectors` is rows × dimensions, or None for a model without a dense part.

        A row names each of its features once: what it names twice counts twice here, and once in the training.
        """
        find = self._index.get
        known = [[row for row in map(find, names) if row is not None] for names in rows]
        out = np.repeat(self._bias[None, :], len(rows), axis=0)
        if filled := [row for row, columns in enumerate(known) if columns]:
            starts = list(accumulate((len(known[row]) for row in filled[:-1]), initial=0))
            out[filled] += np.add.reduceat(self._weights[list(chain.from_iterable(known))], starts, axis=0)
        if vectors is not None:
            out += vectors @ self._dense
        return out

    def probabilities(self, rows: Sequence[Iterable[str]], vectors: Floats | None = None) -> Floats:
        """Softmax over the classes, rows × classes."""
        return softmax(self.scores(rows, vectors))

    def leanings(self, rows: Iterable[Iterable[str]]) -> list[float]:
        """How far each row leans to the last class of a model without a dense part and with one class or two.

        The raw score of a model with one class, the log odds of the last of two; a third of the time of `scores` on few rows.
        """
        find = self._lean.get
        return [sum([weight for weight in map(find, names) if weight], self._lean_bias) for names in rows]

    def chances(self, rows: Iterable[Iterable[str]]) -> list[float]:
        """The probability of the last of two classes."""
        return [1 / (1 + exp(-max(leaning, -_LOWEST))) for leaning in self.leanings(rows)]


def _last(weights: Floats) -> Floats:
    """Weights for the last class, against the first where there are two."""
    return weights[:, -1] - weights[:, 0] if weights.shape[1] > 1 else weights[:, 0]


def softmax(scores: Floats) -> Floats:
    """Row-wise softmax."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), dtype=np.float32)
