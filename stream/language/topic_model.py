"""Which IPTC Media Topics a text has: a linear model in three layers, numpy only.

1. Hints, 0 to 1: what keywords and sections a news desk would have given the story. Desks label far more stories than
   anybody assigns topics to: F1 of the roots on weeks not trained on rises from .794 to .804. Hints are never published.
2. Scores from the features and the hints: of each root, of each root as the main one, of each deeper topic.
3. Probabilities, calibrated on weeks held out (`topic_calibration`). A root's number holds both whether it is assigned
   and whether it comes first, so that the best root is the main topic.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from spacy.vocab import Vocab

from stream.knowledge.mediatopics import topics as taxonomy
from stream.language.topic_calibration import TopicColumns, deep_probabilities, root_probabilities, sigmoid
from stream.language.topic_features import Floats, TopicFeatures, TopicText, units
from stream.language.topic_weights import TopicWeights

FILE = "topics.npz"

HINT_SLOPE = 8.0
HINT_MIDDLE = 0.35
"""Raw hint that becomes 0.5. Labels are rare: a least-squares score of .35 speaks for one rather than against."""
VECTOR_LENGTHS = (0.592, 0.387)
"""Length of the two vector parts, the stems' being 1: roots of .35 and .15, best of those tried."""


class AssignedTopic(NamedTuple):
    """A topic and the probability that a human would assign it."""

    qcode: str
    score: float


class TopicModel:
    """Assigns topics to texts."""

    def __init__(self, weights: TopicWeights) -> None:
        self._weights = weights
        self._features = TopicFeatures(weights.stems, weights.rarity)
        self._columns = TopicColumns(weights.roots, weights.deep)

    @classmethod
    def load(cls, folder: Path) -> "TopicModel":
        """Load the model of a language pack.

        Raises:
            DataBroken: the file is missing, or its arrays do not fit each other.
        """
        return cls(TopicWeights.load(folder / "models" / FILE))

    def assign(self, text: TopicText, vocab: Vocab) -> list[AssignedTopic]:
        """The topics of a text, best first: the roots over their threshold, at least one, and the deeper ones below them.

        Args:
            text: the story.
            vocab: with the word vectors that the model was trained on.

        Returns:
            Nothing for a text of which no word is known. With a topic, all those between it and its root.
        """
        scores = self.scores(text, vocab)
        return [] if scores is None else self.choose(*self.probabilities(scores))

    def scores(self, text: TopicText, vocab: Vocab) -> Floats | None:
        """Raw scores in their columns; None for a text of which no word is known."""
        weights = self._weights
        features = self._features.read(text, vocab)
        if not len(features.rows):
            return None
        vector = centre(features.means[None], weights.vector_mean, weights.vector_axes)[0]
        from_stems = (features.weights @ weights.stem_weights[features.rows].astype(np.float32)) * weights.stem_scales
        hints_end = len(weights.hint_bias)
        hints = squash_hints(from_stems[:hints_end] + vector @ weights.hint_vector + weights.hint_bias)
        raw = from_stems[hints_end:] + vector @ weights.score_vector + hints @ weights.score_hint + weights.score_bias
        return np.asarray(raw, dtype=np.float32)

    def probabilities(self, scores: Floats) -> tuple[Floats, Floats]:
        """The probability of each root and of each deeper topic."""
        weights, rows = self._weights, scores[None]
        roots = root_probabilities(
            rows,
            self._columns,
            root_logits=weights.root_logits,
            main_logits=weights.main_logits,
            root_curve=weights.root_curve,
        )
        deep = deep_probabilities(rows, roots, self._columns, deep_logits=weights.deep_logits, deep_prior=weights.deep_prior)
        return roots[0], deep[0]

    def choose(self, roots: Floats, deep: Floats) -> list[AssignedTopic]:
        """The topics to assign, best first."""
        root_threshold, deep_threshold = self._weights.thresholds
        chosen = {int(np.argmax(roots)), *np.flatnonzero(roots >= root_threshold).tolist()}
        given = {self._weights.roots[row]: float(roots[row]) for row in chosen}
        for row in np.flatnonzero(deep >= deep_threshold):
            root, *below = taxonomy()[self._weights.deep[row]].path
            if root in given:
                # Calibrated apart, a topic may come out likelier than the one above it, which it implies.
                score = min(float(deep[row]), given[root])
                given |= {qcode: max(given.get(qcode, 0.0), score) for qcode in below}
        ranked = sorted(given.items(), key=lambda topic: (-topic[1], taxonomy()[topic[0]].level, topic[0]))
        return [AssignedTopic(qcode, round(score, 4)) for qcode, score in ranked]


def squash_hints(raw: Floats) -> Floats:
    """Raw hints brought between 0 and 1."""
    return sigmoid(HINT_SLOPE * (raw - HINT_MIDDLE))


def centre(means: Floats, mean: Floats, axes: Floats) -> Floats:
    """Mean vectors of stories without what all stories share, each part at its length, one behind the other.

    Args:
        means: stories × 2 × dimensions; a part in which no word has a vector is 0, and stays so.
        mean: 2 × dimensions, what is shared.
        axes: 2 × dimensions × dimensions, which turn and stretch.
    """
    parts = []
    for part, length in enumerate(VECTOR_LENGTHS):
        vectors = means[:, part]
        centred = units((vectors - mean[part]) @ axes[part], axis=1) if vectors.size else np.zeros((len(means), len(mean[part])))
        known = vectors.any(axis=1, keepdims=True)
        parts.append(np.where(known, centred * length, 0))
    return np.concatenate(parts, axis=1).astype(np.float32)
