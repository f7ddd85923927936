"""Linear models give the scores that their weights say, and survive their file."""

from pathlib import Path

import numpy as np
import pytest

from stream.language.linear import LinearModel, softmax


@pytest.fixture
def model() -> LinearModel:
    weights = np.array([[1, 0], [0, 2], [0.5, -1]], dtype=np.float32)
    dense = np.array([[1, -1]], dtype=np.float32)
    return LinearModel(["a", "b", "with\nnewline"], ["no", "yes"], weights, dense, np.array([0.25, 0], dtype=np.float32))


@pytest.mark.parametrize(
    ("features", "expected"),
    [
        ([], [0.25, 0]),
        (["a"], [1.25, 0]),
        (["a", "b"], [1.25, 2]),
        (["unseen", "b"], [0.25, 2]),
        (["with\nnewline"], [0.75, -1]),
    ],
)
def test_scores_sum_the_weights_of_known_features(model: LinearModel, features: list[str], expected: list[float]) -> None:
    assert model.scores([features])[0].tolist() == pytest.approx(expected)


def test_scores_of_a_row_do_not_depend_on_the_rows_beside_it(model: LinearModel) -> None:
    together = model.scores([["a"], [], ["b"]])

    assert together.tolist() == [model.scores([row])[0].tolist() for row in (["a"], [], ["b"])]


def test_scores_add_the_dense_part(model: LinearModel) -> None:
    assert model.scores([["a"]], np.array([[2.0]], dtype=np.float32))[0].tolist() == pytest.approx([3.25, -2])


@pytest.mark.parametrize("row", [[], ["a"], ["a", "b"], ["unseen", "b"]])
def test_chances_are_the_probabilities_of_the_last_of_two_classes(model: LinearModel, row: list[str]) -> None:
    assert model.chances([row]) == pytest.approx(model.probabilities([row])[:, 1].tolist())


@pytest.mark.parametrize("weight", [-1000.0, 1000.0])
def test_chances_of_a_hopeless_row_are_a_number(weight: float) -> None:
    weights = np.array([[0, weight]], dtype=np.float32)
    model = LinearModel(["a"], ["no", "yes"], weights, np.zeros((0, 2), np.float32), np.zeros(2, np.float32))

    assert model.chances([["a"]]) == pytest.approx([float(weight > 0)])


def test_leanings_of_one_class_are_its_scores() -> None:
    model = LinearModel(["a"], ["value"], np.array([[2.0]], np.float32), np.zeros((0, 1), np.float32), np.ones(1, np.float32))

    assert model.leanings([["a"], []]) == [3.0, 1.0]


def test_load_gives_the_model_that_save_wrote(model: LinearModel, tmp_path: Path) -> None:
    model.save(tmp_path / "model.npz")

    loaded = LinearModel.load(tmp_path / "model.npz")

    rows = [["a", "with\nnewline"], ["b"]]
    assert loaded.classes == ["no", "yes"]
    assert loaded.scores(rows).tolist() == model.scores(rows).tolist()


def test_save_writes_the_same_bytes_twice(model: LinearModel, tmp_path: Path) -> None:
    model.save(tmp_path / "one.npz")
    model.save(tmp_path / "two.npz")

    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_softmax_sums_to_one_and_keeps_the_order() -> None:
    shares = softmax(np.array([[1000.0, 0.0, 999.0]], dtype=np.float32))[0]

    assert shares.sum() == pytest.approx(1)
    assert shares[0] > shares[2] > shares[1]
