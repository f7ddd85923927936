"""What counts as right among topics."""

from typing import Any

import pytest

from stream.evaluation.topics import score_topics

POLITICS, CONFLICT, HEALTH = "medtop:11000000", "medtop:16000000", "medtop:07000000"
ELECTION, NATIONAL_ELECTION = "medtop:20000574", "medtop:20000579"
GOLD = {"id": "s1", "roots": [POLITICS, CONFLICT], "codes": [ELECTION]}


def record(*topics: tuple[str, float]) -> dict[str, Any]:
    return {"story_id": "s1", "topics": [{"qcode": qcode, "score": score} for qcode, score in topics]}


@pytest.mark.parametrize(
    ("topics", "figure", "expected"),
    [
        ([(POLITICS, 0.9), (CONFLICT, 0.8)], "micro", 1.0),
        ([(POLITICS, 0.9)], "micro", 0.6667),
        ([(POLITICS, 0.9), (HEALTH, 0.8)], "micro", 0.5),
        ([(CONFLICT, 0.9), (POLITICS, 0.8)], "top", 1.0),
        ([(CONFLICT, 0.9), (POLITICS, 0.8)], "main", 0.0),
        ([(HEALTH, 0.9), (POLITICS, 0.8)], "top", 0.0),
        ([(POLITICS, 0.9), (NATIONAL_ELECTION, 0.5)], "deep", 1.0),
        ([(POLITICS, 0.9), ("medtop:20000056", 0.5)], "deep", 0.0),
        ([(POLITICS, 0.9)], "deep", 0.0),
    ],
)
def test_topics_are_scored(topics: list[tuple[str, float]], figure: str, expected: float) -> None:
    scores = score_topics([GOLD], [record(*topics)])

    assert getattr(scores, figure) == expected


def test_story_without_record_counts_as_missing() -> None:
    scores = score_topics([GOLD], [])

    assert (scores.missing, scores.micro, scores.main) == (1, 0.0, 0.0)
