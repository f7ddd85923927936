"""Choosing one value among candidates, or none: the decision that dating an event and counting its victims share.

A LinearModel with one output scores every candidate and the choice of none; the probability of a value is the sum over its
candidates, so that a value told three times weighs more. Trained by `stream.training.choosing` on the same sum.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from stream.language.linear import LinearModel, softmax

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
    shares = softmax(model.scores([none, *(features for _, features in candidates)]).T)[0]
    sums: dict[Value, float] = defaultdict(float)
    for (value, _), share in zip(candidates, shares[1:], strict=True):
        sums[value] += float(share)
    best = max(sums, key=lambda value: sums[value])
    return best if sums[best] >= floor else None
