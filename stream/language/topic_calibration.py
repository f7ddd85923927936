"""From a topic model's raw scores to probabilities, for many stories at once (rows).

Scores stand in columns: each root, each root as the main one, each deeper topic.
"""

import numpy as np
from numpy.typing import NDArray

from stream.knowledge.mediatopics import topics as taxonomy
from stream.language.linear import softmax
from stream.language.topic_features import Floats

MAIN_SHARE = 0.5
"""Weight of coming first beside being assigned at all: the main root right in .768 of stories, .751 without."""


class TopicColumns:
    """Where each topic's scores stand."""

    def __init__(self, roots: list[str], deep: list[str]) -> None:
        self.roots = len(roots)
        columns = {qcode: column for column, qcode in enumerate(roots)}
        columns |= {qcode: column for column, qcode in enumerate(deep, start=2 * len(roots))}
        paths = [taxonomy()[qcode].path for qcode in deep]
        self.root_of = np.array([columns[path[0]] for path in paths], dtype=np.intp)
        """Of each deeper topic, the column of its root."""
        self.parent_of = np.array([columns[path[-2]] for path in paths], dtype=np.intp)
        """And that of the topic just above it."""


def root_evidence(scores: Floats, columns: TopicColumns) -> Floats:
    """Stories × roots × 3: what a root's logit is made of."""
    count = columns.roots
    return np.stack([scores[:, :count], scores[:, count : 2 * count], np.ones_like(scores[:, :count])], axis=-1)


def root_probabilities(
    scores: Floats, columns: TopicColumns, *, root_logits: Floats, main_logits: Floats, root_curve: Floats
) -> Floats:
    """Stories × roots: the probability of each root, the main one's raised."""
    rank = root_rank(scores, columns, root_logits=root_logits, main_logits=main_logits)
    return sigmoid(root_curve[0] * rank + root_curve[1])


def root_rank(scores: Floats, columns: TopicColumns, *, root_logits: Floats, main_logits: Floats) -> Floats:
    """Stories × roots: the logit of a share that grows both with being assigned and with coming first."""
    assigned = sigmoid((root_evidence(scores, columns) * root_logits).sum(axis=-1))
    first = softmax(scores[:, : 2 * columns.roots] @ main_logits[:-1] + main_logits[-1])
    share = np.clip((assigned + MAIN_SHARE * first) / (1 + MAIN_SHARE), 1e-4, 1 - 1e-4)
    return np.asarray(np.log(share / (1 - share)), dtype=np.float32)


def deep_evidence(scores: Floats, roots: Floats, columns: TopicColumns, prior: Floats) -> Floats:
    """Stories × deeper topics × 9: what a deeper topic's logit is made of.

    Its score, the same in proportion to how rare it is, and the score of the topic above, each with its square root,
    since a score's first tenths tell most; its root's probability; its rarity. One calibration serves all of them, since
    most were assigned a few dozen times.
    """
    own = scores[:, 2 * columns.roots :]
    of_root = roots[:, columns.root_of]
    tells = [own, own / np.sqrt(prior), scores[:, columns.parent_of]]
    tells += [np.sqrt(np.maximum(told, 0)) for told in tells]
    tells += [own * of_root, np.log(np.maximum(of_root, 1e-3)), np.broadcast_to(np.log(prior), own.shape)]
    return np.stack(tells, axis=-1)


def deep_probabilities(
    scores: Floats, roots: Floats, columns: TopicColumns, *, deep_logits: Floats, deep_prior: Floats
) -> Floats:
    """Stories × deeper topics: the probability of each."""
    return sigmoid(deep_evidence(scores, roots, columns, deep_prior) @ deep_logits[:-1] + deep_logits[-1])


def sigmoid(logits: NDArray[np.floating]) -> Floats:
    """The probability of a logit."""
    return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)
