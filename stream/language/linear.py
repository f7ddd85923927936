"""Linear models over sparse string features and a dense vector: what the trained steps decide with.

Weights are trained by `stream.training` and shipped as `.npz` without pickles; here they are only applied. A model is
`features` (their names, sorted, as one UTF-8 blob joined by NULs, since a lemma may be a newline), `classes`, `weights`
(features × classes, float16), `dense` (dimensions × classes) and `bias` (classes).
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class LinearModel:
    """Multinomial (softmax) or independent (sigmoid) logistic regression."""

    def __init__(self, features: list[str], classes: list[str], weights: Floats, dense: Floats, bias: Floats) -> None:
        self.classes = classes
        self._index = {name: row for row, name in enumerate(features)}
        self._weights = weights.astype(np.float32)
        self._dense = dense.astype(np.float32)
        self._bias = bias.astype(np.float32)

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
        """Raw scores, rows × classes. `vectors` is rows × dimensions, or None for a model without a dense part."""
        index = self._index
        known = [[index[name] for name in names if name in index] for names in rows]
        out = np.repeat(self._bias[None, :], len(rows), axis=0)
        if filled := [row for row, columns in enumerate(known) if columns]:
            flat = np.fromiter((column for columns in known for column in columns), dtype=np.intp)
            starts = np.cumsum([0, *(len(known[row]) for row in filled[:-1])])
            out[filled] += np.add.reduceat(self._weights[flat], starts, axis=0)
        if vectors is not None:
            out += vectors @ self._dense
        return out

    def probabilities(self, rows: Sequence[Iterable[str]], vectors: Floats | None = None) -> Floats:
        """Softmax over the classes, rows × classes."""
        return softmax(self.scores(rows, vectors))


def softmax(scores: Floats) -> Floats:
    """Row-wise softmax."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), dtype=np.float32)
