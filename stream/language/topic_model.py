"""Which IPTC Media Topics a story has: a linear model in three layers, numpy only.

1. Hints: from the features, what labels the desk would have given the story (its keywords and sections; noisy, but
   there are many), each as a value 0 to 1. They are the model's middle layer and are never published.
2. Scores: from features and hints, a raw score for each root, for each root as the main one, and for each deeper topic.
3. Probabilities: calibrated on scores of stories held out. A root's reflects both whether a human would assign it and
   whether as the first, in one number, so that the best root is the main topic.

`topics.npz` holds the arrays named in `ARRAYS`. The weights of stems are eight-bit with a scale a column: a fifth of
their size in float32, figures unchanged.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from spacy.vocab import Vocab

from stream.errors import DataBroken
from stream.language.topic_features import Floats, TopicFeatures, TopicText

FILE = "topics.npz"

HINT_SLOPE = 8.0
HINT_MIDDLE = 0.35
"""Raw hint that becomes 0.5: labels are rare, so that a least-squares score of .35 speaks for one rather than against."""

MAIN_SHARE = 0.25
"""Weight of being the main root beside being assigned at all, before calibration."""

ARRAYS = (
    "stems", "rarity", "roots", "deep",
    "vector_mean", "vector_axes",
    "stem_weights", "stem_scales", "hint_vector", "hint_bias", "score_vector", "score_hint", "score_bias",
    "root_weights", "main_weights", "main_bias", "root_knots", "deep_weights", "deep_parents", "deep_roots", "deep_prior",
    "thresholds",
)  # fmt: skip


class Assigned(msgspec.Struct, frozen=True, kw_only=True):
    """A topic with its probability."""

    qcode: str
    score: float


class TopicModel:
    @classmethod
    def load(cls, folder: Path) -> "TopicModel":
        return cls()
