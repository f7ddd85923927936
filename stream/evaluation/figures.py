"""Figures from counts: precision, recall, F1 and rates, to four decimals."""

from collections import Counter
from typing import NamedTuple

Counts = Counter[str]


class Prf(NamedTuple):
    """F1 with its precision and recall; all 0.0 where nothing was right or nothing was there."""

    f: float
    p: float
    r: float


Figure = Prf | float | None
"""None: there was nothing to measure."""


def prf(right: float, predicted: float, gold: float) -> Prf:
    """F1, precision and recall of `right` answers."""
    return harmonic(right / predicted if predicted else 0.0, right / gold if gold else 0.0)


def harmonic(precision: float, recall: float) -> Prf:
    """F1 of a precision and a recall."""
    f = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Prf(round(f, 4), round(precision, 4), round(recall, 4))


def rate(right: float, all_: float) -> float | None:
    """A share; None of nothing."""
    return round(right / all_, 4) if all_ else None
