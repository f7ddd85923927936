"""Fits the models of `stream.analysis.choosing`: one weight a feature, so that the right value wins against all others.

The loss of an event is the negative log of the summed probability of all candidates with its annotated value (or of the
choice of none), so a value that is told twice may be found at either place. Deterministic: L-BFGS from zero.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from stream.language.linear import LinearModel
from stream.training.fitting import design

MIN_COUNT = 2
L2 = 6.0
"""4 to 8 are equal on held-out stories, 1 and 2 a point worse."""
ITERATIONS = 150
SMALLEST = 0.01
"""Weights under it are dropped: half of the features, and no change of a choice on held-out stories."""

Array = NDArray[np.float64]


class Decision(msgspec.Struct, frozen=True):
    """One event with its candidates; row 0 is the choice of none."""

    rows: list[tuple[str, ...]]
    right: list[bool]
    """Which rows are right; at least one."""


def decision(none: Sequence[str], candidates: Sequence[tuple[object, Sequence[str]]], answer: object) -> Decision:
    """A Decision from candidates (value, features) and the annotated value, None for none.

    A value that no candidate tells counts as none: that is the best the model can do.
    """
    right = [answer is not None and value == answer for value, _ in candidates]
    return Decision([tuple(none), *(tuple(features) for _, features in candidates)], [not any(right), *right])


def fit_choice(decisions: Sequence[Decision], *, l2: float = L2, min_count: int = MIN_COUNT) -> LinearModel:
    """Fit a model with one output."""
    rows = [row for one in decisions for row in one.rows]
    right = np.array([flag for one in decisions for flag in one.right], dtype=np.float64)
    starts = np.cumsum([0, *(len(one.rows) for one in decisions)])[:-1]
    data = design(rows, None, min_count)
    objective = _Objective(data.sparse, right, starts, l2)
    found = minimize(objective, np.zeros(len(data.features)), jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS})
    kept = np.flatnonzero(np.abs(found.x) >= SMALLEST)
    weights = found.x[kept, None].astype(np.float32)
    nothing = np.zeros((0, 1), dtype=np.float32)
    return LinearModel([data.features[k] for k in kept], ["value"], weights, nothing, np.zeros(1, dtype=np.float32))


class _Objective:
    """Loss and gradient; holds the transposed design, which is costly to make."""

    def __init__(self, sparse: Any, right: Array, starts: NDArray[np.int64], l2: float) -> None:
        self._sparse, self._transposed = sparse, sparse.T.tocsr()
        self._right, self._starts, self._l2 = right, starts, l2
        self._sizes = np.diff(np.append(starts, len(right)))

    def __call__(self, weights: Array) -> tuple[float, Array]:
        scores = self._sparse @ weights
        shares = np.exp(scores - np.repeat(np.maximum.reduceat(scores, self._starts), self._sizes))
        total = np.add.reduceat(shares, self._starts)
        good = np.add.reduceat(shares * self._right, self._starts) + 1e-12
        loss = float((np.log(total) - np.log(good)).sum() + self._l2 / 2 * (weights @ weights))
        error = shares / np.repeat(total, self._sizes) - shares * self._right / np.repeat(good, self._sizes)
        return loss, self._transposed @ error + self._l2 * weights
