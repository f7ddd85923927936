"""The trained numbers of a topic model, and their file.

The file is an uncompressed `.npz` without pickles, one array a field; lists of words are UTF-8 joined by newlines.
Weights of stems are eight-bit integers with a scale a column, a quarter of their size in float32; the figures stay.
"""

import zipfile
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from stream.errors import DataBroken
from stream.language.topic_features import Floats


class TopicWeights(msgspec.Struct, frozen=True, kw_only=True):
    """All that a topic model has learnt. S stems, H hints, R roots, D deeper topics, C = 2 R + D scores, V = twice the
    dimensions of a word vector.
    """

    stems: list[str]
    rarity: Floats
    """S: 1 and the logarithm of all stories to those with the stem."""
    roots: list[str]
    """Qcodes."""
    deep: list[str]
    vector_mean: Floats
    """2 × V/2: what is taken from the mean vectors."""
    vector_axes: Floats
    """2 × V/2 × V/2: what they are multiplied with, so that no direction outweighs another."""
    stem_weights: NDArray[np.int8]
    """S × (H + C)."""
    stem_scales: Floats
    """H + C."""
    hint_vector: Floats
    """V × H."""
    hint_bias: Floats
    score_vector: Floats
    """V × C."""
    score_hint: Floats
    """H × C."""
    score_bias: Floats
    root_logits: Floats
    """R × 3: a root's logit from its score, its score as the main one, and 1."""
    main_logits: Floats
    """(2 R + 1) × R: logits of being the main root, the last row the bias."""
    root_curve: Floats
    """2: slope and offset of the probability's logit."""
    deep_logits: Floats
    """One for each of `calibration.deep_evidence`, then the bias."""
    deep_prior: Floats
    """D: share of stories with the topic."""
    thresholds: Floats
    """2: from which probability on a root and a deeper topic are assigned."""

    @classmethod
    def load(cls, path: Path) -> "TopicWeights":
        """Read a model file.

        Raises:
            DataBroken: it is missing, no such file, or its arrays do not fit each other.
        """
        try:
            with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
                arrays: dict[str, Any] = {name: _read(file[name]) for name in cls.__struct_fields__}
                weights = cls(**arrays)
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise DataBroken("cannot read the topic model", path=path.name) from error
        if not weights.fits():
            raise DataBroken("the arrays of the topic model do not fit each other", path=path.name)
        return weights

    def save(self, path: Path) -> None:
        """Write the model file; the same model gives the same bytes."""
        arrays: dict[str, Any] = {name: _written(getattr(self, name)) for name in self.__struct_fields__}
        np.savez(path, **arrays)

    def fits(self) -> bool:
        """True if the shapes agree."""
        stems, hints, roots, deep = len(self.stems), len(self.hint_bias), len(self.roots), len(self.deep)
        scores, vector = 2 * roots + deep, 2 * self.vector_mean.shape[-1]
        expected = {
            "rarity": (stems,),
            "vector_axes": (2, vector // 2, vector // 2),
            "stem_weights": (stems, hints + scores),
            "stem_scales": (hints + scores,),
            "hint_vector": (vector, hints),
            "score_vector": (vector, scores),
            "score_hint": (hints, scores),
            "score_bias": (scores,),
            "root_logits": (roots, 3),
            "main_logits": (2 * roots + 1, roots),
            "deep_prior": (deep,),
            "thresholds": (2,),
        }
        return all(getattr(self, name).shape == shape for name, shape in expected.items())


def _read(array: NDArray[Any]) -> NDArray[Any] | list[str]:
    if array.dtype == np.uint8:
        return array.tobytes().decode().split("\n")
    return array if array.dtype == np.int8 else array.astype(np.float32)


def _written(value: NDArray[Any] | list[str]) -> NDArray[Any]:
    if isinstance(value, list):
        return np.frombuffer("\n".join(value).encode(), dtype=np.uint8)
    # The large ones in half precision; what calibrates keeps its own.
    return value.astype(np.float16) if value.size > 5000 and value.dtype != np.int8 else value
