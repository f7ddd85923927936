"""Fitting learns what the examples teach, the same each time."""

import msgspec
import numpy as np

from stream.language.linear import LinearModel
from stream.training.fitting import Recipe, fit

ROWS = [["bark", "four-legged"], ["meow", "four-legged"]] * 50
LABELS = ["dog", "cat"] * 50
RECIPE = Recipe(epochs=30, batch=10, min_count=2)


def _fitted() -> LinearModel:
    return fit(ROWS, LABELS, recipe=RECIPE)


def test_fit_tells_the_classes_apart() -> None:
    probabilities = _fitted().probabilities([["bark"], ["meow"]])

    assert _fitted().classes == ["cat", "dog"]
    assert probabilities[0, 1] > 0.9
    assert probabilities[1, 0] > 0.9


def test_fit_gives_the_same_weights_each_time() -> None:
    one, two = _fitted(), _fitted()

    assert one.scores(ROWS[:2]).tobytes() == two.scores(ROWS[:2]).tobytes()


def test_fit_drops_features_seen_less_often_than_min_count() -> None:
    model = fit([*ROWS, ["rare"]], [*LABELS, "dog"], recipe=RECIPE)

    assert model.scores([["rare"]]).tolist() == model.scores([[]]).tolist()


def test_fit_drops_features_that_tell_the_classes_apart_by_too_little() -> None:
    model = fit(ROWS, LABELS, recipe=msgspec.structs.replace(RECIPE, smallest=0.5))

    assert model.scores([["four-legged"]]).tolist() == model.scores([[]]).tolist()
    assert model.scores([["bark"]]).tolist() != model.scores([[]]).tolist()


def test_fit_learns_from_the_dense_part_alone() -> None:
    dense = np.array([[1.0], [-1.0]] * 50, dtype=np.float32)

    model = fit([()] * 100, LABELS, dense=dense, recipe=RECIPE)

    assert model.probabilities([(), ()], np.array([[1.0], [-1.0]], dtype=np.float32))[:, 1].round().tolist() == [1, 0]
