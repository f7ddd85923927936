"""The report in its three shapes."""

from typing import Any

import pytest

from stream.evaluation.floors import BelowFloor
from stream.evaluation.report import Report
from stream.evaluation.scores import score
from stream.evaluation.topics import TopicScores

TOPICS = TopicScores(stories=2, missing=0, micro=0.8, top=0.9, main=0.7, deep=0.6)


@pytest.fixture
def report(gold: dict[str, Any], story: dict[str, Any], record: dict[str, Any]) -> Report:
    scores = score([gold], [story], [{**record, "quotes": [], "events": []}])
    return Report(scores=scores, topics=TOPICS, shown_misses=1)


def test_values_hold_one_number_a_figure(report: Report) -> None:
    values = report.values()

    assert (values["entities"], values["quotes"], values["topics_main"]) == (1.0, 0.0, 0.7)


def test_json_holds_f1_precision_and_recall(report: Report) -> None:
    plain = report.as_json()

    assert (plain["entities"], plain["topics"]["deep"]) == ([1.0, 1.0, 1.0], 0.6)


def test_misses_are_shown_up_to_the_number_asked(report: Report) -> None:
    assert report.as_json()["misses"] == ["s1 event missed ACCIDENT ['incendie', 'incendie']"]


@pytest.mark.parametrize(
    "line",
    [
        "entities             F 1.000  P 1.000  R 1.000",
        "status               -",
        "topics_micro         0.800",
        "  ACCIDENT           F 0.000  P 0.000  R 0.000  n 1",
    ],
)
def test_lines_show_each_figure(report: Report, line: str) -> None:
    assert line in report.lines()


def test_report_with_a_figure_below_its_floor_fails(report: Report) -> None:
    below = BelowFloor(figure="quotes", floor=0.5, value=0.0)
    failed = Report(scores=report.scores, below_floors=(below,))

    assert (report.passed, failed.passed) == (True, False)
    assert failed.lines()[-1] == "below its floor: quotes: 0.0000, floor 0.5000"
