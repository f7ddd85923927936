"""Floors: read, kept and missed."""

from pathlib import Path

import pytest

from stream.errors import SettingRefused
from stream.evaluation.floors import BelowFloor, check_floors, read_floors


@pytest.mark.parametrize(("value", "reached"), [(0.5, True), (0.51, True), (0.4999, False)])
def test_floor_is_reached_from_its_value_on(value: float, reached: bool) -> None:
    below = check_floors({"events": value}, {"events": 0.5})

    assert (below == []) is reached


def test_figure_not_measured_is_below_its_floor() -> None:
    below = check_floors({"events": 0.9, "speaker": None}, {"speaker": 0.5, "topics_micro": 0.8})

    assert below == [
        BelowFloor(figure="speaker", floor=0.5, value=None),
        BelowFloor(figure="topics_micro", floor=0.8, value=None),
    ]


def test_floors_are_read(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    path.write_text("entities = 0.85\nevents = 0.5\n", encoding="utf-8")

    assert read_floors(path) == {"entities": 0.85, "events": 0.5}


@pytest.mark.parametrize("text", ["entities 0.85", 'entities = "high"'])
def test_broken_floors_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "floors.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SettingRefused):
        read_floors(path)
