"""Fits what turns a topic model's raw scores to probabilities, and the thresholds."""

import msgspec
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from stream.language.topic_calibration import (
    TopicColumns,
    deep_evidence,
    deep_probabilities,
    root_evidence,
    root_probabilities,
    root_rank,
)
from stream.language.topic_features import Floats
from stream.training.topic_stories import Labels

STRENGTH = {"roots": 10.0, "main": 3.0, "curve": 100.0, "deep": 10.0}
"""Inverse of the penalty, best of 1, 3, 10, 30 by the figures on held-out weeks."""

Truth = NDArray[np.bool_]


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of `stream.language.topic_calibration`, named as in the model file."""

    root_logits: Floats
    main_logits: Floats
    root_curve: Floats
    deep_logits: Floats
    deep_prior: Floats

    def probabilities(self, scores: Floats, columns: TopicColumns) -> tuple[Floats, Floats]:
        """Stories × roots and stories × deeper topics."""
        roots = root_probabilities(
            scores, columns, root_logits=self.root_logits, main_logits=self.main_logits, root_curve=self.root_curve
        )
        return roots, deep_probabilities(scores, roots, columns, deep_logits=self.deep_logits, deep_prior=self.deep_prior)


def calibrate(scores: Floats, labels: Labels, columns: TopicColumns) -> Calibration:
    """Fit on scores of stories that the scoring model was not trained on."""
    count = columns.roots
    assigned, main, deep = labels[:, :count], labels[:, count : 2 * count].argmax(axis=1), labels[:, 2 * count :]
    evidence = root_evidence(scores, columns)
    root_logits = np.stack([_logits(evidence[:, k, :-1], assigned[:, k], STRENGTH["roots"]) for k in range(count)])
    main_logits = _main_logits(scores[:, : 2 * count], main, count)
    rank = root_rank(scores, columns, root_logits=root_logits, main_logits=main_logits)
    curve = _logits(rank.reshape(-1, 1), assigned.ravel(), STRENGTH["curve"])
    roots = root_probabilities(scores, columns, root_logits=root_logits, main_logits=main_logits, root_curve=curve)
    prior = np.asarray(deep.mean(axis=0), dtype=np.float32).clip(1e-4)
    pooled = deep_evidence(scores, roots, columns, prior)
    return Calibration(
        root_logits=root_logits,
        main_logits=main_logits,
        root_curve=curve,
        deep_logits=_logits(pooled.reshape(-1, pooled.shape[-1]), deep.ravel(), STRENGTH["deep"]),
        deep_prior=prior,
    )


def _logits(evidence: Floats, labels: Labels, strength: float) -> Floats:
    """Weights and bias of a logistic regression."""
    fitted = LogisticRegression(C=strength, max_iter=2000).fit(evidence, labels)
    return np.append(fitted.coef_[0], fitted.intercept_).astype(np.float32)


def _main_logits(scores: Floats, main: NDArray[np.intp], count: int) -> Floats:
    """Weights and biases of a softmax regression; a root that never came first gets a bias that keeps it out."""
    fitted = LogisticRegression(C=STRENGTH["main"], max_iter=2000).fit(scores, main)
    logits = np.zeros((scores.shape[1] + 1, count), dtype=np.float32)
    logits[-1] = -10.0
    logits[:-1, fitted.classes_] = fitted.coef_.T
    logits[-1, fitted.classes_] = fitted.intercept_
    return logits


def best_threshold(probabilities: Floats, labels: Labels) -> float:
    """The probability from which on assigning gives the best F1: half of that F1, if the probabilities hold.

    Steadier than the best place on a curve that is flat from .35 to .5.
    """
    return max(f1(probabilities >= threshold, labels) for threshold in np.arange(0.15, 0.65, 0.05)) / 2


def f1(assigned: Truth, labels: Labels) -> float:
    """F1 over all stories and topics."""
    return float(2 * (assigned * labels).sum() / max(1.0, assigned.sum() + labels.sum()))


def with_best(roots: Floats, threshold: float) -> Truth:
    """Roots assigned: those over the threshold, and the best one in any case."""
    assigned: Truth = roots >= threshold
    assigned[np.arange(len(roots)), roots.argmax(axis=1)] = True
    return assigned
