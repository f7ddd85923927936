"""Thresholds and F1 as the topic training counts them."""

import numpy as np
import pytest

from stream.training.topic_calibrating import best_threshold, f1, with_best


def test_best_root_is_assigned_whatever_the_threshold() -> None:
    roots = np.array([[0.2, 0.3], [0.6, 0.9]], dtype=np.float32)

    assert with_best(roots, 0.5).tolist() == [[False, True], [True, True]]


def test_f1_counts_over_all_stories_and_topics() -> None:
    assigned = np.array([[True, True], [False, True]])
    labels = np.array([[1.0, 0.0], [1.0, 1.0]])

    assert f1(assigned, labels) == pytest.approx(2 / 3)


def test_threshold_is_half_of_the_best_f1() -> None:
    probabilities = np.array([[0.9, 0.1], [0.8, 0.2]], dtype=np.float32)

    assert best_threshold(probabilities, np.array([[1.0, 0.0], [1.0, 0.0]])) == 0.5
