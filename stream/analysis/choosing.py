"""Choosing one value among candidates, or none: the decision that dating an event and counting its victims share.

A LinearModel with one output scores every candidate and the choice of none; the probability of a value is the sum over its
candidates, so that a value told three times weighs more. Trained by `stream.training.choosing` on the same sum.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import exp
from typing import TypeVar

from stream.language.linear import LinearModel

Value = TypeVar("Value")


def choose(
    model: LinearModel, none: Iterable[str], candidates: Sequence[tuple[Value, Iterable[str]]], floor: float
) -> Value | None:
    """The most probable value, or None where none reaches `floor`.

    Args:
        model: one output.
        none: features of the choice of none.
        candidates: (value, features) of each candidate.
        floor: probability below which nothing is chosen.
    """
    if not candidates:
        return None
    scores = model.leanings([none, *(features for _, features in candidates)])
    return most_likely(scores[0], [(value, score) for (value, _), score in zip(candidates, scores[1:], strict=True)], floor)


def most_likely(none: float, scored: Sequence[tuple[Value, float]], floor: float) -> Value | None:
    """The most probable value by the scores of none and of (value, score) candidates, or None where none reaches `floor`."""
    highest = max(none, *(score for _, score in scored))
    total = exp(none - highest)
    sums: dict[Value, float] = defaultdict(float)
    for value, score in scored:
        share = exp(score - highest)
        sums[value] += share
        total += share
    best = max(sums, key=lambda value: sums[value])
    return best if sums[best] >= floor * total else None
